"""What figures cost: of a day, a month and a year out of what was folded, and how many histories are folded a second."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases.casework.case import Action, Event, Source, Status
from cases.figures.facts import facts
from cases.figures.folds import By
from cases.figures.report import report
from cases.work import Work
from storage.engine.database import Database, migrate
from tests.populated import populate

YEAR, FEW, MANY = 365, 50_000, 1_000_000
KEYS = {By.DISTRICT: 1, By.COMMUNITY: 12, By.DEPARTMENT: 17, By.GRID: 60, By.HEADING: 40, By.CATEGORY: 140, By.SOURCE: 8}
MEASURES = ("reported", "filed", "dispatched", "cleared", "due", "on_time", "late", "to_end", "ended", "ended_on_time", "took:4")
FIRST = date(2026, 1, 1)
LAST = FIRST + timedelta(days=YEAR - 1)
REFERENCE = datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 10, 1, tzinfo=UTC)
NOW = datetime(2026, 12, 31, 10, tzinfo=UTC)
TIMES = 20


async def measure(url: str) -> dict[str, float]:
    """Milliseconds, the median of some; `reference`: one figure of the month counted over its events instead."""
    await asyncio.to_thread(migrate, url)
    database, district = Database(url), build(read(DEFAULT_PACK), 1)
    await _filled(database, district.code)
    found: dict[str, float] = {}
    try:
        for cases in (FEW, MANY):
            await populate(
                database, district.code, cases if cases == FEW else MANY - FEW, first=10_000_000 + (cases == MANY) * FEW
            )
            async with database.reading(district.code, lambda: NOW) as tx:
                work = Work(store=tx, district=district, now=NOW)
                for name, days in (("day", 0), ("month", 30), ("year", 364)):
                    span = LAST - timedelta(days=days), LAST
                    found[f"{name}_ms_of_{cases}"] = await _median(partial(report, work, By.DEPARTMENT, *span))
                found[f"reference_month_ms_of_{cases}"] = await _median(partial(tx.figures.by_department, *REFERENCE), 3)
    finally:
        await database.close()
    return found | {"histories_a_second": _histories()}


async def _filled(database: Database, district: str) -> None:
    """A year that was folded, as large as it can become: rows are as many as there is to tell apart, not as cases."""
    rows = [
        {"d": district, "by": by.value, "day": day, "key": f"{by[:2]}{number}", "m": measure, "c": 3}
        for day in (FIRST + timedelta(days=one) for one in range(YEAR))
        for by, count in KEYS.items()
        for number in range(count)
        for measure in MEASURES
    ]
    async with database.filling() as connection:
        for at in range(0, len(rows), 5000):
            await connection.execute(FOLDED, rows[at : at + 5000])
        moment: Any = f"{NOW:%Y-%m-%d %H:%M:%S.%f}" if database.embedded else NOW
        await connection.execute(FOLDS, {"d": district, "day": LAST, "at": moment})


FOLDED = text(
    'INSERT INTO folded (district, "by", day, "key", measure, since, folded, count) VALUES (:d, :by, :day, :key, :m, :day, :day, :c)'
)
FOLDS = text("INSERT INTO folds (district, day, start, until, hour, folded_at) VALUES (:d, :day, :at, :at, '18:00:00', :at)")


async def _median(asked: Callable[[], Awaitable[object]], times: int = TIMES) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await asked()
        took.append(time.perf_counter() - began)
    return round(1000 * sorted(took)[len(took) // 2], 2)


def _histories(count: int = 2000) -> float:
    """Of six events each."""
    began = time.perf_counter()
    for number in range(count):
        list(facts(_history(number)))
    return round(count / (time.perf_counter() - began))


def _history(case: int) -> list[Event]:
    at = NOW - timedelta(hours=8)
    born = {
        "number": f"YQ-{case}",
        "edition": 1,
        "status": Status.REPORTED,
        "source": Source.PATROL,
        "reporter": 1,
        "reported_at": at,
    }
    steps: list[tuple[Action, dict[str, Any]]] = [
        (Action.REPORT, born), (Action.ACCEPT, {"status": Status.FILED, "filed_at": at}),
        (Action.DISPATCH, {"status": Status.QUEUED, "department": "huanwei", "deadline": at + timedelta(hours=4)}),
        (Action.CLAIM, {"status": Status.CLAIMED, "claimer": 2}), (Action.CLEAR, {"status": Status.CHECKING, "cleared_at": at}),
        (Action.PASS, {"status": Status.CLOSED, "ended_at": at}),
    ]  # fmt: skip
    return [
        Event(
            case=case,
            number=number,
            step=number,
            action=action,
            actor=2,
            at=at,
            delta=(number == 1) - (number == 6),
            changes=changes,
        )
        for number, (action, changes) in enumerate(steps, 1)
    ]
