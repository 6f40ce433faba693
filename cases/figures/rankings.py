"""Who is where among departments or grids: by a scheme of the district's, of which one quick case makes nobody the first."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

from cases.district.edition import Ranking
from cases.figures.facts import Measure
from cases.figures.indicators import Counts

M = Measure
SURE = 1.96
"""Standard deviations of Wilson's lower bound: 95 %."""
Happened = Callable[[Mapping[Measure, int]], int]
SCHEME: Mapping[str, Happened] = {
    "handled": lambda own: own.get(M.ON_TIME, 0) + own.get(M.LATE, 0),
    "on_time": lambda own: own.get(M.ON_TIME, 0),
    "rework": lambda own: own.get(M.DUE, 0) - own.get(M.REWORKED, 0),
    "undone": lambda own: own.get(M.ON_TIME, 0) + own.get(M.LATE, 0),
    "extended": lambda own: own.get(M.DUE, 0) - own.get(M.EXTENDED, 0),
}
"""Of what each weight is, out of all that was due: what was handled, in time, did not come back, does not lie there late (that is
what was handled of it), and was given no more time."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    key: str
    place: int | None
    """From 1, the same where it is the same; None: too little was due."""
    score: float | None
    """Of 100, as far as it is sure; None: too little was due."""


def lower(happened: int, total: int) -> float:
    """Wilson's lower bound of a share: what can be said of it after so few."""
    if total <= 0:
        return 0.0
    share, square = min(happened, total) / total, SURE * SURE
    middle, spread = share + square / (2 * total), SURE * sqrt((share * (1 - share) + square / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + square / total))


def score(counts: Counts, scheme: Ranking) -> float | None:
    """Of 100, by the lower bound of each share; None where nothing was due, or nothing weighs."""
    due, whole = counts.own.get(M.DUE, 0), sum(scheme.weights.values())
    if due <= 0 or not whole:
        return None
    bounds = {name: lower(max(0, SCHEME[name](counts.own)), due) for name in scheme.weights}
    return 100 * sum(weight * bounds[name] for name, weight in scheme.weights.items()) / whole


def ranked(lines: Mapping[str, Counts], scheme: Ranking) -> list[Ranked]:
    """The best first, then those of whom too little was due."""
    scores = {key: score(counts, scheme) for key, counts in lines.items() if counts.own.get(M.DUE, 0) >= scheme.least}
    sure = {key: round(found, 6) for key, found in scores.items() if found is not None}
    ordered = [*sorted(sure, key=lambda key: (-sure[key], key)), *sorted(set(lines) - set(sure))]
    return [
        Ranked(key=key, score=sure.get(key), place=1 + sum(other > sure[key] for other in sure.values()) if key in sure else None)
        for key in ordered
    ]
