"""How people say what is the matter: by the characters a text shares with what is known to have been said of each category."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from cases.district.spelling import dense

_LATIN = re.compile(r"[a-z]{3,}")
_OTHERS = re.compile(r"[a-z0-9]+")
STEM = 4
"""Letters by which an English word is known in its other forms."""
SURE = 5
"""Sayings, after which a piece said more often tells little more."""
KEPT = 256
"""Texts."""
LEVEL = 0.15
"""How much categories of which much is known are held back."""


@dataclass(frozen=True, kw_only=True)
class Saying:
    """Something said of a category; `weight`: as of how many."""

    code: str
    text: str
    weight: float


@dataclass(frozen=True, eq=False)
class Speech:
    """All that is known to be said. One value serves every district that says the same; what it is worth is reckoned when first
    asked for."""

    sayings: tuple[Saying, ...]

    @cached_property
    def worth(self) -> Mapping[str, tuple[tuple[str, float], ...]]:
        """Of each piece of a text, for which categories it speaks and how much: the more of their sayings have it, the more; the
        more categories have it, the less."""
        said: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for one in self.sayings:
            for piece in pieces(one.text):
                said[one.code][piece] += one.weight
        shared = Counter(piece for found in said.values() for piece in found)
        found: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for code, counted in said.items():
            worth = {
                piece: times / (times + SURE) * log((len(said) + 1) / (shared[piece] + 0.5)) for piece, times in counted.items()
            }
            level = sum(much * much for much in worth.values()) ** LEVEL
            for piece, much in worth.items():
                found[piece].append((code, much / level))
        return {piece: tuple(listed) for piece, listed in found.items()}

    @cached_property
    def likeness(self) -> Callable[[str], Mapping[str, float]]:
        """How much a text is like what is said of each category; those it has nothing of are left out. A draft's words are asked
        about again with every picture and place, so what was last asked is kept."""
        return lru_cache(maxsize=KEPT)(self._likeness)

    def _likeness(self, text: str) -> Mapping[str, float]:
        found: dict[str, float] = defaultdict(float)
        for piece in pieces(text):
            for code, worth in self.worth.get(piece, ()):
                found[code] += worth
        return found

    def telling(self, text: str, code: str) -> str:
        """The piece of a text that speaks most for a category, two characters at least; "" when there is none."""
        found = {piece: dict(self.worth.get(piece, ())).get(code, 0.0) for piece in sorted(pieces(text)) if len(piece) > 1}
        best = max(found, key=lambda piece: found[piece], default="")
        return best if found.get(best) else ""


def pieces(text: str) -> set[str]:
    """One, two and three characters in a row; of English, words, how they begin, and two written as one. What
    stands on both sides of a number is not in a row."""
    return set(_pieces(text))


def _pieces(text: str) -> Iterator[str]:
    lower = text.lower()
    words = _LATIN.findall(lower)
    for word in words:
        yield word
        yield word[:STEM]
    yield from (f"{one}{other}" for one, other in pairwise(words))
    for flat in _OTHERS.split(dense(lower)):
        for size in (1, 2, 3):
            yield from (flat[at : at + size] for at in range(len(flat) - size + 1))
