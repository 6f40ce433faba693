"""首问责任人: who took a complaint first answers for it to its end, or until it is handed to somebody by name."""

from cases.casework.case import OVER, Action, Case, Source, Status
from cases.casework.moves.move import Changes, Deed, Move, Who
from cases.forms.fields import TRUSTEE, WORDS
from cases.forms.form import Form
from cases.people import Person, Role
from cases.work import Work

MOST = 12
"""People that are offered."""


async def trustees(work: Work, owner: int, case: Case) -> list[Person]:
    """Who could answer for it, as far as they are there: dispatchers, its department's leads, the grid's workers, then
    supervisors and admins."""
    people = work.store.people
    found = [
        *await people.with_role(Role.DISPATCHER),
        *(await people.with_role(Role.LEAD, case.department) if case.department else []),
        *(await people.with_role(Role.WORKER, case.grid) if case.grid else []),
        *await people.with_role(Role.SUPERVISOR),
        *await people.with_role(Role.ADMIN),
    ]
    without = {case.keeper, case.reporter if case.source is Source.RESIDENT else None}
    able = {one.id: one for one in found if not one.silent and not one.away(work.today) and one.id not in without}
    return sorted(able.values(), key=lambda one: one.id != owner)[:MOST]


async def _entrust(deed: Deed) -> Changes:
    """By the clock: who had it has left."""
    return {"keeper": deed.answers.colleague}


def _kept(case: Case) -> bool:
    return case.keeper is not None


KEEPING: dict[Action, Move] = {
    Action.ENTRUST: Move(
        sources=frozenset(Status) - OVER, who=(Who.KEEPER, Who.DISPATCHER, Who.CLOCK), when=_kept,
        form=Form(needs=(TRUSTEE,), offers=(WORDS,)), heirs=trustees, decide=_entrust, progress=False),
}  # fmt: skip
