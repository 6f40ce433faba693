"""How figures look: of one whoever it is each with what it is made of, of several a line each."""

from collections.abc import Mapping
from datetime import date, timedelta

from aiogram.types import InlineKeyboardButton

from cases.board.figures import FiguresCard
from cases.board.periods import SHOWN, Path, Period
from cases.figures.folds import By
from cases.figures.indicators import INDICATOR, INDICATORS, Indicator, Kind, percent
from cases.figures.report import Line
from handlers.chat.keyboards import FiguresPress, Rows, button, rows
from handlers.texts import Html, Texts

OF_ALL = ("reported", "ended", "on_time_rate", "undone", "rework")
"""Of each line what is told, by district, grid, …"""
OF_DEPARTMENTS = ("dispatched", "due", "on_time_rate", "undone", "rework", "returned")
MOST_DATA = 64
"""Bytes a button bears."""


def figures(card: FiguresCard, texts: Texts) -> list[str]:
    name = texts.plain("by.worker.mine") if card.mine else whom(card.path.by, card.name, texts)
    whose = f" · {name}" if card.path.key is not None else ""
    running = texts("figures.running") if card.running else ""
    days = span(card.first, card.last, texts, card.today)
    found: list[str] = [texts("figures.title", days=days, whose=whose, running=running)]
    if card.first > card.today + timedelta(days=1):
        return [*found, texts("figures.ahead")]
    if card.path.one:
        return [*found, *_all(card.line, texts)]
    wanted = OF_DEPARTMENTS if card.path.by is By.DEPARTMENT else OF_ALL
    found.append(texts("figures.by", by=texts.plain(f"by.{card.path.by}"), all=_told(card.line, wanted, texts)))
    found += [
        texts("figures.line", name=whom(card.path.by, name, texts), told=_told(line, wanted, texts)) for name, line in card.lines
    ]
    return found if card.lines else [*found, texts("figures.nothing")]


GROUPS: Mapping[str, tuple[str, ...]] = {
    "came": ("reported", "filed", "dispatched", "returned", "voided", "reopened"),
    "work": ("cleared", "due", "on_time", "late", "undone", "extended", "suspended"),
    "ended": ("ended", "self_handled", "to_end", "ended_on_time", "rework"),
    "said": ("asked", "satisfied"),
}
"""Counts that stand on one line."""


def _all(line: Line, texts: Texts) -> list[str]:
    """Counts that are none are left out, rates that have nothing to be made of too."""
    found: list[str] = []
    for group, keys in GROUPS.items():
        counted = [INDICATOR[key] for key in keys if INDICATOR[key].of(line.counts)]
        items = Html(texts.plain("comma").join(_count(one, line, texts) for one in counted))
        found += [texts(f"figures.{group}", items=items)] if counted else []
    if not found:
        return [texts("figures.nothing")]
    rates = [one for one in INDICATORS if one.kind is Kind.RATE and one.out_of(line.counts)]
    found += ["", *(texts("figures.rate", name=texts.plain(f"figure.{one.key}"), **_rate(one, line)) for one in rates)]
    if line.median is not None:
        found.append(texts("figures.median", time=lasted(line.median, texts)))
    return [*found, "", texts("figures.how")]


def _count(one: Indicator, line: Line, texts: Texts) -> Html:
    return texts("figures.count", name=texts.plain(f"figure.{one.key}"), count=one.of(line.counts))


def _rate(one: Indicator, line: Line) -> dict[str, object]:
    rate = one.rate(line.counts)
    return {"percent": percent(rate) if rate is not None else "—", "over": one.of(line.counts), "under": one.out_of(line.counts)}


def _told(line: Line, wanted: tuple[str, ...], texts: Texts) -> Html:
    """A few of its figures, one beside the other."""
    known = [INDICATOR[key] for key in wanted]
    shown = [one for one in known if one.out_of(line.counts) or (one.kind is Kind.COUNT and one.of(line.counts))]
    told = [
        _count(one, line, texts)
        if one.kind is Kind.COUNT
        else texts("figures.short", name=texts.plain(f"figure.{one.key}"), **_rate(one, line))
        for one in shown
    ]
    return Html(" · ".join(told))


def lasted(minutes: int, texts: Texts) -> str:
    """About so long: 45 分钟, 3.5 小时, 2.1 天."""
    if minutes < 60:
        return texts.plain("figures.minutes", count=minutes)
    if minutes < 2 * 1440:
        return texts.plain("figures.hours", count=f"{minutes / 60:.1f}")
    return texts.plain("figures.days", count=f"{minutes / 1440:.1f}")


def span(first: date, last: date, texts: Texts, today: date) -> str:
    """With the year where it is not this one."""
    named = [texts.plain("figures.year", year=day.year, day=texts.day(day)) if day.year != today.year else texts.day(day)
             for day in dict.fromkeys((first, last))]  # fmt: skip
    return "–".join(named)


def whom(by: By, name: str, texts: Texts) -> str:
    if not name:
        return texts.plain(f"by.none.{by}" if texts.has(f"by.none.{by}") else "by.none")
    return texts.plain(f"source.{name}") if by is By.SOURCE else texts.name(name)


def called(first: date, last: date, by: By, name: str, figure: str, texts: Texts, today: date) -> str:
    """What a list of its cases is called."""
    whose = texts.plain("by.worker.mine") if by is By.WORKER else whom(by, name, texts) if name else ""
    return " ".join(part for part in (span(first, last, texts, today), whose, texts.plain(f"figure.{figure}")) if part)


def figures_rows(card: FiguresCard, texts: Texts) -> Rows:
    path = card.path
    periods = [_to(card, Path(period=one, by=path.by, key=path.key), texts.plain(f"period.{one}"), texts) for one in Period]
    labels = {by: texts.plain(f"by.{by}") for by in SHOWN}
    marked = {by: f"● {label}" if by is path.by and path.key is not None else label for by, label in labels.items()}
    groups = [_to(card, Path(period=path.period, by=by), marked[by], texts) for by in SHOWN]
    return [*_opening(card, texts), _turning(card, texts), *rows([one for one in periods if one], 3),
            *rows([one for one in groups if one], 4)]  # fmt: skip


def _to(card: FiguresCard, path: Path, label: str, texts: Texts) -> InlineKeyboardButton | None:
    """The one that is shown is marked; None where a button cannot bear it."""
    if not pressable(path):
        return None
    press = FiguresPress(key=card.key, to=str(path))
    here = (path.period == card.path.period and path.by is card.path.by) if path.key == card.path.key else False
    return button(f"● {label}" if here else label, press) if len(press.pack().encode()) <= MOST_DATA else None


def pressable(path: Path) -> bool:
    """Whether what it is of can stand on a button: there a colon and a number sign part."""
    return not {":", "#"} & set(str(path)) and str(path).isprintable()


def _opening(card: FiguresCard, texts: Texts) -> Rows:
    """Of one its figures, of several each of them."""
    if not card.path.one:
        found = [_to(card, Path(period=card.path.period, by=card.path.by, key=line.key), whom(card.path.by, name, texts), texts)
                 for name, line in card.lines]  # fmt: skip
        return rows([one for one in found if one], 2)
    counts = {key: INDICATOR[key].of(card.line.counts) for keys in GROUPS.values() for key in keys}
    shown = [key for key, count in counts.items() if count > 0 and pressable(card.path)]
    presses = {key: FiguresPress(key=card.key, to=f"{card.path}#{key}") for key in shown}
    opens = [
        button(f"{texts.plain(f'figure.{key}')} {counts[key]}", press)
        for key, press in presses.items()
        if len(press.pack().encode()) <= MOST_DATA
    ]
    return rows(opens, 3)


def _turning(card: FiguresCard, texts: Texts) -> list[InlineKeyboardButton]:
    if card.pages == 1:
        return []

    def turn(label: str, page: int) -> InlineKeyboardButton:
        return button(label, FiguresPress(key=card.key, to=str(card.path), page=page % card.pages))

    where = texts.plain("queue.page", page=card.page + 1, pages=card.pages)
    return [
        turn(texts.plain("button.previous"), card.page - 1),
        turn(where, card.page),
        turn(texts.plain("button.next"), card.page + 1),
    ]
