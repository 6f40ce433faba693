"""How the draft of a report looks: what is there, what is missing, and buttons to put it right."""

from aiogram.types import InlineKeyboardButton

from cases.board.draft import DraftCard
from cases.casework.case import Source
from cases.district.edition import Category
from cases.evidence.photo import PhotoState, Side
from cases.intake.draft import DraftState
from handlers.chat.keyboards import DraftKeys, Rows, rows
from handlers.texts import Texts, cut

SHOWN = 300
FAR_METRES = 50_000


def ended(card: DraftCard, texts: Texts) -> str:
    """One line for a draft that is no longer filled in here, or ""."""
    if card.draft.state is DraftState.CANCELLED:
        return texts("draft.cancelled")
    if card.draft.state is DraftState.DONE:
        return texts("draft.done")
    return texts("draft.moved") if card.moved else ""


def report(card: DraftCard, texts: Texts) -> list[str]:
    draft = card.draft
    resident = draft.source is Source.RESIDENT
    phone = texts("draft.phone", phone=draft.phone) if draft.phone else ""
    ready = texts("draft.lacks", asks=texts.join([f"ask.{ask}" for ask in card.lacks])) if card.lacks else texts("draft.ready")
    return [
        _title(card, texts),
        *photos(card, texts),
        *([] if resident else _category(card, texts)),
        *place(card, texts),
        texts("draft.words", words=cut(draft.words, SHOWN)) if draft.words else "",
        texts("draft.urgent") if draft.urgent else "",
        phone,
        texts("draft.number", number=draft.outside_number) if draft.outside_number else "",
        texts("draft.answer_by", day=texts.day(draft.answer_by)) if draft.answer_by else "",
        texts("draft.anonymous") if draft.anonymous else "",
        "",
        question(card, texts) or ready,
        texts("draft.resident_hint") if resident and card.lacks else "",
    ]


def _title(card: DraftCard, texts: Texts) -> str:
    source = card.draft.source
    if source is Source.RESIDENT:
        return texts("draft.title.resident")
    if source is not Source.PATROL:
        return texts("draft.title.new", source=texts.plain(f"source.{source}"))
    return texts("draft.title.self" if card.draft.self_handled else "draft.title")


def photos(card: DraftCard, texts: Texts) -> list[str]:
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


def place(card: DraftCard, texts: Texts) -> list[str]:
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
        found.append(texts("draft.only_in_words", place=cut(draft.spot, SHOWN)))
    else:
        found.append(texts("draft.by_words" if draft.words else "draft.no_place"))
    if draft.point and draft.spot:
        found.append(texts("draft.in_words", place=cut(draft.spot, SHOWN)))
    if draft.offered_point and not draft.point:
        found.append(texts("draft.exif"))
    return found


def question(card: DraftCard, texts: Texts) -> str:
    asking = card.draft.asking
    if asking is None:
        return ""
    category = card.category or card.case_category
    unit = texts.unit(category.unit) if category else texts.unit(card.draft.unit or "")
    return texts("draft.asking", question=texts.plain(f"asking.{asking}", unit=unit))


def report_rows(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> Rows:
    draft = card.draft
    key = DraftKeys(texts, draft.id, card.offered)
    found: Rows = [key.some("submit", style="success"), *categories(card, texts, key)]
    if not draft.editing:
        chosen = next((str(place) for place, one in enumerate(card.conditions) if one.name == draft.condition), None)
        found += rows(
            key.choices(
                "condition", lambda place: texts.plain("button.condition", name=card.conditions[int(place)].name), chosen
            ),
            3,
        )
    found.append(key.some("here"))
    if draft.editing:
        found += rows(_edits(card, texts, key), 3)
    if not private:
        link = f"https://t.me/{bot}?start=d{draft.id}"
        found.append([InlineKeyboardButton(text=texts.plain("button.private"), url=link)])
    last = _turning(texts, key, "edit", "button.back" if draft.editing else "button.edit")
    last += _turning(texts, key, "self", "button.self.off" if draft.self_handled else "button.self")
    found += rows([*last, *key.some("more"), *key.some("cancel", style="danger")], 2)
    return found


def categories(card: DraftCard, texts: Texts, key: DraftKeys) -> Rows:
    """Likely ones, one tap away."""
    names = {one.code: named(one, texts) for one in card.offers}
    offers = key.choices("category", lambda code: names.get(code, code), None)
    return rows(offers, 3 if len(offers) == 3 else 2)


def _turning(texts: Texts, key: DraftKeys, name: str, label: str) -> list[InlineKeyboardButton]:
    """A button that turns something on or off, if it is offered."""
    return [key(name, texts.plain(label))] if key.values(name) else []


def _edits(card: DraftCard, texts: Texts, key: DraftKeys) -> list[InlineKeyboardButton]:
    draft = card.draft
    hidden = _turning(texts, key, "anonymous", "button.anonymous.off" if draft.anonymous else "button.anonymous")
    urgent = _turning(texts, key, "urgent", "button.urgent.off" if draft.urgent else "button.urgent")
    sources = key.choices("source", lambda source: texts.plain(f"source.{source}"), None)
    return [*key.asks(), *hidden, *urgent, *sources]
