"""Who may do what: a test for each right, deny by default. Buttons and use cases ask the same functions."""

from collections.abc import Callable, Collection

from cases.casework.case import OUTSIDE, Action, Case, Source, Status
from cases.casework.moves import BUTTONS, MOVES
from cases.casework.moves.move import Who
from cases.intake.draft import Draft
from cases.outbox import CHECKS, DISPATCHERS
from cases.people import Person, Role

EVERYTHING = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
"""Who sees every case of the district."""


def is_resident(case: Case) -> bool:
    """Whether a resident reported it in the bot; their name is then nobody's business but the dispatcher's."""
    return case.source is Source.RESIDENT


def complainer(case: Case, person: int) -> bool:
    """Whether they are the resident whose complaint it is: nobody's business but the dispatcher's."""
    return is_resident(case) and person == case.reporter


def verifies(offered: Collection[Action]) -> bool:
    """Whether somebody who is offered these is to find out what there is."""
    return Action.VERIFY in offered


def hidden(reporter: Person, case: Case) -> tuple[str, ...]:
    """Names that are nobody's business."""
    return reporter.names if is_resident(case) else ()


def checks(person: Person, case: Case) -> bool:
    """Never who cleared it: the grid's worker, the reporter, a supervisor; the dispatcher, and the admin after them, when it
    comes to them, and then whoever found that it could not be checked, who may change their mind."""
    if person.id == case.clearer or not person.staff:
        return False
    if person.has(Role.SUPERVISOR):
        return True
    near = (person.id == case.reporter and case.source not in OUTSIDE) or works(person, case)
    if case.status is Status.UNCHECKABLE or case.grid is None:
        return person.has(Role.DISPATCHER) or person.has(Role.ADMIN) or (near and person.id == case.checker)
    return near


def audits(person: Person, case: Case) -> bool:
    """Whether they may look again at what is closed: nobody who has had it in hand."""
    wide = any(person.has(role) for role in EVERYTHING)
    return wide and person.id not in (case.clearer, case.checker, case.claimer, case.reporter, case.keeper)


def decides(person: Person, case: Case) -> bool:
    """What somebody else has asked for; not about what they have cleared themselves."""
    deciding = any(person.has(role) for role in EVERYTHING)
    return deciding and person.id not in (case.requester, case.clearer)


def asked(person: Person, case: Case) -> bool:
    """Whether it is their request that waits."""
    return case.requester is not None and person.id == case.requester and person.staff


def _leads(person: Person, case: Case) -> bool:
    return case.department is not None and person.has(Role.LEAD, case.department)


def reported(person: Person, case: Case) -> bool:
    """A report of theirs that is still theirs: a resident's complaint, or staff's for as long as they are staff."""
    return person.id == case.reporter and (is_resident(case) or person.staff)


def stands_behind(person: Person, case: Case) -> bool:
    """包保: the case itself, or the grid or community it lies in."""
    areas = {case.grid, case.community} - {None}
    itself = person.id == case.sponsor and person.has(Role.SPONSOR)
    return itself or any(person.has(Role.SPONSOR, area) for area in areas)


def works(person: Person, case: Case) -> bool:
    """Whether they are a worker of the grid it lies in."""
    return case.grid is not None and person.has(Role.WORKER, case.grid)


ENTITLED: dict[Who, Callable[[Person, Case], bool]] = {
    Who.REPORTER: reported,
    Who.COMPLAINER: lambda person, case: person.id == case.reporter and is_resident(case),
    Who.KEEPER: lambda person, case: case.keeper is not None and person.id == case.keeper and person.staff,
    Who.CALLER: lambda person, case: case.source in OUTSIDE and person.has(Role.DISPATCHER),
    Who.GRID_WORKER: lambda person, case: person.id != case.reporter and works(person, case),
    Who.LEAD: _leads,
    Who.CLAIMER: _leads,
    Who.CHECKER: checks,
    Who.AUDITOR: audits,
    Who.DISPATCHER: lambda person, _: person.has(Role.DISPATCHER),
    Who.SUPERVISOR: lambda person, _: person.has(Role.SUPERVISOR),
    Who.DECIDER: decides,
    Who.REQUESTER: asked,
    Who.SPONSOR: stands_behind,
    Who.CLOCK: lambda person, _: person.id == 0,
}
"""Who belongs to those who may at all; of a department's leads the one who has claimed it comes first."""

CLAIMED: dict[Who, Callable[[Person, Case], bool]] = {
    Who.LEAD: lambda person, case: case.claimer in (None, person.id),
    Who.CLAIMER: lambda person, case: case.claimer == person.id,
}


def entitled(person: Person, action: Action, case: Case) -> bool:
    """Whether the person may do this to such a case at all, whoever has claimed it; who may not learns nothing of it."""
    return any(ENTITLED[who](person, case) for who in MOVES[action].who)


def allowed(person: Person, action: Action, case: Case) -> bool:
    """Whether the person has the right, whatever the status."""
    return any(
        ENTITLED[who](person, case)
        and (who not in CLAIMED or action in (Action.NOTE, Action.APPEAL) or CLAIMED[who](person, case))
        for who in MOVES[action].who
    )


def possible(action: Action, case: Case) -> bool:
    """Whether the case stands where the action can happen."""
    return case.status in MOVES[action].sources and MOVES[action].when(case)


def offered(person: Person, case: Case) -> tuple[Action, ...]:
    """What a card in the person's own chat offers them now."""
    return tuple(action for action in BUTTONS if possible(action, case) and allowed(person, action, case))


PLACE_RIGHTS = {"department": {Who.LEAD, Who.CLAIMER}, "dispatchers": {Who.DISPATCHER, Who.DECIDER, Who.CALLER}}


def offered_at(purpose: str, case: Case) -> tuple[Action, ...]:
    """What a card in a group or topic offers: whatever somebody who belongs there could do. The press is checked again."""
    rights = PLACE_RIGHTS.get(purpose, set())
    if purpose == "dispatchers" and case.status is Status.UNCHECKABLE:
        return Action.PASS, Action.REWORK
    here = rights if case.source in OUTSIDE else rights - {Who.CALLER}
    return tuple(action for action in BUTTONS if possible(action, case) and here & set(MOVES[action].who))


def may_see(person: Person, case: Case) -> bool:
    """Whether the person may open the case's card at all, by what they are now."""
    if reported(person, case):
        return True
    touched = person.staff and person.id in (case.claimer, case.clearer, case.checker, case.keeper)
    wide = any(person.has(role) for role in EVERYTHING)
    return touched or wide or _leads(person, case) or works(person, case) or stands_behind(person, case)


def may_locate(person: Person, case: Case) -> bool:
    """Whether they may still say where it is."""
    return entitled(person, Action.LOCATE, case) and possible(Action.LOCATE, case)


def is_done(case: Case) -> bool:
    """Whether it waits for somebody to look at what was done."""
    return possible(Action.PASS, case)


def may_see_queue(person: Person, key: str) -> bool:
    """Whether a queue is the person's to look through."""
    own = person.has(Role.DISPATCHER) if key == DISPATCHERS else person.staff if key == CHECKS else person.has(Role.LEAD, key)
    return own or any(person.has(role) for role in EVERYTHING)


def may_call(person: Person, case: Case) -> bool:
    """Whether the person may learn who complained, and their number."""
    return person.has(Role.DISPATCHER) and case.source is not Source.PATROL and not case.anonymous


def may_print(person: Person, case: Case) -> bool:
    """Whether they may have it on paper: who leads its department, and who sees every case."""
    looks_again = case.drawn and audits(person, case)
    return not looks_again and (_leads(person, case) or any(person.has(role) for role in EVERYTHING))


def may_report(person: Person, source: Source) -> bool:
    """Whether a report of this source is theirs to hand in."""
    if source is Source.RESIDENT:
        return True
    return person.has(Role.DISPATCHER) if source in OUTSIDE else person.staff


def may_go_on(person: Person, draft: Draft, case: Case | None) -> bool:
    """Whether what somebody is filling in is still theirs to hand in."""
    return may_report(person, draft.source) if case is None else entitled(person, draft.action, case)
