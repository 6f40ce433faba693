"""Every stage has its clock, and nobody is late in silence."""

from dataclasses import replace
from datetime import UTC, date, time, timedelta

import pytest
from sqlalchemy import text

from cases import ticks
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.casework.left import left
from cases.casework.stages import Stage, end_of, stage_of
from cases.district.edition import District
from cases.errors import NotNow
from cases.intake import drafts, notes, pressing
from cases.intake.hearing import Heard
from cases.outbox import Address, Binding, Purpose
from cases.people import Grant, Role
from tests.cases.crew import MONDAY, Crew, at
from tests.cases.office import PROOF

TOPIC, CENTRE = "-1001000000002/3", "-1001000000003/0"


async def told(crew: Crew, until: str) -> set[str]:
    """Who is told of a case by its own card."""
    return {where for subject, where in await crew.time_passes(at(until)) if subject == "case"}


async def claimed(crew: Crew) -> Case:
    return await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)


async def test_who_has_claimed_it_is_told_at_three_quarters_and_at_the_end_and_then_whoever_comes_next(crew: Crew) -> None:
    case = await claimed(crew)
    end = case.deadline
    assert end
    soon = crew.work.district.local(MONDAY + (end - MONDAY) * 3 / 4)
    assert await crew.time_passes(soon.astimezone(UTC) - timedelta(seconds=1)) == set()
    assert await crew.time_passes(end - timedelta(seconds=1)) == {("case", "lead_chengguan_1")}
    assert (await crew.now(case)).told_until
    at_end = await crew.time_passes(end)
    assert {where for _, where in at_end} == {"lead_chengguan_1", TOPIC}
    later = await crew.time_passes(end + timedelta(days=3))
    assert {where for _, where in later} >= {CENTRE, "supervisor", TOPIC, "admin"}
    assert await crew.time_passes(end + timedelta(days=30)) == set()
    events = await crew.store.cases.events(case.id)
    assert [event.action for event in events].count(Action.OVERDUE) == 1


async def test_what_nobody_claims_is_told_where_it_waits(crew: Crew) -> None:
    case = await crew.reported()
    assert case.deadline
    assert await crew.time_passes(case.deadline - timedelta(seconds=1)) == {("case", TOPIC)}


async def test_after_a_stop_the_last_rung_speaks_for_those_before(crew: Crew) -> None:
    case = await claimed(crew)
    heard = await crew.catches_up(at("11-27 10:00"))
    assert {where for _, where in heard} == {"lead_chengguan_1", TOPIC, CENTRE, "supervisor", "admin"}
    events = await crew.store.cases.events(case.id)
    assert [event.action for event in events].count(Action.RING) == 1


async def test_in_quiet_hours_what_can_wait_does(crew: Crew) -> None:
    crew.work = replace(crew.work, district=replace(crew.work.district, quiet=(time(9, 30), time(20, 0))))
    case = await claimed(crew)
    assert await crew.time_passes(at("11-23 19:59")) == set()
    assert ("case", "lead_chengguan_1") in await crew.time_passes(at("11-23 20:00"))
    assert (await crew.now(case)).overdue


@pytest.mark.parametrize(
    ("words", "stage", "end"),
    [("门口垃圾堆了好几天", Stage.VERIFY, "11-23 11:00"), ("请来看看，很不像样", Stage.VERIFY, "11-23 11:00")],
)
async def test_a_complaint_is_verified_and_then_dispatched_in_time(crew: Crew, words: str, stage: Stage, end: str) -> None:
    case = await crew.complains(words)
    assert (stage_of(case), end_of(case)) == (stage, at(end))
    heard = await told(crew, "11-23 11:00")
    assert {"worker1", "worker2", CENTRE} <= heard
    case = await crew.now(case)
    assert (case.status, end_of(case)) == (Status.REPORTED, at("11-23 15:00"))  # two working hours over the noon
    assert CENTRE in await told(crew, "11-23 15:00")
    assert "supervisor" in await told(crew, "11-23 18:00")


async def test_a_check_has_a_day(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await claimed(crew), Action.CLEAR)
    assert (stage_of(case), end_of(case)) == (Stage.CHECK, at("11-24 09:00"))
    assert await told(crew, "11-24 08:00") == {"worker2", "worker1"}
    clock = left(crew.work, case)
    assert clock
    assert (clock.late, clock.soon, clock.rest) == (False, True, timedelta(hours=1))


async def test_danger_that_nobody_takes_climbs_in_minutes_at_night_too(crew: Crew) -> None:
    crew.work = replace(crew.work, now=at("11-22 23:00"))
    case = await crew.alarms("楼道里有很浓的煤气味")
    assert case.alarm == "gas"
    assert "-1001000000002/17" in await told(crew, "11-22 23:05")
    assert "supervisor" in await told(crew, "11-22 23:10")
    assert "admin" in await told(crew, "11-22 23:20")
    assert await told(crew, "11-22 23:50") == set()


async def test_danger_somebody_is_at_work_on_has_the_usual_clock(crew: Crew) -> None:
    case = await crew.alarms("楼道里有很浓的煤气味")
    case = await crew.does("lead_ranqi_1", case, Action.CLAIM)
    assert "supervisor" not in await told(crew, "11-23 10:00")
    assert "lead_ranqi_1" in await told(crew, "11-23 10:45")


async def test_the_second_within_half_an_hour_is_gathered(crew: Crew) -> None:
    first = await claimed(crew)
    second = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    third = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    assert first.deadline == second.deadline == third.deadline
    assert first.deadline
    heard = await crew.time_passes(first.deadline - timedelta(seconds=1))
    assert heard == {("case", "lead_chengguan_1"), ("digest", "lead_chengguan_1")}


async def test_a_claim_nothing_is_done_with_lapses_and_is_warned_of(crew: Crew) -> None:
    """Two working days from Monday nine; a quarter of them before that is Tuesday 15:00."""
    case = await crew.does("lead_yuanlin_1", await crew.reported("绿化带里有垃圾"), Action.CLAIM)
    assert case.until == at("11-25 09:00")
    assert await crew.time_passes(at("11-24 14:59")) == set()
    assert await crew.time_passes(at("11-24 15:00")) == {("case", "lead_yuanlin_1")}
    assert "-1001000000002/5" in await told(crew, "11-25 09:00")
    after = await crew.now(case)
    assert (after.status, after.claimer, after.deadline) == (Status.QUEUED, None, case.deadline)


async def test_whatever_the_claimer_does_begins_its_time_anew_and_others_do_not(crew: Crew) -> None:
    case = await crew.does("lead_yuanlin_1", await crew.reported("绿化带里有垃圾"), Action.CLAIM)
    crew.work = replace(crew.work, now=at("11-24 09:00"))
    await crew.says("worker1", case, "还在")
    assert (await crew.now(case)).until == at("11-25 09:00")
    await crew.says("lead_yuanlin_1", case, "明天上午去清")
    assert (await crew.now(case)).until == at("11-26 09:00")
    assert await crew.time_passes(at("11-25 14:59")) == set()


# --- whoever cannot be reached ---


async def test_who_is_out_of_reach_is_no_dead_end(crew: Crew) -> None:
    """The claimer, the department's place, its leads, the supervisors, the dispatchers' place, the dispatchers: each broken."""
    case = await claimed(crew)
    await crew.blocks("lead_chengguan_1", "lead_chengguan_2", "supervisor")
    assert TOPIC in await told(crew, "11-23 18:00")
    await crew.alone()
    heard = await told(crew, "11-24 18:00")
    assert {"dispatcher", "admin"} <= heard
    assert "supervisor" not in heard
    assert (await crew.now(case)).open


@pytest.mark.parametrize("gone", [("supervisor",), ("supervisor", "dispatcher")])
async def test_with_nobody_between_the_admin_is_told(crew: Crew, gone: tuple[str, ...]) -> None:
    await crew.alone()
    await claimed(crew)
    await crew.blocks(*gone)
    heard = await told(crew, "11-24 18:00")
    assert ("dispatcher" in heard) is ("dispatcher" not in gone)
    assert "admin" in heard


async def test_a_duty_room_that_is_gone_leaves_the_dispatchers(crew: Crew) -> None:
    crew.work = replace(crew.work, now=at("11-22 23:00"))
    await crew.alarms("楼道里有很浓的煤气味")
    room = Address(chat=-77)
    await crew.store.bindings.bind(Binding(purpose=Purpose.DUTY, department=None, address=room), 0)
    assert "-77/0" in await told(crew, "11-22 23:10")


# --- why it is late ---


async def test_why_it_is_late_is_asked_once_it_is(crew: Crew) -> None:
    case = await claimed(crew)
    lead = await crew.person("lead_chengguan_1")
    assert case.deadline
    await crew.time_passes(case.deadline)
    case = await crew.now(case)
    form = await drafts.open_form(crew.work, lead, case, Action.EXPLAIN, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "material")
    await pressing.press(crew.work, lead, form.id, "days", "3")
    after = await drafts.submit(crew.work, lead, form.id)
    assert (after.step, after.overdue) == (case.step, True)
    event = (await crew.store.cases.events(case.id))[-1]
    assert (event.reason, event.day) == ("material", date(2026, 11, 26))


async def test_there_is_nothing_to_explain_in_time(crew: Crew) -> None:
    case = await claimed(crew)
    lead = await crew.person("lead_chengguan_1")
    assert Action.EXPLAIN not in rights.offered(lead, case)
    with pytest.raises(NotNow):
        await act(crew.work, lead, case.id, case.step, Action.EXPLAIN)


# --- whose time it is ---


def with_hours(district: District, code: str, *windows: tuple[time, time]) -> District:
    """A department that works when the district does not."""
    hours = replace(district.calendar, windows=windows)
    departments = tuple(replace(one, calendar=hours) if one.code == code else one for one in district.departments)
    return replace(district, departments=departments)


async def test_a_department_with_hours_of_its_own_is_measured_by_them(crew: Crew) -> None:
    case = await crew.reported("绿化带里有垃圾")
    assert (case.category, case.department, case.deadline) == ("E0106", "yuanlin", at("11-30 09:00"))  # five working days
    crew.work = replace(crew.work, district=with_hours(crew.work.district, "huanwei", (time(13, 0), time(23, 0))))
    case = await crew.does("lead_yuanlin_1", case, Action.RETURN, department="huanwei")
    assert (case.department, case.since) == ("huanwei", MONDAY)
    assert case.deadline == at("11-27 23:00")  # before their opening: from 13:00 on Monday, so at the closing of the fifth day
    clock = left(crew.work, case)
    assert clock
    assert (clock.days, clock.rest) == (5, timedelta(0))


async def test_another_category_has_its_limit_from_the_same_start(crew: Crew) -> None:
    case = await crew.reported()
    case = await crew.does("lead_chengguan_1", case, Action.RETURN, department="shequ")
    assert case.status is Status.RETURNED
    crew.work = replace(crew.work, now=at("11-23 11:00"))
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, case, Action.CORRECT, Address(chat=dispatcher.id))
    await pressing.press(crew.work, dispatcher, form.id, "ask", "category")
    await crew.sends(dispatcher, words="绿地脏乱")
    await pressing.press(crew.work, dispatcher, form.id, "category", "E0106")
    after = await drafts.submit(crew.work, dispatcher, form.id)
    assert (after.category, after.deadline) == ("E0106", at("11-30 09:00"))  # five working days from Monday nine


async def test_who_leaves_leaves_the_clock(crew: Crew) -> None:
    """It goes on in the queue, and whoever claims it next has what is left."""
    case = await claimed(crew)
    await crew.gives("worker5", Grant(role=Role.LEAD, scope="chengguan"))
    await crew.takes("lead_chengguan_1")
    after = await crew.now(case)
    assert (after.status, after.deadline, after.since) == (Status.QUEUED, case.deadline, case.since)


# --- what an attacker found ---


async def at_five_days(crew: Crew) -> Case:
    """Claimed on the third of five working days: 75 % and the warning of the claim lie before its end, Monday nine."""
    case = await crew.reported("绿化带里有垃圾")
    await crew.time_passes(at("11-25 09:00"))
    return await crew.does("lead_yuanlin_1", case, Action.CLAIM)


async def test_a_claim_that_lapses_takes_no_rung_with_it(crew: Crew) -> None:
    case = await at_five_days(crew)
    await crew.time_passes(at("11-27 10:00"))
    assert (await crew.now(case)).status is Status.QUEUED
    assert ("case", "-1001000000002/5") in await crew.time_passes(at("11-30 09:00"))


async def test_who_answers_the_warning_is_told_at_the_end_all_the_same(crew: Crew) -> None:
    case = await at_five_days(crew)
    await crew.time_passes(at("11-27 08:30"))
    await crew.says("lead_yuanlin_1", case, "今天去")
    assert {where for _, where in await crew.time_passes(at("11-30 09:00"))} >= {"lead_yuanlin_1", "-1001000000002/5"}


async def test_each_lapse_is_warned_of(crew: Crew) -> None:
    case = await crew.does("lead_yuanlin_1", await crew.reported("绿化带里有垃圾"), Action.CLAIM)
    await crew.time_passes(at("11-24 15:00"))
    await crew.says("lead_yuanlin_1", case, "明天去")
    assert ("case", "lead_yuanlin_1") in await crew.time_passes(at("11-26 11:00"))


async def test_a_pack_with_fewer_rungs_loses_none_of_those_that_are_left(crew: Crew) -> None:
    case = await claimed(crew)
    assert case.deadline
    await crew.time_passes(case.deadline)
    crew.work = replace(crew.work, district=replace(crew.work.district, ladder=crew.work.district.ladder[1:]))
    assert {CENTRE, "supervisor"} <= {where for _, where in await crew.time_passes(case.deadline + timedelta(hours=6))}


async def test_danger_nobody_takes_is_told_of_again_at_its_end_and_after(crew: Crew) -> None:
    await crew.alarms("楼道里有很浓的煤气味")
    await crew.time_passes(at("11-23 09:30"))
    assert "-1001000000002/17" in await told(crew, "11-23 11:00")
    assert {"supervisor", CENTRE} <= await told(crew, "11-24 18:00")


async def test_danger_told_of_what_stands_still_sets_it_going(crew: Crew) -> None:
    resident = await crew.person("resident")
    case = await crew.complains("门口垃圾堆了好几天")
    case = await crew.does("worker1", case, Action.VERIFY)
    case = await crew.does("lead_huanwei_1", case, Action.CLAIM)
    lead = await crew.person("lead_huanwei_1")
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "suspend")
    await pressing.press(crew.work, lead, form.id, "days", "15")
    await crew.sends(lead, words="等设备")
    case = await drafts.submit(crew.work, lead, form.id)
    case = await act(crew.work, await crew.person("dispatcher"), case.id, case.step, Action.SUSPEND)
    before = await crew.loud()
    await notes.hear(crew.work, resident, case.id, Heard(address=Address(chat=resident.id), message=7, words="着火了，快来"))
    heard = {where for _, where in crew.louder(before, await crew.loud())}
    case = await crew.now(case)
    assert (case.status, case.alarm) == (Status.CLAIMED, "fire")
    assert "lead_huanwei_1" in heard
    assert case.deadline
    assert case.deadline <= at("11-23 11:00")


async def test_danger_told_of_what_is_being_checked_climbs_too(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await claimed(crew), Action.CLEAR)
    await crew.says("worker1", case, "煤气泄漏，闻到煤气")
    assert (await crew.now(case)).alarm == "gas"
    assert "supervisor" in await told(crew, "11-23 09:10")


OLDER = text(
    "UPDATE cases SET since = NULL, until = NULL, ring_at = NULL, told_until = NULL, wake_at = reported_at WHERE id = :id"
)


@pytest.mark.parametrize("action", [Action.CLEAR, Action.RETURN, None])
async def test_a_case_older_than_its_clock_begins_it_when_it_is_looked_at(crew: Crew, action: Action | None) -> None:
    case = await claimed(crew)
    case = (
        await crew.does("lead_chengguan_1", case, action, **({"department": "shequ"} if action is Action.RETURN else {}))
        if action
        else case
    )
    await crew.store.flush()
    await crew.store.cases.connection.execute(OLDER, {"id": case.id})
    crew.store.cases._known.clear()
    await ticks.run(crew.work, ticks.WOKEN)
    after = await crew.now(case)
    assert (after.since is not None, end_of(after) is not None, after.ring_at is not None) == (True, True, True)
    assert await ticks.run(crew.work, ticks.WOKEN) == []


async def test_a_promise_is_announced_on_the_last_working_day_before(crew: Crew) -> None:
    """For Monday, on the Friday before, and once more when its day comes."""
    lead, case = await crew.person("lead_chengguan_1"), await claimed(crew)
    form = await drafts.open_form(crew.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    await crew.sends(lead, picture=PROOF)
    await pressing.press(crew.work, lead, form.id, "outcome", "term_set")
    await pressing.press(crew.work, lead, form.id, "days", "7")
    assert (await drafts.submit(crew.work, lead, form.id)).until == at("11-30 08:00")
    assert await told(crew, "11-27 07:59") == set()
    assert await told(crew, "11-27 08:00") == {"lead_chengguan_1"}
    assert {"worker2", "worker1"} <= await told(crew, "11-30 08:00")


async def test_what_was_made_urgent_is_made_calm_again_by_a_dispatcher(crew: Crew) -> None:
    case = await crew.reported("占道经营3起 急")
    assert case.urgent
    assert not (await act(crew.work, await crew.person("dispatcher"), case.id, case.step, Action.CALM)).urgent
