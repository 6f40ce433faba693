"""What a caption says: likely categories with the word that gave each away, urgency. No network, no learning."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.district.edition import District, Spelled
from cases.district.spelling import dense, nearly, plain
from cases.forms.quantities import READ

_URGENT = re.compile(r"紧急|加急|急(?![诊救])|马上|立即|立刻|赶紧|赶快|危险")
_CALM = re.compile(r"不太?着?急|不紧急|急不急|没有?危险|不危险|消除危险")
_LANDMARK = ("旁", "边上", "附近", "对面", "门口", "后面")
NAMED = 4.0
"""From this score a caption is taken to name the category; below, the category is only offered."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A likely category; `because` is the word of the list that was found in the caption, or "" for what is often seen here."""

    code: str
    score: float
    because: str


def guesses(text: str, district: District, often: Mapping[str, int], most: int = 3) -> tuple[Guess, ...]:
    """Likely categories, best first: the longest word found wins; then events before components, the word's place in
    its list, what this grid sees often. Bindings left over go to categories of the same heading, then to what `often` lists,
    most often first. One wrong character is forgiven in words of four or more, if nothing fits exactly."""
    flat = dense(text[:READ])[:READ]
    exact = [one for one in district.spelled if one.dense in flat and _named(one.dense, flat)]
    near = exact or [one for one in district.spelled if one.dense in flat or nearly(one.dense, flat)]
    found = _ranked(near, 0.0 if exact else 1.5, often)
    heading = district.category_of[found[0].code].heading if found else None
    alike = [one.code for one in district.categories if one.heading == heading]
    usual = sorted(often, key=lambda code: -often[code])
    shown = [guess.code for guess in found[:most]]
    fill = [Guess(code=code, score=0, because="") for code in dict.fromkeys([*alike, *usual]) if code not in shown]
    return tuple([*found, *fill][:most])


def named(text: str, district: District) -> Guess | None:
    """The category a text names, if it does."""
    best = next(iter(guesses(text, district, {}, 1)), None)
    return best if best and best.score >= NAMED else None


def _ranked(hits: Iterable[Spelled], penalty: float, often: Mapping[str, int]) -> list[Guess]:
    best: dict[str, Spelled] = {}
    for hit in hits:
        code = hit.category.code
        if code not in best or (len(hit.dense), -hit.place) > (len(best[code].dense), -best[code].place):
            best[code] = hit
    ranked = sorted(
        best.values(), reverse=True,
        key=lambda hit: (len(hit.dense), not hit.category.component, -hit.place, often.get(hit.category.code, 0)),
    )  # fmt: skip
    return [Guess(code=hit.category.code, score=2.0 * len(hit.dense) - penalty, because=hit.word) for hit in ranked]


def _named(word: str, text: str) -> bool:
    """Whether the text holds the word, and not only as a landmark (公共厕所旁边)."""
    at = text.find(word)
    while at >= 0:
        if not text.startswith(_LANDMARK, at + len(word)):
            return True
        at = text.find(word, at + 1)
    return False


def urgent(text: str) -> bool:
    return bool(_URGENT.search(_CALM.sub("", plain(text[:READ])[:READ])))
