"""联合整治: parts of a case with other departments; and an appeal against what counts of a closed one."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from cases import audit
from cases.board.case import CaseCard, case_card
from cases.board.digest import Kind, digest_card
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Appeal, Case, Request, Status
from cases.casework.joining import join
from cases.errors import Forbidden, NotNow, NotOffered, TooLate, Unknown
from cases.figures import bulletins
from cases.intake import drafts, pressing
from cases.outbox import Address
from tests.cases.casework.test_merging import closes, merges, says
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
    assert card.joint.of == (await crew.now(case)).number
    assert card.picture
    whole = await seen(crew, case, "lead_chengguan_1")
    assert [(number, status) for number, _, status in whole.joint.parts] == [(part.number, Status.QUEUED)]
    with pytest.raises(NotNow):
        await act(crew.work, await crew.person("lead_chengguan_1"), case.id, (await crew.now(case)).step, Action.CLEAR)
    before = await crew.loud()
    await ends(crew, part, "lead_yuanlin_1")
    assert ("case", "lead_chengguan_1") in crew.louder(before, await crew.loud())
    case = await crew.now(case)
    assert case.parts == 0
    assert (await crew.does("lead_chengguan_1", case, Action.CLEAR)).status is Status.CHECKING


async def test_a_part_counts_nowhere(crew: Crew) -> None:
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
    for to in ("huanwei", "shizheng", "jiaojing", "shichang", "gongan"):
        await parted(crew, case, to)
    with pytest.raises(NotNow):
        await parted(crew, case, "xumu")


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


async def dissolved(crew: Crew, part: Case) -> Case:
    return await says(crew, "dispatcher", await crew.now(part), Action.DISSOLVE, "派错了")


async def test_a_dispatcher_takes_a_part_back_whoever_has_claimed_it_and_they_are_told(crew: Crew) -> None:
    await crew.alone()
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    part = await parted(crew, case, "yuanlin")
    lead = await crew.person("lead_yuanlin_1")
    await act(crew.work, lead, part.id, part.step, Action.CLAIM)
    before = await crew.loud()
    assert (await dissolved(crew, part)).status is Status.CANCELLED
    assert ("case", "lead_yuanlin_1") in crew.louder(before, await crew.loud())
    assert (await crew.now(case)).parts == 0


async def test_what_is_opened_again_after_its_parts_were_dissolved_can_be_cleared(crew: Crew) -> None:
    case = await crew.complained(place=True)
    case = await act(crew.work, await crew.person("worker1"), case.id, case.step, Action.VERIFY)
    await parted(crew, case, "yuanlin")
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.RETURN, department="shequ")
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, await crew.now(case), Action.REFUSE, Address(chat=dispatcher.id))
    await pressing.press(crew.work, dispatcher, form.id, "reason", "outside")
    gone = await crew.now(await drafts.submit(crew.work, dispatcher, form.id))
    assert (gone.status, gone.parts) == (Status.NOT_ACCEPTED, 0)
    back = await says(crew, "resident", gone, Action.OBJECT)
    assert rights.possible(Action.CLEAR, replace(back, status=Status.CLAIMED))


async def test_an_appeal_is_of_one_closing_and_none_of_the_next(crew: Crew) -> None:
    case = await crew.complained(place=True)
    case = await act(crew.work, await crew.person("worker1"), case.id, case.step, Action.VERIFY)
    await crew.time_passes((case.deadline or MONDAY) + timedelta(minutes=1))
    case = await says(crew, "lead_chengguan_1", await crew.now(await closes(crew, case)), Action.APPEAL)
    case = await act(crew.work, await crew.person("supervisor"), case.id, case.step, Action.ALLOW)
    resident = await crew.person("resident")
    case = await act(crew.work, resident, case.id, case.step, Action.UNSATISFIED)
    assert (await says(crew, "resident", case, Action.REOPEN)).appeal is None


async def test_what_is_said_to_be_a_part_is_the_whole(crew: Crew) -> None:
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    other = await crew.complained(place=True)
    merged = await merges(crew, other, part, typed=part.number)
    assert merged.merged_into == case.id


async def test_danger_told_of_a_case_reaches_who_has_a_part_of_it(crew: Crew) -> None:
    await crew.alone()
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    before = await crew.loud()
    await crew.says("worker1", case, "有人触电晕倒了")
    assert (await crew.now(part)).alarm
    assert ("case", "lead_yuanlin_1") in crew.louder(before, await crew.loud())


async def test_a_claim_does_not_lapse_while_others_do_their_part(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported("乱堆放2处"), Action.CLAIM)
    part = await parted(crew, case, "yuanlin")
    await crew.time_passes(MONDAY + timedelta(days=8))
    assert (await crew.now(case)).status is Status.CLAIMED
    await dissolved(crew, part)
    case = await crew.now(case)
    assert case.until
    assert case.until > crew.work.now


async def test_the_card_of_the_whole_follows_its_parts(crew: Crew) -> None:
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")

    async def wanted() -> int:
        await crew.store.flush()
        rows = await crew.store.cases.peek(WANTED, key=str(case.id))
        return sum(row.wanted for row in rows)

    before = await wanted()
    await act(crew.work, await crew.person("lead_yuanlin_1"), part.id, part.step, Action.CLAIM)
    assert await wanted() > before


WANTED = text("SELECT wanted FROM cards WHERE subject = 'case' AND subject_key = :key")


async def test_a_colleague_may_appeal_and_reads_why_it_was_denied(crew: Crew) -> None:
    case = await says(crew, "lead_chengguan_2", await late(crew), Action.APPEAL, "停电")
    case = await says(crew, "supervisor", case, Action.DENY, "有备用电源")
    card = await seen(crew, case, "lead_chengguan_2")
    assert card.decided
    assert card.decided.words == "有备用电源"
    assert [note.words for note in card.notes] == []


async def test_an_appeal_is_taken_back_once(crew: Crew) -> None:
    case, lead = await late(crew), await crew.person("lead_chengguan_1")
    for _ in range(2):
        case = await says(crew, "lead_chengguan_1", case, Action.APPEAL)
        case = await act(crew.work, lead, case.id, case.step, Action.TAKE_BACK)
    with pytest.raises(NotNow):
        await says(crew, "lead_chengguan_1", case, Action.APPEAL)


async def test_who_has_seen_a_part_too_has_seen_the_whole(crew: Crew) -> None:
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    await join(crew.work, await crew.person("worker5"), part.id, "")
    assert ((await crew.now(case)).voices, (await crew.now(part)).voices) == (1, 0)


async def test_what_another_has_given_away_meanwhile_is_not_given_twice(crew: Crew) -> None:
    case, supervisor = await crew.reported(), await crew.person("supervisor")
    form = await drafts.open_form(crew.work, supervisor, case, Action.PART, Address(chat=supervisor.id))
    await crew.sends(supervisor, draft=form.id, words="清运")
    await pressing.press(crew.work, supervisor, form.id, "department", "huanwei")
    await parted(crew, case, "huanwei")
    with pytest.raises(NotOffered):
        await drafts.submit(crew.work, supervisor, form.id)


async def test_a_case_is_not_merged_into_its_own_part(crew: Crew) -> None:
    case = await crew.reported()
    part = await parted(crew, case, "yuanlin")
    await dissolved(crew, part)
    with pytest.raises(Unknown):
        await merges(crew, case, part, typed=part.number)
