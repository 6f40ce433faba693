"""How the draft of a report looks: what is there, what is missing, and buttons to put it right."""

from collections.abc import Callable
from decimal import Decimal

from aiogram.types import InlineKeyboardButton

from cases.board.draft import DraftCard
from cases.casework.case import OUTSIDE, Source
from cases.casework.voices import Near
from cases.district.edition import Category, District
from cases.evidence.photo import PhotoState, Side
from cases.forms import fields
from cases.forms.answers import Ask
from cases.intake.draft import Draft, DraftState
from cases.intake.words import is_place, names_house
from handlers.chat.keyboards import DraftKeys, Rows, rows
from handlers.texts import Texts, cut

SHOWN, FEW = 300, 20
FAR_METRES = 50_000
Lines = Callable[[DraftCard, Texts], list[str]]


def ended(card: DraftCard, texts: Texts) -> str:
    """One line for a draft that is no longer filled in here, or ""."""
    if card.draft.state is DraftState.DONE:
        return texts("draft.done")
    if card.stale:
        return texts("draft.stale")
    if card.draft.state is DraftState.ASIDE:
        key, what = "draft.aside" if card.draft.reminded else "draft.cancelled", called(card.draft, card.asked.district, texts)
        own = f"{key}.{card.draft.action}"
        if texts.has(own):
            return texts(own)
        return texts(f"{key}.of", what=what) if what else texts(key)
    if card.draft.state is DraftState.CANCELLED:
        return texts("draft.cancelled")
    return texts("draft.moved") if card.moved else ""


def called(draft: Draft, district: District, texts: Texts) -> str:
    """What it is about, in a few words, or ""."""
    category = district.category_of.get(draft.answers.category or "")
    return cut(draft.answers.words.partition("\n")[0], FEW) or (named(category, texts) if category else "")


def report(card: DraftCard, texts: Texts) -> list[str]:
    """A loop over what reports ask for, as far as this one does; a resident's is sorted for them, out of their sight."""
    resident = card.draft.source is Source.RESIDENT
    asked = {Ask.PHOTOS, *(one.ask for one in card.form.fields(card.draft.answers))}
    found = [_title(card, texts)]
    for ask, lines in LINES.items():
        found += lines(card, texts) if ask in asked else []
    found.append(texts("draft.besides") if "join" in card.offered else "")
    found.append(texts("draft.walk", count=len(card.draft.hints.walked)) if card.draft.hints.walked is not None else "")
    found += [alike(one, card, texts) for one in card.near]
    found += ["", question(card, texts) or lacks(card, texts) or texts("draft.ready")]
    hint = "draft.resident_hint" if resident else "draft.paste_hint"
    hinted = card.lacks if resident else card.draft.source in OUTSIDE and not card.draft.heard
    return [*found, texts(hint) if hinted else ""]


def alike(one: Near, card: DraftCard, texts: Texts) -> str:
    """Nothing of who reported it, nor of their words."""
    category = card.asked.district.category_of.get(one.case.category or "")
    away = texts.plain("metres", count=round(one.metres)) if one.metres is not None else ""
    what, age = named(category, texts) if category else "", texts.ago(card.now - one.case.reported_at)
    status = texts.plain(f"mine.near.{one.case.status}")
    key = "draft.near" if away else "draft.alike"
    return texts(key, number=one.case.number, category=what, away=away, age=age, status=status)


def lacks(card: DraftCard, texts: Texts) -> str:
    return texts("draft.lacks", asks=texts.join([f"ask.{ask}" for ask in card.lacks])) if card.lacks else ""


def _title(card: DraftCard, texts: Texts) -> str:
    source = card.draft.source
    if source is Source.RESIDENT:
        return texts("draft.title.resident")
    if source is not Source.PATROL:
        return texts("draft.title.new", source=texts.plain(f"source.{source}"))
    return texts("draft.title.self" if card.draft.answers.self_handled else "draft.title")


def photos(card: DraftCard, texts: Texts) -> list[str]:
    count, after = fields.good(card.asked), fields.good(card.asked, Side.AFTER)
    if card.draft.answers.self_handled:
        return [texts("draft.photos.both", before=count - after, after=after), *unchecked(card, texts)]
    none = [] if unchecked(card, texts) else [texts("draft.photos.none")]
    return [*([texts("draft.photos", count=count)] if count else none), *unchecked(card, texts)]


def unchecked(card: DraftCard, texts: Texts) -> list[str]:
    """Recordings, and pictures that do not count or not yet."""
    recordings = fields.recordings(card.asked)
    found: list[str] = [texts("draft.recordings", count=recordings)] if recordings else []
    for state in (PhotoState.PENDING, PhotoState.BAD):
        count = sum(photo.state is state for photo in card.asked.photos)
        if count:
            found.append(texts(f"draft.photos.{state}", count=count))
    return found


def _category(card: DraftCard, texts: Texts) -> list[str]:
    answers, hints, category = card.draft.answers, card.draft.hints, card.category
    if category is None:
        return [texts("draft.no_category")]
    amount = f" · {texts.amount(answers.amount, answers.unit)}" if answers.amount is not None else ""
    found: list[str] = [texts("draft.category", name=named(category, texts), major=category.major, amount=amount)]
    if hints.because:
        found.append(texts("draft.because", word=hints.because))
    if hints.taught:
        found.append(texts("draft.taught"))
    if answers.condition:
        found.append(texts("draft.condition", name=answers.condition))
    if hints.odd_unit:
        found.append(texts("draft.odd_unit", given=hints.odd_unit, unit=texts.unit(category.unit)))
    return found


def named(category: Category, texts: Texts) -> str:
    return category.english if texts.lang == "en" else category.name


def place(card: DraftCard, texts: Texts) -> list[str]:
    answers, point = card.draft.answers, card.draft.answers.point
    found: list[str] = []
    if card.grid:
        found.append(_spoken(card, texts, "draft.grid", code=card.grid.code, name=card.grid.name))
    elif card.nearest and point:
        grid, metres = card.nearest
        if metres > FAR_METRES:
            found.append(_spoken(card, texts, "draft.far", lat=point.lat, lon=point.lon))
        else:
            found.append(_spoken(card, texts, "draft.outside", code=grid.code, name=grid.name, metres=round(metres / 10) * 10))
    elif answers.place:
        found.append(_spoken(card, texts, "draft.only_in_words", place=cut(answers.place, SHOWN)))
    else:
        found.append(_spoken(card, texts, _by_words(card)))
    if point and answers.place:
        found.append(texts("draft.in_words", place=cut(answers.place, SHOWN)))
    if card.draft.hints.point and not point:
        found.append(texts("draft.exif"))
    return found


def _by_words(card: DraftCard) -> str:
    words = card.draft.answers.words
    if not words:
        return "draft.no_place"
    if _of_resident(card):
        return "draft.told_where" if names_house(words) else "draft.by_words"
    return "draft.by_words" if is_place(words) else "draft.no_place.words"


def _spoken(card: DraftCard, texts: Texts, key: str, **facts: object) -> str:
    """In plain words to a resident, who knows neither grids nor dispatchers."""
    plain = f"{key}.resident"
    return texts(plain if _of_resident(card) and texts.has(plain) else key, **facts)


def _of_resident(card: DraftCard) -> bool:
    """Whether a resident fills it in; forms about their complaint are staff's."""
    return card.draft.is_report and card.draft.source is Source.RESIDENT


def _answer(key: str, **facts: Callable[[DraftCard, Texts], str]) -> Lines:
    """One line, if there is anything to say in it."""

    def lines(card: DraftCard, texts: Texts) -> list[str]:
        said = {name: fact(card, texts) for name, fact in facts.items()}
        return [texts(key, **said)] if all(said.values()) else []

    return lines


def _anonymous(card: DraftCard, texts: Texts) -> list[str]:
    """Nobody will call on a number that is given with it."""
    return [texts("draft.anonymous.phone" if card.draft.answers.phone else "draft.anonymous")]


def _day(card: DraftCard, texts: Texts) -> str:
    return texts.day(card.draft.answers.answer_by) if card.draft.answers.answer_by else ""


LINES: dict[Ask, Lines] = {
    Ask.PHOTOS: photos,
    Ask.CATEGORY: _category,
    Ask.PLACE: place,
    Ask.WORDS: _answer("draft.words", words=lambda card, _: cut(card.draft.answers.words, SHOWN)),
    Ask.URGENT: lambda card, texts: [texts("draft.urgent")] if card.draft.answers.urgent else [],
    Ask.PHONE: _answer("draft.phone", phone=lambda card, _: card.draft.answers.phone),
    Ask.NUMBER: _answer("draft.number", number=lambda card, _: card.draft.answers.outside_number),
    Ask.ANSWER_BY: _answer("draft.answer_by", day=_day),
    Ask.ANONYMOUS: lambda card, texts: _anonymous(card, texts) if card.draft.answers.anonymous else [],
}
"""What a report says of what it asks for, in this order."""


def question(card: DraftCard, texts: Texts) -> str:
    asking = card.draft.asking
    if asking is None:
        return ""
    category = card.category or card.asked.category
    unit = texts.unit(category.unit) if category else texts.unit(card.draft.answers.unit or "")
    own = f"asking.{asking}.{card.draft.action}"
    resident = f"asking.{asking}.resident"
    spoken = resident if _of_resident(card) and texts.has(resident) else f"asking.{asking}"
    key = own if texts.has(own) else spoken
    return texts("draft.asking", question=texts.plain(key, unit=unit))


def report_rows(card: DraftCard, texts: Texts, bot: str, *, private: bool) -> Rows:
    draft = card.draft
    key = DraftKeys(texts, draft.id, card.offered)
    found: Rows = [key.some("submit", style="success"), key.some("join"), *_same(card, texts, key), *categories(card, texts, key)]
    if not draft.editing:
        found += rows(_conditions(card, texts, key), 3)
    found.append(key.some("here"))
    found.append(_taken_so(card, texts, key))
    if draft.editing:
        found += rows(_edits(card, texts, key), 3)
    if not private:
        link = f"https://t.me/{bot}?start=d{draft.id}"
        found.append([InlineKeyboardButton(text=texts.plain("button.private"), url=link)])
    edit = _turning(texts, key, "edit", "button.back" if draft.editing else "button.edit")
    on_the_spot = _turning(texts, key, "self", "button.self.off" if draft.answers.self_handled else "button.self")
    walk = _turning(texts, key, "walk", "button.walk" if draft.hints.walked is None else "button.walk.off")
    return [*found, [*edit, *key.some("cancel", style="danger")], [*on_the_spot, *key.some("more")], walk]


def _same(card: DraftCard, texts: Texts, key: DraftKeys) -> Rows:
    return [[key("same", texts.plain("button.same", number=one.case.number[-4:]), str(one.case.id))] for one in card.near]


def ended_rows(card: DraftCard, texts: Texts) -> Rows:
    """What was put aside can be taken up again."""
    if card.draft.state is not DraftState.ASIDE or card.stale:
        return []
    return [[DraftKeys(texts, card.draft.id, {})("restore")]]


def categories(card: DraftCard, texts: Texts, key: DraftKeys) -> Rows:
    """Likely ones, one tap away."""
    known = card.asked.district.category_of
    offers = key.choices("category", lambda code: named(known[code], texts) if code in known else code, None)
    return rows(offers, 3 if len(offers) == 3 else 2)


def _conditions(card: DraftCard, texts: Texts, key: DraftKeys) -> list[InlineKeyboardButton]:
    there = card.category.conditions if card.category else ()
    return key.choices(
        "condition",
        lambda place: texts.plain("button.condition", name=there[int(place)].name),
        fields.CONDITION.chosen(card.asked),
    )


def _turning(texts: Texts, key: DraftKeys, name: str, label: str) -> list[InlineKeyboardButton]:
    """A button that turns something on or off, if it is offered."""
    return [key(name, texts.plain(label))] if key.values(name) else []


def _taken_so(card: DraftCard, texts: Texts, key: DraftKeys) -> list[InlineKeyboardButton]:
    """「按 2 处」 for what was said in another unit."""

    def label(value: str) -> str:
        amount, _, unit = value.partition(" ")
        return texts.plain("button.as_many", amount=texts.amount(Decimal(amount), unit))

    return key.choices("quantity", label, None)


def _edits(card: DraftCard, texts: Texts, key: DraftKeys) -> list[InlineKeyboardButton]:
    answers = card.draft.answers
    hidden = _turning(texts, key, "anonymous", "button.anonymous.off" if answers.anonymous else "button.anonymous")
    urgent = _turning(texts, key, "urgent", "button.urgent.off" if answers.urgent else "button.urgent")
    sources = key.choices("source", lambda source: texts.plain(f"source.{source}"), None)
    return [*key.asks(), *hidden, *urgent, *sources]
