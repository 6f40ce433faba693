"""How a card looks in one language: its text, its one picture, its buttons. Nothing here decides anything."""

from dataclasses import dataclass

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from cases.cards import Card, CaseCard, DraftCard, Picture, QueueCard
from cases.model import Case, Status
from cases.ports import DISPATCHERS
from handlers.chat import look_draft
from handlers.chat.keyboards import OpenPress, QueuePress, button, markup, rows
from handlers.chat.look_case import case_buttons, name, resident, staff
from handlers.chat.look_form import form, form_rows
from handlers.texts import Texts

MARKS = {Status.CLAIMED: "🔧", Status.REWORK: "🔁", Status.RETURNED: "↩️", Status.UNCHECKABLE: "❔"}


@dataclass(frozen=True, kw_only=True)
class Look:
    """HTML; how much of it there is room for depends on whether it goes with a picture. `hides`: whatever picture stood there
    is nobody's to see any more."""

    text: str
    picture: Picture | None = None
    buttons: InlineKeyboardMarkup | None = None
    hides: bool = False


def look(card: Card, texts: Texts, bot: str, *, private: bool) -> Look:
    match card:
        case DraftCard():
            return of_draft(card, texts, bot, private=private)
        case CaseCard():
            return of_case(card, texts)
        case QueueCard():
            return of_queue(card, texts)


def line(card: Card, texts: Texts) -> str:
    """What an old message of a card becomes: one line saying where it went."""
    if isinstance(card, CaseCard):
        return texts("case.moved", number=card.case.number)
    return look_draft.ended(card, texts) or texts("draft.below") if isinstance(card, DraftCard) else "↓"


def of_draft(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> Look:
    over = look_draft.ended(card, texts)
    if over:
        return Look(text=over, buttons=markup([]))
    if card.case is not None:
        lines, found = form(card, texts), form_rows(card, texts)
    else:
        lines, found = look_draft.report(card, texts), look_draft.report_rows(card, texts, bot, private=private)
    return Look(text="\n".join(part for part in lines if part), buttons=markup(found))


def of_case(card: CaseCard, texts: Texts) -> Look:
    if card.gone:
        return Look(text=_gone(card, texts), hides=True)
    if card.viewer == "resident":
        text = "\n".join(resident(card, texts))
    else:
        text = "\n".join(part for part in staff(card, texts) if part)
    return Look(text=text, picture=card.picture, buttons=markup(case_buttons(card, texts)))


def _gone(card: CaseCard, texts: Texts) -> str:
    if card.viewer == "nobody":
        return texts("case.hidden", number=card.case.number)
    where = name(card.department, texts) if card.case.status is not Status.RETURNED else texts("case.gone.dispatcher")
    return texts("case.gone", number=card.case.number, where=where or texts("case.gone.dispatcher"))


def of_queue(card: QueueCard, texts: Texts) -> Look:
    total = texts.many(card.total)
    whose = texts("queue.title", name=name(card.department, texts), total=total) if card.department else ""
    lines: list[str] = [whose or texts("queue.waiting", total=total)]
    if card.gathered:
        lines.append(texts("queue.gathered", count=card.gathered))
    lines += [_queued(case, card, texts) for case in card.cases]
    if not card.cases:
        lines.append(texts("queue.empty"))
    opens = [button(texts.plain("button.open", number=case.number[-4:]), OpenPress(case=case.id)) for case in card.cases]
    return Look(text="\n".join(lines), buttons=markup([*rows(opens, 4), _turning(card, texts)]))


def _turning(card: QueueCard, texts: Texts) -> list[InlineKeyboardButton]:
    """Back and on, with where one is between them; nothing where there is one page."""
    if card.pages == 1:
        return []
    key = card.department.code if card.department else DISPATCHERS

    def turn(label: str, page: int) -> InlineKeyboardButton:
        return button(label, QueuePress(key=key, page=page % card.pages))

    where = texts.plain("queue.page", page=card.page + 1, pages=texts.many(card.pages) if card.total < 1000 else "…")
    back, on = texts.plain("button.previous"), texts.plain("button.next")
    return [turn(back, card.page - 1), turn(where, card.page), turn(on, card.page + 1)]


def _queued(case: Case, card: QueueCard, texts: Texts) -> str:
    mark = "🔴" if case.overdue else "⚡" if case.urgent else MARKS.get(case.status, "▫️")
    claimer = texts("queue.claimer", name=card.claimers[case.claimer]) if case.claimer else ""
    time = texts.time(case.deadline) if case.deadline else texts.plain("queue.reported", time=texts.time(case.reported_at))
    category = texts.name(card.names.get(case.category or "", ""))
    about = " · ".join(part for part in (category, case.grid, time) if part)
    return texts("queue.line", mark=mark, number=case.number, about=about, claimer=claimer)
