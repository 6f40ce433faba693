"""The table of moves holds together: every action can happen, every open status can be left, rights deny by default."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cases.casework import rights
from cases.casework.case import OVER, Action, Case, Source, Status
from cases.casework.moves import AT_ONCE, BUTTONS, MOVES
from cases.casework.moves.move import Who
from cases.casework.telling import HOLDER, Audience
from cases.people import CLOCK, Grant, Person, Role
from cases.values import changed

CASE = Case(
    id=1, number="YQ261122-0001", edition=1, status=Status.QUEUED, source=Source.PATROL, reporter=1,
    reported_at=datetime(2026, 11, 22, tzinfo=UTC), grid="0103", department="chengguan",
)  # fmt: skip


def someone(role: Role, scope: str | None = None, person: int = 9) -> Person:
    return Person(id=person, name="x", grants=(Grant(role=role, scope=scope),))


def test_every_action_is_a_move_and_every_holder_an_open_status() -> None:
    assert set(Action) == set(MOVES)
    assert not set(HOLDER) & OVER


def test_from_every_open_status_people_can_bring_a_case_to_its_end() -> None:
    """By moves people make, and by what the clock does at once or when a promised day has come."""
    helped = {*AT_ONCE.values(), Action.RECHECK}
    onward: dict[Status, set[Status]] = {status: set() for status in Status}
    for action, move in MOVES.items():
        if set(move.who) != {Who.CLOCK} or action in helped:
            for source in move.sources:
                onward[source] |= set(move.targets)
    for status in set(Status) - OVER:
        reached, fresh = {status}, {status}
        while fresh:
            fresh = {after for one in fresh for after in onward[one]} - reached
            reached |= fresh
        assert reached & OVER, status


def test_what_is_offered_last_is_what_takes_back() -> None:
    assert BUTTONS[-1] is Action.WITHDRAW
    assert not {Action.REPORT, Action.SELF_CLEAR, Action.NOTE, Action.OVERDUE} & set(BUTTONS)


@pytest.mark.parametrize("action", list(MOVES))
@pytest.mark.parametrize("status", list(Status))
def test_a_stranger_may_do_nothing_and_the_clock_only_what_time_does(action: Action, status: Status) -> None:
    case = replace(CASE, status=status)
    assert not rights.allowed(Person(id=77, name="stranger"), action, case)
    assert rights.allowed(CLOCK, action, case) is (Who.CLOCK in MOVES[action].who)


@pytest.mark.parametrize(
    ("person", "case", "offered"),
    [
        (someone(Role.LEAD, "chengguan"), CASE, {Action.CLAIM, Action.RETURN, Action.TRANSFER}),
        (someone(Role.LEAD, "huanwei"), CASE, set()),
        (someone(Role.WORKER, "0103"), CASE, set()),
        (someone(Role.WORKER, "0103", 1), CASE, {Action.WITHDRAW}),
        (someone(Role.WORKER, "0103"), replace(CASE, status=Status.CHECKING, clearer=5), {Action.PASS, Action.REWORK, Action.UNCHECKABLE}),
        (someone(Role.WORKER, "0103"), replace(CASE, status=Status.CHECKING, clearer=9), set()),
        (someone(Role.WORKER, "0104"), replace(CASE, status=Status.CHECKING, clearer=5), set()),
        (someone(Role.SUPERVISOR), replace(CASE, status=Status.CHECKING, clearer=5), {Action.PASS, Action.REWORK, Action.UNCHECKABLE}),
        (someone(Role.LEAD, "chengguan"), replace(CASE, status=Status.CLAIMED, claimer=4), set()),
        (someone(Role.LEAD, "chengguan"), replace(CASE, status=Status.CLAIMED, claimer=9), {Action.CLEAR, Action.RETURN, Action.TRANSFER, Action.APPLY, Action.ASK}),
        (someone(Role.WORKER, "0103"), replace(CASE, status=Status.VERIFYING, source=Source.RESIDENT), {Action.VERIFY, Action.REFUTE, Action.ASK}),
        (Person(id=1, name="r"), replace(CASE, status=Status.CLOSED, source=Source.RESIDENT), {Action.SATISFIED, Action.UNSATISFIED}),
        (Person(id=2, name="r"), replace(CASE, status=Status.CLOSED, source=Source.RESIDENT), set()),
        (someone(Role.ADMIN), CASE, set()),
    ],
)  # fmt: skip
def test_a_card_offers_what_the_person_may_do_now(person: Person, case: Case, offered: set[Action]) -> None:
    assert set(rights.offered(person, case)) == offered


def test_who_may_see_a_case() -> None:
    assert rights.may_see(someone(Role.WORKER, "0199", 1), CASE)
    assert rights.may_see(Person(id=1, name="reporter"), replace(CASE, source=Source.RESIDENT))
    assert not rights.may_see(Person(id=1, name="once a worker"), CASE)
    assert not rights.may_see(Person(id=9, name="once a lead"), replace(CASE, claimer=9, clearer=9))
    assert rights.may_see(someone(Role.LEAD, "chengguan"), CASE)
    assert not rights.may_see(someone(Role.LEAD, "huanwei"), CASE)
    assert not rights.may_see(Person(id=2, name="other"), CASE)


@pytest.mark.parametrize("status", list(Status))
def test_a_case_stands_in_one_queue_that_of_whoever_has_it_to_do(status: Status) -> None:
    holder = HOLDER.get(status)
    wanted = {Audience.DISPATCHERS: "", Audience.DEPARTMENT: "chengguan"}.get(holder) if holder else None
    assert replace(CASE, status=status).queue == ("chengguan" if status is Status.CLAIMED else wanted)


def test_a_value_takes_no_field_it_does_not_have() -> None:
    with pytest.raises(TypeError, match="Case has no stat"):
        changed(CASE, stat=Status.CLOSED)
