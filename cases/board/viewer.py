"""Who looks at a case, in which part, and what it offers them there."""

from dataclasses import dataclass
from enum import StrEnum

from cases.casework import rights
from cases.casework.case import Action, Case
from cases.outbox import Address, Purpose
from cases.people import Person, Role
from cases.work import Work


class Part(StrEnum):
    """As what somebody reads a case."""

    REPORTER = "reporter"  # the resident whose complaint it is
    DISPATCHER = "dispatcher"  # in their own chat
    STAFF = "staff"  # others, in their own chats
    DISPATCHERS = "dispatchers"  # their place
    DEPARTMENT = "department"  # its place
    WORKERS = "workers"  # their group
    DUTY = "duty"  # who is told of every danger
    NOBODY = "nobody"


DISPATCHING = (Part.DISPATCHER, Part.DISPATCHERS)
UNSEALED = (Part.REPORTER, Part.DISPATCHER)
"""Who reads what was written as it was written."""


@dataclass(frozen=True, kw_only=True)
class Viewer:
    part: Part
    actions: tuple[Action, ...] = ()
    gone: bool = False
    """It is not theirs, or not any more."""


def unaware(viewer: Viewer) -> bool:
    """Whether they are to look again at what others have done, and learn of none of those."""
    return Action.UPHOLD in viewer.actions


NOBODY = Viewer(part=Part.NOBODY, gone=True)


async def viewer_of(work: Work, case: Case, address: Address) -> Viewer:
    if address.private:
        return _person(await work.store.people.get(address.chat), case)
    bound = await work.store.bindings.at(address)
    purposes = {one.purpose for one in bound}
    if Purpose.DISPATCHERS in purposes:
        return Viewer(part=Part.DISPATCHERS, actions=rights.offered_at("dispatchers", case))
    here = [one.department for one in bound if one.purpose is Purpose.DEPARTMENT]
    if case.department in here:
        return Viewer(part=Part.DEPARTMENT, actions=rights.offered_at("department", case))
    if here:
        return Viewer(part=Part.DEPARTMENT, gone=True)
    if Purpose.DUTY in purposes and case.alarm:
        return Viewer(part=Part.DUTY)
    return Viewer(part=Part.WORKERS) if Purpose.WORKERS in purposes else NOBODY


def _person(person: Person, case: Case) -> Viewer:
    own = rights.is_resident(case) and person.id == case.reporter
    if not own and not rights.may_see(person, case):
        return NOBODY
    part = Part.REPORTER if own else Part.DISPATCHER if person.has(Role.DISPATCHER) else Part.STAFF
    return Viewer(part=part, actions=rights.offered(person, case))
