"""Of which days figures are asked for, and told apart by what: as a card bears it, and as people type it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from cases.casework import rights
from cases.district.spelling import dense, past_day, plain
from cases.errors import BadCommand, NotOffered
from cases.figures.folds import By
from cases.figures.report import EARLIEST, LONGEST
from cases.people import Person, Role
from cases.work import Work


class Period(StrEnum):
    TODAY = "t"
    YESTERDAY = "y"
    WEEK = "w"
    LAST_WEEK = "lw"
    MONTH = "m"
    LAST_MONTH = "lm"


SHOWN = (By.DISTRICT, By.DEPARTMENT, By.COMMUNITY, By.GRID, By.HEADING, By.CATEGORY, By.SOURCE)
"""Nobody is compared with others here: of people and who stands behind something there is nothing."""
CODES: Mapping[str, By] = {by[:2]: by for by in (*SHOWN, By.WORKER)}
"""And of a worker their own, shown to nobody else."""


@dataclass(frozen=True, kw_only=True)
class Path:
    """What a card shows: `period` one of `Period` or two days; `key`: of which department, grid, … alone, None: all of them."""

    period: str = Period.WEEK
    by: By = By.DISTRICT
    key: str | None = None

    def __str__(self) -> str:
        return "/".join([self.period, self.by[:2], *([self.key] if self.key is not None else [])])

    @property
    def one(self) -> bool:
        """Whether it is of one alone, or of the whole district."""
        return self.by is By.DISTRICT or self.key is not None


def path_in(said: str) -> Path:
    """Raises NotOffered for what is none."""
    period, _, rest = said.partition("/")
    code, _, key = rest.partition("/")
    if code not in CODES or not (period in set(Period) or re.fullmatch(r"[0-9]{8}-[0-9]{8}", period)) or not said.isprintable():
        raise NotOffered
    return Path(period=period, by=CODES[code], key=key if "/" in rest else None)


def days(work: Work, period: str) -> tuple[date, date]:
    """The first and the last, both included, by the district's bulletin days. Raises NotOffered for no such days."""
    today = work.district.bulletin_day(work.now)
    monday, first = today - timedelta(days=today.weekday()), today.replace(day=1)
    before = first - timedelta(days=1)
    found = {
        Period.TODAY: (today, today),
        Period.YESTERDAY: (today - timedelta(days=1), today - timedelta(days=1)),
        Period.WEEK: (monday, today),
        Period.LAST_WEEK: (monday - timedelta(days=7), monday - timedelta(days=1)),
        Period.MONTH: (first, today),
        Period.LAST_MONTH: (before.replace(day=1), before),
    }.get(Period(period) if period in set(Period) else Period.TODAY)
    if period in set(Period) and found:
        return found
    try:
        start, end = (date.fromisoformat(one) for one in period.split("-"))
    except ValueError as error:
        raise NotOffered from error
    if not within(work, start, end):
        raise NotOffered
    return start, end


def within(work: Work, first: date, last: date) -> bool:
    """Whether figures can be asked for of these days."""
    return EARLIEST <= first <= last <= work.district.bulletin_day(work.now) + LONGEST and last - first <= LONGEST


Called = Mapping[str, Period | By]
"""What periods and groupings are called, without spaces."""


def meant(work: Work, actor: Person, said: str, called: Called) -> Path:
    """What somebody has typed; who leads a department begins with that, a worker with their own reports. Raises BadCommand."""
    words = [word for word in re.split(r"[\s至到~～—–]+", said) if word]
    known = [called.get(dense(word)) for word in words]
    period = next((one for one in known if isinstance(one, Period)), None)
    rest = [word for word, found in zip(words, known, strict=True) if found is None]
    if period and rest:
        raise BadCommand(usage="figures")
    path = _of_whom(actor, next((one for one in known if isinstance(one, By)), None))
    return replace(path, period=period or _period(work, rest))


def _of_whom(actor: Person, by: By | None) -> Path:
    """What was asked for, else of who does not see everything the one department they lead, or their own reports."""
    led = actor.scopes(Role.LEAD)
    wide = by is not None or any(actor.has(role) for role in rights.EVERYTHING)
    if len(led) == 1 and not wide:
        return Path(by=By.DEPARTMENT, key=next(iter(led)))
    if actor.has(Role.WORKER) and not led and not wide:
        return Path(by=By.WORKER, key=str(actor.id))
    return Path(by=by or By.DISTRICT)


def theirs(path: Path, person: int) -> bool:
    """Whether it is nobody else's own."""
    return path.by is not By.WORKER or path.key == str(person)


MONTH = re.compile(r"([0-9]{1,2})月(?:份)?")


def _period(work: Work, said: list[str]) -> str:
    """One day, two and all between them whichever is said first, or a month by its number, the last of that name."""
    if not said:
        return Period.WEEK
    today = work.district.bulletin_day(work.now)
    named = MONTH.fullmatch(plain(said[0])) if len(said) == 1 else None
    first, last = _month(int(named[1]), today) if named else _two(said, today)
    if first is None or last is None or not within(work, first, last):
        raise BadCommand(usage="figures")
    return f"{first:%Y%m%d}-{last:%Y%m%d}"


def _month(number: int, today: date) -> tuple[date | None, date | None]:
    if not 1 <= number <= 12:
        return None, None
    first = date(today.year - (number > today.month), number, 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _two(said: list[str], today: date) -> tuple[date | None, date | None]:
    """A day of this year that is still to come ends what begins before it."""
    first, last = past_day(said[0], today), past_day(said[-1], today)
    if first is None or last is None or len(said) > 2:
        return None, None
    ahead = past_day(said[-1], today + timedelta(days=SOON)) if last < first else None
    last = ahead if ahead and ahead >= first else last
    return min(first, last), max(first, last)


SOON = 62
"""Days ahead that somebody may mean who names no year."""
