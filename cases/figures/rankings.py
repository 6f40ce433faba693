"""Who is where among departments or grids: by a scheme of the district's, of which one quick case makes nobody the first."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

from cases.district.edition import Ranking
from cases.figures.facts import Measure
from cases.figures.indicators import INDICATOR, Counts

M = Measure
SURE = 1.96
"""Standard deviations of Wilson's lower bound: 95 %."""
SCHEME: Mapping[str, tuple[tuple[Measure, ...], bool]] = {
    "handled": ((M.ON_TIME, M.LATE), True),
    "on_time": ((M.ON_TIME,), True),
    "rework": ((M.REWORKED,), False),
    "undone": ((M.DUE,), False),
    "extended": ((M.EXTENDED,), False),
}
"""Of what each weight is, out of all that was due; False: of what did not happen. What was not done is what is due and was not
handled."""


@dataclass(frozen=True, kw_only=True)
class Ranked:
    key: str
    place: int | None
    """From 1, the same where it is the same; None: too little was due."""
    score: float | None
    """Of 100, as far as it is sure; None: too little was due."""
    due: int


def lower(happened: int, total: int) -> float:
    """Wilson's lower bound of a share: what can be said of it after so few."""
    if total <= 0:
        return 0.0
    share, square = min(happened, total) / total, SURE * SURE
    middle, spread = share + square / (2 * total), SURE * sqrt((share * (1 - share) + square / (4 * total)) / total)
    return max(0.0, (middle - spread) / (1 + square / total))


def _happened(name: str, counts: Counts) -> int:
    due = counts.own.get(M.DUE, 0)
    if name == "undone":
        return due - max(0, INDICATOR["undone"].of(counts))
    measures, good = SCHEME[name]
    found = sum(counts.own.get(one, 0) for one in measures)
    return max(0, found if good else due - found)


def score(counts: Counts, scheme: Ranking, *, surely: bool) -> float | None:
    """`surely`: with the lower bound of each share instead of the share."""
    due, whole = counts.own.get(M.DUE, 0), sum(scheme.weights.values())
    if due <= 0 or not whole:
        return None
    found = 0.0
    for name, weight in scheme.weights.items():
        happened = min(due, _happened(name, counts))
        found += weight * (lower(happened, due) if surely else happened / due)
    return 100 * found / whole


def ranked(lines: Mapping[str, Counts], scheme: Ranking) -> list[Ranked]:
    """The best first, then those of whom too little was due."""
    sure = {key: round(score(counts, scheme, surely=True) or 0, 6) for key, counts in lines.items()}
    enough = [key for key, counts in lines.items() if counts.own.get(M.DUE, 0) >= scheme.least]
    ordered = sorted(enough, key=lambda key: (-sure[key], key)) + sorted(set(lines) - set(enough))
    places = {key: 1 + sum(sure[other] > sure[key] for other in enough) for key in enough}
    return [
        Ranked(key=key, place=places.get(key), score=sure[key] if key in places else None, due=lines[key].own.get(M.DUE, 0))
        for key in ordered
    ]
