"""How a card looks in one language: its text, its one picture, its buttons. Nothing here decides anything."""

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from cases.board.cards import Card
from cases.board.case import CaseCard, Picture
from cases.board.draft import DraftCard
from cases.board.queue import QueueCard
from cases.casework.case import Status
from cases.intake.draft import DraftState
from handlers.chat.keyboards import markup
from handlers.looks import intake
from handlers.looks.casework import case_buttons, name, resident, staff
from handlers.looks.forms import form, form_rows
from handlers.looks.queue import queue, queue_rows
from handlers.texts import Texts


@dataclass(frozen=True, kw_only=True)
class Look:
    """HTML; how much of it there is room for depends on whether it goes with a picture. `hides`: whatever picture stood there
    is nobody's to see any more."""

    text: str
    picture: Picture | None = None
    buttons: InlineKeyboardMarkup | None = None
    hides: bool = False
    over: bool = False
    """A form that was handed in: what became of it stands on the case's card."""


def look(card: Card, texts: Texts, bot: str, *, private: bool) -> Look:
    match card:
        case DraftCard():
            return of_draft(card, texts, bot, private=private)
        case CaseCard():
            return of_case(card, texts)
        case QueueCard():
            return Look(text="\n".join(queue(card, texts)), buttons=markup(queue_rows(card, texts)))


def line(card: Card, texts: Texts) -> str:
    """What an old message of a card becomes: one line saying where it went."""
    if isinstance(card, CaseCard):
        return texts("case.moved", number=card.case.number)
    return intake.ended(card, texts) or texts("draft.below") if isinstance(card, DraftCard) else "↓"


def of_draft(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> Look:
    over = intake.ended(card, texts)
    if over:
        return Look(text=over, buttons=markup([]), over=card.draft.state is DraftState.DONE)
    if card.asked.case is not None:
        lines, found = form(card, texts), form_rows(card, texts)
    else:
        lines, found = intake.report(card, texts), intake.report_rows(card, texts, bot, private=private)
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
