"""Numbers of cases, as people write them."""

import re

from cases.district.spelling import dense, plain

NUMBER = re.compile(r"[A-Z]{1,6}\d{6}-\d{4,8}")
ASKING = 14
"""Letters beside a case's number that still only ask for it."""
LAST_DIGITS = 4


def number_in(text: str) -> str | None:
    """The number of a case in a text that says little else."""
    flat = plain(text[:200]).upper()
    found = NUMBER.search(flat)
    if found is None or len(dense(flat)) - len(dense(found[0])) > ASKING:
        return None
    return found[0]


def last_digits(text: str) -> str | None:
    """The last digits of a number, where a text is nothing else."""
    flat = dense(text[:200])
    return flat.zfill(LAST_DIGITS) if flat.isascii() and flat.isdecimal() and len(flat) <= LAST_DIGITS else None
