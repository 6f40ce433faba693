"""分步处置: fence off, repair, restore, each with its own limit; and the time for everything together."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.pack.limits import phases
from cases.board.case import CaseCard, case_card
from cases.board.own import OwnCard
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.district.edition import Phase
from cases.errors import NotNow
from cases.intake import drafts, pressing
from cases.outbox import Address
from cases.time.units import Limit, Unit
from tests.cases.crew import MONDAY, Crew, at
from tests.cases.office import PROOF

LEAD = "lead_gongshui_1"


async def burst(crew: Crew) -> Case:
    case = await crew.reported("自来水管破裂1处，水往外漏")
    return await crew.now(await act(crew.work, await crew.person(LEAD), case.id, case.step, Action.CLAIM))


async def advances(crew: Crew, case: Case, action: Action = Action.ADVANCE) -> Case:
    lead = await crew.person(LEAD)
    form = await drafts.open_form(crew.work, lead, case, action, Address(chat=lead.id))
    await crew.sends(lead, draft=form.id, picture=PROOF)
    return await crew.now(await drafts.submit(crew.work, lead, form.id))


async def card(crew: Crew, case: Case) -> CaseCard:
    found = await case_card(crew.work, case.id, Address(chat=(await crew.person(LEAD)).id))
    assert isinstance(found, CaseCard)
    return found


async def test_each_step_has_its_own_limit_from_the_end_of_the_one_before(crew: Crew) -> None:
    case = await burst(crew)
    assert (case.phases_left, case.deadline) == (2, MONDAY + timedelta(hours=3))
    first = await card(crew, case)
    assert first.phase
    assert first.phase.then
    assert (first.phase.phase.name, first.phase.number, first.phase.of, first.phase.then.name) == ("围挡", 1, 3, "抢修")
    crew.work = replace(crew.work, now=MONDAY + timedelta(hours=1))
    case = await advances(crew, case)
    assert (case.phases_left, case.since, case.deadline) == (1, crew.work.now, MONDAY + timedelta(hours=9))
    case = await advances(crew, case)
    assert (case.phases_left, case.deadline) == (0, at("11-30 10:00"))
    last = await card(crew, case)
    assert last.phase
    assert (last.phase.number, last.phase.then) == (3, None)
    assert (await advances(crew, case, Action.CLEAR)).status is Status.CHECKING


async def test_nothing_is_cleared_before_its_last_step_and_no_step_comes_after_it(crew: Crew) -> None:
    case, lead = await burst(crew), await crew.person(LEAD)
    with pytest.raises(NotNow):
        await act(crew.work, lead, case.id, case.step, Action.CLEAR)
    case = await advances(crew, await advances(crew, case))
    with pytest.raises(NotNow):
        await act(crew.work, lead, case.id, case.step, Action.ADVANCE)


async def test_a_step_that_was_late_does_not_make_the_next_late(crew: Crew) -> None:
    case = await burst(crew)
    await crew.time_passes(MONDAY + timedelta(hours=4))
    case = await crew.now(case)
    assert case.overdue
    case = await advances(crew, case)
    assert (case.overdue, case.deadline) == (False, MONDAY + timedelta(hours=12))


async def test_who_has_it_next_goes_on_where_it_stands(crew: Crew) -> None:
    case = await advances(crew, await burst(crew))
    lead = await crew.person(LEAD)
    form = await drafts.open_form(crew.work, lead, case, Action.RETURN, Address(chat=lead.id))
    await crew.sends(lead, draft=form.id, words="x")
    await pressing.press(crew.work, lead, form.id, "reason", "not_ours")
    await pressing.press(crew.work, lead, form.id, "department", "shizheng")
    case = await crew.now(await drafts.submit(crew.work, lead, form.id))
    assert (case.department, case.phases_left) == ("shizheng", 1)


async def test_an_extension_asked_for_one_step_is_not_granted_to_the_next(crew: Crew) -> None:
    case, lead = await burst(crew), await crew.person(LEAD)
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "extend")
    await crew.sends(lead, draft=form.id, words="缺料")
    case = await crew.now(await drafts.submit(crew.work, lead, form.id))
    assert case.request
    assert (await advances(crew, case)).request is None


async def test_danger_is_handled_in_one_go(crew: Crew) -> None:
    case = await burst(crew)
    await crew.says("worker1", case, "有人触电晕倒了")
    assert (await crew.now(case)).phases_left == 0


async def test_rework_is_the_last_step(crew: Crew) -> None:
    case = await advances(crew, await advances(crew, await burst(crew)))
    case = await advances(crew, case, Action.CLEAR)
    case = await crew.now(await crew.does("worker2", case, Action.REWORK))
    assert (case.phases_left, case.deadline) == (0, at("11-30 09:00"))


async def test_who_complained_reads_which_step_is_expected_when(crew: Crew) -> None:
    resident = await crew.person("resident")
    case = await crew.complains("自来水管破裂，水往外漏")
    case = await act(crew.work, await crew.person("worker1"), case.id, case.step, Action.VERIFY)
    card = await case_card(crew.work, case.id, Address(chat=resident.id))
    assert isinstance(card, OwnCard)
    assert card.part
    assert (card.part.number, card.part.of, card.part.phase.name) == (1, 3, "围挡")


async def test_another_category_has_its_own_steps(crew: Crew) -> None:
    case = await burst(crew)
    assert case.category == "E0402"
    other = await crew.reported("占道经营3起")
    assert other.phases_left == 0
    assert (await card_of(crew, other)).phase is None


async def card_of(crew: Crew, case: Case) -> CaseCard:
    found = await case_card(crew.work, case.id, Address(chat=(await crew.person("dispatcher")).id))
    assert isinstance(found, CaseCard)
    return found


async def test_the_time_for_everything_is_told_once_when_it_is_over(crew: Crew) -> None:
    limits = replace(crew.work.district.limits, total=Limit(amount=3, unit=Unit.CALENDAR_DAY))
    crew.work = replace(crew.work, district=replace(crew.work.district, limits=limits))
    await crew.alone()
    case = await crew.reported("乱堆放2处")
    shown = (await card_of(crew, case)).total
    assert shown
    assert (shown.end, shown.late, shown.stage) == (MONDAY + timedelta(days=3), False, None)
    await crew.time_passes(MONDAY + timedelta(days=2, hours=23))
    told = await crew.time_passes(MONDAY + timedelta(days=3, minutes=1))
    assert {("case", "supervisor"), ("case", "dispatcher")} & told
    assert (await crew.now(case)).past
    await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    await crew.time_passes(MONDAY + timedelta(days=4))
    assert [event.action for event in await crew.store.cases.events(case.id)].count(Action.PAST) == 1
    total = (await card_of(crew, await crew.now(case))).total
    assert total
    assert total.late


@pytest.mark.parametrize(
    "text",
    ["围挡 3 uh > 围挡 8 uh", "3 uh > 抢修 8 uh", "围挡 > 抢修 8 uh", "围挡 3 uh >", " > ".join(f"第{n} 1 uh" for n in range(7))],
)
def test_steps_that_cannot_be_told_apart_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        phases(text)


def test_a_limit_alone_is_one_step_without_a_name() -> None:
    assert phases("4 wh") == (Phase(name="", limit=Limit(amount=4, unit=Unit.WORKING_HOUR)),)


async def test_the_time_for_everything_stands_still_with_its_clock(crew: Crew) -> None:
    limits = replace(crew.work.district.limits, total=Limit(amount=10, unit=Unit.CALENDAR_DAY))
    crew.work = replace(crew.work, district=replace(crew.work.district, limits=limits))
    case = await crew.does("lead_chengguan_1", await crew.reported("乱堆放2处"), Action.CLAIM)
    before, lead = case.total_until, await crew.person("lead_chengguan_1")
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "suspend")
    await pressing.press(crew.work, lead, form.id, "days", "7")
    await crew.sends(lead, draft=form.id, words="等物业")
    case = await crew.now(await drafts.submit(crew.work, lead, form.id))
    case = await crew.does("supervisor", case, Action.SUSPEND)
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=5))
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.RESUME)
    assert before
    assert case.total_until == before + timedelta(days=5)


async def test_what_has_no_time_for_everything_goes_on_without(crew: Crew) -> None:
    crew.work = replace(crew.work, district=replace(crew.work.district, limits=replace(crew.work.district.limits, total=None)))
    case = await crew.does("lead_chengguan_1", await crew.reported("乱堆放2处"), Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "suspend")
    await pressing.press(crew.work, lead, form.id, "days", "7")
    await crew.sends(lead, draft=form.id, words="等物业")
    case = await crew.now(await drafts.submit(crew.work, lead, form.id))
    case = await crew.does("supervisor", case, Action.SUSPEND)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.RESUME)
    assert (case.total_until, case.status) == (None, Status.CLAIMED)
