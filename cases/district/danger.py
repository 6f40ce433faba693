"""Danger to life, by how people write of it: kinds with their words, as a pack lists them, and what to do first in each."""

import re
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cases.district.spelling import plain
from cases.time.units import Limit, Unit

CLAUSE = re.compile(r"[,.!?;:，。！？；：、\r\n]+(?!\d)")
TWO_HOURS = Limit(amount=2, unit=Unit.URGENT_HOUR)
NEAR, NEAR_IN_ENGLISH = 12, 40
"""Characters that may stand between the two words of a pair."""


@dataclass(frozen=True, kw_only=True)
class Danger:
    """One kind: known by a word of `first` and one of `second` in one clause, in any order, or by one of `words` alone; in a
    clause with one of `unless` it is not meant."""

    code: str
    name: str
    english: str
    call: str
    """The number to call first."""
    whose: str
    """Who answers there, as the district's emergencies call them."""
    todo: str
    todo_in_english: str
    first: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    category: str | None = None
    """Under which it is filed."""
    limit: Limit = TWO_HOURS
    """Within which it is to be dealt with, whatever its category's is."""

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_any_of(words) for words in (self.first, self.second, self.words, self.unless))

    def meant_in(self, clauses: Sequence[str]) -> bool:
        """`clauses` as `pressed` gives them."""
        first, second, words, unless = self._patterns
        there = [clause for clause in clauses if not unless.search(clause)]
        return bool(words.search(_pressed(" ".join(there)))) or any(_pair(first, second, clause) for clause in there)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of them; what is written in Latin letters at the beginning of a word. Of none: nothing."""
    found = [(r"\b" if one.isascii() else "") + re.escape(one) for word in words if (one := _pressed(word))]
    return re.compile("|".join(found) if found else r"(?!)")


def _pair(first: re.Pattern[str], second: re.Pattern[str], clause: str) -> bool:
    """Each is held against those beside it only: a text may have thousands of both."""
    others = list(second.finditer(clause))
    if not others:
        return False
    starts = [other.start() for other in others]
    beside = (
        (one, others[max(0, at - 2) : at + 2]) for one in first.finditer(clause) if (at := bisect(starts, one.start())) >= 0
    )
    return any(_near(one, other) for one, some in beside for other in some)


def _near(one: re.Match[str], other: re.Match[str]) -> bool:
    gap = max(other.start() - one.end(), one.start() - other.end())
    return 0 <= gap <= (NEAR_IN_ENGLISH if one[0].isascii() and other[0].isascii() else NEAR)


def _pressed(text: str) -> str:
    """Without anything between Chinese characters, one space between Latin words."""
    flat = re.sub(r"[\W_]+", " ", plain(text)).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", flat)


def pressed(text: str) -> list[str]:
    """A text's clauses, as words are looked for in them."""
    return [found for part in CLAUSE.split(text) if (found := _pressed(part))]


def meant(text: str, dangers: Iterable[Danger]) -> Danger | None:
    """The first kind of danger that a text tells of, if it does."""
    clauses = pressed(text)
    return next((one for one in dangers if one.meant_in(clauses)), None)
