"""How a card looks in one language: its text, its one picture, its buttons. Nothing here decides anything."""

from dataclasses import dataclass

from aiogram.types import InlineKeyboardMarkup

from cases.board.cards import Card, OverCard
from cases.board.case import CaseCard, GoneCard
from cases.board.digest import DigestCard
from cases.board.draft import DraftCard
from cases.board.figures import FiguresCard
from cases.board.own import OwnCard
from cases.board.parts import Picture
from cases.board.people import PeopleCard
from cases.board.queue import QueueCard
from cases.board.search import FoundCard
from cases.intake.draft import DraftState
from handlers.chat.keyboards import Rows, markup
from handlers.looks import indicators, intake, people
from handlers.looks.casework import case_buttons, gone, staff
from handlers.looks.digest import digest, digest_rows
from handlers.looks.forms import form, form_rows
from handlers.looks.found import found, found_rows
from handlers.looks.own import own, own_buttons
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
    idle: bool = False
    """There is nothing to do by it: where no message of it stands, nobody needs one."""
    over: bool = False
    """A form that was handed in: what became of it stands on the case's card."""


def look(card: Card, texts: Texts, bot: str, *, private: bool) -> Look:
    match card:
        case DraftCard():
            return of_draft(card, texts, bot, private=private)
        case CaseCard():
            return _shown(staff(card, texts), case_buttons(card, texts), card.picture)
        case OwnCard():
            return _shown(own(card, texts), own_buttons(card, texts), card.picture)
        case GoneCard() | OverCard():
            over = isinstance(card, OverCard)
            return Look(text=texts("found.over") if isinstance(card, OverCard) else gone(card, texts), hides=True, idle=over)
        case QueueCard():
            return Look(text="\n".join(queue(card, texts)), buttons=markup(queue_rows(card, texts)), idle=card.total == 0)
    return of_list(card, texts)


def of_list(card: FoundCard | DigestCard | FiguresCard | PeopleCard, texts: Texts) -> Look:
    match card:
        case FoundCard():
            return _shown(found(card, texts), found_rows(card, texts))
        case DigestCard():
            return _shown(digest(card, texts), digest_rows(card, texts))
        case FiguresCard():
            return _shown(indicators.figures(card, texts), indicators.figures_rows(card, texts))
    return _shown(*people.shown(card, texts))


def line(card: Card, texts: Texts) -> str:
    """What an old message of a card becomes: one line saying where it went."""
    if isinstance(card, CaseCard | OwnCard | GoneCard):
        return texts("case.moved", number=card.case.number if isinstance(card, CaseCard) else card.number)
    return intake.ended(card, texts) or texts("draft.below") if isinstance(card, DraftCard) else "↓"


def of_draft(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> Look:
    over = intake.ended(card, texts)
    if over:
        return Look(text=over, buttons=markup(intake.ended_rows(card, texts)), over=card.draft.state is DraftState.DONE)
    if card.asked.case is not None:
        lines, keys = form(card, texts), form_rows(card, texts)
    else:
        lines, keys = intake.report(card, texts), intake.report_rows(card, texts, bot, private=private)
    return _shown(lines, keys)


def _shown(lines: list[str], keys: Rows, picture: Picture | None = None) -> Look:
    return Look(text="\n".join(part for part in lines if part), picture=picture, buttons=markup(keys))
