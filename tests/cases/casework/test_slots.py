"""同一时段核查: what is there at its time of day is checked in the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.board.case import CaseCard, case_card
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.casework.stages import slot_of
from cases.errors import Missing, WrongHour
from cases.intake import drafts, pressing
from cases.outbox import Address
from tests.cases.crew import MONDAY, Crew
from tests.cases.office import PROOF


async def cleared(crew: Crew, words: str, hours: float) -> Case:
    """Of what was reported at nine, so many hours later."""
    case = await crew.reported(words)
    crew.work = replace(crew.work, now=MONDAY + timedelta(hours=hours))
    case = await crew.does("lead_chengguan_1", case, Action.CLAIM)
    return await crew.now(await crew.does("lead_chengguan_1", case, Action.CLEAR))


async def checks(crew: Crew, case: Case, hours: float) -> Case:
    crew.work = replace(crew.work, now=MONDAY + timedelta(hours=hours))
    case = await crew.now(case)
    return await act(crew.work, await crew.person("worker2"), case.id, case.step, Action.PASS)


@pytest.mark.parametrize("hours", [0.5, 1.4, 22.6, 24, 25.4])
async def test_about_the_hour_it_was_reported_it_is_passed(crew: Crew, hours: float) -> None:
    assert (await checks(crew, await cleared(crew, "流动摊点2个", 0.2), hours)).status is Status.CLOSED


@pytest.mark.parametrize("hours", [1.6, 5, 12, 22.4, 30])
async def test_at_another_it_is_not(crew: Crew, hours: float) -> None:
    case = await cleared(crew, "流动摊点2个", 0.2)
    with pytest.raises(WrongHour) as refused:
        await checks(crew, case, hours)
    assert refused.value.facts["ends"] == "10:30"
    assert refused.value.facts["begins"].endswith("07:30")


async def test_other_kinds_are_checked_at_any_hour(crew: Crew) -> None:
    assert (await checks(crew, await cleared(crew, "乱堆放2处", 0.2), 5)).status is Status.CLOSED


async def test_that_it_is_there_again_is_said_at_any_hour(crew: Crew) -> None:
    case = await cleared(crew, "流动摊点2个", 5)
    assert (await crew.does("worker2", case, Action.REWORK)).status is Status.REWORK


async def test_who_could_not_check_it_is_held_to_its_hours_when_they_change_their_mind(crew: Crew) -> None:
    case, worker = await cleared(crew, "流动摊点2个", 5), await crew.person("worker2")
    form = await drafts.open_form(crew.work, worker, case, Action.UNCHECKABLE, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, words="没看到")
    case = await crew.now(await drafts.submit(crew.work, worker, form.id))
    with pytest.raises(WrongHour):
        await act(crew.work, worker, case.id, case.step, Action.PASS)
    dispatcher = await crew.person("dispatcher")
    assert (await act(crew.work, dispatcher, case.id, case.step, Action.PASS)).status is Status.CLOSED


async def test_who_checks_is_called_when_its_hours_begin(crew: Crew) -> None:
    case = await cleared(crew, "流动摊点2个", 5)
    assert case.since
    early = await crew.time_passes(case.since - timedelta(minutes=1))
    told = await crew.time_passes(case.since + timedelta(minutes=1))
    assert {where for _, where in early} == set()
    assert {"worker1", "worker2"} & {where for _, where in told}


async def test_what_is_seen_while_people_sleep_is_checked_at_any_hour(crew: Crew) -> None:
    case = await cleared(crew, "流动摊点2个", 5)
    assert slot_of(crew.work, case)
    assert slot_of(crew.work, replace(case, reported_at=MONDAY - timedelta(hours=7, minutes=30))) is None


async def test_the_clock_of_the_check_begins_with_it_and_the_card_says_when(crew: Crew) -> None:
    case = await cleared(crew, "流动摊点2个", 5)
    assert case.since == MONDAY + timedelta(hours=22.5)
    assert case.until
    assert case.until >= MONDAY + timedelta(hours=25.5)
    card = await case_card(crew.work, case.id, Address(chat=(await crew.person("worker2")).id))
    assert isinstance(card, CaseCard)
    assert card.slot
    assert card.slot[0] == case.since


async def promised(crew: Crew) -> Case:
    """Its day has come."""
    case = await crew.does("lead_chengguan_1", await crew.reported("乱堆放2处"), Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    form = await drafts.open_form(crew.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    await crew.sends(lead, draft=form.id, picture=PROOF)
    await pressing.press(crew.work, lead, form.id, "outcome", "term_set")
    await pressing.press(crew.work, lead, form.id, "days", "7")
    await drafts.submit(crew.work, lead, form.id)
    await crew.time_passes(MONDAY + timedelta(days=6, hours=23))
    return await crew.now(case)


async def test_a_promise_is_looked_at_again_with_a_photo_by_whoever_passes_it(crew: Crew) -> None:
    case, worker = await promised(crew), await crew.person("worker2")
    assert case.status is Status.CHECKING
    with pytest.raises(Missing):
        await act(crew.work, worker, case.id, case.step, Action.PASS)
    form = await drafts.open_form(crew.work, worker, case, Action.UNCHECKABLE, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, words="看不到")
    case = await crew.now(await drafts.submit(crew.work, worker, form.id))
    with pytest.raises(Missing):
        await act(crew.work, worker, case.id, case.step, Action.PASS)
    form = await drafts.open_form(crew.work, worker, case, Action.PASS, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, picture=PROOF)
    assert (await drafts.submit(crew.work, worker, form.id)).status is Status.CLOSED


async def test_a_re_check_is_called_once(crew: Crew) -> None:
    case = await promised(crew)
    assert case.ring_at is None or case.ring_at > crew.work.now


async def test_a_promise_is_proposed_for_a_day_of_work(crew: Crew) -> None:
    """Fifteen days from Monday the 23rd is a Tuesday; five would be a Saturday, and three from Thursday a Sunday."""
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=3))
    case = await crew.does("lead_chengguan_1", await crew.reported("乱堆放2处"), Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    form = await drafts.open_form(crew.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "outcome", "term_set")
    draft = await pressing.press(crew.work, lead, form.id, "days", "3")
    assert draft.answers.until
    assert crew.work.district.calendar.works(draft.answers.until)
    assert draft.answers.until == crew.work.today + timedelta(days=4)
