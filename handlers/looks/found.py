"""How a page of what was found looks."""

from zoneinfo import ZoneInfo

from cases.board.search import OVERDUE, FoundCard
from cases.casework.case import WITH_DISPATCHER, Case, Status
from cases.district.spelling import dense
from handlers.chat.keyboards import FoundPress, OpenPress, Rows, button, rows
from handlers.looks.casework import because, delayed
from handlers.looks.clocks import left
from handlers.looks.queue import digits, mark
from handlers.texts import LANGUAGES, Texts


def standings(tz: ZoneInfo) -> dict[str, str]:
    """What a case's standing is called in any language, and how a search writes it down."""
    called: dict[str, str] = {}
    for lang in LANGUAGES:
        texts = Texts(lang, tz)
        called |= {dense(texts.plain(f"status.{status}")): f"!{status}" for status in Status}
        called |= {dense(word): f"!{Status.RETURNED}" for word in texts.plain("find.returned").split()}
        called |= {dense(word): OVERDUE for word in texts.plain("find.overdue").split()}
    return called


def found(card: FoundCard, texts: Texts) -> list[str]:
    lines: list[str] = [texts("found.title", said=card.said, total=texts.many(card.total))]
    whose: str | None = None
    for case in card.cases:
        if card.late and _with(case) != whose:
            whose = _with(case)
            lines.append(
                texts(
                    "found.whose",
                    name=texts.name(card.departments.get(case.id, "") if whose else "") or texts.plain("case.gone.dispatcher"),
                )
            )
        lines.append(_line(case, card, texts))
        waits = because(card.waits[case.id], texts) if case.id in card.waits else ""
        lines += [texts("found.waits", why=waits)] if waits else []
        lines += [texts("found.waits", why=delayed(card.delays[case.id], texts))] if case.id in card.delays else []
        lines += [texts("found.note", words=card.notes[case.id])] if card.notes.get(case.id) else []
    return lines if card.cases else [*lines, texts("found.none_late" if card.late else "found.nothing")]


def _with(case: Case) -> str:
    """Its department, or "" where it is with the dispatchers."""
    return "" if case.status in WITH_DISPATCHER else case.department or ""


def _line(case: Case, card: FoundCard, texts: Texts) -> str:
    named = texts.name(card.categories.get(case.category or "", ""))
    late = card.late or (case.overdue and case.open)
    over = left(card.left[case.id], texts, marked=False) if late and case.id in card.left else ""
    parts = (over, texts.plain(f"status.{case.status}"), named, case.grid, card.about[case.id])
    about = " · ".join(part for part in parts if part)
    claimer = texts("queue.claimer", name=card.names[case.id]) if case.id in card.names and case.open else ""
    return texts("queue.line", mark=mark(case), number=case.number, about=about, claimer=claimer)


def found_rows(card: FoundCard, texts: Texts) -> Rows:
    opens = [button(texts.plain("button.open", number=digits(case, card.cases)), OpenPress(case=case.id)) for case in card.cases]
    turns = [("button.previous", card.page - 1), ("button.next", card.page + 1)]
    turning = [button(texts.plain(label), FoundPress(key=card.key, page=page % card.pages)) for label, page in turns]
    where = button(
        texts.plain("queue.page", page=card.page + 1, pages=texts.many(card.pages)), FoundPress(key=card.key, page=card.page)
    )
    return [*rows(opens, 4), [turning[0], where, turning[1]] if card.pages > 1 else []]
