"""联合整治: parts of a case with other departments; and an appeal against what counts of a closed one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import audit
from cases.board.case import CaseCard, case_card
from cases.board.digest import Kind, digest_card
from cases.casework.acting import act
from cases.casework.case import Action, Appeal, Case, Request, Status
from cases.errors import Forbidden, NotNow, NotOffered, TooLate, TooMany
from cases.figures import bulletins
from cases.intake import drafts, pressing
from cases.outbox import Address
from tests.cases.casework.test_merging import closes, says
from tests.cases.crew import MONDAY, Crew
from tests.cases.office import PROOF


async def parted(crew: Crew, case: Case, to: str, words: str = "占道的树枝清掉") -> Case:
    """The part."""
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, await crew.now(case), Action.PART, Address(chat=dispatcher.id))
    await crew.sends(dispatcher, draft=form.id, words=words)
    await pressing.press(crew.work, dispatcher, form.id, "department", to)
    await drafts.submit(crew.work, dispatcher, form.id)
    await crew.store.flush()
    return await crew.store.cases.get((await crew.store.cases.parts_of(case.id))[-1])


async def ends(crew: Crew, part: Case, lead: str) -> Case:
    part = await act(crew.work, await crew.person(lead), part.id, (await crew.now(part)).step, Action.CLAIM)
    person = await crew.person(lead)
    form = await drafts.open_form(crew.work, person, part, Action.CLEAR, Address(chat=person.id))
    await crew.sends(person, draft=form.id, picture=PROOF)
    part = await crew.now(await drafts.submit(crew.work, person, form.id))
    return await act(crew.work, await crew.person("worker2"), part.id, part.step, Action.PASS)


async def seen(crew: Crew, case: Case, username: str) -> CaseCard:
    card = await case_card(crew.work, case.id, Address(chat=(await crew.person(username)).id))
    assert isinstance(card, CaseCard)
    return card


async def test_a_part_is_the_other_departments_and_the_whole_is_cleared_after_it(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    part = await parted(crew, case, "yuanlin")
    assert (part.department, part.status, part.part_of) == ("yuanlin", Status.QUEUED, case.id)
    assert part.deadline is not None
    card = await seen(crew, part, "lead_yuanlin_1")
    assert card.words == "占道的树枝清掉"
    assert card.part_of
    assert card.part_of[0] == (await crew.now(case)).number
    assert card.picture
    whole = await seen(crew, case, "lead_chengguan_1")
    assert [(number, status) for number, _, status in whole.parts] == [(part.number, Status.QUEUED)]
    with pytest.raises(NotNow):
        await act(crew.work, await crew.person("lead_chengguan_1"), case.id, (await crew.now(case)).step, Action.CLEAR)
    before = await crew.loud()
    await ends(crew, part, "lead_yuanlin_1")
    assert ("case", "lead_chengguan_1") in crew.louder(before, await crew.loud())
    case = await crew.now(case)
    assert case.parts == 0
    assert (await crew.does("lead_chengguan_1", case, Action.CLEAR)).status is Status.CHECKING


async def test_a_part_counts_nowhere(crew: Crew) -> None:
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=28))
    await bulletins.close_day(crew.work)
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    await ends(crew, part, "lead_yuanlin_1")
    other = await parted(crew, case, "huanwei")
    assert other.open
    crew.work = replace(crew.work, now=crew.work.now + timedelta(minutes=1))
    figures = await bulletins.so_far(crew.work)
    assert (figures["reported"], figures["closed"], figures["open"]) == (1, 0, 1)
    await crew.store.flush()
    assert [line async for line in audit.differences(crew.work)] == []


async def test_parts_end_with_the_whole(crew: Crew) -> None:
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    worker = await crew.person("worker1")
    form = await drafts.open_form(crew.work, worker, await crew.now(case), Action.WITHDRAW, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, words="看错了")
    await drafts.submit(crew.work, worker, form.id)
    assert (await crew.now(part)).status is Status.CANCELLED


async def test_of_a_complaint_a_part_tells_nothing_but_what_is_to_be_done(crew: Crew) -> None:
    case = await crew.complained(place=True)
    case = await act(crew.work, await crew.person("worker1"), case.id, case.step, Action.VERIFY)
    part = await parted(crew, case, "yuanlin")
    card = await seen(crew, part, "lead_yuanlin_1")
    assert (card.words, card.place) == ("占道的树枝清掉", "")
    assert part.reporter == (await crew.person("dispatcher")).id


@pytest.mark.parametrize("to", ["chengguan", "yuanlin"])
async def test_no_department_has_two_parts_nor_who_leads_one(crew: Crew, to: str) -> None:
    case = await crew.reported()
    await parted(crew, case, "yuanlin")
    with pytest.raises(NotOffered):
        await parted(crew, case, to)


async def test_a_part_has_no_parts_and_a_case_not_more_than_a_few(crew: Crew) -> None:
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    with pytest.raises(NotNow):
        await parted(crew, part, "huanwei")
    for to in ("huanwei", "shizheng", "jiaojing", "shichang", "gongshui"):
        await parted(crew, case, to)
    with pytest.raises(TooMany):
        await parted(crew, case, "ranqi")


async def test_only_who_dispatches_or_supervises_divides(crew: Crew) -> None:
    case, lead = await crew.reported(), await crew.person("lead_chengguan_1")
    with pytest.raises(Forbidden):
        await act(crew.work, lead, case.id, case.step, Action.PART)


async def late(crew: Crew) -> Case:
    case = await crew.reported()
    await crew.time_passes((case.deadline or MONDAY) + timedelta(minutes=1))
    return await crew.now(await closes(crew, case))


async def test_an_appeal_is_decided_by_another_and_the_fact_stays(crew: Crew) -> None:
    case = await says(crew, "lead_chengguan_1", await late(crew), Action.APPEAL, "当天停电，无法施工")
    assert (case.request, case.status) == (Request.APPEAL, Status.CLOSED)
    card = await seen(crew, case, "supervisor")
    assert {Action.ALLOW, Action.DENY} <= set(card.actions)
    assert card.request
    assert card.request.words == "当天停电，无法施工"
    person = await crew.person("supervisor")
    digest = await digest_card(crew.work, str(person.id), Address(chat=person.id))
    assert Kind.ASKED in {part.kind for part in digest.parts}
    case = await act(crew.work, person, case.id, case.step, Action.ALLOW)
    assert (case.appeal, case.overdue, case.request) == (Appeal.ALLOWED, True, None)
    with pytest.raises(NotNow):
        await says(crew, "lead_chengguan_1", case, Action.APPEAL)


async def test_an_appeal_that_is_denied_is_not_made_again_but_one_taken_back_may_be(crew: Crew) -> None:
    case = await says(crew, "lead_chengguan_1", await late(crew), Action.APPEAL)
    case = await act(crew.work, await crew.person("lead_chengguan_1"), case.id, case.step, Action.TAKE_BACK)
    case = await says(crew, "lead_chengguan_1", case, Action.APPEAL)
    case = await says(crew, "supervisor", case, Action.DENY)
    assert (case.appeal, case.request) == (Appeal.DENIED, None)
    with pytest.raises(NotNow):
        await says(crew, "lead_chengguan_1", case, Action.APPEAL)


async def test_what_was_in_time_is_not_appealed_and_nothing_long_after(crew: Crew) -> None:
    with pytest.raises(NotNow):
        await says(crew, "lead_chengguan_1", await closes(crew, await crew.reported("乱堆放2处")), Action.APPEAL)
    case = await late(crew)
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=8))
    with pytest.raises(TooLate):
        await says(crew, "lead_chengguan_1", case, Action.APPEAL)
