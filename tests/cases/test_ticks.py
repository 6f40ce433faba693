"""What time makes happen, each in its turn, and that history verifies after it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import audit, ticks
from cases.casework.case import Action, Case, Status
from cases.figures import bulletins
from cases.intake import drafts, pressing
from cases.intake.hearing import Picture
from cases.outbox import Address
from tests.cases.crew import MONDAY
from tests.cases.office import PROOF, Office


async def later(office: Office, days: float) -> None:
    office.work = replace(office.work, now=office.work.now + timedelta(days=days))
    while any([await ticks.run(office.work, kind) for kind in ticks.KINDS]):
        pass


async def now(office: Office, case: Case) -> Case:
    return await office.work.store.cases.get(case.id)


async def test_what_nobody_verified_comes_to_the_dispatcher(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    assert case.status is Status.VERIFYING
    await later(office, 1)
    assert (await now(office, case)).status is Status.REPORTED


async def test_a_passed_deadline_is_noted_once_and_makes_no_button_old(office: Office) -> None:
    case = await office.reported()
    await later(office, 10)
    await later(office, 10)
    after = await now(office, case)
    events = await office.work.store.cases.events(case.id)
    assert (after.overdue, after.step) == (True, case.step)
    assert [event.action for event in events].count(Action.OVERDUE) == 1
    assert (await office.does("lead_chengguan_1", case, Action.CLAIM)).status is Status.CLAIMED


async def test_a_promised_day_comes(office: Office) -> None:
    office.work = replace(office.work, now=MONDAY)  # by day: it comes in the morning
    case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
    lead = await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    await office.sends(lead, picture=PROOF)
    for button, value in (("outcome", "term_set"), ("days", "3")):
        await pressing.press(office.work, lead, form.id, button, value)
    assert (await drafts.submit(office.work, lead, form.id)).status is Status.PROMISED
    await later(office, 2)
    assert (await now(office, case)).status is Status.PROMISED
    await later(office, 1)
    assert (await now(office, case)).status is Status.CHECKING


async def test_a_draft_left_is_asked_about_once_put_aside_and_then_put_away(office: Office) -> None:
    worker = await office.person("worker1")
    draft = await office.sends(worker, picture=Picture(file_id="p", unique="p", as_file=False))
    await later(office, 1.1)
    assert (await office.work.store.drafts.get(draft.id)).reminded
    await later(office, 2)
    assert (await office.work.store.drafts.get(draft.id)).state == "aside"
    await later(office, 31)
    assert (await office.work.store.drafts.get(draft.id)).state == "cancelled"


async def test_nobody_is_asked_about_a_form_whose_case_has_moved_on(office: Office) -> None:
    case, lead = await office.reported(), await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.RETURN, Address(chat=lead.id))
    await office.does("lead_chengguan_2", case, Action.CLAIM)
    await later(office, 1.1)
    left = await office.work.store.drafts.get(form.id)
    assert (left.state, left.reminded) == ("cancelled", False)


async def test_one_that_fails_is_left_out_and_stops_no_other(office: Office) -> None:
    first, second = await office.reported(), await office.reported()
    office.work = replace(office.work, now=office.work.now + timedelta(days=10))
    assert await ticks.run(office.work, ticks.WOKEN, without=[first.id]) == [second.id]
    assert await ticks.anything_due(office.work, ticks.WOKEN)


@pytest.mark.parametrize("day", range(3))
async def test_bulletins_are_decided_day_by_day_and_verify(office: Office, day: int) -> None:
    await bulletins.close_day(office.work)
    case = await office.reported()
    await office.does("lead_chengguan_1", await office.does("lead_chengguan_1", case, Action.CLAIM), Action.CLEAR)
    await office.does("supervisor", await now(office, case), Action.PASS)
    office.work = replace(office.work, now=office.work.now + timedelta(days=1 + day))
    assert await bulletins.due(office.work)
    assert len(await bulletins.close_day(office.work)) == 1 + day
    assert not await bulletins.due(office.work)
    kept = [figures for _, figures in await office.work.store.figures.bulletins() if figures]
    assert sum(int(one["closed"]) for one in kept) == 1
    assert [line async for line in audit.differences(office.work)] == []
