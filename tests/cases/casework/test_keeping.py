"""首问责任人: who takes a complaint first answers for it to its end, hears of its milestones and of its being late, and may hand
it over by name."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from cases.board.case import CaseCard, case_card
from cases.board.digest import Kind, digest_card
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case, Source
from cases.errors import Forbidden, Missing, NotOffered
from cases.intake import drafts, pressing
from cases.outbox import Address
from cases.people import Grant, Role
from tests.cases.crew import MONDAY, Crew


async def accepted(crew: Crew) -> Case:
    """By the grid's worker who went and looked."""
    case = await crew.complained(place=True)
    worker = await crew.person("worker1")
    return await crew.now(await act(crew.work, worker, case.id, case.step, Action.VERIFY))


async def entrusts(crew: Crew, username: str, case: Case, to: str) -> Case:
    actor, heir = await crew.person(username), await crew.person(to)
    form = await drafts.open_form(crew.work, actor, await crew.now(case), Action.ENTRUST, Address(chat=actor.id))
    await pressing.press(crew.work, actor, form.id, "colleague", str(heir.id))
    return await crew.now(await drafts.submit(crew.work, actor, form.id))


async def card(crew: Crew, case: Case, username: str) -> CaseCard:
    found = await case_card(crew.work, case.id, Address(chat=(await crew.person(username)).id))
    assert isinstance(found, CaseCard)
    return found


async def test_who_goes_and_looks_at_a_complaint_first_answers_for_it(crew: Crew) -> None:
    case = await accepted(crew)
    worker = await crew.person("worker1")
    assert case.keeper == worker.id
    assert (await card(crew, case, "lead_chengguan_1")).keeper == worker.name
    case = await crew.does("lead_chengguan_1", case, Action.CLAIM)
    assert case.keeper == worker.id


async def test_nobody_answers_for_what_a_worker_reports(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    assert case.keeper is None


async def test_who_enters_a_call_answers_for_it(crew: Crew) -> None:
    dispatcher = await crew.person("dispatcher")
    asked = await drafts.begin(crew.work, dispatcher, Address(chat=dispatcher.id), Source.HOTLINE)
    await crew.sends(dispatcher, draft=asked.id, words="占道经营，解放路9号")
    case = await drafts.submit(crew.work, dispatcher, asked.id)
    assert (await crew.now(case)).keeper == dispatcher.id


async def test_they_hear_of_its_end_and_of_its_being_late(crew: Crew) -> None:
    await crew.alone()
    case = await accepted(crew)
    late = await crew.time_passes((case.deadline or MONDAY) + timedelta(minutes=1))
    assert ("case", "worker1") in late
    digest = await digest_card(crew.work, str((await crew.person("worker1")).id), Address(chat=(await crew.person("worker1")).id))
    assert [(part.total, part.late) for part in digest.parts if part.kind is Kind.KEPT] == [(1, 1)]
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    before = await crew.loud()
    await act(crew.work, await crew.person("worker2"), case.id, (await crew.now(case)).step, Action.PASS)
    assert ("case", "worker1") in crew.louder(before, await crew.loud())


async def test_it_is_handed_over_by_name_and_whoever_has_it_now_hears_of_that(crew: Crew) -> None:
    case = await accepted(crew)
    before = await crew.loud()
    case = await entrusts(crew, "worker1", case, "dispatcher")
    assert case.keeper == (await crew.person("dispatcher")).id
    assert ("case", "dispatcher") in crew.louder(before, await crew.loud())
    assert not rights.allowed(await crew.person("worker1"), Action.ENTRUST, case)
    assert (await entrusts(crew, "dispatcher", case, "worker2")).keeper == (await crew.person("worker2")).id


async def test_only_to_who_could_and_only_by_who_has_it(crew: Crew) -> None:
    case = await accepted(crew)
    with pytest.raises(NotOffered):
        await entrusts(crew, "worker1", case, "lead_huanwei_1")
    with pytest.raises(Forbidden):
        await entrusts(crew, "lead_chengguan_1", case, "dispatcher")
    worker = await crew.person("worker1")
    form = await drafts.open_form(crew.work, worker, case, Action.ENTRUST, Address(chat=worker.id))
    with pytest.raises(Missing):
        await drafts.submit(crew.work, worker, form.id)


async def test_who_has_left_meanwhile_is_not_handed_it(crew: Crew) -> None:
    case = await accepted(crew)
    worker, heir = await crew.person("worker1"), await crew.person("worker2")
    form = await drafts.open_form(crew.work, worker, case, Action.ENTRUST, Address(chat=worker.id))
    await pressing.press(crew.work, worker, form.id, "colleague", str(heir.id))
    await crew.takes("worker2")
    with pytest.raises(Missing):
        await drafts.submit(crew.work, worker, form.id)


async def test_when_they_leave_the_dispatchers_are_told_and_the_next_who_takes_it_has_it(crew: Crew) -> None:
    case = await accepted(crew)
    await crew.takes("worker1")
    case = await crew.now(case)
    assert case.keeper is None
    assert await told_dispatchers(crew, "alarm.unkept")
    lead = await crew.person("lead_chengguan_1")
    assert (await crew.does("lead_chengguan_1", case, Action.CLAIM)).keeper == lead.id


async def test_who_cannot_be_reached_is_stood_in_for_by_the_dispatchers(crew: Crew) -> None:
    await crew.alone()
    case = await accepted(crew)
    await crew.gives("worker3", Grant(role=Role.WORKER, scope="0103"))
    await crew.blocks("worker1")
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    before = await crew.loud()
    await act(crew.work, await crew.person("worker2"), case.id, (await crew.now(case)).step, Action.PASS)
    assert ("case", "dispatcher") in crew.louder(before, await crew.loud())


async def told_dispatchers(crew: Crew, key: str) -> bool:
    await crew.store.flush()
    return bool(await crew.store.cases.peek(LETTERS, key=key))


LETTERS = text("SELECT 1 FROM letters WHERE letter = :key")
