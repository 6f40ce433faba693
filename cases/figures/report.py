"""Figures of some days, told apart by department, grid or whatever it is: rolled up where days are folded, and of the day that
runs told from its events."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from cases.errors import BadDate
from cases.figures import folding
from cases.figures.facts import Measure
from cases.figures.folds import By, Fold, Row, Sums
from cases.figures.indicators import Counts, median
from cases.work import Work

LONGEST, EARLIEST = timedelta(days=3660), date(2000, 1, 1)


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
    """Both days included, by the district's bulletin days, with what has become known of them since they were folded; of days to
    come there is nothing. Raises BadDate."""
    if not EARLIEST <= first <= last or last - first > LONGEST:
        raise BadDate
    today = work.district.bulletin_day(work.now)
    running, last = first <= today <= last, min(last, today)
    since = await _since(work, await work.store.folds.last())
    sums = await _sums(work, by, first, last, since)
    whole = sums if by is By.DISTRICT else await _sums(work, By.DISTRICT, first, last, since)
    lines = sorted((_line(key, counts) for key, counts in sums.items()), key=_weight)
    return Report(
        first=first, last=last, by=by, whole=_line("", whole.get("", {})), running=running,
        lines=() if by is By.DISTRICT else tuple(line for line in lines if any(line.counts.all.values())),
    )  # fmt: skip


def _weight(line: Line) -> tuple[bool, int, str]:
    return line.key == "", -sum(line.counts.all.get(one, 0) for one in (Measure.DUE, Measure.ENDED, Measure.REPORTED)), line.key


async def _sums(work: Work, by: By, first: date, last: date, since: Mapping[Row, int]) -> Sums:
    """What was folded, and what has come since."""
    found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
    for key, counts in (await work.store.folds.sums(by, first, last)).items():
        found[key] = dict(counts)
    for row, count in since.items():
        if row.by is by and first <= row.day <= last:
            every, own = found[row.key].get(row.measure, (0, 0))
            found[row.key][row.measure] = every + count, own + count * (row.since >= first)
    return found


async def _since(work: Work, folded: Fold | None) -> Mapping[Row, int]:
    """Of whatever is not folded yet."""
    start = folded.until if folded else await work.store.folds.began()
    return await folding.between(work, start, work.now, work.now) if start else {}


def _line(key: str, counts: Mapping[str, tuple[int, int]]) -> Line:
    took = f"{Measure.TOOK}:"
    spans = {int(name.removeprefix(took)): every for name, (every, _) in counts.items() if name.startswith(took)}
    known = {Measure(name): both for name, both in counts.items() if not name.startswith(took)}
    every, own = ({measure: both[at] for measure, both in known.items()} for at in (0, 1))
    return Line(key=key, median=median(spans), counts=Counts(all=every, own=own))
