"""Figures of some days, told apart by department, grid or whatever it is: rolled up where days are folded, and of the day that
runs told from its events."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases.errors import BadDate
from cases.figures import folding
from cases.figures.facts import Measure
from cases.figures.folds import By, Row, Sums
from cases.figures.indicators import Counts, median
from cases.work import Work

LONGEST = timedelta(days=3660)


@dataclass(frozen=True, kw_only=True)
class Line:
    """`key` as the case bore it: a code, a heading, a person's number; "" what belongs to none."""

    key: str
    counts: Counts
    median: int | None
    """Minutes round the clock a handling took, approximately."""


@dataclass(frozen=True, kw_only=True)
class Report:
    first: date
    last: date
    by: By
    lines: tuple[Line, ...]
    """Whoever has most to do first; what belongs to none last."""
    whole: Line
    """All together."""
    running: bool
    """The last day is not over yet."""


async def report(work: Work, by: By, first: date, last: date) -> Report:
    """Both days included, by the district's bulletin days; of days to come there is nothing. Raises BadDate."""
    if not first <= last <= first + LONGEST:
        raise BadDate
    today = work.district.bulletin_day(work.now)
    since = await _since(work) if last >= today or await folding.due(work) else {}
    sums = await _sums(work, by, first, last, since)
    whole = sums if by is By.DISTRICT else await _sums(work, By.DISTRICT, first, last, since)
    lines = sorted((_line(key, counts) for key, counts in sums.items()), key=_weight)
    return Report(
        first=first, last=last, by=by, whole=_line("", whole.get("", {})), running=last >= today,
        lines=() if by is By.DISTRICT else tuple(line for line in lines if any(line.counts.values())),
    )  # fmt: skip


def _weight(line: Line) -> tuple[bool, int, str]:
    return line.key == "", -sum(line.counts.get(one, 0) for one in (Measure.DUE, Measure.ENDED, Measure.REPORTED)), line.key


async def _sums(work: Work, by: By, first: date, last: date, since: Mapping[Row, int]) -> Sums:
    """What was folded, and what has come since."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for key, counts in (await work.store.folds.sums(by, first, last)).items():
        found[key].update(counts)
    for row, count in since.items():
        if row.by is by and first <= row.since and first <= row.day <= last:
            found[row.key][row.measure] += count
    return found


async def _since(work: Work) -> Mapping[Row, int]:
    """Of whatever is not folded yet."""
    folded = await work.store.folds.last()
    began = await work.store.folds.began()
    start = work.district.bulletin_span(folded)[1] if folded else began
    return await folding.between(work, start, work.now) if start else {}


def _line(key: str, counts: Mapping[str, int]) -> Line:
    took = f"{Measure.TOOK}:"
    spans = {int(name.removeprefix(took)): count for name, count in counts.items() if name.startswith(took)}
    return Line(
        key=key, median=median(spans),
        counts={Measure(name): count for name, count in counts.items() if not name.startswith(took)},
    )  # fmt: skip
