"""签到 and 请假: who is at work is asked first, who is away is not asked, and who stands in has what they had."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from cases.casework import telling
from cases.casework.acting import act
from cases.casework.case import Action, Case
from cases.district.geo import Point
from cases.errors import BadDate, Forbidden, Unknown
from cases.field import duty
from cases.notices import gathering
from cases.people import Grant, Role
from tests.cases.crew import MONDAY, Crew
from tests.people import IN_0103

HERE = Point(lon=IN_0103[0], lat=IN_0103[1])


async def signs_in(crew: Crew, *usernames: str) -> None:
    for username in usernames:
        await duty.sign_in(crew.work, await crew.person(username))


async def verifying(crew: Crew, case: Case) -> set[str]:
    return {one.name for one in await telling.verifiers(crew.work, await crew.now(case))}


async def test_where_nobody_signs_in_everybody_is_asked(crew: Crew) -> None:
    assert await verifying(crew, await crew.complained(place=True)) == {"刘杰", "李子涵"}


async def test_who_is_at_work_is_asked_alone(crew: Crew) -> None:
    await signs_in(crew, "worker2")
    case = await crew.complained(place=True)
    assert await verifying(crew, case) == {"李子涵"}
    assert "worker1" not in await crew.stands(case)


async def test_a_shift_ends_by_itself_and_who_signs_out_is_not_at_work(crew: Crew) -> None:
    await signs_in(crew, "worker1", "worker2")
    assert await duty.sign_out(crew.work, await crew.person("worker1"))
    assert await duty.sign_out(crew.work, await crew.person("worker1")) is None
    case = await crew.complained(place=True)
    assert await verifying(crew, case) == {"李子涵"}
    crew.work = replace(crew.work, now=MONDAY + duty.SHIFT)
    assert await verifying(crew, case) == {"刘杰", "李子涵"}


async def test_signing_in_twice_is_once(crew: Crew) -> None:
    worker = await crew.person("worker1")
    first, anew = await duty.sign_in(crew.work, worker)
    crew.work = replace(crew.work, now=MONDAY + timedelta(hours=1))
    assert await duty.sign_in(crew.work, worker) == (first, False)
    assert anew


async def test_no_resident_signs_in(crew: Crew) -> None:
    resident = await crew.person("resident")
    for asked in (duty.sign_in(crew.work, resident), duty.at_work(crew.work, resident)):
        with pytest.raises(Forbidden):
            await asked


async def test_a_place_sent_soon_after_is_where_they_signed_in_once(crew: Crew) -> None:
    worker = await crew.person("worker1")
    assert not await duty.placed(crew.work, worker, HERE)
    await signs_in(crew, "worker1")
    worker = await crew.person("worker1")
    assert await duty.placed(crew.work, worker, HERE)
    assert not await duty.placed(crew.work, worker, HERE)
    await crew.store.flush()
    (_, shift) = (await duty.at_work(crew.work, worker))[0]
    assert shift.point == HERE


async def test_a_place_sent_later_is_none(crew: Crew) -> None:
    await signs_in(crew, "worker1")
    crew.work = replace(crew.work, now=MONDAY + timedelta(minutes=11))
    assert not await duty.placed(crew.work, await crew.person("worker1"), HERE)


async def test_who_is_at_work_is_told_to_who_works_with_them(crew: Crew) -> None:
    await signs_in(crew, "worker1", "lead_huanwei_1")
    await crew.store.flush()

    async def seen(username: str) -> list[str]:
        return [one.name for one, _ in await duty.at_work(crew.work, await crew.person(username))]

    assert await seen("worker2") == ["刘杰"]
    assert await seen("worker3") == []
    assert sorted(await seen("dispatcher")) == sorted(["刘杰", "董静"])


async def test_nothing_new_comes_to_who_is_away(crew: Crew) -> None:
    worker = await crew.person("worker1")
    await duty.leave(crew.work, worker, worker.id, crew.work.today + timedelta(days=3), None)
    assert await verifying(crew, await crew.complained(place=True)) == {"李子涵"}


async def test_what_waited_for_them_alone_is_shown_to_who_else_could(crew: Crew) -> None:
    await crew.alone()
    await signs_in(crew, "worker1")
    case = await crew.complained(place=True)
    assert "worker2" not in await crew.stands(case)
    worker = await crew.person("worker1")
    await duty.leave(crew.work, worker, worker.id, crew.work.today, None)
    assert "worker2" in await crew.stands(case)


async def test_where_all_are_away_all_are_asked(crew: Crew) -> None:
    for username in ("worker1", "worker2"):
        worker = await crew.person(username)
        await duty.leave(crew.work, worker, worker.id, crew.work.today, None)
    assert await verifying(crew, await crew.complained(place=True)) == {"刘杰", "李子涵"}


async def test_who_stands_in_has_what_they_had(crew: Crew) -> None:
    await crew.gives("lead_huanwei_1", Grant(role=Role.LEAD, scope="chengguan"))
    complaint = await crew.complained(place=True)
    claimed = await crew.does("lead_chengguan_1", await crew.reported("乱堆放2处"), Action.CLAIM)
    worker = await crew.person("worker1")
    complaint = await act(crew.work, worker, complaint.id, (await crew.now(complaint)).step, Action.VERIFY)
    lead, deputy = await crew.person("lead_chengguan_1"), await crew.person("lead_huanwei_1")
    complaint = await crew.does("lead_chengguan_1", await crew.now(complaint), Action.CLAIM)
    left = await duty.leave(crew.work, lead, lead.id, crew.work.today + timedelta(days=1), deputy.id)
    assert (left.given, left.kept, left.stays) == (2, 0, 0)
    assert {(await crew.now(one)).claimer for one in (claimed, complaint)} == {deputy.id}
    kept = await duty.leave(crew.work, await crew.person("admin"), worker.id, crew.work.today, deputy.id)
    assert kept.kept == 1
    assert (await crew.now(complaint)).keeper == deputy.id
    assert {"leave.yours"} <= await crew.told("worker1")
    assert {"leave.deputy"} <= await crew.told("lead_huanwei_1")


async def test_nobody_sees_more_by_standing_in_and_nobody_answers_for_their_own_complaint(crew: Crew) -> None:
    case = await crew.complained(place=True)
    case = await act(crew.work, await crew.person("worker1"), case.id, case.step, Action.VERIFY)
    worker = await crew.person("worker1")
    await crew.gives("resident", Grant(role=Role.WORKER, scope="0103"))
    for username in ("lead_yuanlin_1", "resident"):
        left = await duty.leave(crew.work, worker, worker.id, crew.work.today, (await crew.person(username)).id)
        assert (left.kept, left.unable) == (0, username == "lead_yuanlin_1")
        assert (await crew.now(case)).keeper == worker.id


async def test_a_deputy_is_told_once_of_the_same_days(crew: Crew) -> None:
    worker, deputy = await crew.person("worker1"), await crew.person("worker2")
    for _ in range(3):
        await duty.leave(crew.work, worker, worker.id, crew.work.today + timedelta(days=1), deputy.id)
        await crew.store.flush()
    rows = await crew.store.cases.peek(text("SELECT 1 FROM letters WHERE letter = 'leave.deputy'"))
    assert len(rows) == 1


async def test_who_signs_in_twice_a_day_is_briefed_once(crew: Crew) -> None:
    before = await crew.loud()
    await signs_in(crew, "worker1")
    assert ("digest", "worker1") in crew.louder(before, await crew.loud())
    await duty.sign_out(crew.work, await crew.person("worker1"))
    before = await crew.loud()
    crew.work = replace(crew.work, now=MONDAY + timedelta(hours=1))
    await signs_in(crew, "worker1")
    assert ("digest", "worker1") not in crew.louder(before, await crew.loud())


async def test_what_a_deputy_may_not_handle_stays(crew: Crew) -> None:
    claimed = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    lead, deputy = await crew.person("lead_chengguan_1"), await crew.person("lead_huanwei_1")
    left = await duty.leave(crew.work, lead, lead.id, crew.work.today, deputy.id)
    assert (left.given, left.stays) == (0, 1)
    assert (await crew.now(claimed)).claimer == lead.id


async def test_a_late_case_of_who_is_away_calls_the_department(crew: Crew) -> None:
    await crew.alone()
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    await duty.leave(crew.work, lead, lead.id, crew.work.today + timedelta(days=5), None)
    told = await crew.time_passes((case.deadline or MONDAY) + timedelta(minutes=1))
    assert ("case", "lead_chengguan_2") in told


@pytest.mark.parametrize("who", ["worker1", "resident"])
async def test_nobody_stands_in_who_could_not(crew: Crew, who: str) -> None:
    worker = await crew.person("worker1")
    with pytest.raises(Unknown):
        await duty.leave(crew.work, worker, worker.id, crew.work.today, (await crew.person(who)).id)


async def test_leave_of_another_is_an_admins_and_no_day_of_the_past(crew: Crew) -> None:
    worker, other, admin = [await crew.person(one) for one in ("worker1", "worker2", "admin")]
    with pytest.raises(Forbidden):
        await duty.leave(crew.work, worker, other.id, crew.work.today, None)
    with pytest.raises(Forbidden):
        await duty.back(crew.work, worker, other.id)
    with pytest.raises(BadDate):
        await duty.leave(crew.work, worker, worker.id, crew.work.today - timedelta(days=1), None)
    with pytest.raises(Unknown):
        await duty.leave(crew.work, admin, (await crew.person("resident")).id, crew.work.today, None)


async def test_who_is_back_is_asked_again(crew: Crew) -> None:
    worker = await crew.person("worker1")
    await duty.leave(crew.work, worker, worker.id, crew.work.today + timedelta(days=3), None)
    assert await duty.back(crew.work, worker, worker.id)
    assert not await duty.back(crew.work, worker, worker.id)
    await duty.leave(crew.work, await crew.person("worker1"), worker.id, crew.work.today + timedelta(days=3), None)
    await signs_in(crew, "worker1")
    assert not (await crew.person("worker1")).away(crew.work.today)


async def test_who_is_away_gets_no_digest(crew: Crew) -> None:
    await gathering.morning(crew.work)
    await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    await duty.leave(crew.work, lead, lead.id, crew.work.today + timedelta(days=1), None)
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=1))
    before = await crew.loud()
    await gathering.morning(crew.work)
    assert ("digest", "lead_chengguan_1") not in crew.louder(before, await crew.loud())


async def test_of_several_at_work_the_nearest_is_asked_and_the_next_once_it_is_late(crew: Crew) -> None:
    await signs_in(crew, "worker1", "worker2")
    for username, north in (("worker1", 0.004), ("worker2", 0.001)):
        point = Point(lon=IN_0103[0], lat=IN_0103[1] + north)
        assert await duty.placed(crew.work, await crew.person(username), point)
    case = await crew.complained(place=True)
    assert await crew.stands(case) >= {"worker2"}
    assert "worker1" not in await crew.stands(case)
    until = (await crew.now(case)).until
    assert until
    assert {who for _, who in await crew.time_passes(until)} >= {"worker1", "worker2"}


async def test_where_one_has_not_said_where_both_are_asked(crew: Crew) -> None:
    await signs_in(crew, "worker1", "worker2")
    assert await duty.placed(crew.work, await crew.person("worker1"), HERE)
    assert await crew.stands(await crew.complained(place=True)) >= {"worker1", "worker2"}
