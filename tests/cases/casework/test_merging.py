"""并案: two cases that are one, put together and apart again; and who is told that theirs is known may object, once."""

from datetime import timedelta

import pytest

from cases.board.case import CaseCard, case_card
from cases.board.own import OwnCard
from cases.casework import rights
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.errors import Forbidden, Missing, NotNow, Over, Unknown
from cases.intake import drafts, pressing
from cases.intake.forms import asked_of
from cases.outbox import Address
from tests.cases.casework.test_supervising import presses
from tests.cases.crew import MONDAY, Crew


async def form(crew: Crew, username: str, case: Case, action: Action) -> int:
    actor = await crew.person(username)
    return (await drafts.open_form(crew.work, actor, case, action, Address(chat=actor.id))).id


async def merges(crew: Crew, case: Case, into: Case, *, typed: str = "") -> Case:
    """By what is offered, or by a typed number."""
    dispatcher, asked = await crew.person("dispatcher"), await form(crew, "dispatcher", await crew.now(case), Action.MERGE)
    if typed:
        if (await crew.work.store.drafts.get(asked)).asking is None:
            await pressing.press(crew.work, dispatcher, asked, "ask", "original")
        await crew.sends(dispatcher, draft=asked, words=typed)
    else:
        await pressing.press(crew.work, dispatcher, asked, "alike", into.number)
    await drafts.submit(crew.work, dispatcher, asked)
    return await crew.now(case)


async def says(crew: Crew, username: str, case: Case, action: Action, words: str = "不是一回事") -> Case:
    actor, asked = await crew.person(username), await form(crew, username, case, action)
    await crew.sends(actor, draft=asked, words=words)
    await drafts.submit(crew.work, actor, asked)
    return await crew.now(case)


async def closes(crew: Crew, case: Case) -> Case:
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    return await crew.does("worker2", await crew.now(case), Action.PASS)


async def card(crew: Crew, case: Case, username: str) -> object:
    return await case_card(crew.work, case.id, Address(chat=(await crew.person(username)).id))


async def test_who_complained_of_what_is_merged_follows_the_other_to_its_end(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.complained(place=True)
    merged = await merges(crew, case, into)
    assert (merged.status, merged.merged_into, merged.open) == (Status.MERGED, into.id, False)
    own = await card(crew, merged, "resident")
    assert isinstance(own, OwnCard)
    assert own.why
    assert own.why.original == into.number
    known = await card(crew, into, "dispatcher")
    assert isinstance(known, CaseCard)
    assert (known.case.voices, known.merged) == (1, (merged.number,))
    before = await crew.loud()
    await closes(crew, into)
    await crew.store.flush()
    assert ("case", "resident") in crew.louder(before, await crew.loud())


async def test_it_is_taken_apart_again_and_nothing_speaks_for_the_other_any_more(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.complained(place=True)
    apart = await says(crew, "dispatcher", await merges(crew, case, into), Action.SPLIT)
    assert (apart.status, apart.merged_into, apart.ended_at) == (Status.REPORTED, None, None)
    assert (await crew.now(into)).voices == 0
    assert await crew.work.store.voices.of(into.id) == []
    shown = await card(crew, into, "dispatcher")
    assert isinstance(shown, CaseCard)
    assert shown.merged == ()


async def test_what_has_a_department_comes_back_with_its_clock(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.reported()
    apart = await says(crew, "dispatcher", await merges(crew, case, into), Action.SPLIT)
    assert (apart.status, apart.deadline, apart.department) == (Status.RETURNED, case.deadline, case.department)


async def test_who_complained_may_object_once(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.complained(place=True)
    back = await says(crew, "resident", await merges(crew, case, into), Action.OBJECT, "在另一条街")
    assert (back.status, back.opinion, (await crew.now(into)).voices) == (Status.REPORTED, Action.OBJECT, 0)
    again = await merges(crew, back, into)
    assert Action.OBJECT not in rights.offered(await crew.person("resident"), again)
    with pytest.raises(NotNow):
        await act(crew.work, await crew.person("resident"), again.id, again.step, Action.OBJECT)


async def test_who_is_refused_may_object_too_but_nobody_else_for_them(crew: Crew) -> None:
    case, dispatcher = await crew.complained(place=False), await crew.person("dispatcher")
    asked = await form(crew, "dispatcher", case, Action.REFUSE)
    await pressing.press(crew.work, dispatcher, asked, "reason", "outside")
    await drafts.submit(crew.work, dispatcher, asked)
    refused = await crew.now(case)
    with pytest.raises(Forbidden):
        await act(crew.work, await crew.person("worker2"), refused.id, refused.step, Action.OBJECT)
    with pytest.raises(Missing):
        await act(crew.work, await crew.person("resident"), refused.id, refused.step, Action.OBJECT)
    assert (await says(crew, "resident", refused, Action.OBJECT)).status is Status.REPORTED


async def test_what_was_objected_to_and_is_done_is_asked_about_like_any_other(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.complained(place=True)
    back = await says(crew, "resident", await merges(crew, case, into), Action.OBJECT)
    dispatcher = await crew.person("dispatcher")
    await act(crew.work, dispatcher, back.id, back.step, Action.ACCEPT)
    done = await crew.now(await closes(crew, await crew.now(back)))
    assert {Action.SATISFIED, Action.UNSATISFIED} <= set(rights.offered(await crew.person("resident"), done))
    assert Action.OBJECT not in rights.offered(await crew.person("resident"), done)


async def test_voices_go_along_from_case_to_case(crew: Crew) -> None:
    third, second, first = await crew.reported(), await crew.reported(), await crew.complained(place=True)
    await merges(crew, first, second)
    await merges(crew, second, third)
    resident, worker = await crew.person("resident"), await crew.person("worker1")
    assert set(await crew.work.store.voices.of(third.id)) == {resident.id}  # the worker reported that one too
    assert worker.id == (await crew.now(third)).reporter


@pytest.mark.parametrize("typed", ["0009", "YQ261123-0001", "YQ000000-0000", "\u200b", "９９９９"])
async def test_into_nothing_or_itself_nothing_is_merged(crew: Crew, typed: str) -> None:
    case = await crew.reported()
    with pytest.raises(Unknown):
        await merges(crew, case, case, typed=typed)
    assert (await crew.now(case)).status is Status.QUEUED


async def test_nothing_is_merged_in_a_circle_nor_into_what_has_ended(crew: Crew) -> None:
    one, other = await crew.reported(), await crew.reported()
    merged = await merges(crew, one, other)
    with pytest.raises(Over):
        await merges(crew, other, merged, typed=merged.number)
    done = await closes(crew, await crew.reported())
    with pytest.raises(Over):
        await merges(crew, other, done, typed=done.number)


async def test_the_one_a_department_named_is_offered_first(crew: Crew) -> None:
    near, named, case = await crew.reported(), await crew.reported(), await crew.reported()
    lead = await crew.person("lead_chengguan_1")
    asked = await form(crew, "lead_chengguan_1", case, Action.RETURN)
    await pressing.press(crew.work, lead, asked, "reason", "duplicate")
    await crew.sends(lead, draft=asked, words=named.number)
    await drafts.submit(crew.work, lead, asked)
    back = await crew.now(case)
    draft = await crew.work.store.drafts.get(await form(crew, "dispatcher", back, Action.MERGE))
    offered = pressing.offered(draft, await asked_of(crew.work, draft), await crew.person("dispatcher"))["alike"]
    assert offered == (named.number, near.number)
    assert (await merges(crew, back, named)).merged_into == named.id


async def test_what_somebody_has_in_hand_is_not_taken_from_them_by_merging(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    assert Action.MERGE not in rights.offered(await crew.person("dispatcher"), case)


async def entered(crew: Crew, number: str = "1") -> Case:
    """By a dispatcher, from an order."""
    dispatcher = await crew.person("dispatcher")
    text = f"编号：{number}\n内容：占道经营\n地址：解放路\n电话：13900001111\n答复期限：3天"
    draft = await crew.sends(dispatcher, words=text)
    return await crew.now(await drafts.submit(crew.work, dispatcher, draft.id))


async def test_who_called_of_what_is_merged_is_called_back_when_the_other_is_closed(crew: Crew) -> None:
    dispatcher, into = await crew.person("dispatcher"), await crew.reported()
    case = await merges(crew, await entered(crew), into, typed=into.number)
    waits = crew.store.complaints
    assert await waits.to_call_back(MONDAY, 9) == []
    assert [one for one, _ in await waits.to_answer(MONDAY.date() + timedelta(days=9), 9)] == [case.id]
    assert Action.SATISFIED not in rights.offered(dispatcher, case)
    await closes(crew, into)
    assert await waits.to_call_back(MONDAY, 9) == [case.id]
    assert await waits.to_answer(MONDAY.date() + timedelta(days=9), 9) == []
    case = await crew.now(case)
    await act(crew.work, dispatcher, case.id, case.step, Action.SATISFIED)
    assert await waits.to_call_back(MONDAY, 9) == []
    apart = await says(crew, "dispatcher", await crew.now(case), Action.SPLIT)
    assert (apart.opinion, apart.outcome) == (None, None)


async def test_what_is_merged_goes_on_as_what_that_one_goes_on_as(crew: Crew) -> None:
    third, second, first = await crew.reported(), await crew.reported(), await entered(crew)
    resident = await crew.complained(place=True)
    await merges(crew, first, second, typed=second.number)
    await merges(crew, resident, second)
    await merges(crew, await crew.now(second), third)
    assert [(await crew.now(one)).merged_into for one in (first, second, resident)] == [third.id] * 3
    own = await card(crew, resident, "resident")
    assert isinstance(own, OwnCard)
    assert own.why
    assert own.why.original == third.number
    await closes(crew, third)
    assert await crew.store.complaints.to_call_back(MONDAY, 9) == [first.id]
    apart = await says(crew, "resident", await crew.now(resident), Action.OBJECT)
    assert apart.status is Status.REPORTED
    person = await crew.person("resident")
    assert person.id not in await crew.work.store.voices.of(third.id)
    assert person.id not in await crew.work.store.voices.of(second.id)
    third = await crew.now(third)
    assert third.voices == len(await crew.work.store.voices.of(third.id))
    back = await says(crew, "dispatcher", await crew.now(second), Action.SPLIT)
    assert back.voices == len(await crew.work.store.voices.of(second.id))


async def test_what_was_merged_into_what_nothing_is_done_of_comes_back(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.complained(place=True)
    await merges(crew, case, into)
    before = await crew.loud()
    await says(crew, "worker1", await crew.now(into), Action.WITHDRAW, "看错了")
    back = await crew.now(case)
    assert (back.status, back.merged_into, back.ended_at) == (Status.REPORTED, None, None)
    await crew.store.flush()
    assert [where for subject, where in crew.louder(before, await crew.loud()) if subject == "case" and where.startswith("-")]


async def test_danger_and_what_is_pressed_is_not_merged(crew: Crew) -> None:
    alarm, dispatcher = await crew.alarms("楼道里有很浓的煤气味"), await crew.person("dispatcher")
    assert Action.MERGE not in rights.offered(dispatcher, alarm)
    assert Action.MERGE not in rights.offered(dispatcher, await presses(crew, await crew.reported(), "red"))


async def test_who_objects_to_a_refusal_follows_the_other_case_no_more(crew: Crew) -> None:
    known, case, worker = await crew.reported(), await crew.complained(place=True), await crew.person("worker2")
    asked = await form(crew, "worker2", case, Action.REFUTE)
    await pressing.press(crew.work, worker, asked, "reason", "known")
    await crew.sends(worker, draft=asked, words=known.number)
    await crew.sends(worker, draft=asked, words="看过了")
    await drafts.submit(crew.work, worker, asked)
    assert (await crew.now(known)).voices == 1
    await says(crew, "resident", await crew.now(case), Action.OBJECT)
    assert (await crew.now(known)).voices == 0
    assert await crew.work.store.voices.of(known.id) == []


async def test_where_nobody_complained_nobody_objects(crew: Crew) -> None:
    merged = await merges(crew, await crew.reported(), await crew.reported())
    assert Action.OBJECT not in rights.offered_at("dispatchers", merged)
    into = await crew.reported()
    called = await merges(crew, await entered(crew), into, typed=into.number)
    assert Action.OBJECT in rights.offered_at("dispatchers", called)
