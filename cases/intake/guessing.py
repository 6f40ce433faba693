"""What a caption says: likely categories with the word that gave each away, urgency. No network."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cases.district.edition import District, Spelled
from cases.district.spelling import dense, plain
from cases.forms.quantities import READ

_URGENT = re.compile(r"紧急|加急|急(?![诊救])|马上|立即|立刻|赶紧|赶快|危险")
_CALM = re.compile(r"不太?着?急|不紧急|急不急|没有?危险|不危险|消除危险")
_LANDMARK = ("旁", "边上", "附近", "对面", "门口", "后面", "前面", "底下", "下面", "上面", "跟前")
_BEYOND = (
    "near", "nearthe", "nextto", "nexttothe", "opposite", "oppositethe", "behind", "behindthe", "beside", "besidethe",
    "infrontof", "infrontofthe", "atthe", "bythe",
)  # fmt: skip
"""What says in Chinese after a word, and in English before it, that it is only where something is."""
LIKELY, LIKELY_IN_ENGLISH, LIKE, AHEAD = 1.2, 0.5, 3.0, 0.25
"""From which score a category is offered at all, less for English, of which a text has fewer pieces; and, without a word of its
own, taken to be meant, if it is so far ahead of the next."""
SOME, MOST = 0.3, 0.6
"""Shares of the words that speak for a category here, from which it is offered, and taken to be meant."""
WORD = 0.5
"""What each character of a category's own word counts, beside what it is worth as people say it."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A likely category; `because` is the word or piece of the text that gave it away, or "" for what is only likely too, or
    often seen here.
    `sure`: it is taken to be meant, and not only offered."""

    code: str
    score: float
    because: str
    sure: bool = False
    taught: bool = False
    """By what this district has called so."""


def guesses(text: str, district: District, often: Mapping[str, int], most: int = 3) -> tuple[Guess, ...]:
    """Likely categories, best first: by how people say it and by the category's own words, longer ones counting more; then
    events before components, the word's place in its list, what this grid sees often. What is left over goes to categories of
    the same heading, then to what `often` lists, most often first."""
    flat = dense(text[:READ])[:READ]
    there = [hit for hit in district.spelled if hit.dense in flat]
    words = _longest(there, flat)
    like = district.speech.likeness(text[:READ] if flat.isascii() else _without_landmarks(flat, there))
    scores = {code: like.get(code, 0.0) + WORD * len(words[code].dense if code in words else "") for code in {*like, *words}}
    least = LIKELY_IN_ENGLISH if flat.isascii() else LIKELY
    likely = [code for code in scores if code in words or scores[code] >= least]
    ranked = sorted(likely, key=lambda code: _rank(code, scores[code], words.get(code), often))[:most]
    next_best = max((scores[code] for code in scores if code not in ranked[:1]), default=0.0)
    found = [
        Guess(code=code, score=scores[code], because=words[code].word if code in words else "", sure=code in words)
        for code in ranked
    ]
    if found and not found[0].sure:
        found[0] = _likely(found[0], next_best, text[:READ], district)
    heading = district.category_of[ranked[0]].heading if ranked else None
    alike = [one.code for one in district.categories if one.heading == heading]
    usual = sorted(often, key=lambda code: -often[code])
    fill = [Guess(code=code, score=0, because="") for code in dict.fromkeys([*alike, *usual]) if code not in ranked]
    return tuple([*found, *fill][:most])


def _rank(code: str, score: float, word: Spelled | None, often: Mapping[str, int]) -> tuple[float, bool, int, int]:
    return -score, code.startswith("C"), word.place if word else 0, -often.get(code, 0)


def _likely(best: Guess, next_best: float, text: str, district: District) -> Guess:
    """The best of those without a word of their own, with what speaks for it; taken to be meant when it is far ahead."""
    ahead = best.score >= LIKE and best.score - next_best >= AHEAD * best.score
    return replace(best, because=district.speech.telling(text, best.code), sure=ahead)


def as_here(found: tuple[Guess, ...], taught: Mapping[str, float], most: int) -> tuple[Guess, ...]:
    """With what this district itself calls so: meant where most of the words speak for it, offered second where some do."""
    known = max(taught, key=lambda code: taught[code], default="")
    if not known or taught[known] < SOME or known in [one.code for one in found[:1]]:
        return found
    own = Guess(code=known, score=taught[known], because="", sure=taught[known] >= MOST, taught=True)
    others = [replace(one, sure=one.sure and not own.sure) for one in found if one.code != known]
    return tuple(([own, *others] if own.sure else [*others[:1], own, *others[1:]])[:most])


def named(text: str, district: District) -> list[str]:
    """The categories a text names with words of their own, by the longest word."""
    flat = dense(text[:READ])[:READ]
    words = _longest([hit for hit in district.spelled if hit.dense in flat], flat)
    return sorted(words, key=lambda code: -len(words[code].dense))


def _longest(hits: Iterable[Spelled], flat: str) -> dict[str, Spelled]:
    """Of each category's own words the longest that does not stand there only as a landmark."""
    best: dict[str, Spelled] = {}
    for hit in hits:
        known = best.get(hit.category.code)
        if (known is None or len(hit.dense) > len(known.dense)) and _named(hit.dense, flat):
            best[hit.category.code] = hit
    return best


def _without_landmarks(flat: str, there: Iterable[Spelled]) -> str:
    """What is beside something is not that."""
    for hit in there:
        for where in _LANDMARK:
            flat = flat.replace(hit.dense + where, "")
    return flat


def _named(word: str, text: str) -> bool:
    """Whether the text holds the word, and not only as a landmark (公共厕所旁边)."""
    at = text.find(word)
    while at >= 0:
        if not text.startswith(_LANDMARK, at + len(word)) and not text.endswith(_BEYOND, 0, at):
            return True
        at = text.find(word, at + 1)
    return False


def urgent(text: str) -> bool:
    return bool(_URGENT.search(_CALM.sub("", plain(text[:READ])[:READ])))
