"""What cannot be shown or said somewhere goes to the next who should know."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from cases.board.viewer import Part, viewer_of
from cases.outbox import Address, Binding, Purpose, Subject
from cases.people import Grant, Role
from cases.reach import unseen
from tests.cases.office import Office
from tests.people import LEADS_GROUP

QUEUE, CENTRE = Address(chat=LEADS_GROUP, thread=3), Address(chat=-1001000000003)
ELSEWHERE = Address(chat=-500)
WHY = "Bad Request: something"


async def told(office: Office, letter: str) -> list[int]:
    await office.records.flush()
    rows = await office.records.cases.peek(text("SELECT chat FROM letters WHERE letter = :letter ORDER BY id"), letter=letter)
    return [row[0] for row in rows]


async def test_a_card_its_topic_cannot_show_comes_to_the_departments_leads(office: Office) -> None:
    case = await office.reported()
    await unseen.given_up(office.work, Subject.CASE, str(case.id), QUEUE, WHY)
    assert {"lead_chengguan_1", "lead_chengguan_2"} <= await office.stands(case)
    assert await told(office, "alarm.card") == [CENTRE.chat]


async def test_without_leads_it_comes_to_whoever_dispatches(office: Office) -> None:
    case = await office.reported()
    for username in ("lead_chengguan_1", "lead_chengguan_2"):
        lead = await office.person(username)
        await office.work.store.people.revoke(lead.id, Grant(role=Role.LEAD, scope="chengguan"), 0, office.work.now)
    await unseen.given_up(office.work, Subject.CASE, str(case.id), QUEUE, WHY)
    assert str(CENTRE.chat) in await office.stands(case)


async def test_where_the_dispatchers_themselves_cannot_see_it_the_admins_do(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    await unseen.given_up(office.work, Subject.CASE, str(case.id), CENTRE, WHY)
    assert "admin" in await office.stands(case)


async def test_a_queue_that_cannot_be_shown_is_an_alarm(office: Office) -> None:
    await unseen.given_up(office.work, Subject.QUEUE, "chengguan", QUEUE, WHY)
    assert await told(office, "alarm.card") == [CENTRE.chat]


@pytest.mark.parametrize(("who", "heard"), [("worker1", "alarm.person"), ("resident", "alarm.resident")])
async def test_who_is_gone_is_told_of_as_far_as_something_waits_for_them(office: Office, who: str, heard: str) -> None:
    await office.complains("门口垃圾堆了好几天")
    person = await office.person(who)
    await unseen.silenced(office.work, Address(chat=person.id), "Forbidden: bot was blocked by the user", news=True)
    assert await told(office, heard) == [CENTRE.chat]


async def test_of_a_resident_with_nothing_under_way_nobody_is_told(office: Office) -> None:
    stranger = await office.person("resident_en")
    await unseen.silenced(office.work, Address(chat=stranger.id), "Forbidden: bot was blocked by the user", news=True)
    assert await told(office, "alarm.resident") == []


@pytest.mark.parametrize(("letter", "said"), [("tally", True), ("alarm.card", False)])
async def test_a_letter_that_never_comes_is_told_of_but_not_alarm_after_alarm(office: Office, letter: str, said: bool) -> None:
    await unseen.unsaid(office.work, letter, QUEUE, WHY)
    resident = await office.person("resident")
    await unseen.unsaid(office.work, "tally", Address(chat=resident.id), WHY)
    assert await told(office, "alarm.letter") == [CENTRE.chat] * said


async def test_a_duty_room_sees_alarms_and_nothing_else(office: Office) -> None:
    await office.work.store.bindings.bind(Binding(purpose=Purpose.DUTY, department=None, address=ELSEWHERE), 1)
    case = await office.reported()
    assert (await viewer_of(office.work, case, ELSEWHERE)).gone
    alarmed = await viewer_of(office.work, replace(case, alarm="gas"), ELSEWHERE)
    assert (alarmed.part, alarmed.actions) == (Part.DUTY, ())
