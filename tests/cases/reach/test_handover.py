"""No case is ever with nobody: whoever comes finds what waits, and what was in somebody's hand goes on when they go."""

from dataclasses import replace

import pytest

from cases import staff
from cases.casework.acting import act
from cases.casework.case import Action, Status
from cases.district.geo import Point
from cases.errors import Forbidden, Unknown
from cases.intake import drafts
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import Grant, Person, Role
from cases.reach import handover, unseen
from cases.work import Work
from tests.cases.crew import Crew
from tests.people import IN_0103

WORKS_0103 = Grant(role=Role.WORKER, scope="0103")


@pytest.fixture
def town(work: Work) -> Crew:
    return Crew(work)


async def test_a_new_worker_finds_what_waits_to_be_checked(town: Crew) -> None:
    case = await town.cleared()
    await town.gives("worker5", WORKS_0103)
    assert "worker5" in await town.stands(case)
    await town.takes("worker2", "worker1")
    assert (await town.now(case)).status is Status.CHECKING


async def test_what_nobody_near_can_check_comes_to_the_supervisor_and_then_to_the_dispatchers(town: Crew) -> None:
    case = await town.cleared()
    await town.takes("worker2", "worker1")
    assert "supervisor" in await town.stands(case)
    await town.takes("supervisor")
    assert (await town.now(case)).status is Status.UNCHECKABLE


async def test_checkers_who_block_the_bot_are_as_good_as_gone(town: Crew) -> None:
    case = await town.cleared()
    await town.blocks("worker1", "worker2")
    assert "supervisor" in await town.stands(case)
    await town.blocks("supervisor")
    assert (await town.now(case)).status is Status.UNCHECKABLE


async def test_a_complaint_is_verified_by_whoever_came_and_by_nobody_when_all_are_gone(town: Crew) -> None:
    case = await town.complained(place=True)
    assert case.status is Status.VERIFYING
    await town.gives("worker5", WORKS_0103)
    await town.takes("worker1", "worker2")
    assert "worker5" in await town.stands(case)
    await town.blocks("worker5")
    assert (await town.now(case)).status is Status.REPORTED


async def test_a_new_dispatcher_without_a_place_finds_what_waits(town: Crew) -> None:
    await town.alone()
    case = await town.complained(place=False)
    await town.gives("worker9", Grant(role=Role.DISPATCHER))
    await town.takes("dispatcher")
    assert "worker9" in await town.stands(case)


@pytest.mark.parametrize("bound", [True, False])
async def test_without_any_dispatcher_the_admins_are_told_and_see_what_comes(town: Crew, bound: bool) -> None:
    if not bound:
        await town.alone()
    before = await town.complained(place=False)
    await town.takes("dispatcher")
    after = await town.complained(place=False)
    assert "admin" in await town.stands(before)
    assert "admin" in await town.stands(after)
    assert "alarm.no_dispatcher" in await town.told("admin")


async def test_a_new_lead_of_a_department_without_a_place_finds_its_cases(town: Crew) -> None:
    await town.alone()
    case = await town.reported()
    await town.gives("worker9", Grant(role=Role.LEAD, scope="chengguan"))
    assert "worker9" in await town.stands(case)


async def test_who_claimed_a_case_and_blocks_the_bot_keeps_it_only_where_a_place_shows_it(town: Crew) -> None:
    shown = await town.does("lead_chengguan_1", await town.reported(), Action.CLAIM)
    await town.alone()
    hidden = await town.does("lead_chengguan_2", await town.reported(), Action.CLAIM)
    await town.blocks("lead_chengguan_2")
    assert (await town.now(shown)).status is Status.CLAIMED
    assert (await town.now(hidden)).status is Status.QUEUED
    assert "lead_chengguan_1" in await town.stands(hidden)


async def test_however_many_cases_a_checker_had_all_are_seen(town: Crew) -> None:
    cases = [await town.cleared() for _ in range(23)]
    await town.blocks("worker1", "worker2")
    assert all([("supervisor" in await town.stands(case)) for case in cases])


async def test_a_closed_general_topic_is_the_groups_own_place(town: Crew) -> None:
    admin, group = await town.person("admin"), Address(chat=-100777)
    await town.alone()
    await staff.bind(town.work, admin, group, ["dispatchers"])
    case = await town.complained(place=False)
    await town.store.bindings.silence(Address(chat=group.chat, thread=1), "closed")
    await unseen.silenced(town.work, Address(chat=group.chat, thread=1), "closed", news=True)
    assert "dispatcher" in await town.stands(case)
    assert "alarm.place" in await town.told("admin")


async def test_who_reported_a_case_does_not_verify_it(town: Crew) -> None:
    resident = await town.person("resident")
    case = await town.complained(place=True)
    await town.gives("resident", WORKS_0103)
    again: Person = await town.person("resident")
    assert resident.id == case.reporter == again.id
    with pytest.raises(Forbidden):
        await act(town.work, again, case.id, case.step, Action.VERIFY)


async def test_nobody_is_given_a_role_by_the_number_nought(town: Crew) -> None:
    with pytest.raises(Unknown):
        await staff.named(town.work, "0", None)


async def test_a_late_photo_of_an_album_and_a_caption_edited_late_belong_to_the_case(town: Crew) -> None:
    worker = await town.person("worker1")
    here = Address(chat=worker.id)
    first = Heard(
        address=here, message=901, album="G9", words="占道经营2起", picture=Picture(file_id="a", unique="a", as_file=False)
    )
    await drafts.hear(town.work, worker, first)
    draft = await town.sends(worker, point=Point(lon=IN_0103[0], lat=IN_0103[1]))
    case = await drafts.submit(town.work, worker, draft.id)
    await town.now(case)
    late = Heard(address=here, message=902, album="G9", picture=Picture(file_id="b", unique="b", as_file=False))
    assert await drafts.filed_from(town.work, worker, late) == case.id
    assert await drafts.filed_from(town.work, worker, replace(first, words="占道经营20起", album=None)) == case.id


async def test_all_that_somebody_has_claimed_goes_to_a_colleague_in_one_go(town: Crew) -> None:
    cases = [await town.does("lead_chengguan_1", await town.reported(), Action.CLAIM) for _ in range(3)]
    lead, colleague = await town.person("lead_chengguan_1"), await town.person("lead_chengguan_2")
    before = await town.loud()
    given, left = await handover.hand_over(town.work, lead, lead.id, colleague.id)
    assert ([case.id for case in given], left) == ([case.id for case in cases], 0)
    assert {(await town.now(case)).claimer for case in cases} == {colleague.id}
    assert town.louder(before, await town.loud()) == {("digest", "lead_chengguan_2")}


async def test_an_admin_hands_over_for_who_is_away_and_nobody_else_does(town: Crew) -> None:
    await town.does("lead_chengguan_1", await town.reported(), Action.CLAIM)
    lead, other = await town.person("lead_chengguan_1"), await town.person("lead_huanwei_1")
    colleague, admin = await town.person("lead_chengguan_2"), await town.person("admin")
    with pytest.raises(Forbidden):
        await handover.hand_over(town.work, other, lead.id, other.id)
    with pytest.raises(Unknown):
        await handover.hand_over(town.work, admin, lead.id, (await town.person("worker1")).id)
    assert await handover.hand_over(town.work, admin, lead.id, other.id) == ([], 1)
    assert len((await handover.hand_over(town.work, admin, lead.id, colleague.id))[0]) == 1


async def test_what_is_urgent_of_what_is_handed_over_comes_to_the_colleague_at_once(town: Crew) -> None:
    lead, colleague = await town.person("lead_chengguan_1"), await town.person("lead_chengguan_2")
    urgent = await town.does("lead_chengguan_1", await town.reported("占道经营3起 急"), Action.CLAIM)
    usual = await town.does("lead_chengguan_1", await town.reported("占道经营1起"), Action.CLAIM)
    before = {(key, where): at for (_, key, where), at in (await town.loud()).items()}
    await handover.hand_over(town.work, lead, lead.id, colleague.id)
    after = {(key, where): at for (_, key, where), at in (await town.loud()).items()}
    louder = {one for one, at in after.items() if at > before.get(one, 0)}
    assert (str(urgent.id), "lead_chengguan_2") in louder
    assert (str(usual.id), "lead_chengguan_2") not in louder
