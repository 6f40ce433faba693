"""One digest a person: in the morning what the day brings, to whoever has something to do, once."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from cases.board import cards
from cases.board.cards import OverCard
from cases.board.digest import DigestCard, Kind
from cases.casework.case import Action
from cases.casework.complaint import Complaint
from cases.notices import gathering
from cases.outbox import Address, Subject
from cases.work import Work
from tests.cases.crew import Crew

SUNDAY_NIGHT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}+08:00").astimezone(UTC)


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
    assert await morning(crew, "23 08:00") == {"lead_chengguan_1", "lead_yuanlin_1", "worker1", "worker2"}
    assert await morning(crew, "23 08:01") == set()
    assert await morning(crew, "24 08:00") >= {"lead_chengguan_1"}


async def test_nobody_is_told_of_nothing(crew: Crew) -> None:
    await begun(crew)
    assert await morning(crew, "23 08:00") == set()


@pytest.mark.parametrize("when", ["22 22:00", "28 08:00"])
async def test_not_on_a_districts_first_day_nor_on_a_day_off(crew: Crew, when: str) -> None:
    if when.startswith("28"):
        await begun(crew)
        crew.work = replace(crew.work, now=at("27 08:00"))
        await begun(crew)
    await crew.reported()
    assert await morning(crew, when) == set()


async def test_after_a_stop_until_the_night_it_is_not_told_at_night(crew: Crew) -> None:
    await begun(crew)
    await crew.reported("绿化带里有垃圾")
    crew.work = replace(crew.work, district=replace(crew.work.district, quiet=(time(21), time(7))))
    assert await morning(crew, "23 22:00") == set()
    assert await morning(crew, "24 08:00") == {"lead_yuanlin_1"}


async def test_the_admins_are_told_once_of_a_year_whose_holidays_are_wanted(crew: Crew) -> None:
    for day in ("22 22:00", "23 08:00", "24 08:00"):
        await morning(crew, day)
    assert await crew.told("admin") == {"alarm.calendar"}
    await crew.store.flush()
    rows = await crew.store.cases.peek(text("SELECT facts FROM letters WHERE letter = 'alarm.calendar'"))
    assert len(rows) == 1


async def test_who_cannot_be_reached_is_left_out(crew: Crew) -> None:
    await begun(crew)
    await crew.reported("绿化带里有垃圾")
    await crew.blocks("lead_yuanlin_1")
    assert await morning(crew, "23 08:00") == set()


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
    assert await digest(crew, "supervisor") == {Kind.LATE: (2, 2)}


async def test_it_is_nobody_elses(crew: Crew) -> None:
    lead, admin = await crew.person("lead_chengguan_1"), await crew.person("admin")
    resident = await crew.person("resident")
    for key, chat in ((lead.id, admin.id), (lead.id, -1001000000002), (resident.id, resident.id)):
        card = await cards.card(crew.work, Subject.DIGEST, str(key), Address(chat=chat))
        assert isinstance(card, OverCard)
