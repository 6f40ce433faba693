"""周报 and 月报: once, the morning after, as they were decided."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from cases.figures import bulletins, folding, summaries
from cases.figures.summaries import Days, Span, over
from cases.outbox import Purpose
from cases.work import Work
from tests.cases.casework.test_merging import closes
from tests.cases.crew import Crew
from tests.cases.figures.test_facts import days_over, later


def test_which_days_are_over() -> None:
    monday = date(2026, 11, 30)
    assert over(Span.WEEK, monday) == Days(span=Span.WEEK, first=date(2026, 11, 23), last=date(2026, 11, 29))
    assert over(Span.WEEK, monday + timedelta(days=6)) == over(Span.WEEK, monday)
    assert over(Span.MONTH, date(2026, 12, 1)) == Days(span=Span.MONTH, first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert over(Span.MONTH, date(2027, 1, 15)).before == Days(span=Span.MONTH, first=date(2026, 11, 1), last=date(2026, 11, 30))
    assert over(Span.WEEK, monday).before == Days(span=Span.WEEK, first=date(2026, 11, 16), last=date(2026, 11, 22))


def at(work: Work, day: date, hour: int) -> Work:
    return replace(work, now=datetime(day.year, day.month, day.day, hour, tzinfo=work.district.tz))


async def a_week(crew: Crew) -> None:
    """From Monday on, until Monday before eight; its days folded."""
    await bulletins.close_day(crew.work)
    for _ in range(6):
        await closes(crew, await crew.reported())
    await crew.reported()
    await later(crew, 24)
    crew.work = at(crew.work, date(2026, 11, 30), 7)
    await days_over(crew)


async def test_it_is_told_once_and_on_the_morning_after(crew: Crew) -> None:
    await a_week(crew)
    assert await summaries.due(crew.work) == []
    crew.work = at(crew.work, date(2026, 11, 30), 8)
    (days,) = await summaries.due(crew.work)
    told = await summaries.figures(crew.work, days)
    assert (days.span, days.first) == (Span.WEEK, date(2026, 11, 23))
    assert [(one["name"], one["place"]) for one in told["departments"]] == [("综合执法队", 1)]
    assert told["whole"]["own"]["due"] == 7
    assert len(told["hard"]) == 1
    assert await summaries.decide(crew.work, days, told)
    assert not await summaries.decide(crew.work, days, told)
    await crew.store.flush()
    assert await summaries.due(crew.work) == []
    letters = [letter for letter in await crew.letters() if letter == "summary"]
    assert len(letters) == len(await crew.store.bindings.of(Purpose.BULLETINS))


async def test_what_happens_later_changes_nothing_that_was_decided(crew: Crew) -> None:
    await a_week(crew)
    crew.work = at(crew.work, date(2026, 11, 30), 9)
    (days,) = await summaries.due(crew.work)
    told = await summaries.figures(crew.work, days)
    await summaries.decide(crew.work, days, told)
    await later(crew, 50)
    await days_over(crew)
    assert await crew.store.summaries.get("week", days.first) == told
    assert await crew.store.summaries.last("week") == told
    assert await crew.store.summaries.last("month") is None


async def test_a_month_is_told_on_its_first_morning_and_nothing_of_before_there_was_anything(crew: Crew) -> None:
    await a_week(crew)
    crew.work = at(crew.work, date(2026, 12, 1), 8)
    await days_over(crew)
    assert [one.span for one in await summaries.due(crew.work)] == [Span.WEEK, Span.MONTH]
    assert await folding.due(crew.work) is None
