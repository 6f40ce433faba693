"""How the form of an action on a case looks: the after-photos, the reason, the outcome, whom it goes to."""

from cases.board.draft import DraftCard
from cases.casework.case import Action
from cases.casework.moves import MOVES
from cases.evidence.photo import PhotoState
from cases.intake.draft import Ask
from handlers.chat.keyboards import DraftKeys, Rows, rows
from handlers.looks.intake import SHOWN, categories, named, photos, place, question
from handlers.texts import Texts, cut


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
    if draft.original:
        found.append(texts("form.original", number=cut(draft.original, SHOWN)))
    if card.category:
        found.append(texts("case.category", name=named(card.category, texts), condition="", amount=""))
    if card.grid or draft.point:
        found += place(card, texts)
    found += _whom(card, texts)
    found += _words(card, texts)
    lacks = texts("draft.lacks", asks=texts.join([f"ask.{ask}" for ask in card.lacks])) if card.lacks else ""
    return [*found, "", question(card, texts) or lacks or texts("draft.ready")]


def _words(card: DraftCard, texts: Texts) -> list[str]:
    """In a group they are taken from an answer to the form alone, for people also talk there."""
    draft = card.draft
    if draft.words:
        return [texts("form.words", words=cut(draft.words, SHOWN))]
    wanted = draft.chat < 0 and Ask.WORDS in MOVES[draft.action].needs and not draft.asking
    return [texts("form.reply")] if wanted else []


def _clearing(card: DraftCard, texts: Texts) -> list[str]:
    draft = card.draft
    good = sum(photo.state is PhotoState.GOOD for photo in card.photos)
    found: list[str] = [texts("form.clear.photos", count=good) if good else texts("form.clear.none")]
    found += photos(card, texts)[1:]
    if draft.amount is not None:
        found.append(texts("form.quantity", amount=texts.amount(draft.amount, draft.unit)))
    if draft.outcome:
        found.append(texts("form.outcome", outcome=texts.plain(f"outcome.{draft.outcome}")))
    if draft.until and Ask.DATE in MOVES[draft.action].also(draft):
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
        return [texts("form.department", name=_department_names(card, texts).get(draft.department, draft.department))]
    if Ask.DEPARTMENT in asks.needs:
        return [texts("form.department.needed")]
    return [texts("form.department.optional")] if Ask.DEPARTMENT in asks.offers else []


def form_rows(card: DraftCard, texts: Texts) -> Rows:
    """A loop over what is offered."""
    draft, key = card.draft, DraftKeys(texts, card.draft.id, card.offered)
    people = {str(one.id): f"👤{one.name}" for one in card.colleagues}
    names = _department_names(card, texts)
    return [
        *rows(key.choices("reason", lambda reason: texts.plain(f"reason.{reason}"), draft.reason), 2),
        *rows(key.choices("outcome", lambda outcome: texts.plain(f"outcome.{outcome}"), draft.outcome), 3),
        key.choices("days", lambda days: texts.plain("button.days", days=days), None),
        *rows(key.choices("colleague", lambda person: people.get(person, person), str(draft.colleague)), 2),
        *rows(key.choices("department", lambda code: names.get(code, code), draft.department), 3),
        *categories(card, texts, key),
        *rows(key.asks(), 3),
        [*key.some("submit", style="success"), *key.some("cancel", style="danger")],
    ]


def _department_names(card: DraftCard, texts: Texts) -> dict[str, str]:
    return {one.code: one.english if texts.lang == "en" else one.name for one in card.departments}
