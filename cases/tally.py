"""The tally 办结统计: what was reported, closed and is still open in a span, by heading in its own unit, and the bulletin."""

from collections import Counter, defaultdict
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cases import tell
from cases.cards import Tally
from cases.model import Status
from cases.ports import Letter, Purpose, Spot, Work

UNKNOWN_UNIT = "起"
"""In which what no edition knows is counted."""
ON_ITS_WAY = timedelta(hours=1)
"""After the end of its day a bulletin may not have come yet."""
CHECKING = {Status.CHECKING, Status.PROMISED, Status.UNCHECKABLE}


async def count(work: Work, day: date, end: datetime | None = None, carried: int | None = None) -> Tally:
    """The figures of a day's bulletin, or up to `end` while the day still runs. `carried`: what was open at its start, where
    that is known; else the whole history is summed."""
    start, full = work.district.bulletin_span(day)
    end = min(end or full, full)
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
        departments=_departments(work, still, by_department),
        people=await figures.count("people", start, end),
        week=tuple([await _closed_on(work, day - timedelta(days=back), end) for back in range(6, -1, -1)]),
    )


def late(status: str, due: datetime | None, end: datetime) -> bool:
    return due is not None and due <= end and Status(status) not in CHECKING


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
    work: Work, still: list[tuple[str, str | None, datetime | None]], closed: dict[str, int]
) -> tuple[tuple[str, int, int], ...]:
    """Those there are, and those that are gone but still have something to account for."""
    left = Counter(code for _, code, _ in still if code)
    rows = []
    for code in {*left, *closed}:
        found = work.department(code)
        rows.append((found.name if found else code, closed.get(code, 0), left[code]))
    return tuple(sorted(rows, key=lambda row: (-row[1], -row[2], row[0])))


async def _closed_on(work: Work, day: date, end: datetime) -> tuple[date, int]:
    start, full = work.district.bulletin_span(day)
    return day, await work.store.figures.count("closed", start, min(full, end))


def written(tally: Tally) -> dict[str, Any]:
    """The figures as JSON can hold them."""
    flat = asdict(tally)
    return flat | {
        "day": tally.day.isoformat(),
        "start": tally.start.isoformat(),
        "end": tally.end.isoformat(),
        "week": [[day.isoformat(), number] for day, number in tally.week],
    }


def read(figures: dict[str, Any]) -> Tally:
    """What `written` wrote."""
    known = {one.name for one in fields(Tally)}
    flat = {key: value for key, value in figures.items() if key in known}
    flat |= {"day": date.fromisoformat(flat["day"]), "week": tuple((date.fromisoformat(d), n) for d, n in flat["week"])}
    flat |= {"start": datetime.fromisoformat(flat["start"]), "end": datetime.fromisoformat(flat["end"])}
    return Tally(**flat)


# --- the bulletin ---


async def close_day(work: Work) -> list[date]:
    """Decides every bulletin that has become due, oldest first; only the newest is pushed. Returns the days decided. The
    transaction must be the only one that writes, so that everything that happened in those days is seen."""
    last = await work.store.figures.last_bulletin()
    newest = work.district.bulletin_day(work.now) - timedelta(days=1)
    if last is None:
        await work.store.figures.keep_bulletin(newest, work.district.bulletin_span(newest)[1], {})
        return []
    days = [last + timedelta(days=ahead) for ahead in range(1, (newest - last).days + 1)]
    for day in days:
        await _decide(work, day, push=day == newest)
    return days


async def _decide(work: Work, day: date, *, push: bool) -> None:
    tally = await count(work, day)
    fresh = await work.store.figures.keep_bulletin(day, tally.end, written(tally))
    if not fresh:
        return
    if not tally.balanced:
        await tell.alarm(work, "unbalanced", day=day.isoformat())
    elif push:
        for spot in await _readers(work):
            await _publish(work, spot, written(tally), so_far=False)


async def _readers(work: Work) -> list[Spot]:
    """Where bulletins go; where none of that can be written to, to whoever should know."""
    found = await work.store.places.of(Purpose.BULLETINS)
    return found or (await tell.dispatchers(work) if await work.store.places.bound(Purpose.BULLETINS) else [])


async def told_instead(work: Work) -> None:
    """Where bulletins go is found out of reach: the one that was on its way is told to whoever should know."""
    day = work.district.bulletin_day(work.now) - timedelta(days=1)
    kept, end = await work.store.figures.bulletin(day), work.district.bulletin_span(day)[1]
    if kept and work.now - end < ON_ITS_WAY and not await work.store.places.of(Purpose.BULLETINS):
        for spot in await _readers(work):
            await _publish(work, spot, dict(kept), so_far=False)


async def on_demand(work: Work, spot: Spot, day: date | None) -> None:
    """/tally: what has come since the last bulletin, or a past day's bulletin as it was decided."""
    today = work.district.bulletin_day(work.now)
    kept = await work.store.figures.bulletin(day) if day else None
    if kept:
        await _publish(work, spot, dict(kept), so_far=False)
    elif day is None or day >= today:
        await _publish(work, spot, None, so_far=True)
    else:
        await work.store.outbox.write(Letter(spot=spot, key="no_bulletin", facts={"day": day.isoformat()}))


async def so_far(work: Work) -> dict[str, Any]:
    """The figures since the last bulletin, as JSON can hold them. To be read from a snapshot."""
    day = work.district.bulletin_day(work.now)
    last = await work.store.figures.bulletin(day - timedelta(days=1))
    return written(await count(work, day, work.now, last.get("open") if last else None))


async def _publish(work: Work, spot: Spot, figures: dict[str, Any] | None, *, so_far: bool) -> None:
    """An errand draws the picture, having counted first what has come so far; the letter follows it."""
    where = {"chat": spot.chat, "thread": spot.thread}
    await work.store.outbox.errand("poster", {"figures": figures, "so_far": so_far} | where)


def closes(work: Work) -> datetime:
    """When the day that runs now ends, and its bulletin is decided."""
    return work.district.bulletin_span(work.district.bulletin_day(work.now))[1]


async def due(work: Work) -> bool:
    """Whether a bulletin is still to be decided."""
    last = await work.store.figures.last_bulletin()
    return last is None or last < work.district.bulletin_day(work.now) - timedelta(days=1)
