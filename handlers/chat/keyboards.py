"""Buttons and what they carry: at most 64 bytes, the thing, the step it was at, and what to do."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup
from pydantic import Field

from cases.casework.case import Action
from cases.casework.moves import MOVES
from cases.casework.moves.move import Tone
from cases.outbox import Subject
from handlers.texts import Texts

STYLES = {Tone.GOOD: "success", Tone.BAD: "danger"}
Rows = list[list[InlineKeyboardButton]]


SUBJECTS = {
    "c": Subject.CASE,
    "w": Subject.CASE,
    "o": Subject.CASE,
    "p": Subject.CASE,
    "r": Subject.CASE,
    "t": Subject.CASE,
    "l": Subject.CASE,
    "b": Subject.CASE,
    "d": Subject.DRAFT,
}
Id = Annotated[int, Field(gt=0, lt=1 << 63)]
"""What the records can hold; a press that bears another number is nobody's."""
Count = Annotated[int, Field(ge=0, lt=1 << 31)]


class CasePress(CallbackData, prefix="c"):
    """An action on a case as it stood at a step."""

    case: Id
    step: Count
    action: Action


class WhyPress(CallbackData, prefix="w"):
    """Why a case went where it went."""

    case: Id


class OpenPress(CallbackData, prefix="o"):
    """A case's card, here."""

    case: Id


class DetailsPress(CallbackData, prefix="r"):
    """A case read whole, in the presser's own chat."""

    case: Id


class PrintPress(CallbackData, prefix="t"):
    """A case on paper, in the presser's own chat."""

    case: Id


class PlayPress(CallbackData, prefix="l"):
    """What was said or filmed about a case, in the presser's own chat."""

    case: Id


class WhoPress(CallbackData, prefix="b"):
    """Who complained, as somebody to be dealt with, in a dispatcher's own chat."""

    case: Id


class PeoplePress(CallbackData, prefix="k"):
    """Where a people card goes, or what it does: see `cases.panel`."""

    key: Id
    to: Annotated[str, Field(max_length=56)]
    page: Count = 0


class FiguresPress(CallbackData, prefix="i"):
    """What a card of figures shows then, or which of its figures is opened: see `cases.board.figures`."""

    key: Id
    to: Annotated[str, Field(max_length=48)]
    page: Count = 0


class CallPress(CallbackData, prefix="p"):
    """Who complained, and how they can be reached."""

    case: Id


class QueuePress(CallbackData, prefix="q"):
    """A page of a queue."""

    key: str
    page: Count


WHITHER = "to"
"""With what is marked, where the card asks to which department."""


class SeveralPress(CallbackData, prefix="m"):
    """Something with several cases of a queue: what, and with which case, or to which department."""

    key: str
    do: Annotated[str, Field(max_length=16)]
    value: Annotated[str, Field(max_length=40)] = ""


class ApartPress(CallbackData, prefix="a"):
    """What joined a case was another thing."""

    case: Id
    event: Count
    message: Count


class FoundPress(CallbackData, prefix="f"):
    """A page of what was found."""

    key: Id
    page: Count


class DraftPress(CallbackData, prefix="d"):
    """One of a draft's own buttons."""

    draft: Id
    button: str
    value: str = ""


def subject_of(data: object) -> tuple[Subject, int] | None:
    """What a button is about: a case or a draft, by id; None when it cannot be read."""
    prefix, _, rest = str(data).partition(":")
    number = rest.partition(":")[0]
    subject = SUBJECTS.get(prefix)
    return (subject, int(number)) if subject and number.isascii() and number.isdigit() and len(number) < 19 else None


def button(text: str, data: CallbackData, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data.pack(), style=style)


def action_button(texts: Texts, case: int, step: int, action: Action, label: str = "") -> InlineKeyboardButton:
    """Labelled by what it does, unless a label is given."""
    return button(
        label or texts.plain(f"do.{action}"), CasePress(case=case, step=step, action=action), STYLES.get(MOVES[action].tone)
    )


class DraftKeys:
    """Makes the buttons of one draft, of those that are offered on it."""

    def __init__(self, texts: Texts, draft: int, offered: Mapping[str, tuple[str, ...]]) -> None:
        self._texts = texts
        self._draft = draft
        self._offered = offered

    def values(self, name: str) -> tuple[str, ...]:
        return self._offered.get(name, ())

    def some(self, *names: str, style: str | None = None) -> list[InlineKeyboardButton]:
        """Those of these buttons without a value that are offered."""
        return [self(name, style=style) for name in names if name in self._offered]

    def __call__(self, name: str, label: str = "", value: str = "", style: str | None = None) -> InlineKeyboardButton:
        """A button labelled by its name, unless a label is given."""
        shown = label or self._texts.plain(f"button.{name}")
        return button(shown, DraftPress(draft=self._draft, button=name, value=value), style)

    def asks(self) -> list[InlineKeyboardButton]:
        """Buttons after which the next text is taken as the answer."""
        return [self("ask", self._texts.plain(f"button.{ask}"), ask) for ask in self.values("ask")]

    def choices(self, name: str, label: Callable[[str], str], chosen: object) -> list[InlineKeyboardButton]:
        """All there are of a kind, the one chosen marked."""
        found = ((value, label(value)) for value in self.values(name))
        return [self(name, f"● {text}" if chosen == value else text, value) for value, text in found]


def rows(buttons: list[InlineKeyboardButton], across: int) -> Rows:
    return [buttons[at : at + across] for at in range(0, len(buttons), across)]


def markup(found: Rows) -> InlineKeyboardMarkup | None:
    kept = [row for row in found if row]
    return InlineKeyboardMarkup(inline_keyboard=kept) if kept else None


def apart(facts: Mapping[str, Any], texts: Texts) -> InlineKeyboardMarkup:
    """「另报一件」 below what was said to have joined a case."""
    press = ApartPress(case=facts["case"], event=facts["event"], message=facts["message"])
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.plain("button.apart"), press)]])


def home(texts: Texts, *, staff: bool) -> ReplyKeyboardMarkup:
    """What stands below the writing field in the private chat: one's place and, for residents, one's phone."""
    keys = [[KeyboardButton(text=texts.plain("button.location"), request_location=True)]]
    if not staff:
        keys.append([KeyboardButton(text=texts.plain("button.contact"), request_contact=True)])
    return ReplyKeyboardMarkup(keyboard=keys, resize_keyboard=True, is_persistent=True)
