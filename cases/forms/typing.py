"""How typed words become a quantity, a day, a number to call."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from cases.district.spelling import plain
from cases.errors import BadDate, BadPhone, BadQuantity
from cases.forms import quantities
from cases.forms.quantities import Quantity

MOST = 1_000_000
"""More than this nobody counts; digits like that are something else."""
LONGEST = timedelta(days=366)
NEXT = timedelta(days=184)
"""So far ahead a date without a year may lie; what would be further is one that has passed."""
PHONE = re.compile(r"\+?[\d\- ()]{7,24}")
DATE = re.compile(r"(?:19|20)\d\d[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:0?[1-9]|[12]\d|3[01])")
DAYS = re.compile(r"\W*(?:(?:再)?过|还要|in\b)?\W*[0-9]+\s*(?:天|days?)?(?:[之以]?[后内])?\W*")
"""How many days from today, and nothing beside."""
DATED = re.compile(r"[\W\d年月日号之以前到至在截止完成]*")
"""What stands in a written date: no other unit, no month's name."""


def quantity(text: str, unit: str | None, also: tuple[str, ...] = ()) -> Quantity:
    """Raises BadQuantity for what is none, or none in that unit."""
    found = quantities.typed_quantity(text, unit, also)
    if found is None or (unit and found.unit != unit) or not 0 < found.amount <= MOST:
        raise BadQuantity(unit=unit or "")
    return found


def is_phone(flat: str) -> bool:
    """A number one could be called back on: no date, no count."""
    return bool(PHONE.fullmatch(flat)) and 7 <= sum(char.isdigit() for char in flat) <= 15 and not DATE.fullmatch(flat)


_MOBILE = re.compile(r"(?<!\d)1[3-9]\d(?:[ -]?\d){8}(?!\d)")


def mobile_in(text: str) -> str:
    """The first mobile number among words, or ""."""
    found = _MOBILE.search(plain(text[:4000]))
    return found[0] if found else ""


FEWEST = 7


def _digits(text: str) -> int:
    return sum(char.isdigit() for char in plain(text))


def phone(text: str) -> str:
    """Raises BadPhone; what is written around the digits (an extension, a name) is kept."""
    first = next((at for at, char in enumerate(text) if char.isdigit()), 0)
    text = text if _digits(text[:40]) >= FEWEST else text[first:]
    if not FEWEST <= _digits(text[:40]) <= 24 or DATE.fullmatch(plain(text[:40]).strip()):
        raise BadPhone
    return text[:40]


def day(text: str, today: date) -> date:
    """Year, month and day; month and day; or a number of days alone. Raises BadDate for anything else that has a number: what is
    not understood for certain is asked again."""
    said = plain(text[:40])
    parts = [int(part) for part in re.findall(r"[0-9]+", said)]
    if not (DAYS if len(parts) == 1 else DATED).fullmatch(said) or len(parts) not in READ_AS:
        raise BadDate
    try:
        found = READ_AS[len(parts)](parts, today)
    except (ValueError, OverflowError, StopIteration) as error:
        raise BadDate from error
    if not today <= found <= today + LONGEST:
        raise BadDate
    return found


def _next(parts: list[int], today: date) -> date:
    """The next day of that name, if it is near. Raises ValueError."""
    years = (year for year in (today.year, today.year + 1) if (year % 4 == 0) or parts != [2, 29])
    found = next(day for year in years if (day := date(year, *parts)) >= today)
    if found > today + NEXT:
        raise ValueError
    return found


READ_AS: dict[int, Callable[[list[int], date], date]] = {
    1: lambda parts, today: today + timedelta(days=parts[0]),
    2: _next,
    3: lambda parts, _: date(*parts),
}
"""A day, by how many numbers are written."""
