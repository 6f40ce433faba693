"""Who may do what: a test for each right, deny by default. Buttons and use cases ask the same functions."""

from collections.abc import Callable

from cases.model import OUTSIDE, Action, Case, Person, Role, Source, Status
from cases.workflow import BUTTONS, MOVES, OPINIONS, Who


def is_resident(case: Case) -> bool:
    """Whether a resident reported it in the bot; their name is then nobody's business but the dispatcher's."""
    return case.source is Source.RESIDENT


def checks(person: Person, case: Case) -> bool:
    """Never who cleared it: the grid's worker, the reporter, a supervisor, or the dispatcher when it comes to them."""
    if person.id == case.clearer or not person.staff:
        return False
    if case.status is Status.UNCHECKABLE or case.grid is None:
        return person.has(Role.DISPATCHER) or person.has(Role.SUPERVISOR)
    own = person.id == case.reporter and case.source not in OUTSIDE
    return own or person.has(Role.SUPERVISOR) or person.has(Role.WORKER, case.grid)


TESTS: dict[Who, Callable[[Person, Case], bool]] = {
    Who.REPORTER: lambda person, case: person.id == case.reporter,
    Who.COMPLAINER: lambda person, case: person.id == case.reporter and is_resident(case),
    Who.GRID_WORKER: lambda person, case: case.grid is not None and person.has(Role.WORKER, case.grid),
    Who.LEAD: lambda person, case: (
        person.has(Role.LEAD, case.department) if case.department and case.claimer in (None, person.id) else False
    ),
    Who.CLAIMER: lambda person, case: person.id == case.claimer and person.has(Role.LEAD, case.department),
    Who.CHECKER: checks,
    Who.DISPATCHER: lambda person, _: person.has(Role.DISPATCHER),
    Who.CLOCK: lambda person, _: person.id == 0,
}


def allowed(person: Person, action: Action, case: Case) -> bool:
    """Whether the person has the right, whatever the status."""
    return any(TESTS[who](person, case) for who in MOVES[action].who)


def possible(action: Action, case: Case) -> bool:
    """Whether the case stands where the action can happen."""
    return case.status in MOVES[action].sources and (action not in OPINIONS or case.opinion in OPINIONS[action])


def offered(person: Person, case: Case) -> tuple[Action, ...]:
    """What a card in the person's own chat offers them now."""
    return tuple(action for action in BUTTONS if possible(action, case) and allowed(person, action, case))


PLACE_RIGHTS = {"department": {Who.LEAD, Who.CLAIMER}, "dispatchers": {Who.DISPATCHER}}


def offered_at(purpose: str, case: Case) -> tuple[Action, ...]:
    """What a card in a group or topic offers: whatever somebody who belongs there could do. The press is checked again."""
    rights = PLACE_RIGHTS.get(purpose, set())
    if purpose == "dispatchers" and case.status is Status.UNCHECKABLE:
        return Action.PASS, Action.REWORK
    return tuple(action for action in BUTTONS if possible(action, case) and rights & set(MOVES[action].who))


def may_see(person: Person, case: Case) -> bool:
    """Whether the person may open the case's card at all."""
    if person.id in (case.reporter, case.claimer, case.clearer, case.checker):
        return True
    wide = (Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN)
    return any(person.has(role) for role in wide) or any(
        [
            bool(case.grid) and person.has(Role.WORKER, case.grid),
            bool(case.department) and person.has(Role.LEAD, case.department),
        ]
    )
