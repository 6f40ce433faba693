"""Several cases in one go: each by its own right and step, so that one that cannot be stops no other and is named."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case
from cases.casework.moves import MOVES
from cases.errors import NotOffered, Refusal
from cases.forms.answers import Answers, Ask
from cases.intake.draft import Draft
from cases.outbox import CHECKS, DISPATCHERS, Address
from cases.people import Person
from cases.work import Work

MOST = 30
"""Marked at once."""
MOST_SEEN = 1000


@dataclass(frozen=True, kw_only=True)
class Done:
    numbers: tuple[str, ...]
    refused: tuple[tuple[str, Refusal], ...]
    """Numbers of those for which it could not be done, and why."""


def offered(key: str) -> tuple[Action, ...]:
    """What can be done with what is marked in a queue."""
    return OFFERED.get(key, (Action.CLAIM, Action.TRANSFER, Action.CLEAR))


OFFERED = {DISPATCHERS: (Action.DISPATCH,), CHECKS: (Action.PASS,)}


def asks_each(action: Action) -> bool:
    """Whether each needs a form of its own."""
    return action is Action.CLEAR


def passable(person: Person, case: Case) -> bool:
    """Whether they may pass it without saying or showing anything."""
    return Action.PASS in rights.offered(person, case) and not MOVES[Action.PASS].opens_form(case)


def asks_whither(action: Action) -> bool:
    return MOVES[action].form.requires(Ask.DEPARTMENT)


async def marked(work: Work, key: str, ids: Sequence[int], address: Address) -> list[int]:
    """Those of them that stand in the queue still; of what is to be checked those whose cards stand there, to be looked at."""
    known = await work.store.cases.known(ids)
    if key != CHECKS:
        return [case for case in ids if case in known and known[case].queue == key]
    person, seen = await work.store.people.get(address.chat), await looked_at(work, address)
    return [case for case in ids if case in known and case in seen and passable(person, known[case])]


async def looked_at(work: Work, address: Address) -> set[int]:
    """Cases whose cards stand there."""
    return set(await work.store.outbox.stand_at(address, MOST_SEEN))


async def do(work: Work, actor: Person, address: Address, key: str, ids: Sequence[int], action: Action, to: str = "") -> Done:
    """Raises NotOffered, also when nothing of what was marked is left in the queue, and Forbidden for who sees none of it."""
    if action not in offered(key) or asks_each(action) or bool(to) != asks_whither(action):
        raise NotOffered
    if to and (to == key or to not in work.district.department_of):
        raise NotOffered
    going = await marked(work, key, ids, address)
    if not going:
        raise NotOffered
    numbers, refused = [], []
    for one in going:
        case = await work.store.cases.get(one)
        form = Draft(
            owner=actor.id, address=address, action=action, case=case.id, step=case.step, source=case.source,
            touched_at=work.now, answers=Answers(department=to),
        )  # fmt: skip
        try:
            await act(work, actor, case.id, case.step, action, form if to else None)
            numbers.append(case.number)
        except Refusal as refusal:
            if not rights.may_see(actor, case):
                raise
            refused.append((case.number, refusal))
    return Done(numbers=tuple(numbers), refused=tuple(refused))
