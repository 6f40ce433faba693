"""What a stranger could be called or found by, blotted out of what people wrote, however they wrote it."""

import re
import unicodedata

GAP = r"[\s\-‐-―.·()（）_/\\\u200b-\u200f\u2060\ufe0f\u20e3]{0,3}"
"""What may stand between the digits of a number."""
WIDE = r"[\W_]{0,6}"
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
    r"(?:微信|薇信|v信|支付宝|wechat|weixin|telegram|(?<![a-z])(?:vx?(?=\s?:)|vx|wx|qq|tg))(?:号码?|\s?id)?[\s:是为]{0,3}[a-z0-9][a-z0-9_\-]{4,19}"
    r"|t\.me/\w{5,32}|(?<![a-z0-9.])@[a-z]\w{4,31}|[a-z0-9._%+\-]{1,64}@[a-z0-9\-]{1,63}(?:\.[a-z]{2,10}){1,3}"
)
WRITTEN = ("〇零洞", "一壹幺", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒拐", "八捌", "九玖勾")
CHINESE = {char: str(value) for value, chars in enumerate(WRITTEN) for char in chars}
SPELT = re.compile(rf"(?:[\d{''.join(CHINESE)}]{GAP}){{7,}}")


def _flat(text: str) -> str:
    """The same text, a character for a character: half width and lower case where that is one character too."""
    return "".join(_one(char) for char in text)


def _one(char: str) -> str:
    if char.isascii():
        return char.lower()
    flat = unicodedata.normalize("NFKC", char).lower()
    return flat if len(flat) == 1 else char


def masked(text: str, *names: str) -> str:
    """Numbers keep their first three and last two digits, the rest becomes stars; names given are blotted out whole."""
    flat = _flat(text)
    spelt = _spelt(flat)
    hidden = list(text)
    for match in NUMBERS.finditer(spelt):
        _blot(hidden, spelt, match.start(), match.end())
    for match in NAMED.finditer(flat):
        hidden[match.start() + 2 : match.end()] = "*" * (match.end() - match.start() - 2)
    found = "".join(hidden)
    for name in names:
        if len(name) > 1:
            spaced = r"[\s·]{0,2}".join(map(re.escape, name))
            found = re.sub(spaced, lambda match: "*" * len(match[0]), found)
    return found


def number_said(text: str) -> str:
    """The first number or name in a text that somebody could be called or found by, as it was written; "" for none."""
    flat = _flat(text)
    found = NUMBERS.search(_spelt(flat)) or NAMED.search(flat)
    return text[found.start() : found.end()] if found else ""


def _spelt(flat: str) -> str:
    """The same text with numbers in Chinese numerals in digits."""
    return SPELT.sub(lambda found: "".join(CHINESE.get(char, char) for char in found[0]), flat)


def _blot(hidden: list[str], flat: str, start: int, end: int) -> None:
    digits = [at for at in range(start, end) if flat[at].isdigit() or flat[at] == "x"]
    for at in digits[3:-2]:
        hidden[at] = "*"
