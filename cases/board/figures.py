"""A card of figures: of which days, told apart by what, and each to be opened down to its cases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from cases.board.search import OF_THESE
from cases.casework import rights
from cases.district.spelling import dense, past_day, plain
from cases.errors import BadCommand, Forbidden, NotOffered, Unknown
from cases.figures import folding
from cases.figures.folds import By
from cases.figures.indicators import INDICATOR, Counts, Kind
from cases.figures.report import EARLIEST, LONGEST, Line, report
from cases.outbox import FIRST, Address, Subject, View, Voice
from cases.people import Person, Role
from cases.work import Work

PAGE = 10
MOST = 200
"""Cases of one figure that are listed."""
MOST_PATH = 48
"""Bytes of a path: a button bears 64."""


class Period(StrEnum):
    TODAY = "t"
    YESTERDAY = "y"
    WEEK = "w"
    LAST_WEEK = "lw"
    MONTH = "m"
    LAST_MONTH = "lm"


SHOWN = (By.DISTRICT, By.DEPARTMENT, By.COMMUNITY, By.GRID, By.HEADING, By.CATEGORY, By.SOURCE)
"""Nobody is compared with others here: of people and who stands behind something there is nothing."""
CODES: Mapping[str, By] = {by[:2]: by for by in SHOWN}


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


@dataclass(frozen=True, kw_only=True)
class FiguresCard:
    key: int
    path: Path
    first: date
    last: date
    today: date
    running: bool
    name: str
    """Of whom it is alone; "" of what belongs to none."""
    line: Line
    lines: tuple[tuple[str, Line], ...]
    """With names; where it is of one, none."""
    page: int
    pages: int


Called = Mapping[str, Period | By]
"""What periods and groupings are called, without spaces."""


async def ask(work: Work, actor: Person, said: str, called: Called) -> None:
    """In their own chat, at once; `said`: nothing, a period, a month, a day or two, and by what. A lead begins with their own
    department. Raises Forbidden, BadCommand."""
    if not actor.staff:
        raise Forbidden
    words = [word for word in re.split(r"[\s至到~～—–]+", said) if word]
    known = [called.get(dense(word)) for word in words]
    period = next((one for one in known if isinstance(one, Period)), None)
    rest = [word for word, meant in zip(words, known, strict=True) if meant is None]
    if period and rest:
        raise BadCommand(usage="figures")
    path = _of_whom(actor, next((one for one in known if isinstance(one, By)), None))
    path = replace(path, period=period or _period(work, rest))
    key = await work.store.words.keep_list(str(path))
    await work.store.outbox.show(Subject.FIGURES, key, Address(chat=actor.id), Voice.LOUD)


def _of_whom(actor: Person, by: By | None) -> Path:
    """What was asked for, else the one department somebody leads who does not see everything, else the district."""
    led = actor.scopes(Role.LEAD)
    if by is None and len(led) == 1 and not any(actor.has(role) for role in rights.EVERYTHING):
        return Path(by=By.DEPARTMENT, key=next(iter(led)))
    return Path(by=by or By.DISTRICT)


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


async def figures_card(work: Work, key: str, address: Address, view: View = FIRST) -> FiguresCard:
    """Raises Forbidden, or Unknown when its days are over."""
    said = await work.store.words.read(int(key))
    if not said:
        raise Unknown
    if not address.private or not (await work.store.people.get(address.chat)).staff:
        raise Forbidden
    path = path_in(said)
    first, last = days(work, path.period)
    found = await report(work, path.by, first, last)
    line = found.whole if path.key is None else next((one for one in found.lines if one.key == path.key), NOTHING)
    listed = () if path.one else found.lines
    pages = max(1, -(-len(listed) // PAGE))
    page = min(view.page, pages - 1)
    shown = listed[page * PAGE : (page + 1) * PAGE]
    return FiguresCard(
        key=int(key), path=path, first=first, last=last, today=work.today, running=found.running, line=line,
        page=page, pages=pages,
        name=named(work, path.by, path.key) if path.key else "",
        lines=tuple((named(work, path.by, one.key), one) for one in shown),
    )  # fmt: skip


NOTHING = Line(key="", counts=Counts(), median=None)


def named(work: Work, by: By, key: str) -> str:
    """What people call it, in Chinese; a code that is nowhere any more stays one. Of sources their code: they have words."""
    match by:
        case By.DEPARTMENT:
            found = work.department(key)
            return found.name if found else key
        case By.CATEGORY:
            category = work.named(key, work.district.edition)
            return category.name if category else key
        case By.COMMUNITY:
            return dict(work.district.communities).get(key, key)
        case By.GRID:
            grid = work.grid(key)
            return f"{key} {grid.name}" if grid and grid.name != key else key
    return key


async def press(work: Work, actor: Person, key: int, to: str) -> None:
    """Shows something else on the card, or, behind a #, lists the cases of one of its figures. Raises NotOffered, Forbidden."""
    shown = await work.store.words.read(key)
    if not actor.staff:
        raise Forbidden
    said, _, figure = to.partition("#")
    if not shown or len(to.encode()) > MOST_PATH or not to.isprintable():
        raise NotOffered
    path = path_in(said or shown)
    days(work, path.period)
    if figure:
        await _open(work, actor, path, figure)
    elif said:
        await work.store.words.rewrite(key, str(path))


async def _open(work: Work, actor: Person, path: Path, figure: str) -> None:
    """By an errand: to find the cases histories are read."""
    indicator = INDICATOR.get(figure)
    if indicator is None or indicator.kind is Kind.RATE or not path.one:
        raise NotOffered
    days(work, path.period)
    await work.store.outbox.errand("figure", {"chat": actor.id, "path": str(path), "figure": figure})


async def counted(work: Work, said: str, figure: str) -> list[int]:
    """The cases a figure counts. To be read from a snapshot."""
    path = path_in(said)
    return (await folding.cases(work, path.by, path.key or "", *days(work, path.period), INDICATOR[figure]))[:MOST]


async def listed(work: Work, chat: int, called: str, cases: Sequence[int]) -> None:
    """As a list in their own chat; what they may not see is not in it."""
    key = await work.store.words.keep_list(f"{called}\n{OF_THESE}{','.join(map(str, cases))}")
    await work.store.outbox.show(Subject.FOUND, key, Address(chat=chat), Voice.LOUD)


def title(work: Work, said: str) -> tuple[date, date, By, str]:
    """Of which days a path is, and of whom by name."""
    path = path_in(said)
    return *days(work, path.period), path.by, named(work, path.by, path.key) if path.key else ""
