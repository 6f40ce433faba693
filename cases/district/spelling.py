"""One form for what is written in many: half width, lower case; and dense, without anything but letters and figures."""

import re
import unicodedata
from datetime import date, timedelta


def plain(text: str) -> str:
    """Half width, lower case, one form for each character. ㎡ becomes m2."""
    return unicodedata.normalize("NFKC", text).lower()


def dense(text: str) -> str:
    """Letters and figures only."""
    return re.sub(r"[\W_]+", "", plain(text))


GRAM = re.compile(r"[a-z]+|\d+|[^\W\da-z_]+")
LONGEST_GRAM = 16


def grams(text: str) -> frozenset[str]:
    """By what a text is found: each two characters that stand together, of Latin words and numbers the whole."""
    found: set[str] = set()
    for piece in GRAM.findall(plain(text)):
        if piece.isascii():
            found.add(piece[:LONGEST_GRAM])
        else:
            found |= {piece[at : at + 2] for at in range(len(piece) - 1)} or {piece}
    return frozenset(found)


_CORRECTS = re.compile(r"^(?:不对|不是|错了|写错|发错|说错|应该是|应是|改成|改为|更正|sorry|no\b|i mean|wrong)")
READ = 40


def corrects(text: str) -> bool:
    """Whether a text puts right what was said before."""
    return bool(_CORRECTS.match(plain(text[:READ])))


AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}


def past_day(said: str, today: date) -> date | None:
    """2026-11-25; 11-25 and 11月25日, the last of that name; 昨天. None for anything else."""
    flat = plain(said[:40]).strip()
    if flat in AGO:
        return today - timedelta(days=AGO[flat])
    parts = [int(part) for part in re.findall(r"[0-9]+", flat)]
    if not re.fullmatch(r"[\d\-./年月日]+", flat) or len(parts) not in (2, 3):
        return None
    try:
        found = date(today.year, *parts) if len(parts) == 2 else date(*parts)
        return found if found <= today or len(parts) == 3 else date(today.year - 1, *parts)
    except (ValueError, OverflowError):
        return None


def nearly(word: str, text: str) -> bool:
    """Whether the text holds the word with one character wrong; short words are not forgiven. With one wrong, one half of the
    word stands there as it is, and only around that is it worth comparing: texts are long and words many."""
    half = len(word) // 2
    return len(word) >= 4 and (_around(word[:half], 0, word, text) or _around(word[half:], half, word, text))


def _around(piece: str, offset: int, word: str, text: str) -> bool:
    """Whether somewhere the piece, which begins at `offset` in the word, has the rest of it around, but for one character."""
    at = text.find(piece, offset)
    while at >= 0:
        window = text[at - offset : at - offset + len(word)]
        if len(window) == len(word) and sum(a != b for a, b in zip(word, window, strict=True)) <= 1:
            return True
        at = text.find(piece, at + 1)
    return False
