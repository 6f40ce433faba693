"""The table of moves holds together: every action can happen, every open status can be left, rights deny by default."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cases.casework import rights
from cases.casework.case import OVER, Action, Case, Source, Status
from cases.casework.moves import BUTTONS, HOLDER, MOVES, Audience
from cases.people import CLOCK, Grant, Person, Role
from cases.values import changed

CASE = Case(
    id=1, number="YQ261122-0001", edition=1, status=Status.QUEUED, source=Source.PATROL, reporter=1,
    reported_at=datetime(2026, 11, 22, tzinfo=UTC), grid="0103", department="chengguan",
)  # fmt: skip


def someone(role: Role, scope: str | None = None, person: int = 9) -> Person:
    return Person(id=person, name="x", grants=(Grant(role=role, scope=scope),))


def test_every_open_status_but_the_passing_one_can_be_left() -> None:
    for status in set(Status) - OVER:
        assert [action for action, move in MOVES.items() if status in move.sources and action is not Action.OVERDUE]


def test_every_button_is_a_move_and_every_holder_an_open_status() -> None:
    assert set(BUTTONS) <= set(MOVES)
    assert not set(HOLDER) & OVER


@pytest.mark.parametrize("action", list(MOVES))
@pytest.mark.parametrize("status", list(Status))
def test_a_stranger_may_do_nothing_and_the_clock_only_what_time_does(action: Action, status: Status) -> None:
    case = replace(CASE, status=status)
    assert not rights.allowed(Person(id=77, name="stranger"), action, case)
    timed = {Action.DISPATCH, Action.OVERDUE, Action.UNVERIFIED, Action.RECHECK, Action.RELEASE, Action.UNCHECKABLE}
    assert rights.allowed(CLOCK, action, case) is (action in timed)


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
        (someone(Role.LEAD, "chengguan"), replace(CASE, status=Status.CLAIMED, claimer=9), {Action.CLEAR, Action.RETURN, Action.TRANSFER}),
        (someone(Role.WORKER, "0103"), replace(CASE, status=Status.VERIFYING, source=Source.RESIDENT), {Action.VERIFY, Action.REFUTE}),
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
