"""How the form of an action on a case looks: a loop over its fields, each with a line for what was answered and a row of what may
be tapped."""

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton

from cases.board.draft import DraftCard
from cases.casework.case import Source
from cases.forms import fields
from cases.forms.answers import Ask
from cases.forms.field import Field
from handlers.chat.keyboards import DraftKeys, Rows, rows
from handlers.looks.intake import SHOWN, Lines, alike, categories, lacks, named, place, question, unchecked
from handlers.texts import Texts, cut


def form(card: DraftCard, texts: Texts) -> list[str]:
    draft, case = card.draft, card.asked.case
    assert case
    category = card.asked.category if card.draft.source is not Source.RESIDENT or draft.owner != case.reporter else None
    action = texts.plain(f"do.{draft.action}")
    found: list[str] = [
        texts("form.title", action=action, number=case.number, category=named(category, texts) if category else "").rstrip()
    ]
    if not draft.address.private:
        found.append(texts("form.owner", name=card.owner))
    asked = {one.ask: one for one in card.form.fields(draft.answers)}
    for ask, lines in LINES.items():
        found += lines(card, texts) if ask in asked or ask is Ask.PHOTOS else []
    found.append(texts("form.unwritten") if card.asked.unwritten else "")
    return [*found, "", question(card, texts) or lacks(card, texts) or texts("draft.ready")]


def form_rows(card: DraftCard, texts: Texts) -> Rows:
    key = DraftKeys(texts, card.draft.id, card.offered)
    asked = {one.ask: one for one in card.form.fields(card.draft.answers)}
    found: Rows = []
    for ask, (across, label) in CHOICES.items():
        if ask in asked:
            others = key.some("others") if ask is Ask.DEPARTMENT else []
            found += rows([*_choices(card, texts, key, asked[ask], label), *others], across)
    if Ask.CATEGORY in asked:
        found += categories(card, texts, key)
    together = texts.plain("button.together", count=card.asked.together)
    many = [key("together", together, style="success")] if key.values("together") else []
    return [*found, *rows(key.asks(), 3), [*key.some("submit", style="success"), *key.some("cancel", style="danger")], many]


Label = Callable[[DraftCard, Texts, str], str]


def _choices(card: DraftCard, texts: Texts, key: DraftKeys, field: Field, label: Label) -> list[InlineKeyboardButton]:
    return key.choices(field.name, lambda value: label(card, texts, value), field.chosen(card.asked))


def _department(card: DraftCard, texts: Texts, code: str) -> str:
    found = card.asked.district.department_of.get(code)
    return code if found is None else found.english if texts.lang == "en" else found.name


def _person(card: DraftCard, _texts: Texts, person: str) -> str:
    return next((f"👤{one.name}" for one in card.asked.people if str(one.id) == person), person)


CHOICES: dict[Ask, tuple[int, Label]] = {
    Ask.REASON: (2, lambda _, texts, reason: texts.plain(f"reason.{reason}")),
    Ask.OUTCOME: (3, lambda _, texts, outcome: texts.plain(f"outcome.{outcome}")),
    Ask.DATE: (3, lambda _, texts, days: texts.plain("button.days", days=days)),
    Ask.COLLEAGUE: (2, _person),
    Ask.DEPARTMENT: (3, _department),
    Ask.ORIGINAL: (2, lambda _, __, number: number),
}
"""How many stand beside each other, and what each says."""


def _photos(card: DraftCard, texts: Texts) -> list[str]:
    """Proofs are wanted; other pictures and what was recorded is taken by any form."""
    if card.form.field(Ask.PHOTOS, card.draft.answers) is not fields.PROOFS:
        shown = [texts("form.photos", count=count)] if (count := fields.good(card.asked)) else []
        return [*shown, *unchecked(card, texts)]
    good = fields.good(card.asked)
    return [texts("form.clear.photos", count=good) if good else texts("form.clear.none"), *unchecked(card, texts)]


def _quantity(card: DraftCard, texts: Texts) -> list[str]:
    answers = card.draft.answers
    return [texts("form.quantity", amount=texts.amount(answers.amount, answers.unit))] if answers.amount is not None else []


def _outcome(card: DraftCard, texts: Texts) -> list[str]:
    """And by which standard it is done."""
    outcome, category = card.draft.answers.outcome, card.asked.category
    found: list[str] = [texts("form.outcome", outcome=texts.plain(f"outcome.{outcome}"))] if outcome else []
    until = card.draft.answers.until
    if until and card.form.field(Ask.DATE, card.draft.answers):
        found.append(texts("form.until", day=texts.day(until)))
    return [*found, texts("form.closing", closing=category.closing)] if category and category.closing else found


def _reason(card: DraftCard, texts: Texts) -> list[str]:
    reason, action = card.draft.answers.reason, card.draft.action
    key = "form.reason" if reason else "form.choose_reason"
    own = f"{key}.{action}"
    return [texts(own if texts.has(own) else key, reason=texts.plain(f"reason.{reason}") if reason else "")]


def _original(card: DraftCard, texts: Texts) -> list[str]:
    """What could be the other case, until one is named."""
    original = card.draft.answers.original
    shown = [alike(one, card, texts) for one in card.asked.alike if original in ("", one.case.number)]
    own = f"form.original.{card.draft.action}"
    key = own if texts.has(own) else "form.original"
    return [*shown, *([texts(key, number=cut(original, SHOWN))] if original else [])]


def _category(card: DraftCard, texts: Texts) -> list[str]:
    return [texts("case.category", name=named(card.category, texts), condition="", amount="")] if card.category else []


def _place(card: DraftCard, texts: Texts) -> list[str]:
    """Words beside the point that the case has."""
    answers, case = card.draft.answers, card.asked.case
    if answers.place and not answers.point and case and case.point:
        return [texts("draft.in_words", place=cut(answers.place, SHOWN))]
    return place(card, texts) if answers.point or answers.place else []


def _whom(card: DraftCard, texts: Texts) -> list[str]:
    answers = card.draft.answers
    if answers.colleague:
        name = next((one.name for one in card.asked.people if one.id == answers.colleague), "")
        return [texts("form.colleague", name=name)]
    if answers.department:
        return [texts("form.department", name=_department(card, texts, answers.department))]
    own = f"form.department.needed.{card.draft.action}"
    needed = own if texts.has(own) else "form.department.needed"
    return [texts(needed if card.form.requires(Ask.DEPARTMENT) else "form.department.optional")]


def _words(card: DraftCard, texts: Texts) -> list[str]:
    """In a group they are taken from an answer to the form alone, for people also talk there."""
    draft = card.draft
    if draft.answers.words:
        return [texts("form.words", words=cut(draft.answers.words, SHOWN))]
    if not card.form.requires(Ask.WORDS) or draft.address.private or draft.asking:
        return []
    own = f"form.reply.{draft.action}"
    return [texts(own if texts.has(own) else "form.reply")]


def _until(card: DraftCard, texts: Texts) -> list[str]:
    """Beside a promise it stands with the outcome."""
    until, asked = card.draft.answers.until, card.form.fields(card.draft.answers)
    beside = any(one.ask is Ask.OUTCOME for one in asked)
    own = f"form.until.{card.draft.action}"
    return [texts(own if texts.has(own) else "form.until", day=texts.day(until))] if until and not beside else []


LINES: dict[Ask, Lines] = {
    Ask.PHOTOS: _photos,
    Ask.QUANTITY: _quantity,
    Ask.OUTCOME: _outcome,
    Ask.REASON: _reason,
    Ask.DATE: _until,
    Ask.ORIGINAL: _original,
    Ask.CATEGORY: _category,
    Ask.PLACE: _place,
    Ask.DEPARTMENT: _whom,
    Ask.WORDS: _words,
}
"""What a form says of what it asks for, in this order."""
