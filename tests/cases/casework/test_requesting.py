"""One asks, another decides: more time, a clock that stands still, an end by force."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from cases.board.case import CaseCard, case_card
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.casework.query import Query, Scope
from cases.errors import BadDate, Forbidden, Gone, NotNow, NotOffered, Stale
from cases.figures import counting
from cases.intake import drafts, pressing
from cases.outbox import Address
from cases.people import Grant, Role
from tests.cases.crew import MONDAY, Crew, at


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
    case = await decides(crew, "worker9", case, Action.FORCE)
    assert (case.status, case.outcome, case.done_amount) == (Status.CLOSED_BY_FORCE, None, None)
    card = await case_card(crew.work, case.id, Address(chat=dispatcher.id))
    assert isinstance(card, CaseCard)
    assert card.why
    assert (card.why.action, card.why.words) == (Action.FORCE, "历史遗留，无法处置")


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


# --- what an attacker found ---


async def test_what_was_granted_is_not_lost_in_another_department_nor_by_a_correction_of_nothing(crew: Crew) -> None:
    case = await decides(crew, "dispatcher", await asks(crew, await claimed(crew), "extend"), Action.EXTEND)
    district = crew.work.district
    hours = replace(district.calendar, windows=((time(8), time(12)), (time(13), time(17))))
    departments = tuple(replace(one, calendar=hours) if one.code == "huanwei" else one for one in district.departments)
    crew.work = replace(crew.work, district=replace(district, departments=departments))
    case = await crew.does("lead_yuanlin_1", case, Action.RETURN, department="huanwei")
    assert case.deadline == at("12-07T09:00")


async def test_what_stands_still_is_late_nowhere(crew: Crew) -> None:
    case = await decides(crew, "dispatcher", await asks(crew, await claimed(crew), "suspend", "15"), Action.SUSPEND)
    crew.work = replace(crew.work, now=at("12-02T09:00"))
    assert await crew.store.search.count(Query(late_at=crew.work.now), Scope(everything=True), 10) == 0
    assert (await counting.count(crew.work, crew.work.today)).overdue == 0
    assert case.deadline
    assert case.deadline < crew.work.now


async def test_an_answer_to_one_request_is_none_to_the_next(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "extend")
    supervisor = await crew.person("supervisor")
    form = await drafts.open_form(crew.work, supervisor, case, Action.DENY, Address(chat=supervisor.id))
    await crew.sends(supervisor, words="来得及")
    case = await decides(crew, "dispatcher", case, Action.EXTEND)
    await asks(crew, case, "suspend", "3")
    with pytest.raises((Stale, Gone)):
        await drafts.submit(crew.work, supervisor, form.id)


async def test_who_asked_may_take_it_back(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "extend")
    case = await decides(crew, "lead_yuanlin_1", case, Action.TAKE_BACK)
    assert (case.request, case.requester) == (None, None)


async def test_with_nobody_else_to_decide_the_admin_does(crew: Crew) -> None:
    await crew.alone()
    await crew.takes("supervisor")
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.RETURN, department="shequ")
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, case, Action.ASK_CLOSING, Address(chat=dispatcher.id))
    await crew.sends(dispatcher, words="历史遗留，无法处置")
    before = await crew.loud()
    case = await drafts.submit(crew.work, dispatcher, form.id)
    assert {where for _, where in crew.louder(before, await crew.loud())} == {"admin"}
    assert (await decides(crew, "admin", case, Action.FORCE)).status is Status.CLOSED_BY_FORCE


async def test_a_day_that_has_passed_meanwhile_is_asked_for_anew(crew: Crew) -> None:
    case, lead = await claimed(crew), await crew.person("lead_yuanlin_1")
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "suspend")
    await pressing.press(crew.work, lead, form.id, "days", "3")
    await crew.sends(lead, words="等物业配合")
    crew.work = replace(crew.work, now=at("11-26T09:00"))
    with pytest.raises(BadDate):
        await drafts.submit(crew.work, lead, form.id)


async def test_no_claim_lapses_while_somebody_else_decides(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "suspend", "7")
    await crew.time_passes(at("11-27T09:00"))
    assert (await crew.now(case)).status is Status.CLAIMED


async def test_the_end_of_a_pause_is_told(crew: Crew) -> None:
    await decides(crew, "dispatcher", await asks(crew, await claimed(crew), "suspend", "3"), Action.SUSPEND)
    assert ("case", "lead_yuanlin_1") in await crew.time_passes(at("11-26T08:00"))


async def test_what_was_late_before_it_stood_still_keeps_its_end(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    assert case.deadline
    await crew.time_passes(case.deadline + timedelta(hours=1))
    lead = await crew.person("lead_chengguan_1")
    case = await crew.now(case)
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "suspend")
    await pressing.press(crew.work, lead, form.id, "days", "3")
    await crew.sends(lead, words="等物业配合")
    held = await decides(crew, "dispatcher", await drafts.submit(crew.work, lead, form.id), Action.SUSPEND)
    resumed = await decides(crew, "lead_chengguan_1", held, Action.RESUME)
    assert (resumed.deadline, resumed.overdue) == (case.deadline, True)


async def test_a_pause_is_not_granted_when_its_day_has_passed(crew: Crew) -> None:
    case = await asks(crew, await claimed(crew), "suspend", "3")
    crew.work = replace(crew.work, now=at("11-26T09:00"))
    with pytest.raises(BadDate):
        await decides(crew, "dispatcher", case, Action.SUSPEND)
    assert not (await crew.now(case)).paused


async def test_a_day_that_has_passed_is_no_reason_for_lateness(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    assert case.deadline
    await crew.time_passes(case.deadline)
    form = await drafts.open_form(crew.work, lead, await crew.now(case), Action.EXPLAIN, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "weather")
    await pressing.press(crew.work, lead, form.id, "days", "3")
    crew.work = replace(crew.work, now=at("11-28T09:00"))
    with pytest.raises(BadDate):
        await drafts.submit(crew.work, lead, form.id)


async def test_a_lead_sends_a_case_down_to_a_community_by_the_dispatcher_alone(crew: Crew) -> None:
    case = await claimed(crew)
    lead = await crew.person("lead_yuanlin_1")
    form = await drafts.open_form(crew.work, lead, case, Action.TRANSFER, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "department", "shequ")
    after = await drafts.submit(crew.work, lead, form.id)
    assert (after.status, after.claimer, after.department) == (Status.RETURNED, None, "yuanlin")
