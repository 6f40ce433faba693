"""What the district itself has taught: with which categories its cases ended, by the words they were told in. What ended in a
day counts after the next one's end; numbers and names are no words of anybody's."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from cases.board.masking import indexed
from cases.district.spelling import grams
from cases.forms.quantities import READ
from cases.work import Work

TIMES, PURE = 3, 0.6
"""Of how many cases at least, and of what share of all it was said of, a piece of words speaks for a category."""


async def learn(work: Work, day: date) -> None:
    """At the end of a day, from what ended the day before. To be done once for each."""
    start, end = work.district.bulletin_span(day - timedelta(days=1))
    counted: Counter[tuple[str, str]] = Counter()
    for category, words, names in await work.store.learning.ended(start, end):
        counted.update((gram, category) for gram in indexed(words[:READ], names=names))
    await work.store.learning.learn(counted)


async def taught(work: Work, words: str) -> Mapping[str, float]:
    """For each category that anything speaks for, which share of the words does."""
    said = grams(words[:READ])
    known = await work.store.learning.learned(said) if said else {}
    found: dict[str, float] = defaultdict(float)
    for counted in known.values():
        for category, times in counted.items():
            if times >= TIMES and times >= PURE * sum(counted.values()):
                found[category] += 1 / len(said)
    return {category: share for category, share in found.items() if category in work.district.category_of}
