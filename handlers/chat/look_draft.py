"""How a draft looks: what is there, what is missing, and buttons to put it right."""

from aiogram.types import InlineKeyboardButton

from cases.cards import DraftCard
from cases.district import Category
from cases.model import (
    OUTSIDE,
    PROMISES,
    Action,
    Ask,
    DraftState,
    Outcome,
    PhotoState,
    Reason,
    Refused,
    Side,
    Source,
)  # fmt: skip
from cases.workflow import MOVES
from handlers.chat.keyboards import DraftKeys, Rows, rows
from handlers.texts import Texts, cut

SHOWN = 300
FAR_METRES = 50_000
REASONS: dict[Action, type[Reason] | type[Refused]] = {
    Action.RETURN: Reason,
    Action.REFUSE: Refused,
    Action.REFUTE: Refused,
}


def text_and_rows(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> tuple[str, Rows]:
    over = ended(card, texts)
    if over:
        return over, []
    if card.case is not None:
        return "\n".join(part for part in _form(card, texts) if part), _form_rows(card, texts)
    return "\n".join(part for part in _report(card, texts) if part), _report_rows(card, texts, bot, private=private)


def ended(card: DraftCard, texts: Texts) -> str:
    """One line for a draft that is no longer filled in here, or ""."""
    if card.draft.state is DraftState.CANCELLED:
        return texts("draft.cancelled")
    if card.draft.state is DraftState.DONE:
        return texts("draft.done")
    return texts("draft.moved") if card.moved else ""


# --- a report ---


def _report(card: DraftCard, texts: Texts) -> list[str]:
    draft = card.draft
    resident = draft.source is Source.RESIDENT
    phone = texts("draft.phone", phone=draft.phone) if draft.phone else ""
    ready = texts("draft.lacks", asks=texts.join([f"ask.{ask}" for ask in card.lacks])) if card.lacks else texts("draft.ready")
    return [
        _title(card, texts),
        *_photos(card, texts),
        *([] if resident else _category(card, texts)),
        *_place(card, texts),
        texts("draft.words", words=cut(draft.words, SHOWN)) if draft.words else "",
        texts("draft.urgent") if draft.urgent else "",
        phone,
        texts("draft.number", number=draft.outside_number) if draft.outside_number else "",
        texts("draft.answer_by", day=texts.day(draft.answer_by)) if draft.answer_by else "",
        texts("draft.anonymous") if draft.anonymous else "",
        "",
        _question(card, texts) or ready,
        texts("draft.resident_hint") if resident and card.lacks else "",
    ]


def _title(card: DraftCard, texts: Texts) -> str:
    source = card.draft.source
    if source is Source.RESIDENT:
        return texts("draft.title.resident")
    if source is not Source.PATROL:
        return texts("draft.title.new", source=texts.plain(f"source.{source}"))
    return texts("draft.title.self" if card.draft.self_handled else "draft.title")


def _photos(card: DraftCard, texts: Texts) -> list[str]:
    good = [photo for photo in card.photos if photo.state is PhotoState.GOOD]
    after = sum(photo.side is Side.AFTER for photo in good)
    found: list[str]
    if card.draft.self_handled:
        found = [texts("draft.photos.both", before=len(good) - after, after=after)]
    else:
        found = [texts("draft.photos", count=len(good)) if good else texts("draft.photos.none")]
    for state in (PhotoState.PENDING, PhotoState.BAD):
        count = sum(photo.state is state for photo in card.photos)
        if count:
            found.append(texts(f"draft.photos.{state}", count=count))
    return found


def _category(card: DraftCard, texts: Texts) -> list[str]:
    draft, category = card.draft, card.category
    if category is None:
        return [texts("draft.no_category")]
    amount = f" · {texts.amount(draft.amount, draft.unit)}" if draft.amount is not None else ""
    found: list[str] = [texts("draft.category", name=named(category, texts), major=category.major, amount=amount)]
    if draft.because:
        found.append(texts("draft.because", word=draft.because))
    if draft.condition:
        found.append(texts("draft.condition", name=draft.condition))
    if draft.odd_unit:
        found.append(texts("draft.odd_unit", given=draft.odd_unit, unit=texts.unit(category.unit)))
    return found


def named(category: Category, texts: Texts) -> str:
    return category.english if texts.lang == "en" else category.name


def _place(card: DraftCard, texts: Texts) -> list[str]:
    draft = card.draft
    found: list[str] = []
    if card.grid:
        found.append(texts("draft.grid", code=card.grid.code, name=card.grid.name))
    elif card.nearest and draft.point:
        grid, metres = card.nearest
        if metres > FAR_METRES:
            found.append(texts("draft.far", lat=draft.point.lat, lon=draft.point.lon))
        else:
            found.append(texts("draft.outside", code=grid.code, name=grid.name, metres=round(metres, -1)))
    elif draft.spot:
        found.append(texts("draft.spot_only", spot=cut(draft.spot, SHOWN)))
    else:
        found.append(texts("draft.by_words" if draft.words else "draft.no_place"))
    if draft.point and draft.spot:
        found.append(texts("draft.spot", spot=cut(draft.spot, SHOWN)))
    if draft.offered_point and not draft.point:
        found.append(texts("draft.exif"))
    return found


def _question(card: DraftCard, texts: Texts) -> str:
    asking = card.draft.asking
    if asking is None:
        return ""
    category = card.category or card.case_category
    unit = texts.unit(category.unit) if category else texts.unit(card.draft.unit or "")
    return texts("draft.asking", question=texts.plain(f"asking.{asking}", unit=unit))


def _report_rows(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> Rows:
    draft = card.draft
    key = DraftKeys(texts, draft.id)
    resident = draft.source is Source.RESIDENT
    found: Rows = [[key("submit", style="success")]]
    if not resident:
        offers = [key("category", label=named(one, texts), value=one.code) for one in card.offers]
        found += rows(offers, 3 if len(offers) == 3 else 2)
        if card.conditions and not draft.editing:
            chosen = next((str(place) for place, one in enumerate(card.conditions) if one.name == draft.condition), None)
            found += rows(
                [
                    key.choice("condition", str(place), texts.plain("button.condition", name=one.name), chosen)
                    for place, one in enumerate(card.conditions)
                ],
                3,
            )
    if draft.offered_point and not draft.point:
        found.append([key("here")])
    if draft.editing:
        found += rows(_edits(card, texts), 3)
    if not private:
        link = f"https://t.me/{bot}?start=d{draft.id}"
        found.append([InlineKeyboardButton(text=texts.plain("button.private"), url=link)])
    handled = "self.off" if draft.self_handled else "self"
    last = [key("edit", label=texts.plain("button.back" if draft.editing else "button.edit"))]
    if draft.source is Source.PATROL:
        last.append(key("self", label=texts.plain(f"button.{handled}")))
    found += rows([*last, key("more"), key("cancel", style="danger")], 2)
    return found


def _edits(card: DraftCard, texts: Texts) -> list[InlineKeyboardButton]:
    draft, key = card.draft, DraftKeys(texts, card.draft.id)
    urgent = key("urgent", texts.plain("button.urgent.off" if draft.urgent else "button.urgent"))
    if draft.source is Source.RESIDENT:
        hidden = key("anonymous", texts.plain("button.anonymous.off" if draft.anonymous else "button.anonymous"))
        return [*map(key.ask, ("words", "place", "phone")), hidden, urgent]
    found = [*map(key.ask, ("category", "quantity", "place", "words")), urgent]
    if draft.source is not Source.PATROL:
        found += map(key.ask, ("phone", "number", "answer_by"))
        others = (one for one in OUTSIDE if one is not draft.source)
        found += [key("source", texts.plain(f"source.{one}"), one) for one in others]
    return found


# --- a form ---


def _form(card: DraftCard, texts: Texts) -> list[str]:
    draft, case = card.draft, card.case
    assert case
    move = MOVES[draft.action]
    category = named(card.case_category, texts) if card.case_category else ""
    found: list[str] = [texts("form.title", action=texts.plain(f"do.{draft.action}"), number=case.number, category=category)]
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
        found += _place(card, texts)
    found += _whom(card, texts)
    if draft.words:
        found.append(texts("form.words", words=cut(draft.words, SHOWN)))
    lacks = texts("draft.lacks", asks=texts.join([f"ask.{ask}" for ask in card.lacks])) if card.lacks else ""
    return [*found, "", _question(card, texts) or lacks or texts("draft.ready")]


def _clearing(card: DraftCard, texts: Texts) -> list[str]:
    draft = card.draft
    good = sum(photo.state is PhotoState.GOOD for photo in card.photos)
    found: list[str] = [texts("form.clear.photos", count=good) if good else texts("form.clear.none")]
    found += _photos(card, texts)[1:]
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


def _form_rows(card: DraftCard, texts: Texts) -> Rows:
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
