"""From histories to figures: what each decided day has made known is folded once, into rows that are only ever added to."""

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from cases.casework.case import Source
from cases.figures.facts import Fact, Measure, facts
from cases.figures.folds import By, Fold, Row
from cases.figures.indicators import Indicator, bucket
from cases.work import Work

PAGE = 500
"""Histories in memory at once."""


async def due(work: Work) -> Fold | None:
    """The next day that is decided and not folded yet; it begins where the last one really ended, whenever days end now."""
    decided = await work.store.figures.last_bulletin()
    last = await work.store.folds.last()
    if decided is None or (last is not None and last.day >= decided):
        return None
    began = await work.store.folds.began() if last is None else None
    first = work.district.bulletin_day(began) if began else decided
    day = last.day + timedelta(days=1) if last else min(first, decided)
    start, until = work.district.bulletin_span(day)
    start = last.until if last else start
    return Fold(day=day, start=start, until=max(start, until), hour=work.district.bulletin_at) if day <= decided else None


async def fold(work: Work, one: Fold) -> Counter[Row]:
    """All that became known in a day's span, by days as they ended then. To be read from a snapshot."""
    return await between(replace(work, district=replace(work.district, bulletin_at=one.hour)), one.start, one.until)


async def between(work: Work, start: datetime, end: datetime, now: datetime | None = None) -> Counter[Row]:
    """`now`: what counts to a moment after that is left out."""
    rows: Counter[Row] = Counter()
    async for fact in told(work, start, end):
        for row in _rows(work, fact) if now is None or fact.at <= now else ():
            rows[row] += fact.count
    return Counter({row: count for row, count in rows.items() if count})


async def told(work: Work, start: datetime, end: datetime) -> AsyncIterator[Fact]:
    """Facts that became known in a span."""
    touched = await work.store.folds.touched(start, end)
    for at in range(0, len(touched), PAGE):
        for events in await work.store.folds.told(touched[at : at + PAGE]):
            for fact in facts([event for event in events if event.at < end]):
                if start <= fact.told:
                    yield fact


BEFORE = timedelta(days=120)
"""So long before its limit ends something may have been done."""
MOMENT = timedelta(microseconds=1)


async def cases(work: Work, by: By, key: str, first: date, last: date, indicator: Indicator) -> list[int]:
    """What a figure of some days counts, in the order of the cases."""
    found: Counter[int] = Counter()
    start = work.district.bulletin_span(first)[0] - BEFORE
    async for fact in told(work, start, work.now + MOMENT):
        sign = ((fact.measure in indicator.over) - (fact.measure in indicator.less)) * (fact.at <= work.now)
        for row in _rows(work, fact) if sign else ():
            if (row.by, row.key) == (by, key) and first <= row.day <= last and (first <= row.since or not indicator.own):
                found[fact.case.id] += sign * fact.count
    return sorted(case for case, count in found.items() if count > 0)


def _rows(work: Work, fact: Fact) -> Iterator[Row]:
    day = work.district.bulletin_day(fact.at)
    since = work.district.bulletin_day(fact.since) if fact.since else day
    measure = f"{Measure.TOOK}:{bucket(fact.minutes)}" if fact.minutes is not None else fact.measure
    for by, key in KEYS.items():
        if by is By.DEPARTMENT and fact.measure in BEFORE_ANY:
            continue
        yield Row(by=by, key=key(work, fact), day=day, since=since, measure=measure)


BEFORE_ANY = (Measure.REPORTED, Measure.FILED)
"""What happens before any department has to do with it."""


def _category(work: Work, fact: Fact) -> str:
    return fact.case.category or ""


def _heading(work: Work, fact: Fact) -> str:
    """As it was called when the case was filed."""
    found = work.category(fact.case)
    return found.heading if found else ""


def _worker(_work: Work, fact: Fact) -> str:
    return str(fact.case.reporter) if fact.case.source is Source.PATROL else ""


KEYS: Mapping[By, Callable[[Work, Fact], str]] = {
    By.DISTRICT: lambda _work, _fact: "",
    By.COMMUNITY: lambda _work, fact: fact.case.community or "",
    By.DEPARTMENT: lambda _work, fact: fact.department or "",
    By.GRID: lambda _work, fact: fact.case.grid or "",
    By.CATEGORY: _category,
    By.HEADING: _heading,
    By.SOURCE: lambda _work, fact: fact.case.source.value,
    By.WORKER: _worker,
    By.SPONSOR: lambda _work, fact: str(fact.case.sponsor or ""),
}
"""To whom a fact belongs, by each of them."""
