"""The day's bulletin: decided once, pushed once, repeated on demand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from cases.casework import telling
from cases.district.spelling import past_day, plain
from cases.errors import BadCommand, Forbidden
from cases.figures.counting import count
from cases.figures.tally import Tally, written
from cases.intake import learning
from cases.outbox import Address, Letter, Purpose
from cases.people import Person
from cases.work import Work

ON_ITS_WAY = timedelta(hours=1)
"""After the end of its day a bulletin may not have come yet."""


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
    before = await work.store.figures.bulletin(day - timedelta(days=1))
    tally = await count(work, day, start=ended(before))
    if await work.store.figures.keep_bulletin(day, tally.end, written(tally)):
        await learning.learn(work, day)
        await _announce(work, day, tally, push=push)


def ended(bulletin: Mapping[str, Any] | None) -> datetime | None:
    """When a day ended that was decided; the first, before which nothing is counted, does not say."""
    return datetime.fromisoformat(bulletin["end"]).astimezone(UTC) if bulletin else None


async def _announce(work: Work, day: date, tally: Tally, *, push: bool) -> None:
    if not tally.balanced:
        await telling.alarm(work, "unbalanced", day=day.isoformat())
    elif push:
        for address in await _readers(work):
            await _publish(work, address, written(tally), so_far=False)


async def _readers(work: Work) -> list[Address]:
    """Where bulletins go; where none of that can be written to, to whoever should know."""
    found = await work.store.bindings.of(Purpose.BULLETINS)
    return found or (await telling.dispatchers(work) if await work.store.bindings.bound(Purpose.BULLETINS) else [])


async def told_instead(work: Work) -> None:
    """Where bulletins go is found out of reach: the one that was on its way is told to whoever should know."""
    day = work.district.bulletin_day(work.now) - timedelta(days=1)
    kept, end = await work.store.figures.bulletin(day), work.district.bulletin_span(day)[1]
    if kept and work.now - end < ON_ITS_WAY and not await work.store.bindings.of(Purpose.BULLETINS):
        for address in await _readers(work):
            await _publish(work, address, dict(kept), so_far=False)


SPANS = {
    "周报": "week", "本周": "week", "上周": "week", "weekly": "week", "week": "week",
    "月报": "month", "上月": "month", "monthly": "month", "month": "month",
}  # fmt: skip
"""What the last weekly or monthly figures are asked for by."""


async def on_demand(work: Work, actor: Person, address: Address, wanted: str) -> None:
    """What has come since the last bulletin, or with a date that day's bulletin as it was decided. Raises BadCommand."""
    if not actor.staff:
        raise Forbidden
    if (span := SPANS.get(plain(wanted).strip())) is not None:
        figures = await work.store.summaries.last(span)
        await work.store.outbox.write(Letter(address=address, key="summary" if figures else "summary.none", facts=figures or {}))
        return
    day = past_day(wanted, work.today) if wanted else None
    if wanted and day is None:
        raise BadCommand(usage="tally")
    today = work.district.bulletin_day(work.now)
    kept = await work.store.figures.bulletin(day) if day else None
    if kept:
        await _publish(work, address, dict(kept), so_far=False)
    elif day is None or day >= today:
        await _publish(work, address, None, so_far=True)
    else:
        await work.store.outbox.write(Letter(address=address, key="no_bulletin", facts={"day": day.isoformat()}))


async def so_far(work: Work) -> dict[str, Any]:
    """The figures since the last bulletin, as JSON can hold them. To be read from a snapshot."""
    day = work.district.bulletin_day(work.now)
    last = await work.store.figures.bulletin(day - timedelta(days=1))
    return written(await count(work, day, work.now, last.get("open") if last else None, start=ended(last)))


async def _publish(work: Work, address: Address, figures: dict[str, Any] | None, *, so_far: bool) -> None:
    """An errand draws the picture, having counted first what has come so far; the letter follows it."""
    where = {"chat": address.chat, "thread": address.thread}
    await work.store.outbox.errand("poster", {"figures": figures, "so_far": so_far} | where)


def closes(work: Work) -> datetime:
    """When the day that runs now ends, and its bulletin is decided."""
    return work.district.bulletin_span(work.district.bulletin_day(work.now))[1]


async def due(work: Work) -> bool:
    """Whether a bulletin is still to be decided."""
    last = await work.store.figures.last_bulletin()
    return last is None or last < work.district.bulletin_day(work.now) - timedelta(days=1)
