"""What is figured, as a table: how each indicator is made of what was counted, and its version. A changed definition is a new
version."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from cases.figures.facts import Measure

M = Measure


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How often something was so in some days: `all` of it, and of that `own`, what answers something of these same days."""

    all: Mapping[Measure, int] = field(default_factory=dict)
    own: Mapping[Measure, int] = field(default_factory=dict)


class Kind(StrEnum):
    COUNT = "count"
    RATE = "rate"


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """`over` less `less`, of a rate divided by `under`; its words go by its key."""

    key: str
    over: tuple[Measure, ...]
    less: tuple[Measure, ...] = ()
    under: tuple[Measure, ...] = ()
    own: bool = False
    """Of what fell due in these days alone; a rate always is of its denominator's."""
    version: int = 1

    @property
    def kind(self) -> Kind:
        return Kind.RATE if self.under else Kind.COUNT

    def of(self, counts: Counts) -> int:
        """The numerator of a rate, or the count."""
        found = counts.own if self.own or self.under else counts.all
        return sum(found.get(one, 0) for one in self.over) - sum(found.get(one, 0) for one in self.less)

    def out_of(self, counts: Counts) -> int:
        return sum(counts.own.get(one, 0) for one in self.under)

    def rate(self, counts: Counts) -> Fraction | None:
        """None where there is nothing to divide by."""
        under = self.out_of(counts)
        return Fraction(self.of(counts), under) if under > 0 else None


INDICATORS: tuple[Indicator, ...] = (
    Indicator(key="reported", over=(M.REPORTED,)),
    Indicator(key="filed", over=(M.FILED,)),
    Indicator(key="dispatched", over=(M.DISPATCHED,)),
    Indicator(key="cleared", over=(M.CLEARED,)),
    Indicator(key="due", own=True, over=(M.DUE,)),
    Indicator(key="handled", own=True, over=(M.ON_TIME, M.LATE)),
    Indicator(key="on_time", own=True, over=(M.ON_TIME,)),
    Indicator(key="late", own=True, over=(M.LATE,)),
    Indicator(key="undone", own=True, over=(M.DUE,), less=(M.ON_TIME, M.LATE)),
    Indicator(key="to_end", own=True, over=(M.TO_END,)),
    Indicator(key="ended", over=(M.ENDED,)),
    Indicator(key="ended_on_time", own=True, over=(M.ENDED_ON_TIME,)),
    Indicator(key="rework", over=(M.REWORK,)),
    Indicator(key="returned", over=(M.RETURNED,)),
    Indicator(key="reopened", over=(M.REOPENED,)),
    Indicator(key="extended", over=(M.EXTENDED,)),
    Indicator(key="suspended", over=(M.SUSPENDED,)),
    Indicator(key="voided", over=(M.VOIDED,)),
    Indicator(key="self_handled", over=(M.SELF_HANDLED,)),
    Indicator(key="asked", over=(M.ASKED,)),
    Indicator(key="satisfied", over=(M.SATISFIED,)),
    Indicator(key="handled_rate", over=(M.ON_TIME, M.LATE), under=(M.DUE,)),
    Indicator(key="on_time_rate", over=(M.ON_TIME,), under=(M.DUE,)),
    Indicator(key="ended_rate", over=(M.ENDED_ON_TIME, M.ENDED_LATE), under=(M.TO_END,)),
    Indicator(key="ended_on_time_rate", over=(M.ENDED_ON_TIME,), under=(M.TO_END,)),
    Indicator(key="rework_rate", over=(M.REWORKED,), under=(M.TO_END,)),
    Indicator(key="right_first_rate", over=(M.DISPATCHED,), less=(M.RETURNED,), under=(M.DISPATCHED,)),
    Indicator(key="filed_rate", over=(M.FILED,), under=(M.REPORTED,)),
    Indicator(key="satisfied_rate", over=(M.SATISFIED,), under=(M.ASKED,)),
)
INDICATOR = {one.key: one for one in INDICATORS}

EDGES = (15, 30, 60, 120, 240, 480, 720, 1440, 2880, 4320, 7200, 14400, 28800, 57600)
"""Minutes, round the clock: up to a quarter of an hour, up to half an hour, … and longer than forty days."""


def bucket(minutes: int) -> int:
    """In which of the spans between `EDGES` a handling falls."""
    return next((at for at, edge in enumerate(EDGES) if minutes <= edge), len(EDGES))


def median(buckets: Mapping[int, int]) -> int | None:
    """Minutes, approximately: within the span it falls in as if all there lay evenly. None where nothing was handled."""
    buckets = {at: count for at, count in buckets.items() if count > 0}
    total = sum(buckets.values())
    if total <= 0:
        return None
    below, half = 0, total / 2
    for at in sorted(buckets):
        here = buckets[at]
        if below + here >= half:
            low = EDGES[at - 1] if at else 0
            high = EDGES[at] if at < len(EDGES) else 2 * EDGES[-1]
            return round(low + (high - low) * (half - below) / here) if here else low
        below += here
    return None


def percent(rate: Fraction, places: int = 1) -> str:
    """Rounded half up, as people do: 67.1."""
    scaled = rate * 100 * 10**places
    whole = (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)
    return f"{whole / 10**places:.{places}f}"
