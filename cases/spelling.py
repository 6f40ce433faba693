"""One form for what is written in many: half width, lower case; and dense, without anything but letters and figures."""

import re
import unicodedata


def plain(text: str) -> str:
    """Half width, lower case, one form for each character. ㎡ becomes m2."""
    return unicodedata.normalize("NFKC", text).lower()


def dense(text: str) -> str:
    """Letters and figures only."""
    return re.sub(r"[\W_]+", "", plain(text))
