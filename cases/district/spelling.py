"""One form for what is written in many: half width, lower case; and dense, without anything but letters and figures."""

import re
import unicodedata


def plain(text: str) -> str:
    """Half width, lower case, one form for each character. ㎡ becomes m2."""
    return unicodedata.normalize("NFKC", text).lower()


def dense(text: str) -> str:
    """Letters and figures only."""
    return re.sub(r"[\W_]+", "", plain(text))


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
