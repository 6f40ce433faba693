"""How the form of an action on a case looks: the after-photos, the reason, the outcome, whom it goes to."""

from aiogram.types import InlineKeyboardButton

from cases.cards import DraftCard
from cases.model import PROMISES, Action, Ask, Outcome, PhotoState, Reason, Refused
from cases.workflow import MOVES
from handlers.chat.keyboards import DraftKeys, Rows, rows
from handlers.chat.look_draft import SHOWN, named, photos, place, question
from handlers.texts import Texts, cut

REASONS: dict[Action, type[Reason] | type[Refused]] = {
    Action.RETURN: Reason,
    Action.REFUSE: Refused,
    Action.REFUTE: Refused,
}


def form(card: DraftCard, texts: Texts) -> list[str]:
    draft, case = card.draft, card.case
    assert case
    move = MOVES[draft.action]
    category = named(card.case_category, texts) if card.case_category else ""
    action = texts.plain(f"do.{draft.action}")
    found: list[str] = [texts("form.title", action=action, number=case.number, category=category).rstrip()]
    if draft.chat < 0:
        found.append(texts("form.owner", name=card.owner))
    if draft.action is Action.CLEAR:
        found += _clearing(card, texts)
    elif card.photos:
        found.append(texts("form.photos", count=len(card.photos)))
    if Ask.REASON in move.asks:
        chosen = texts("form.reason", reason=texts.plain(f"reason.{draft.reason}")) if draft.reason else ""
        found.append(chosen or texts("form.choose_reason"))
    if card.category:
        found.append(texts("case.category", name=named(card.category, texts), condition="", amount=""))
    if card.grid or draft.point:
        found += place(card, texts)
    found += _whom(card, texts)
    if draft.words:
        found.append(texts("form.words", words=cut(draft.words, SHOWN)))
    lacks = texts("draft.lacks", asks=texts.join([f"ask.{ask}" for ask in card.lacks])) if card.lacks else ""
    return [*found, "", question(card, texts) or lacks or texts("draft.ready")]


def _clearing(card: DraftCard, texts: Texts) -> list[str]:
    draft = card.draft
    good = sum(photo.state is PhotoState.GOOD for photo in card.photos)
    found: list[str] = [texts("form.clear.photos", count=good) if good else texts("form.clear.none")]
    found += photos(card, texts)[1:]
    if draft.amount is not None:
        found.append(texts("form.quantity", amount=texts.amount(draft.amount, draft.unit)))
    if draft.outcome:
        found.append(texts("form.outcome", outcome=texts.plain(f"outcome.{draft.outcome}")))
    if draft.until and draft.outcome in PROMISES:
        found.append(texts("form.until", day=texts.day(draft.until)))
    if card.case_category and card.case_category.closing:
        found.append(texts("form.closing", closing=card.case_category.closing))
    return found


def _whom(card: DraftCard, texts: Texts) -> list[str]:
    draft, asks = card.draft, MOVES[card.draft.action]
    if draft.colleague:
        name = next((one.name for one in card.colleagues if one.id == draft.colleague), "")
        return [texts("form.colleague", name=name)]
    if draft.department:
        known = next(one for one in card.departments if one.code == draft.department)
        return [texts("form.department", name=known.english if texts.lang == "en" else known.name)]
    if Ask.DEPARTMENT in asks.needs:
        return [texts("form.department.needed")]
    return [texts("form.department.optional")] if Ask.DEPARTMENT in asks.offers else []


def form_rows(card: DraftCard, texts: Texts) -> Rows:
    draft, asks = card.draft, MOVES[card.draft.action].asks
    key = DraftKeys(texts, draft.id)
    found: Rows = []
    if Ask.REASON in asks:
        reasons = REASONS[draft.action]
        found += rows([key.choice("reason", one, texts.plain(f"reason.{one}"), draft.reason) for one in reasons], 2)
    if Ask.OUTCOME in asks:
        found += rows([key.choice("outcome", one, texts.plain(f"outcome.{one}"), draft.outcome) for one in Outcome], 3)
    if draft.outcome in PROMISES:
        days = [key("days", texts.plain("button.days", days=days), str(days)) for days in (3, 7, 15)]
        found.append([*days, key.ask("date")])
    if Ask.COLLEAGUE in asks:
        chosen = str(draft.colleague)
        found += rows([key.choice("colleague", str(one.id), f"👤{one.name}", chosen) for one in card.colleagues], 2)
    if Ask.DEPARTMENT in asks:
        found += rows(_departments(card, texts, key), 3)
    if Ask.CATEGORY in asks:
        found += rows([key("category", named(one, texts), one.code) for one in card.offers], 3)
    found.append([key.ask(ask) for ask in (Ask.CATEGORY, Ask.QUANTITY, Ask.PLACE) if ask in asks])
    found.append([key("submit", style="success"), key("cancel", style="danger")])
    return found


def _departments(card: DraftCard, texts: Texts, key: DraftKeys) -> list[InlineKeyboardButton]:
    """Every department but the one the case is with."""
    others = [one for one in card.departments if card.case and one.code != card.case.department]
    shown = [(one, one.english if texts.lang == "en" else one.name) for one in others]
    return [key.choice("department", one.code, label, card.draft.department) for one, label in shown]
