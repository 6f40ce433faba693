"""The tally 办结统计: what was reported, closed and is still open in a span, by heading in its own unit."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from cases.casework.case import CHECKING, STILL, Status
from cases.figures.tally import THEMSELVES, UNDECIDED, Tally
from cases.work import Work

UNKNOWN_UNIT = "起"
"""In which what no edition knows is counted."""


async def count(
    work: Work, day: date, end: datetime | None = None, carried: int | None = None, *, start: datetime | None = None
) -> Tally:
    """The figures of a day's bulletin, or up to `end` while the day still runs. `carried`: what was open at its start, where
    that is known; else the whole history is summed. `start`: when the day before really ended, where days ended at another
    hour then."""
    begins, full = work.district.bulletin_span(day)
    start, end = start or begins, end or full
    figures = work.store.figures
    still = await figures.open_at(end)
    closed = await figures.count("closed", start, end)
    by_department = await figures.by_department(start, end)
    return Tally(
        district=work.district.name,
        english=work.district.english,
        day=day,
        start=start,
        end=end,
        carried=await figures.count("balance", datetime(2000, 1, 1, tzinfo=start.tzinfo), start) if carried is None else carried,
        reported=await figures.count("reported", start, end),
        reopened=await figures.count("reopened", start, end),
        closed=closed,
        voided=await figures.count("voided", start, end),
        open=len(still),
        checking=sum(status in CHECKING for status, _, _ in still),
        overdue=sum(late(status, due, end) for status, _, due in still),
        same_day=await figures.count("same_day", start, end),
        self_handled=await figures.count("self_handled", start, end),
        headings=await _headings(work, start, end),
        frequent=await _frequent(work, start, end),
        departments=_departments(work, still, by_department, closed),
        people=await figures.count("people", start, end),
        week=tuple([await _closed_on(work, day - timedelta(days=back), end) for back in range(6, -1, -1)]),
    )


def late(status: str, due: datetime | None, end: datetime) -> bool:
    return due is not None and due <= end and Status(status) not in STILL


async def _headings(work: Work, start: datetime, end: datetime) -> tuple[tuple[str, str, str], ...]:
    """Amounts added within a heading and a unit only, each as it was called and counted when the case was filed."""
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    closed: dict[tuple[str, str], int] = defaultdict(int)
    for edition, code, amount, cases in await work.store.figures.headings(start, end):
        category = work.named(code, edition)
        key = (category.heading, category.unit) if category else (code, UNKNOWN_UNIT)
        amounts[key] += amount
        closed[key] += cases
    ranked = sorted(amounts, key=lambda key: (-closed[key], key))
    return tuple((heading, plain(amounts[(heading, unit)]), unit) for heading, unit in ranked)


def plain(amount: Decimal) -> str:
    """A number without needless zeros: 3, 0.5, 1200."""
    return f"{amount.normalize():f}"


async def _frequent(work: Work, start: datetime, end: datetime) -> tuple[tuple[str, int], ...]:
    counted: dict[str, int] = defaultdict(int)
    for edition, code, times in await work.store.figures.reported_categories(start, end):
        category = work.named(code, edition)
        counted[category.name if category else code] += times
    return tuple(sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:3])


def _departments(
    work: Work, still: list[tuple[str, str | None, datetime | None]], closed: dict[str, int], total: int
) -> tuple[tuple[str, int, int], ...]:
    """Those there are, those that are gone but still have something to account for, and what no department has: together they
    are all there is."""
    left = Counter(code for _, code, _ in still if code)
    alone, undecided = total - sum(closed.values()), len(still) - sum(left.values())
    rows = [(THEMSELVES, alone, 0)] * (alone > 0) + [(UNDECIDED, 0, undecided)] * (undecided > 0)
    for code in {*left, *closed}:
        found = work.department(code)
        rows.append((found.name if found else code, closed.get(code, 0), left[code]))
    return tuple(sorted(rows, key=lambda row: (-row[1], -row[2], row[0])))


async def _closed_on(work: Work, day: date, end: datetime) -> tuple[date, int]:
    start, full = work.district.bulletin_span(day)
    return day, await work.store.figures.count("closed", start, min(full, end))
