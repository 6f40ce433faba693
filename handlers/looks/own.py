"""How a complaint reads to who made it."""

from cases.board.own import OwnCard
from cases.casework.case import OVER, Action, Status
from handlers.chat.keyboards import Rows, action_button, rows
from handlers.looks.casework import LISTED_WORDS, reading
from handlers.looks.names import name
from handlers.texts import Html, Texts, cut

LISTED = 6
"""Of what has happened to a complaint, the last that are shown."""


def own(card: OwnCard, texts: Texts) -> list[str]:
    department = name(card.department, texts)
    found: list[str] = [
        _title(card, texts) + " · " + _standing(card, department, texts),
        texts("case.words", words=cut(card.words, LISTED_WORDS)) if card.words else "",
        texts("draft.in_words", place=cut(card.place, LISTED_WORDS)) if card.place and card.place != card.words else "",
    ]
    found += _alarm(card, texts)
    if card.question and card.status not in OVER:
        found.append(texts("mine.asked", words=cut(card.question, LISTED_WORDS)))
    for step in card.happened[-LISTED:]:
        what = texts.plain(f"mine.status.{step.status}", department=name(step.department, texts))
        found.append(texts("mine.step", time=texts.time(step.at), what=what))
    return [part for part in [*found, *_answer(card, texts)] if part]


def _standing(card: OwnCard, department: str, texts: Texts) -> Html:
    own = f"mine.followed.{card.status}"
    return texts(own if card.followed and texts.has(own) else f"mine.status.{card.status}", department=department)


def _title(card: OwnCard, texts: Texts) -> Html:
    return texts("mine.title.followed" if card.followed else "mine.title", number=card.number)


def _alarm(card: OwnCard, texts: Texts) -> list[str]:
    """Of danger to life: that it is on its way, and what whoever comes would need to know."""
    if card.alarm is None or card.status in OVER:
        return []
    told = texts("mine.alarm", what=texts.name(card.alarm.name))
    wanted = texts.join([f"mine.wanted.{ask}" for ask in card.wanted])
    return [told, texts("mine.wanted", asks=wanted)] if card.wanted else [told]


def _answer(card: OwnCard, texts: Texts) -> list[str]:
    """What became of it, and what is asked of them."""
    found = _turned_down(card, texts)
    if card.status is Status.CLOSED_BY_FORCE:
        found.append(texts("mine.forced"))
    if card.status in (Status.CHECKING, Status.CLOSED) and card.outcome:
        words = texts("then_words", words=cut(card.done_words, LISTED_WORDS)) if card.done_words else ""
        found.append(texts("mine.result", outcome=texts.plain(f"outcome.{card.outcome}"), words=words))
    if card.status is Status.CLOSED:
        after = f"mine.after.{card.opinion}"
        found.append("" if card.followed else texts(after if texts.has(after) else "mine.after"))
    elif card.deadline and card.status in (Status.QUEUED, Status.CLAIMED):
        found.append(_expected(card, texts.time(card.deadline), texts))
    elif card.status in (Status.REPORTED, Status.VERIFYING):
        found.append(texts("mine.received"))
    return found


def _expected(card: OwnCard, time: str, texts: Texts) -> str:
    """Of what is handled in steps when the one that runs is done."""
    if card.part is None:
        return texts("mine.expected", time=time)
    at = card.part
    return texts("mine.expected.phase", number=at.number, of=at.of, name=at.phase.name, time=time)


def _turned_down(card: OwnCard, texts: Texts) -> list[str]:
    """Why nothing is done of it by itself, and that they may object."""
    found: list[str] = []
    if card.status is Status.NOT_ACCEPTED and card.why:
        words = texts("then_words", words=cut(card.why.words, LISTED_WORDS)) if card.why.words else ""
        other = f" {card.why.original}" if card.why.original else ""
        found.append(texts("mine.because", reason=texts.plain(f"reason.{card.why.reason}") + other, words=words))
    if card.status is Status.MERGED and card.why:
        found.append(texts("mine.merged", number=card.why.original))
    if card.opinion is Action.OBJECT and card.status in (Status.REPORTED, Status.RETURNED):
        found.append(texts("mine.objected"))
    return [*found, texts("mine.object")] if Action.OBJECT in card.actions else found


def own_buttons(card: OwnCard, texts: Texts) -> Rows:
    found = rows([action_button(texts, card.id, card.step, action, _label(card, action, texts)) for action in card.actions], 2)
    return found if card.followed else [*found, reading(card.id, card.recordings, texts)]


def _label(card: OwnCard, action: str, texts: Texts) -> str:
    """As it is called where danger was told of."""
    own = f"do.{action}.alarm"
    return texts.plain(own) if card.alarm and texts.has(own) else ""
