"""Whether what is said is about another thing than what is being told of: reports are never mixed."""

import re

from cases.district import geo
from cases.district.edition import District
from cases.district.geo import Point
from cases.district.spelling import corrects, plain
from cases.intake import guessing
from cases.intake.hearing import Heard
from cases.intake.words import houses_in

READ = 40
SHORT = 24
"""Characters in which a thing is named; what is longer tells of it, and may name others by the way."""
ELSEWHERE = 300.0
"""Metres from which a place is another one."""
_BESIDES = re.compile(
    r"^(?:我(?:还)?要(?:再)?(?:投诉|举报|反映)|另外|另有|另一件|再报|再反映|还有(?:一?件|一?个(?:地方|问题|事))"
    r"|also there|another (?:one|thing|problem))"
)
_STREET = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?<![走马道公一])(?:大道|路|街|巷)(?=\d|[\u4e00-\u9fff]|$)")

_ALSO = re.compile(r"也|\b(?:also|too|as well)\b")
_PIECE = re.compile(r"[a-z']+|\d+|[^\W\d_]")
_ENGLISH_STREET = re.compile(
    r"\b(?!(?:the|this|that|our|your|whole|same|other|next|side)\b)([a-z]{3,}) (?:road|rd|street|st|avenue|ave|lane)\b"
    r"(?=\W*(?:$|\d|(?:no|number|near|at|and|corner|by|in front|opposite|outside)\b))"
)


_ADDS = re.compile(r"^(?:补充|更正)(?:一下|说明)?\W|^(?:to add|p\.?s\.?)\W")


def adds(words: str) -> bool:
    """It says so itself that it goes on."""
    return bool(_ADDS.match(plain(words[:READ])))


def besides(words: str) -> bool:
    """It says so itself."""
    return bool(_BESIDES.match(plain(words[:READ])))


def category(words: str, told: str | None, district: District) -> bool:
    """Whether words name a category, and none that was `told` of ("": of none), nor one of its heading."""
    if not words or told is None or corrects(words):
        return False
    found = guessing.named(words, district)
    if not found or told in found:
        return False
    known = district.category_of
    return told not in known or known[found[0]].heading != known[told].heading


def place(heard: Heard, point: Point | None, words: str) -> bool:
    """Whether it says where, and that is elsewhere: far from the point there is, or in another street."""
    if heard.point:
        return point is not None and geo.metres(heard.point, point) > ELSEWHERE
    said, known = _streets(heard.words or heard.place_words), _streets(words)
    alike = any(one.endswith(other) or other.endswith(one) for one in said for other in known)
    return bool(said and known) and not alike and not corrects(heard.words)


def house(said: str, told: str, *, surely: bool) -> bool:
    """Whether it names a house that was not `told` of: with 也 (or `surely`) that is another one; without, it says more exactly
    where it is."""
    houses = set(houses_in(said))
    return bool(houses) and not houses & set(houses_in(told)) and (surely or bool(_ALSO.search(plain(said))))


def _streets(words: str) -> list[str]:
    """Names of streets, with whatever stands before them: 在解放 for 在解放路35号, jiefang for 35 Jiefang Road."""
    said = plain(words[:200])
    return [*_STREET.findall(said), *_ENGLISH_STREET.findall(said)]


def short(words: str) -> bool:
    """A word in letters counts as two characters."""
    pieces = _PIECE.findall(plain(words[: SHORT * 8]))
    return sum(2 if one.isascii() else 1 for one in pieces) <= SHORT
