"""Danger to life, by how people write of it: kinds with their words, as a pack lists them, and what to do first in each."""

import re
import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from cases.district.spelling import plain
from cases.time.units import Limit, Unit

CLAUSE = re.compile(r"[,.!?;:，。！？；：、\r\n]+(?!\d)")
READ = 4096
APART = "|"
TWO_HOURS = Limit(amount=2, unit=Unit.URGENT_HOUR)
NEAR, NEAR_IN_ENGLISH = 12, 40
"""Characters that may stand between the two words of a pair."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Danger:
    """One kind: known by a word of `first` and one of `second` in one clause, in any order, without one of `unless`; or by one
    of `words` that stands within none of those."""

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
    follows: bool = False
    """It comes of others: told of after one, it goes on about that."""
    limit: Limit = TWO_HOURS
    """Within which it is to be dealt with, whatever its category's is."""

    @cached_property
    def _patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(_any_of(words) for words in (self.first, self.second, self.words, self.unless))

    def meant_in(self, clauses: Sequence[str]) -> bool:
        """`clauses` as `pressed` gives them. A word alone counts wherever it stands but in one that only looks so; a pair in a
        clause that has none of those."""
        first, second, words, unless = self._patterns
        if any(words.search(unless.sub(APART, clause)) for clause in (*clauses, _pressed(" ".join(clauses)))):
            return True
        return any(_pair(first, second, clause) for clause in clauses if not unless.search(clause))


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    """Any of them; what is written in Latin letters at the beginning of a word. Of none: nothing."""
    longest = sorted((one for word in words if (one := _pressed(word))), key=len, reverse=True)
    found = [(r"\b" if one.isascii() else "") + re.escape(one) for one in longest]
    return re.compile("|".join(found) if found else r"(?!)")


def _pair(first: re.Pattern[str], second: re.Pattern[str], clause: str) -> bool:
    """Each is held against those beside it only: a text may have thousands of both."""
    others = list(second.finditer(clause))
    if not others:
        return False
    starts = [other.start() for other in others]
    for one in first.finditer(clause):
        at = bisect(starts, one.start())
        if any(_near(one, other) for other in others[max(0, at - 2) : at + 2]):
            return True
    return False


def _near(one: re.Match[str], other: re.Match[str]) -> bool:
    gap = max(other.start() - one.end(), one.start() - other.end())
    return 0 <= gap <= (NEAR_IN_ENGLISH if one[0].isascii() and other[0].isascii() else NEAR)


def _pressed(text: str) -> str:
    """Without anything between Chinese characters, one space between Latin words."""
    flat = re.sub(r"[\W_]+", " ", plain(text)).strip()
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", flat)


def pressed(text: str) -> list[str]:
    """A text's clauses, as words are looked for in them; what a few characters stand for may be long, and is cut."""
    flat = unicodedata.normalize("NFKC", text[:READ])[:READ] if not text.isascii() else text[:READ]
    return [found for part in CLAUSE.split(flat) if (found := _pressed(part))]


def all_meant(text: str, dangers: Iterable[Danger]) -> list[Danger]:
    """The kinds of danger that a text tells of, in the pack's order."""
    return list(_meant(text, tuple(dangers)))


def meant(text: str, dangers: Iterable[Danger]) -> Danger | None:
    """The first of them, if there is one."""
    return next(iter(_meant(text, tuple(dangers))), None)


@lru_cache(maxsize=256)
def _meant(text: str, dangers: tuple[Danger, ...]) -> tuple[Danger, ...]:
    """Asked of the same message at several doors."""
    clauses = pressed(text)
    return tuple(one for one in dangers if one.meant_in(clauses))
