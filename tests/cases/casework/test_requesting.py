"""One asks, another decides: more time, a clock that stands still, an end by force."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.board.case import CaseCard, case_card
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.errors import Forbidden, NotNow, NotOffered
from cases.intake import drafts, pressing
from cases.outbox import Address
from cases.people import Grant, Role
from cases.work import Work
from tests.cases.crew import Crew

MONDAY = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Nine in the morning where the district is."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}+08:00").astimezone(UTC)


@pytest.fixture
def crew(work: Work) -> Crew:
    return Crew(replace(work, now=MONDAY))


async def claimed(crew: Crew) -> Case:
    """Five working days: until Monday nine."""
    return await crew.does("lead_yuanlin_1", await crew.reported("绿化带里有垃圾"), Action.CLAIM)


async def asks(crew: Crew, case: Case, request: str, days: str = "") -> Case:
    lead = await crew.person("lead_yuanlin_1")
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", request)
    if days:
        await pressing.press(crew.work, lead, form.id, "days", days)
    await crew.sends(lead, words="等物业配合")
    return await drafts.submit(crew.work, lead, form.id)


async def decides(crew: Crew, username: str, case: Case, action: Action) -> Case:
    person = await crew.person(username)
    return await act(crew.work, person, case.id, case.step, action)


async def test_more_time_is_asked_for_and_granted_by_somebody_else(crew: Crew) -> None:
    case = await claimed(crew)
    before = await crew.loud()
    case = await asks(crew, case, "extend")
    assert case.deadline == at("11-30T09:00")
    assert {"supervisor", "-1001000000003/0"} <= {where for _, where in crew.louder(before, await crew.loud())}
    lead = await crew.person("lead_yuanlin_1")
    assert not {Action.EXTEND, Action.DENY, Action.APPLY} & set(rights.offered(lead, case))
    with pytest.raises(Forbidden):
        await decides(crew, "lead_yuanlin_1", case, Action.EXTEND)
    before = await crew.loud()
    case = await decides(crew, "dispatcher", case, Action.EXTEND)
    assert (case.deadline, case.request, case.status) == (at("12-07T09:00"), None, Status.CLAIMED)
    assert ("case", "lead_yuanlin_1") in crew.louder(before, await crew.loud())


async def test_more_time_is_granted_twice_and_asked_for_in_time(crew: Crew) -> None:
    case = await claimed(crew)
    for _ in range(2):
        case = await decides(crew, "supervisor", await asks(crew, case, "extend"), Action.EXTEND)
    with pytest.raises(NotOffered):
        await asks(crew, case, "extend")
    late = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    assert late.deadline
    await crew.time_passes(late.deadline)
    lead = await crew.person("lead_chengguan_1")
    form = await drafts.open_form(crew.work, lead, await crew.now(late), Action.APPLY, Address(chat=lead.id))
    with pytest.raises(NotOffered):
        await pressing.press(crew.work, lead, form.id, "reason", "extend")


async def test_what_is_not_granted_stays_as_it_was(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "extend")
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, case, Action.DENY, Address(chat=dispatcher.id))
    await crew.sends(dispatcher, words="来得及")
    after = await drafts.submit(crew.work, dispatcher, form.id)
    assert (after.deadline, after.request, after.extensions) == (case.deadline, None, 0)
    with pytest.raises(NotNow):
        await decides(crew, "supervisor", after, Action.EXTEND)


async def test_a_clock_that_stands_still_goes_on_with_what_was_left(crew: Crew) -> None:
    """Asked for on Monday eleven until Thursday eight: three days without two hours of work."""
    case = await claimed(crew)
    crew.work = replace(crew.work, now=at("11-23T11:00"))
    case = await decides(crew, "dispatcher", await asks(crew, case, "suspend", "3"), Action.SUSPEND)
    assert (case.status, case.until) == (Status.SUSPENDED, at("11-26T08:00"))
    assert await crew.time_passes(at("11-26T07:59")) == set()
    await crew.time_passes(at("11-26T08:00"))
    case = await crew.now(case)
    assert (case.status, case.claimer) == (Status.CLAIMED, (await crew.person("lead_yuanlin_1")).id)
    assert case.deadline == at("12-02T16:00")  # 22 hours of work later than Monday nine
    assert case.until == at("11-27T18:00")  # and the claim has its two days anew
    with pytest.raises(NotOffered):
        await asks(crew, case, "suspend", "3")


async def test_whoever_asked_may_go_on_before_the_day(crew: Crew) -> None:
    case = await decides(crew, "dispatcher", await asks(crew, await claimed(crew), "suspend", "7"), Action.SUSPEND)
    crew.work = replace(crew.work, now=at("11-23T10:00"))
    case = await decides(crew, "lead_yuanlin_1", case, Action.RESUME)
    assert (case.status, case.deadline) == (Status.CLAIMED, at("11-30T10:00"))


async def test_what_stood_still_while_its_claimer_left_waits_in_the_queue(crew: Crew) -> None:
    case = await decides(crew, "dispatcher", await asks(crew, await claimed(crew), "suspend", "3"), Action.SUSPEND)
    await crew.takes("lead_yuanlin_1")
    await crew.time_passes(at("11-26T08:00"))
    after = await crew.now(case)
    assert (after.status, after.claimer) == (Status.QUEUED, None)


async def test_what_moves_on_is_asked_for_no_more(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "extend")
    case = await crew.does("lead_yuanlin_1", case, Action.RETURN)
    assert (case.request, case.requester) == (None, None)


async def test_an_end_by_force_takes_two(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.RETURN, department="shequ")
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, case, Action.ASK_CLOSING, Address(chat=dispatcher.id))
    await crew.sends(dispatcher, words="历史遗留，无法处置")
    case = await drafts.submit(crew.work, dispatcher, form.id)
    with pytest.raises(Forbidden):
        await decides(crew, "dispatcher", case, Action.FORCE)
    await crew.gives("worker9", Grant(role=Role.DISPATCHER))
    assert (await decides(crew, "worker9", case, Action.FORCE)).status is Status.CLOSED


async def test_the_card_says_what_is_asked_for_and_by_whom(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "suspend", "3")
    supervisor = await crew.person("supervisor")
    card = await case_card(crew.work, case.id, Address(chat=supervisor.id))
    assert isinstance(card, CaseCard)
    assert card.request
    assert (card.request.by, card.request.words, card.request.until) == (
        "于霞",
        "等物业配合",
        (MONDAY + timedelta(days=3)).date(),
    )
    assert {Action.SUSPEND, Action.DENY} <= set(card.actions)
