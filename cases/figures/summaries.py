"""周报 and 月报: decided once when their last day is folded, told on the morning after, before the meeting; as they were decided
they stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from cases.casework import telling
from cases.casework.query import Query
from cases.figures import folding
from cases.figures.folds import By
from cases.figures.indicators import Counts
from cases.figures.rankings import ranked
from cases.figures.report import report
from cases.outbox import Letter, Purpose
from cases.work import Work

HARD = 5
"""Cases that are named: danger first, then what is urgent, then the longest late."""


class Span(StrEnum):
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, kw_only=True)
class Days:
    span: Span
    first: date
    last: date

    @property
    def before(self) -> "Days":
        """As long, just before."""
        end = self.first - timedelta(days=1)
        first = end.replace(day=1) if self.span is Span.MONTH else end - timedelta(days=6)
        return Days(span=self.span, first=first, last=end)


def over(span: Span, today: date) -> Days:
    """The last that is over when a day begins."""
    end = today.replace(day=1) - timedelta(days=1) if span is Span.MONTH else today - timedelta(days=today.weekday() + 1)
    return Days(span=span, first=end.replace(day=1) if span is Span.MONTH else end - timedelta(days=6), last=end)


async def due(work: Work) -> list[Days]:
    """Those whose last day is folded and whose morning has come; not of days before anything was reported."""
    folded, began = await work.store.folds.last(), await work.store.folds.began()
    local = work.district.local(work.now)
    if folded is None or began is None or local.time() < work.district.digest_at:
        return []
    begun, ready = work.district.bulletin_day(began), [over(span, local.date()) for span in Span]
    told = [one for one in ready if begun <= one.last <= folded.day]
    return [one for one in told if await work.store.summaries.get(one.span, one.first) is None]


async def figures(work: Work, days: Days) -> dict[str, Any]:
    """As JSON can hold them. To be read from a snapshot."""
    found = await report(work, By.DEPARTMENT, days.first, days.last)
    before = await report(work, By.DISTRICT, days.before.first, days.before.last)
    lines = {line.key: line.counts for line in found.lines if line.key}
    worst = await work.store.search.worst(Query(late_at=work.now), HARD)
    return {
        "span": days.span.value, "first": days.first.isoformat(), "last": days.last.isoformat(),
        "district": work.district.name, "english": work.district.english, "least": work.district.ranking.least,
        "whole": _plain(found.whole.counts), "before": _plain(before.whole.counts), "median": found.whole.median,
        "departments": [
            {"name": _named(work, one.key), "counts": _plain(lines[one.key]), "place": one.place,
             "score": None if one.score is None else round(one.score, 1)}
            for one in ranked(lines, work.district.ranking)
        ],
        "hard": [
            {"number": case.number, "category": found_.name if (found_ := work.category(case)) else "", "grid": case.grid or "",
             "department": _named(work, case.department or ""), "days": (work.now - case.deadline).days if case.deadline else 0}
            for case in worst
        ],
    }  # fmt: skip


def _plain(counts: Counts) -> dict[str, dict[str, int]]:
    both = {"all": counts.all, "own": counts.own}
    return {name: {measure.value: count for measure, count in sorted(found.items()) if count} for name, found in both.items()}


def _named(work: Work, code: str) -> str:
    found = work.department(code)
    return found.name if found else code


async def catch_up(work: Work) -> int:
    """Folds what is to be folded and tells what is to be told, in one transaction. How many were told."""
    while one := await folding.due(work):
        await work.store.folds.keep(one, await folding.fold(work, one))
    found = await due(work)
    for days in found:
        await decide(work, days, await figures(work, days))
    return len(found)


async def decide(work: Work, days: Days, told: Mapping[str, Any]) -> bool:
    """Kept once, and then said where bulletins go; where that cannot be written to, to the dispatchers."""
    if not await work.store.summaries.keep(days.span, days.first, told):
        return False
    bound = await work.store.bindings.of(Purpose.BULLETINS)
    instead = await telling.dispatchers(work) if not bound and await work.store.bindings.bound(Purpose.BULLETINS) else []
    for address in bound or instead:
        await work.store.outbox.write(Letter(address=address, key="summary", facts=told))
    return True
