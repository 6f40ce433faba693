"""Cases people ask for."""

import re

from cases.casework import rights
from cases.casework.case import Action, Case
from cases.district.spelling import dense, plain
from cases.errors import Unknown
from cases.people import Person, Role
from cases.work import Work

NUMBER = re.compile(r"[A-Z]{1,6}\d{6}-\d{4,8}")
MOST_LOOKED = 100
"""A longer list of what waits to be looked at is not counted to its end."""
ASKING = 14
"""Letters beside a case's number that still only ask for it."""


def number_in(text: str) -> str | None:
    """The number of a case in a text that says little else."""
    flat = plain(text[:200]).upper()
    found = NUMBER.search(flat)
    if found is None or len(dense(flat)) - len(dense(found[0])) > ASKING:
        return None
    return found[0]


async def numbered(work: Work, actor: Person, number: str) -> Case:
    """A case by its number, today's by the last digits alone, for whoever may see it; to others there is no such case."""
    flat = plain(number[:200]).upper().strip()
    found = NUMBER.search(flat)
    wanted = found[0] if found else flat
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 4:
        wanted = f"{work.district.numbered_on(work.today)}{int(wanted):04d}"
    case = await work.store.cases.numbered(wanted)
    if case is None or not rights.may_see(actor, case):
        raise Unknown
    return case


async def to_look_at(work: Work, actor: Person, most: int) -> list[Case]:
    """What waits to be verified or checked by somebody, oldest first."""
    grids, everywhere = actor.scopes(Role.WORKER), actor.has(Role.SUPERVISOR)
    if not grids and not everywhere:
        return []
    cases = await work.store.cases.to_look_at(actor.id, grids, most, everywhere=everywhere)
    return [case for case in cases if {Action.VERIFY, Action.PASS} & set(rights.offered(actor, case))]
