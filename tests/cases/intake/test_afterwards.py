"""Danger is a case at once; what is said just after a report was handed in goes on about it, unless it is another thing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from cases.board.case import CaseCard, case_card
from cases.board.own import OwnCard
from cases.casework import acting, waking
from cases.casework.acting import act
from cases.casework.case import Action, Case, Source, Status
from cases.casework.history import noted
from cases.district.geo import Point
from cases.errors import Gone, TooLong
from cases.intake import afterwards, belonging, drafts, notes, pressing
from cases.intake.draft import Draft, DraftState
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import CLOCK, Person
from cases.values import changed
from tests.cases.office import Office
from tests.people import IN_0103

HERE = Point(lon=IN_0103[0], lat=IN_0103[1])
CENTRE = -1001000000003
PICTURE = Picture(file_id="g", unique="v", as_file=False)


async def newest(office: Office, actor: Person) -> Case:
    await office.records.flush()
    return (await office.work.store.cases.mine(actor.id, 1))[0]


async def says(office: Office, actor: Person, message: int = 50, **what: Any) -> Case | None:
    """Where it goes: the case it goes on about, told there; None: into a draft of its own."""
    await office.records.flush()
    heard = Heard(address=Address(chat=actor.id), message=message, **what)
    found = await afterwards.case_of(office.work, actor, heard)
    if found:
        await notes.hear(office.work, actor, found.id, heard, joins=True)
    return found


@pytest.mark.parametrize(
    ("first", "then"),
    [("Garbage all over, 35 Jiefang Road", "it is worse at 98 Jianshe Road"), ("解放路35号楼下太吵", "建设路98号也是")],
)
async def test_another_street_is_another_report(office: Office, first: str, then: str) -> None:
    resident = await office.person("resident")
    await office.complains(first)
    assert await says(office, resident, words=then) is None
    assert await says(office, resident, words=f"{first}, in the yard") is not None


@pytest.mark.parametrize("then", ["和平路56号也着火了", "另外，桥东社区3栋也着火了", "另一处着火：湖滨路12号"])
async def test_the_same_danger_elsewhere_is_an_alarm_of_its_own(office: Office, then: str) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="解放路35号着火了")
    assert await says(office, resident, words="解放路35号3楼着火了") is not None
    assert await says(office, resident, words=then) is None


async def test_a_number_among_the_words_is_to_call_on(office: Office) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="煤气罐在漏，我电话13812345678")
    case = await newest(office, resident)
    complaint = await office.work.store.complaints.of(case.id)
    assert await office.work.store.words.read(complaint.contact) == "13812345678"
    await says(office, resident, words="我叫张伟，手机 139 1111 2222")
    await office.records.flush()
    complaint = await office.work.store.complaints.of(case.id)
    assert await office.work.store.words.read(complaint.contact) == "139 1111 2222"


@pytest.mark.parametrize("where", ["Building 5, unit 2, Heping Road 8", "和平路8号5栋2单元"])
async def test_where_danger_is_may_be_said_after_it(office: Office, where: str) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="I smell gas")
    await says(office, resident, words=where)
    await office.records.flush()
    case = await newest(office, resident)
    assert await office.work.store.words.read(case.place) == where


async def test_a_wire_over_the_road_is_no_place(office: Office) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="a wire is hanging over the road and sparking")
    assert (await newest(office, resident)).place is None


async def test_what_says_that_it_adds_goes_past_an_older_draft(office: Office) -> None:
    worker = await office.person("worker1")
    await office.sends(worker, words="路灯不亮")
    await drafts.begin(office.work, worker, Address(chat=worker.id))
    case = await office.reported()
    await office.records.flush()
    assert await says(office, worker, words="补充：是青桔单车") == case


async def test_the_same_at_another_house_is_another_report(office: Office) -> None:
    resident = await office.person("resident")
    await office.complains("楼下垃圾没人清")
    assert await says(office, resident, words="和平路56号门口") is not None, "it says more exactly where"
    assert await says(office, resident, words="和平路58号门口也有垃圾") is None


@pytest.mark.parametrize("who", ["resident", "worker1"])
async def test_danger_is_a_case_at_once_before_its_department_and_everybody_who_should_know(office: Office, who: str) -> None:
    actor = await office.person(who)
    draft = await office.sends(actor, words="三号楼楼道里有煤气味")
    case = await newest(office, actor)
    assert (case.status, case.department, case.alarm, case.urgent) == (Status.QUEUED, "ranqi", "gas", True)
    assert (await office.work.store.drafts.get(draft.id)).state is DraftState.DONE
    there = await office.stands(case)
    assert {who} <= there
    assert len({one for one in there if one.startswith("-")}) >= 1, "the department's place and the dispatchers'"


async def test_danger_nobody_has_a_category_for_is_with_the_dispatchers(office: Office) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="老人晕倒了")
    case = await newest(office, resident)
    assert (case.status, case.alarm) == (Status.REPORTED, "hurt")


async def test_a_picture_and_a_place_that_came_before_go_along_and_other_reports_stay(office: Office) -> None:
    resident = await office.person("resident")
    other = await office.sends(resident, words="门口垃圾堆了好几天")
    await drafts.begin(office.work, resident, Address(chat=resident.id))
    await office.sends(resident, point=HERE)
    await office.sends(resident, picture=PICTURE)
    await office.sends(resident, words="楼下着火了")
    case = await newest(office, resident)
    assert case.grid == "0103"
    assert len(await office.work.store.photos.of_case(case.id)) == 1
    assert (await office.work.store.drafts.get(other.id)).state is DraftState.OPEN


async def test_danger_is_filed_however_much_is_open(office: Office) -> None:
    resident = await office.person("resident")
    for _ in range(3):
        await drafts.begin(office.work, resident, Address(chat=resident.id))
    await office.sends(resident, picture=PICTURE, words="路边有垃圾")
    await office.sends(resident, words="楼下着火了")
    assert (await newest(office, resident)).alarm == "fire"


async def test_an_edit_that_tells_of_danger_files_it(office: Office) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="楼下有烟味")
    heard = Heard(address=Address(chat=resident.id), message=1, words="楼下着火了")
    await drafts.edited(office.work, resident, heard)
    assert (await newest(office, resident)).alarm == "fire"


async def test_danger_in_what_is_added_makes_a_case_an_alarm(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident = await office.person("resident")
    await notes.hear(office.work, resident, case.id, Heard(address=Address(chat=resident.id), message=9, words="现在烧起来了"))
    after = await office.work.store.cases.get(case.id)
    assert (after.status, after.alarm, after.urgent) == (Status.QUEUED, "fire", True)


async def test_a_false_alarm_is_taken_back_with_one_tap_even_when_claimed(office: Office) -> None:
    resident, lead = await office.person("resident"), await office.person("lead_ranqi_1")
    await office.sends(resident, words="闻到煤气味")
    case = await newest(office, resident)
    case = await act(office.work, lead, case.id, case.step, Action.CLAIM)
    case = await act(office.work, resident, case.id, case.step, Action.WITHDRAW)
    assert case.status is Status.CANCELLED


async def test_whoever_is_near_looks_while_others_are_under_way(office: Office) -> None:
    resident, worker = await office.person("resident"), await office.person("worker1")
    await office.sends(resident, words="闻到煤气味")
    case = await newest(office, resident)
    assert await says(office, resident, point=HERE)
    assert "worker1" in await office.stands(case)
    case = await office.work.store.cases.get(case.id)
    after = await act(office.work, worker, case.id, case.step, Action.CONFIRM)
    assert (after.status, after.until) == (Status.QUEUED, None)
    card = await case_card(office.work, case.id, Address(chat=worker.id))
    assert isinstance(card, CaseCard)
    assert card.looked
    assert (card.looked.action, Action.CONFIRM in card.actions) == (Action.CONFIRM, False)


@pytest.mark.parametrize(
    ("what", "joins"),
    [({"words": "就在5栋2单元门口"}, True), ({"words": "还有一堆在后面"}, True), ({"picture": PICTURE}, True), ({"point": HERE}, True),
     ({"words": "门口占道经营"}, False), ({"point": Point(lon=HERE.lon + 0.02, lat=HERE.lat)}, False), ({"words": "着火了"}, False),
     ({"picture": PICTURE, "words": "路灯不亮"}, False)],
)  # fmt: skip
async def test_what_names_nothing_new_goes_on_about_the_case_just_filed(
    office: Office, what: dict[str, Any], joins: bool
) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    found = await says(office, await office.person("resident"), **what)
    assert (found.id if found else None) == (case.id if joins else None)


async def test_after_a_while_it_does_not(office: Office) -> None:
    await office.complains("门口垃圾堆了好几天")
    office.work = replace(office.work, now=office.work.now + timedelta(minutes=11))
    assert await says(office, await office.person("resident"), words="就在5栋2单元门口") is None


async def test_nothing_goes_past_what_is_being_filled_in(office: Office) -> None:
    await office.complains("门口垃圾堆了好几天")
    resident = await office.person("resident")
    await office.sends(resident, words="门口占道经营")
    assert await says(office, resident, words="就在5栋2单元门口") is None


async def test_a_workers_next_picture_begins_the_next_report(office: Office) -> None:
    await office.reported()
    worker = await office.person("worker1")
    assert await says(office, worker, picture=PICTURE) is None
    assert await says(office, worker, words="就在门口")


async def test_what_was_another_thing_is_taken_out_again(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident, here = await office.person("resident"), Address(chat=(await office.person("resident")).id)
    assert await says(office, resident, picture=PICTURE, words="还有一堆在后面")
    (event,) = noted(case, await office.work.store.cases.events(case.id), 9)
    draft: Draft = await notes.take_apart(office.work, resident, case.id, event.number, 50, here)
    assert draft.answers.words == "还有一堆在后面"
    assert len(await office.work.store.photos.of_draft(draft.id)) == 1
    assert await office.work.store.photos.of_case(case.id) == []
    card = await case_card(office.work, case.id, Address(chat=(await office.person("dispatcher")).id))
    assert isinstance(card, CaseCard)
    assert card.notes == ()
    with pytest.raises(Gone):
        await notes.take_apart(office.work, resident, case.id, event.number, 50, here)


async def test_nobody_else_takes_it_out(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    assert await says(office, await office.person("resident"), words="还有一堆在后面")
    (event,) = noted(case, await office.work.store.cases.events(case.id), 9)
    worker = await office.person("worker1")
    with pytest.raises(Gone):
        await notes.take_apart(office.work, worker, case.id, event.number, 50, Address(chat=worker.id))


@pytest.mark.parametrize(
    "words",
    [
        "有人晕倒在3号楼",
        "有人落水在湖边公园",
        "着火了3栋2单元",
        "煤气漏了在幸福小区",
        "有人跳楼 人民医院",
        "at gate 3 somebody unconscious",
        "有人被车撞了 解放路口",
    ],
)
async def test_danger_that_says_where_is_no_mere_place(office: Office, words: str) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words=words)
    case = await newest(office, resident)
    assert case.alarm
    assert await office.work.store.words.read(case.words) == words


@pytest.mark.parametrize("asking", ["place", "phone"])
async def test_danger_is_no_answer_to_a_question(office: Office, asking: str) -> None:
    resident = await office.person("resident")
    draft = await office.sends(resident, picture=PICTURE)
    await pressing.press(office.work, resident, draft.id, "ask", asking)
    await office.sends(resident, words="三楼着火了，快来", draft=draft.id)
    assert (await newest(office, resident)).alarm == "fire"


async def test_danger_goes_past_a_residents_form_and_stands_in_a_leads(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident = await office.person("resident")
    await drafts.open_form(office.work, resident, case, Action.WITHDRAW, Address(chat=resident.id))
    await office.sends(resident, words="楼道里着火了，快来")
    assert (await newest(office, resident)).alarm == "fire"


async def test_danger_told_of_a_case_that_has_ended_is_a_report(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident = await office.person("resident")
    form = await drafts.open_form(office.work, resident, case, Action.WITHDRAW, Address(chat=resident.id))
    await office.sends(resident, words="已经好了")
    await drafts.submit(office.work, resident, form.id)
    heard = Heard(address=Address(chat=resident.id), message=80, words="楼道里着火了，快来")
    await notes.answer(office.work, resident, case.id, heard)
    found = await newest(office, resident)
    assert (found.alarm, found.id == case.id) == ("fire", False)


async def test_danger_entered_by_phone_is_an_alarm_once_handed_in(office: Office) -> None:
    dispatcher = await office.person("dispatcher")
    draft = await drafts.begin(office.work, dispatcher, Address(chat=dispatcher.id), Source.HOTLINE)
    await office.sends(dispatcher, words="三号楼楼道里有煤气味，住户说头晕")
    await office.sends(dispatcher, point=HERE)
    assert (await office.work.store.drafts.get(draft.id)).state is DraftState.OPEN
    case = await drafts.submit(office.work, dispatcher, draft.id)
    assert (case.alarm, case.department) == ("gas", "ranqi")


@pytest.mark.parametrize(
    ("what", "joins"),
    [({"words": "另外路灯不亮"}, False), ({"picture": PICTURE, "words": "占道经营3起"}, False), ({"words": "隔壁着火了"}, False),
     ({"point": Point(lon=HERE.lon + 0.02, lat=HERE.lat)}, False), ({"words": "味道越来越重"}, True), ({"words": "煤气味很大"}, True),
     ({"picture": PICTURE}, True), ({"words": "煤气爆燃着火了，煤气味很大"}, False)],
)  # fmt: skip
async def test_after_an_alarm_too_another_thing_is_another_report(office: Office, what: dict[str, Any], joins: bool) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="闻到煤气味")
    case = await newest(office, resident)
    assert await says(office, resident, point=HERE)
    found = await says(office, resident, **what)
    assert (found.id if found else None) == (case.id if joins else None)


async def test_what_an_alarm_asks_for_goes_past_an_older_draft(office: Office) -> None:
    resident = await office.person("resident")
    older = await office.sends(resident, words="楼下乱堆杂物")
    office.work = replace(office.work, now=office.work.now + timedelta(minutes=1))
    await office.sends(resident, words="我闻到煤气味了好重")
    case = await newest(office, resident)
    assert await says(office, resident, words="解放路88号2单元302室")
    assert await says(office, resident, point=HERE)
    heard = Heard(address=Address(chat=resident.id), message=90, words="13900139000")
    assert await notes.number(office.work, resident, heard)
    case = await office.work.store.cases.get(case.id)
    assert case.grid == "0103"
    assert (await office.work.store.complaints.of(case.id)).contact
    assert (await office.work.store.drafts.get(older.id)).answers.words == "楼下乱堆杂物"


@pytest.mark.parametrize("words", ["楼里还有两个老人出不来，二楼那户不开门", "这个怎么弄", "快来人啊"])
async def test_what_is_no_place_is_a_note(office: Office, words: str) -> None:
    resident = await office.person("resident")
    await office.sends(resident, words="闻到煤气味")
    case = await says(office, resident, words=words)
    assert case
    assert (await office.work.store.cases.get(case.id)).place is None
    assert noted(case, await office.work.store.cases.events(case.id), 9)


async def test_a_false_alarm_by_whoever_is_near_is_heard_by_the_dispatchers(office: Office) -> None:
    resident, worker = await office.person("resident"), await office.person("worker1")
    await office.sends(resident, words="闻到煤气味")
    assert await says(office, resident, point=HERE)
    case = await newest(office, resident)
    await office.records.flush()
    loud = text("SELECT loud_at FROM cards WHERE chat = :chat AND subject_key = :key AND subject = 'case'")
    before = (await office.records.cases.peek(loud, chat=CENTRE, key=str(case.id)))[0][0]
    await act(office.work, worker, case.id, case.step, Action.DOUBT)
    await office.records.flush()
    assert (await office.records.cases.peek(loud, chat=CENTRE, key=str(case.id)))[0][0] > before


async def test_an_alarm_leaves_a_promised_day_alone(office: Office) -> None:
    case = changed(
        await office.complains("门口垃圾堆了好几天"), status=Status.PROMISED, until=office.work.now + timedelta(days=8)
    )
    after = await acting.alarm(office.work, case, case, office.work.district.danger_of["fire"])
    assert after.until == case.until


async def test_a_forged_message_number_takes_nobody_elses_picture(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident, worker = await office.person("resident"), await office.person("worker1")
    await notes.hear(office.work, worker, case.id, Heard(address=Address(chat=worker.id), message=77, picture=PICTURE))
    office.work = replace(office.work, now=office.work.now + timedelta(seconds=5))
    assert await says(office, resident, words="还有一堆在后面")
    event = noted(case, await office.work.store.cases.events(case.id), 9)[-1]
    draft = await notes.take_apart(office.work, resident, case.id, event.number, 77, Address(chat=resident.id))
    assert await office.work.store.photos.of_draft(draft.id) == []
    assert len(await office.work.store.photos.of_case(case.id)) == 1


async def test_what_is_too_long_for_a_report_stays_where_it_is(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident = await office.person("resident")
    assert await says(office, resident, words="ﷺ" * 1000)
    event = noted(case, await office.work.store.cases.events(case.id), 9)[-1]
    before = office.records.written
    with pytest.raises(TooLong):
        await notes.take_apart(office.work, resident, case.id, event.number, 50, Address(chat=resident.id))
    assert office.records.written == before


async def test_a_leads_picture_claims_what_nobody_has(office: Office) -> None:
    case, lead = await office.reported(), await office.person("lead_chengguan_1")
    await notes.answer(
        office.work, lead, case.id, Heard(address=Address(chat=lead.id), message=78, picture=PICTURE, words="摆好了")
    )
    assert (await office.work.store.cases.get(case.id)).claimer == lead.id
    assert await belonging.form_of_case(office.work, lead, Address(chat=lead.id), case.id)


async def test_who_reported_it_is_asked_and_their_next_word_is_the_answer(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    resident, worker = await office.person("resident"), await office.person("worker1")
    form = await drafts.open_form(office.work, worker, case, Action.ASK, Address(chat=worker.id))
    await office.sends(worker, words="是哪个门口？")
    case = await drafts.submit(office.work, worker, form.id)
    own = await case_card(office.work, case.id, Address(chat=resident.id))
    assert isinstance(own, OwnCard)
    assert own.question == "是哪个门口？"
    office.work = replace(office.work, now=office.work.now + timedelta(hours=5))
    assert await says(office, resident, words="后门那个")
    card = await case_card(office.work, case.id, Address(chat=worker.id))
    assert isinstance(card, CaseCard)
    assert (card.question, [note.words for note in card.notes]) == (None, ["是哪个门口？", "后门那个"])


async def test_whoever_asked_is_told_when_nobody_answers(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    worker = await office.person("worker1")
    form = await drafts.open_form(office.work, worker, case, Action.ASK, Address(chat=worker.id))
    await office.sends(worker, words="是哪个门口？")
    case = await drafts.submit(office.work, worker, form.id)
    assert waking.wakings(case)
    after = await act(office.work, CLOCK, case.id, None, Action.UNANSWERED)
    assert after.asked_until is None
    await office.records.flush()
    told = await office.records.cases.peek(text("SELECT chat FROM letters WHERE letter = 'unanswered'"))
    assert [row[0] for row in told] == [worker.id]
