"""One move written down: its event, the case after it, and the clocks that run from then on."""

from dataclasses import replace

from cases.casework.case import BORNE, CHECKING, OVER, Action, Case, Event, Source, Status, evolve
from cases.casework.clocks import clocked
from cases.casework.moves import MOVES
from cases.casework.moves.move import Changes, Move
from cases.casework.stages import total_end
from cases.people import Person
from cases.work import Work


async def record(work: Work, case: Case, action: Action, actor: Person, changes: Changes) -> Case:
    """Appends the event and stores the case after it. Raises ValueError for where the move does not lead."""
    move = MOVES[action]
    event = Event(
        case=case.id, number=case.last + 1, step=case.step + int(move.progress), action=action, actor=actor.id, at=work.now,
        changes=({"status": move.targets[0]} if move.targets else {})
        | {name: value for name, value in changes.items() if name not in BORNE},
        **{name: changes[name] for name in BORNE if name in changes},
    )  # fmt: skip
    event = replace(
        event, changes={**event.changes, **_over(case, event, move), **_taken(case, move, actor), **_filed(work, case, event)}
    )
    event = replace(event, changes={**event.changes, **clocked(work, actor.id, case, evolve(case, event))})
    after = evolve(case, event)
    if not move.leads_to(case.status, after.status):
        raise ValueError(f"{action} does not lead from {case.status} to {after.status}")
    event = replace(event, delta=0 if case.part_of else int(after.open) - int(case.open))
    await work.store.cases.save(after, event)
    return after


def first_taken(actor: Person, case: Case) -> int | None:
    """首问责任人: of a complaint whoever of the staff has to do with it first."""
    return actor.id if actor.staff and case.source is not Source.PATROL and actor.id != _complainer(case) else None


def _complainer(case: Case) -> int | None:
    return case.reporter if case.source is Source.RESIDENT else None


def _taken(case: Case, move: Move, actor: Person) -> Changes:
    """Also when who had it has left; whoever checks what was done or notes what a caller says is no such person."""
    takes = move.progress and case.keeper is None and case.status in TAKEN_IN
    return {"keeper": keeper} if takes and (keeper := first_taken(actor, case)) else {}


TAKEN_IN = frozenset(Status) - OVER - CHECKING
"""Where what is done with a complaint is to take it."""


def _filed(work: Work, case: Case, event: Event) -> Changes:
    """The time for everything runs from the filing."""
    filed = event.changes.get("filed_at")
    return {"total_until": total_end(work, filed)} if filed and case.filed_at is None and case.part_of is None else {}


def _over(case: Case, event: Event, move: Move) -> Changes:
    """What is asked for ends where the case moves on, and supervision, and what others do of it, with the case."""
    asked = case.request and move.targets and "request" not in event.changes
    ends: Changes = {"supervision": None, "supervised_until": None} if case.supervision else {}
    ends |= {"parts": 0} if case.parts else {}
    return ({"request": None, "requester": None} if asked else {}) | (ends if event.changes.get("status") in OVER else {})
