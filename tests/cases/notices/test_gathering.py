"""One digest a person: in the morning what the day brings, to whoever has something to do, once."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from cases.board import cards
from cases.board.cards import OverCard
from cases.board.digest import DigestCard, Kind
from cases.casework import rights
from cases.casework.case import Action, Case, Source
from cases.casework.complaint import Complaint
from cases.district.geo import Point
from cases.intake import drafts, pressing
from cases.notices import gathering
from cases.outbox import Address, Subject
from cases.work import Work
from tests.cases.crew import Crew, at
from tests.people import IN_0103

TOPIC = "-1001000000002/3"
SUNDAY_NIGHT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture
def crew(work: Work) -> Crew:
    return Crew(replace(work, now=SUNDAY_NIGHT))


async def morning(crew: Crew, when: str) -> set[str]:
    """Who is told what the day brings."""
    before = await crew.loud()
    crew.work = replace(crew.work, now=at(when))
    await gathering.morning(crew.work)
    after = await crew.loud()
    return {where for (subject, key, where), rev in after.items() if rev > before.get((subject, key, where), 0)}


async def begun(crew: Crew) -> None:
    """A district that has had a first morning."""
    await gathering.morning(crew.work)


async def digest(crew: Crew, username: str) -> dict[Kind, tuple[int, int]]:
    """How much of each kind, and how much of it is late."""
    person = await crew.person(username)
    card = await cards.card(crew.work, Subject.DIGEST, str(person.id), Address(chat=person.id))
    assert isinstance(card, DigestCard)
    return {part.kind: (part.total, part.late) for part in card.parts}


async def test_everybody_who_has_something_to_do_is_told_once_in_the_morning(crew: Crew) -> None:
    await begun(crew)
    await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    await crew.reported("绿化带里有垃圾")
    await crew.complains("门口垃圾堆了好几天")
    assert not await gathering.due(crew.work)
    assert await morning(crew, "11-23 08:00") == {"lead_chengguan_1", "lead_yuanlin_1", "worker1", "worker2"}
    assert await morning(crew, "11-23 08:01") == set()
    assert await morning(crew, "11-24 08:00") >= {"lead_chengguan_1"}


async def test_nobody_is_told_of_nothing(crew: Crew) -> None:
    await begun(crew)
    assert await morning(crew, "11-23 08:00") == set()


@pytest.mark.parametrize("when", ["11-22 22:00", "11-28 08:00"])
async def test_not_on_a_districts_first_day_nor_on_a_day_off(crew: Crew, when: str) -> None:
    if when.startswith("28"):
        await begun(crew)
        crew.work = replace(crew.work, now=at("11-27 08:00"))
        await begun(crew)
    await crew.reported()
    assert await morning(crew, when) == set()


async def test_after_a_stop_until_the_night_it_is_not_told_at_night(crew: Crew) -> None:
    await begun(crew)
    await crew.reported("绿化带里有垃圾")
    crew.work = replace(crew.work, district=replace(crew.work.district, quiet=(time(21), time(7))))
    assert await morning(crew, "11-23 22:00") == set()
    assert await morning(crew, "11-24 08:00") == {"lead_yuanlin_1"}


async def test_the_admins_are_told_once_of_a_year_whose_holidays_are_wanted(crew: Crew) -> None:
    for day in ("11-22 22:00", "11-23 08:00", "11-24 08:00"):
        await morning(crew, day)
    assert await crew.told("admin") == {"alarm.calendar"}
    await crew.store.flush()
    rows = await crew.store.cases.peek(text("SELECT facts FROM letters WHERE letter = 'alarm.calendar'"))
    assert len(rows) == 1


async def test_who_cannot_be_reached_is_left_out(crew: Crew) -> None:
    await begun(crew)
    await crew.reported("绿化带里有垃圾")
    await crew.blocks("lead_yuanlin_1")
    assert await morning(crew, "11-23 08:00") == set()


async def test_each_reads_what_is_theirs(crew: Crew) -> None:
    claimed = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    await crew.reported()
    complained = await crew.complains("门口垃圾堆了好几天")
    await crew.store.complaints.keep(Complaint(case=complained.id, answer_by=date(2026, 11, 23)))
    assert await digest(crew, "lead_chengguan_1") == {Kind.MINE: (1, 0), Kind.QUEUE: (1, 0)}
    assert await digest(crew, "worker1") == {Kind.LOOK: (1, 0)}
    assert await digest(crew, "dispatcher") == {Kind.ANSWERS: (1, 0)}
    assert claimed.deadline
    await crew.time_passes(claimed.deadline + timedelta(days=1))
    assert await digest(crew, "lead_chengguan_1") == {Kind.MINE: (1, 1), Kind.QUEUE: (1, 1)}
    assert await digest(crew, "dispatcher") == {Kind.WAITING: (1, 1), Kind.ANSWERS: (1, 1), Kind.LATE: (2, 2)}
    assert await digest(crew, "supervisor") == {Kind.CALLED: (1, 1), Kind.LATE: (2, 2)}


async def test_it_is_nobody_elses(crew: Crew) -> None:
    lead, admin = await crew.person("lead_chengguan_1"), await crew.person("admin")
    resident = await crew.person("resident")
    for key, chat in ((lead.id, admin.id), (lead.id, -1001000000002), (resident.id, resident.id)):
        card = await cards.card(crew.work, Subject.DIGEST, str(key), Address(chat=chat))
        assert isinstance(card, OverCard)


# --- what an attacker found ---


async def late_together(crew: Crew, count: int) -> Case:
    """Cases of one lead, all with the same end."""
    for _ in range(count):
        case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    return case


async def counted(crew: Crew, until: datetime) -> Counter[tuple[str, str]]:
    """How often each place is told loudly, by kind of card."""
    before = await crew.loud()
    await crew.time_passes(until)
    after = await crew.loud()
    return Counter((subject, where) for (subject, key, where), rev in after.items() if rev > before.get((subject, key, where), 0))


async def test_a_place_is_called_by_a_few_cards_and_then_by_its_queue(crew: Crew) -> None:
    crew.work = replace(crew.work, now=at("11-23 09:00"))
    case = await late_together(crew, 12)
    assert case.deadline
    heard = await counted(crew, case.deadline)
    assert heard["case", TOPIC] == 5
    assert heard["queue", TOPIC] == 1
    assert heard["digest", "lead_chengguan_1"] == 1


async def test_what_is_gathered_comes_when_nobody_sleeps(crew: Crew) -> None:
    """Told of one at 20:50 and of another at 20:55: half an hour later it is night."""
    district = replace(crew.work.district, quiet=(time(21), time(7)))
    crew.work = replace(crew.work, district=district, now=at("11-23 20:50"))
    first, second = await crew.reported(), await crew.reported()
    lead = await crew.person("lead_chengguan_1")
    await gathering.call(crew.work, Address(chat=lead.id), first)
    crew.work = replace(crew.work, now=at("11-23 20:55"))
    await gathering.call(crew.work, Address(chat=lead.id), second)
    await crew.store.flush()
    rows = await crew.store.cases.peek(text("SELECT not_before FROM cards WHERE subject = 'digest'"))
    assert [str(row.not_before)[:16] for row in rows] == ["2026-11-23 23:00"]


async def test_whoever_is_called_finds_what_for(crew: Crew) -> None:
    """A lead for what a colleague has claimed, where no place is bound; a supervisor for what waits for a dispatcher."""
    await crew.alone()
    crew.work = replace(crew.work, now=at("11-23 09:00"))
    case = await late_together(crew, 2)
    assert case.deadline
    await crew.time_passes(case.deadline)
    assert (await digest(crew, "lead_chengguan_2"))[Kind.CALLED] == (1, 1)


async def test_a_dispatcher_who_must_answer_outside_is_told_in_the_morning(crew: Crew) -> None:
    await begun(crew)
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    await crew.store.complaints.keep(Complaint(case=case.id, answer_by=date(2026, 11, 24)))
    assert "dispatcher" in await morning(crew, "11-23 08:00")


async def test_what_is_asked_for_stands_with_those_who_decide(crew: Crew) -> None:
    await begun(crew)
    crew.work = replace(crew.work, now=at("11-22 22:00"))
    case = await crew.does("lead_yuanlin_1", await crew.reported("绿化带里有垃圾"), Action.CLAIM)
    lead = await crew.person("lead_yuanlin_1")
    form = await drafts.open_form(crew.work, lead, case, Action.APPLY, Address(chat=lead.id))
    await pressing.press(crew.work, lead, form.id, "reason", "extend")
    await crew.sends(lead, words="等物业")
    await drafts.submit(crew.work, lead, form.id)
    assert {"supervisor", "dispatcher"} <= await morning(crew, "11-23 08:00")
    assert (await digest(crew, "supervisor"))[Kind.ASKED] == (1, 0)
    assert Kind.ASKED not in await digest(crew, "lead_yuanlin_1")


async def test_danger_and_what_is_urgent_are_named_first_of_what_is_late(crew: Crew) -> None:
    for _ in range(6):
        await crew.reported()
    alarm = await crew.alarms("楼道里有很浓的煤气味")
    await crew.time_passes(at("11-25 18:00"))
    admin = await crew.person("admin")
    card = await cards.card(crew.work, Subject.DIGEST, str(admin.id), Address(chat=admin.id))
    assert isinstance(card, DigestCard)
    (late,) = [part for part in card.parts if part.kind is Kind.LATE]
    assert late.cases[0].id == alarm.id


async def test_who_called_is_called_back_when_it_is_closed_and_what_they_say_is_noted(crew: Crew) -> None:
    await begun(crew)
    dispatcher = await crew.person("dispatcher")
    draft = await drafts.begin(crew.work, dispatcher, Address(chat=dispatcher.id), Source.HOTLINE)
    await crew.sends(dispatcher, words="解放路店外占道经营3起，来电人电话13800001111")
    await pressing.press(crew.work, dispatcher, draft.id, "ask", "phone")
    await crew.sends(dispatcher, words="13800001111")
    await crew.sends(dispatcher, point=Point(lon=IN_0103[0], lat=IN_0103[1]))
    case = await crew.now(await drafts.submit(crew.work, dispatcher, draft.id))
    case = await crew.does("lead_chengguan_1", case, Action.CLAIM)
    case = await crew.does("lead_chengguan_1", case, Action.CLEAR)
    case = await crew.does("worker1", case, Action.PASS)
    assert "dispatcher" in await morning(crew, "11-23 08:00")
    assert (await digest(crew, "dispatcher"))[Kind.CALL_BACK] == (1, 0)
    case = await crew.does("dispatcher", case, Action.UNSATISFIED)
    assert Kind.CALL_BACK not in await digest(crew, "dispatcher")
    assert {Action.SLOW, Action.REOPEN, Action.SATISFIED} <= set(rights.offered(await crew.person("dispatcher"), case))
    assert not set(rights.offered(await crew.person("supervisor"), case)) & {Action.SLOW, Action.REOPEN}


async def test_no_other_queue_comes_into_the_dispatchers_place(crew: Crew) -> None:
    """Two working hours after their end: five cards there, and the dispatcher's own digest for the rest."""
    crew.work = replace(crew.work, now=at("11-23 09:00"))
    case = await late_together(crew, 12)
    assert case.deadline
    await crew.time_passes(case.deadline)
    heard = await counted(crew, case.deadline + timedelta(hours=5))
    assert heard["case", "-1001000000003/0"] == 5
    assert heard["queue", "-1001000000003/0"] == 0
    assert heard["digest", "dispatcher"] == 1
