"""What people ask to see: what waits for them, a case by its number, a page of a queue; and who is shown nothing."""

import pytest

from cases import staff
from cases.board import lists
from cases.board.case import CaseCard, GoneCard, case_card, contact
from cases.board.own import OwnCard
from cases.board.queue import may_turn, queue_card
from cases.casework.case import Action, Status
from cases.district.numbers import number_in
from cases.errors import Forbidden, Stale, Unknown
from cases.intake import drafts, notes
from cases.intake.hearing import Heard
from cases.outbox import DISPATCHERS, Address, View
from cases.people import Grant, Role
from tests.cases.office import Office
from tests.people import LEADS_GROUP


async def home(office: Office, username: str) -> Address:
    return Address(chat=(await office.person(username)).id)


async def test_what_waits_is_in_the_queue_of_who_may_deal_with_it(office: Office) -> None:
    case, complaint = await office.reported(), await office.complains("请来看看，很不像样")
    for username, waiting in (("lead_chengguan_1", [case.id]), ("worker1", [complaint.id]), ("worker3", []), ("supervisor", [])):
        found = await lists.waiting(office.work, await office.person(username), 8)
        assert [one.id for each in found for one in each.cases] == waiting
    with pytest.raises(Forbidden):
        await lists.waiting(office.work, await office.person("resident"), 8)
    cleared = await office.does("lead_chengguan_1", await office.does("lead_chengguan_1", case, Action.CLAIM), Action.CLEAR)
    found = await lists.waiting(office.work, await office.person("supervisor"), 8)
    assert [one.id for each in found for one in each.cases] == [cleared.id]


async def test_a_number_finds_a_case_for_who_may_see_it(office: Office) -> None:
    case = await office.work.store.cases.get((await office.reported()).id)
    said = f"请看 {case.number.lower()} 这件"
    assert number_in(said) == case.number
    assert number_in("这不是编号 YQ261126-0001 而是一整段话，说的是别的事情，很长很长") is None
    for username in ("worker1", "lead_chengguan_2", "dispatcher"):
        assert (await lists.numbered(office.work, await office.person(username), case.number)).id == case.id
    for username in ("resident", "lead_huanwei_1"):
        with pytest.raises(Unknown):
            await lists.numbered(office.work, await office.person(username), case.number)
        with pytest.raises(Forbidden):
            await lists.opened(office.work, await office.person(username), case.id, await home(office, username))


async def test_a_topic_opens_what_stands_in_its_queue_alone(office: Office) -> None:
    case, lead = await office.reported(), await office.person("lead_chengguan_1")
    topics = {one.department: Address(chat=one.chat, thread=one.thread) for one in office.work.district.places if one.department}
    await lists.opened(office.work, lead, case.id, topics["chengguan"])
    with pytest.raises(Stale):
        await lists.opened(office.work, lead, case.id, topics["huanwei"])
    assert topics["chengguan"].chat == LEADS_GROUP
    gone = await case_card(office.work, case.id, topics["huanwei"])
    assert isinstance(gone, GoneCard)
    assert (gone.stranger, gone.department and gone.department.code) == (False, "chengguan")


async def test_a_queue_has_pages_for_who_may_turn_them(office: Office) -> None:
    for _ in range(9):
        await office.reported()
    lead = await office.person("lead_chengguan_1")
    first, last = [await queue_card(office.work, "chengguan", Address(chat=lead.id), View(page=page)) for page in (0, 7)]
    assert (first.total, first.pages, len(first.cases), len(last.cases)) == (9, 2, 8, 1)
    await may_turn(office.work, lead, "chengguan", Address(chat=lead.id))
    with pytest.raises(Forbidden):
        await may_turn(office.work, lead, DISPATCHERS, Address(chat=lead.id))
    with pytest.raises(Forbidden):
        await queue_card(office.work, DISPATCHERS, Address(chat=lead.id))
    with pytest.raises(Unknown):
        await queue_card(office.work, "no_more", Address(chat=lead.id))


async def test_who_complained_is_told_to_a_dispatcher_alone(office: Office) -> None:
    case = await office.complains("我是冯霞，电话 13900002222，门口垃圾堆了好几天")
    assert await contact(office.work, await office.person("dispatcher"), case.id) == ("冯霞", "13900002222")
    for username in ("worker1", "supervisor", "resident"):
        with pytest.raises(Forbidden):
            await contact(office.work, await office.person(username), case.id)
    seen = await case_card(office.work, case.id, await home(office, "worker1"))
    assert isinstance(seen, CaseCard)
    assert "冯霞" not in seen.words
    assert "13900002222" not in seen.words
    assert seen.reporter is None
    own = await case_card(office.work, case.id, await home(office, "resident"))
    assert isinstance(own, OwnCard)
    assert "13900002222" in own.words
    stranger = await case_card(office.work, case.id, await home(office, "lead_huanwei_1"))
    assert isinstance(stranger, GoneCard)
    assert stranger.stranger


async def test_a_number_left_later_is_the_one_to_call(office: Office) -> None:
    case, resident = await office.complains("门口垃圾堆了好几天"), await office.person("resident")
    for phone in ("13900001111", "13900003333"):
        assert await notes.number(office.work, resident, Heard(address=Address(chat=resident.id), message=9, phone=phone))
    assert (await contact(office.work, await office.person("dispatcher"), case.id))[1] == "13900003333"
    kept = await office.work.store.complaints.of(case.id)
    assert await office.work.store.words.read(kept.contact) == "13900003333"


async def test_no_form_is_handed_in_by_who_may_no_more(office: Office) -> None:
    case, admin, lead = await office.reported(), await office.person("admin"), await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.RETURN, Address(chat=lead.id))
    await staff.take(office.work, admin, lead.id, Grant(role=Role.LEAD, scope="chengguan"))
    assert (await office.work.store.drafts.get(form.id)).state == "cancelled"
    assert (await office.work.store.cases.get(case.id)).status is Status.QUEUED


async def test_dispatchers_open_what_they_have_found_in_their_place_and_a_department_does_not(office: Office) -> None:
    case = await office.reported()
    places = {str(one.purpose): Address(chat=one.chat, thread=one.thread) for one in office.work.district.places}
    await lists.opened(office.work, await office.person("dispatcher"), case.id, places["dispatchers"])
    with pytest.raises(Stale):
        await lists.opened(office.work, await office.person("dispatcher"), case.id, places["workers"])
