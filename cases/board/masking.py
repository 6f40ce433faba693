"""What a stranger could be called or found by, blotted out of what people wrote, however they wrote it."""

import re
import unicodedata
from collections.abc import Collection

from cases.district.spelling import grams

GAP = r"[\s\-‐-―.·()（）_/\\\u200b-\u200f\u2060\ufe0f\u20e3]{0,3}"
"""What may stand between the digits of a number."""
WIDE = r"[\W_转杠再]{0,6}"
"""And of a mobile number, which is known by its beginning."""

DATE = r"(?:19|20)\d\d[-./]?(?:0?[1-9]|1[0-2])[-./]?(?:0?[1-9]|[12]\d|3[01])(?!\d)"


def _digits(least: int, most: int) -> str:
    return rf"(?:{GAP}\d){{{least},{most}}}"


NUMBERS = re.compile(
    "|".join(
        (
            rf"(?<!\d)\d(?:{GAP}\d){{16}}{GAP}[\dx](?!\d)",  # an identity card
            rf"(?<!\d)(?:(?:\+|00){GAP}8{GAP}6{GAP})?1{WIDE}[3-9](?:{WIDE}\d){{9}}(?!\d)",  # a mobile
            rf"(?<!\d)0{_digits(2, 3)}{_digits(7, 8)}(?!\d)",  # a landline with its area
            rf"\+{_digits(9, 14)}(?!\d)",  # another country's
            rf"(?<![\d-])(?!{DATE})[2-9]{_digits(6, 7)}(?![\d-])",  # without
            r"(?<!\d)\d{9,20}(?!\d)",  # some other number of somebody's
        )
    )
)
NAMED = re.compile(
    r"(?:微信|薇信|威信|v信|加微|加v|支付宝|企鹅|扣扣|叩叩|wechat|weixin|telegram|(?<![a-z])(?:vx?(?=\s?:)|vx|wx|qq|tg))(?:号码?|\s?id)?"
    r"(?:就?是|为|叫|搜|加|找|吧|我|is(?![a-z])|[\W_]){0,4}[a-z0-9][a-z0-9_\-]{4,19}"
    r"|(?:weixin|tg)://[!-~]{3,64}"
    r"|t\.me/\w{5,32}|(?<![a-z0-9.])@[a-z]\w{4,31}|[a-z0-9._%+\-]{1,64}\s{0,2}@\s{0,2}[a-z0-9\-]{1,63}(?:\.[a-z]{2,10}){1,3}"
)
CALLED = {"洞": "0", "幺": "1", "两": "2", "拐": "7", "勾": "9"}
"""Digits as they are called out, which Unicode does not know to be any."""
ALIKE = re.compile(r"(?<![a-z\d])[\dol]{11}(?![a-z\d])")
"""A mobile number with letters for noughts and ones."""


def _flat(text: str) -> str:
    """The same text, a character for a character: half width, lower case and digits where that is one character too."""
    flat = "".join(_one(char) for char in text)
    return ALIKE.sub(lambda found: found[0].replace("o", "0").replace("l", "1"), flat)


def _one(char: str) -> str:
    if char.isascii():
        return char.lower()
    value = unicodedata.numeric(char, -1)
    if value in range(10):
        return str(int(value))
    flat = CALLED.get(char) or unicodedata.normalize("NFKC", char).lower()
    return flat if len(flat) == 1 else char


def masked(text: str, *names: str) -> str:
    """Numbers keep their first three and last two digits, the rest becomes stars; names given are blotted out whole."""
    flat = _flat(text)
    hidden = list(text)
    for match in NUMBERS.finditer(flat):
        _blot(hidden, flat, match.start(), match.end())
    for match in NAMED.finditer(flat):
        hidden[match.start() + 2 : match.end()] = "*" * (match.end() - match.start() - 2)
    for called in (one for name in names for one in _called(_flat(name))):
        for match in re.finditer(called, flat):
            hidden[match.start() : match.end()] = "*" * (match.end() - match.start())
    return "".join(hidden)


STARRED = re.compile(r"[\w.+@-]*\*[\w.+@*-]*", re.ASCII)
"""What is left of something that was blotted out."""


def indexed(*texts: str, names: Collection[str] = ()) -> frozenset[str]:
    """By what a case is found in words: nothing a stranger could be called or found by; `names` of who complained."""
    return frozenset(gram for text in texts if text for gram in grams(STARRED.sub(" ", masked(text, *names))))


def _called(name: str) -> list[str]:
    """Patterns of a name as a whole, whatever stands between its characters, and of each word of one in Latin letters."""
    words = [word for word in re.findall(r"[a-z]+", name) if len(word) > 2]
    letters = re.sub(r"[\W_]", "", name)
    whole = [r"[\W_]{0,2}".join(letters)] if len(letters) > 1 else []
    return [rf"(?<![a-z]){one}(?![a-z])" if one[0].isascii() else one for one in [*whole, *words]]


def number_said(text: str) -> str:
    """The first number or name in a text that somebody could be called or found by, as it was written; "" for none."""
    flat = _flat(text)
    found = NUMBERS.search(flat) or NAMED.search(flat)
    return text[found.start() : found.end()] if found else ""


def _blot(hidden: list[str], flat: str, start: int, end: int) -> None:
    digits = [at for at in range(start, end) if flat[at].isdigit() or flat[at] == "x"]
    for at in digits[3:-2]:
        hidden[at] = "*"
