"""A card of figures: of which days, told apart by what, and each to be opened down to its cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.board.periods import Called, Path, days, meant, path_in, theirs
from cases.board.search import OF_THESE
from cases.errors import Forbidden, NotOffered, Unknown
from cases.figures import folding
from cases.figures.folds import By
from cases.figures.indicators import INDICATOR, Counts, Kind
from cases.figures.report import Line, report
from cases.outbox import FIRST, Address, Subject, View, Voice
from cases.people import Person
from cases.work import Work

PAGE = 10
MOST = 200
"""Cases of one figure that are listed."""
MOST_PATH = 48
"""Bytes of a path: a button bears 64."""


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
    mine: bool
    """It is what who looks has reported."""
    line: Line
    lines: tuple[tuple[str, Line], ...]
    """With names; where it is of one, none."""
    page: int
    pages: int


async def ask(work: Work, actor: Person, said: str, called: Called) -> None:
    """In their own chat, at once; `said`: nothing, a period, a month, a day or two, and by what. Raises Forbidden, BadCommand."""
    if not actor.staff:
        raise Forbidden
    key = await work.store.words.keep_list(str(meant(work, actor, said, called)))
    await work.store.outbox.show(Subject.FIGURES, key, Address(chat=actor.id), Voice.LOUD)


async def figures_card(work: Work, key: str, address: Address, view: View = FIRST) -> FiguresCard:
    """Raises Forbidden, or Unknown when its days are over."""
    said = await work.store.words.read(int(key))
    if not said:
        raise Unknown
    if not address.private or not (await work.store.people.get(address.chat)).staff:
        raise Forbidden
    path = path_in(said)
    if not theirs(path, address.chat):
        raise Forbidden
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
        name=named(work, path.by, path.key) if path.key else "", mine=path.by is By.WORKER,
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
    if not theirs(path, actor.id):
        raise NotOffered
    if figure:
        await _open(work, actor, path, figure)
    elif said:
        await work.store.words.rewrite(key, str(path))


async def _open(work: Work, actor: Person, path: Path, figure: str) -> None:
    """By an errand: to find the cases histories are read."""
    indicator = INDICATOR.get(figure)
    if indicator is None or indicator.kind is Kind.RATE or not path.one:
        raise NotOffered
    facts = {"chat": actor.id, "thread": None, "path": str(path), "figure": figure}
    await work.store.outbox.errand("figure", facts, owner=actor.id)


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
