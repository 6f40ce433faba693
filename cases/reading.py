"""What a message says to a draft: words, a place, a quantity, the answer to what was asked; and what a draft still lacks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cases import suggest
from cases.district import District
from cases.errors import BadCategory, BadDate, BadPhone, BadQuantity
from cases.model import Action, Ask, Case, Draft, Person, Photo, PhotoState, Point, Role, Side, Source, changed
from cases.ports import Spot, Work
from cases.spelling import plain
from cases.workflow import MOVES

PHONE = re.compile(r"\+?[\d\- ]{7,20}")
MOST = 1_000_000
"""More than this nobody counts; digits like that are something else."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture or file as sent."""

    file_id: str
    unique: str
    as_file: bool


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message of a person: whatever of words, picture and place it brings."""

    spot: Spot
    message: int
    album: str | None = None
    words: str = ""
    picture: Picture | None = None
    point: Point | None = None
    place_words: str = ""
    phone: str = ""
    answers_bot: bool = False

    @property
    def private(self) -> bool:
        return self.spot.chat > 0


def taken(work: Work, heard: Heard, draft: Draft) -> Draft:
    draft = changed(draft, touched_at=work.now, reminded=False)
    if heard.point:
        draft = changed(draft, point=heard.point, spot=heard.place_words or draft.spot, asking=None)
    if heard.phone:
        draft = changed(draft, phone=heard.phone, asking=None)
    if heard.words and heard.picture:
        return say(draft, heard, captioned=True)
    if heard.words:
        return _answer(work, heard, draft)
    return draft


def say(draft: Draft, heard: Heard, *, captioned: bool = False) -> Draft:
    """The message's words become, or stay, part of the draft's words; an edited message changes its part."""
    spoken = {**draft.spoken, str(heard.message): heard.words}
    words = "\n".join(spoken.values())
    return changed(draft, spoken=spoken, words=words, captioned=draft.captioned or captioned)


def _answer(work: Work, heard: Heard, draft: Draft) -> Draft:
    """A text: the answer to what the card asks, else a quantity, a place or words, whichever it reads as."""
    if draft.asking:
        return answered(work, draft, draft.asking, heard)
    if draft.action is not Action.REPORT:
        asked = _guess_ask(work, draft, heard.words)
        return answered(work, draft, asked, heard)
    if draft.source is Source.RESIDENT:
        if PHONE.fullmatch(plain(heard.words).strip()):
            return answered(work, draft, Ask.PHONE, heard)
    elif draft.category and suggest.number(plain(heard.words).strip()) is not None:
        return answered(work, draft, Ask.QUANTITY, heard)
    names = suggest.guesses(heard.words, work.district, {}, 1)
    has_place = draft.point or draft.spot
    if draft.words and not has_place and not names:
        return changed(draft, spot=heard.words.strip())
    return say(draft, heard)


def _guess_ask(work: Work, draft: Draft, text: str) -> Ask:
    asks = MOVES[draft.action].asks
    if Ask.QUANTITY in asks and suggest.typed_quantity(text, unit_of(work.district, draft)):
        dense = "".join(text.split())
        if len(dense) <= 8:
            return Ask.QUANTITY
    if Ask.WORDS in asks:
        return Ask.WORDS
    return next((ask for ask in (Ask.CATEGORY, Ask.PLACE) if ask in asks), Ask.WORDS)


def unit_of(district: District, draft: Draft) -> str | None:
    category = district.category_of.get(draft.category or "")
    return category.unit if category else draft.unit


def answered(work: Work, draft: Draft, ask: Ask, heard: Heard) -> Draft:
    """The draft with a typed answer taken. Raises BadQuantity or BadDate when it cannot be read."""
    reader = READERS.get(ask)
    if reader is None:
        return changed(say(draft, heard), asking=None)
    return reader(work, changed(draft, asking=None), heard.words.strip())


def _quantity(work: Work, draft: Draft, text: str) -> Draft:
    unit = unit_of(work.district, draft)
    found = suggest.typed_quantity(text, unit)
    if found is None or (unit and found.unit != unit) or not 0 < found.amount <= MOST:
        raise BadQuantity(unit=unit or "")
    return changed(draft, amount=found.amount, unit=found.unit, odd_unit=None, fixed=draft.fixed | {"amount"})


def _phone(text: str) -> str:
    """Raises BadPhone; what is written around the digits (an extension, a name) is kept."""
    if sum(char.isdigit() for char in plain(text)) < 7:
        raise BadPhone
    return text[:40]


def _search(work: Work, draft: Draft, text: str) -> Draft:
    """The card goes on asking: the answer is one of the buttons it now offers, or another word. Raises BadCategory."""
    offers = suggest.search(text, work.district.categories)
    if not offers:
        raise BadCategory(words=text[:20])
    return changed(draft, asking=Ask.CATEGORY, offers=offers, because="")


READERS: dict[Ask, Callable[[Work, Draft, str], Draft]] = {
    Ask.QUANTITY: _quantity,
    Ask.CATEGORY: _search,
    Ask.PLACE: lambda _, draft, text: changed(draft, spot=text),
    Ask.PHONE: lambda _, draft, text: changed(draft, phone=_phone(text)),
    Ask.NUMBER: lambda _, draft, text: changed(draft, outside_number=text[:60]),
    Ask.ANSWER_BY: lambda work, draft, text: changed(draft, answer_by=_date(work, text)),
    Ask.DATE: lambda work, draft, text: changed(draft, until=_date(work, text)),
}


def _date(work: Work, text: str) -> date:
    today = work.district.local(work.now).date()
    parts = [int(part) for part in "".join(char if char.isdigit() else " " for char in plain(text)).split()]
    try:
        if len(parts) == 3:
            found = date(*parts)
        elif len(parts) == 2:
            found = date(today.year, *parts)
            found = found if found >= today else date(today.year + 1, *parts)
        else:
            found = today + timedelta(days=parts[0])
    except (ValueError, IndexError, OverflowError) as error:
        raise BadDate from error
    if not today <= found <= today + timedelta(days=366):
        raise BadDate
    return found


async def derived(work: Work, actor: Person, draft: Draft) -> Draft:
    """Category, quantity and urgency as the words say, where the person has not set them."""
    if draft.action is not Action.REPORT or draft.asking is Ask.CATEGORY:
        return draft
    if "category" not in draft.fixed:
        draft = await _categorised(work, actor, draft)
    unit = unit_of(work.district, draft)
    if "amount" not in draft.fixed:
        found = suggest.quantity(draft.words, unit)
        if found and found.amount > MOST:
            found = None
        fits = found and (unit is None or found.unit == unit)
        draft = changed(
            draft,
            amount=found.amount if found and fits else None,
            unit=found.unit if found and fits else unit,
            odd_unit=f"{found.amount.normalize():f} {found.unit}" if found and not fits else None,
        )
    if "urgent" not in draft.fixed:
        draft = changed(draft, urgent=suggest.urgent(draft.words) or bool(danger(work.district, draft.words)))
    return draft


async def _categorised(work: Work, actor: Person, draft: Draft) -> Draft:
    grid = work.district.grid_at(draft.point)
    code = grid.code if grid else next(iter(actor.scopes(Role.WORKER)), None)
    often = await work.store.cases.often(code, work.now - timedelta(days=90)) if code else {}
    often |= {usual: 0 for usual in work.district.common if usual not in often}
    found = suggest.guesses(draft.words, work.district, often, 4)
    best = found[0] if found and found[0].score >= suggest.NAMED else None
    offers = [guess.code for guess in found if guess is not best][:3]
    named = work.district.category_of[best.code].conditions if best else ()
    kept = draft.condition if best and draft.category == best.code else None
    condition = next((one.name for one in named if one.name in draft.words), kept)
    return changed(
        draft, category=best.code if best else None, because=best.because if best else "",
        condition=condition, offers=tuple(offers),
    )  # fmt: skip


def danger(district: District, words: str) -> list[str]:
    """The words of danger to life in a text."""
    flat = plain(words)
    return [word for word in district.danger if word in flat]


def missing(district: District, draft: Draft, photos: list[Photo], case: Case | None) -> tuple[Ask, ...]:
    """What must still be there before 「提交」, in the order to ask for it. `case`: the one a form is about."""
    if case is not None:
        return _missing_in_form(draft, photos, case)
    good = [photo for photo in photos if photo.state is PhotoState.GOOD]
    has_place = draft.point or draft.spot or draft.words
    lacking = []
    if draft.source is Source.RESIDENT:
        if not draft.words and not good:
            lacking.append(Ask.WORDS)
    elif draft.category is None:
        lacking.append(Ask.CATEGORY)
    if draft.self_handled and {photo.side for photo in good} != {Side.BEFORE, Side.AFTER}:
        lacking.append(Ask.PHOTOS)
    if not has_place or (draft.self_handled and not draft.point and not draft.spot and not draft.words):
        lacking.append(Ask.PLACE)
    if draft.odd_unit and draft.source is not Source.RESIDENT:
        lacking.append(Ask.QUANTITY)
    return tuple(lacking)


def _missing_in_form(draft: Draft, photos: list[Photo], case: Case) -> tuple[Ask, ...]:
    good = sum(photo.state is PhotoState.GOOD and photo.side is Side.AFTER for photo in photos)
    held: dict[Ask, object] = {
        Ask.PHOTOS: good >= draft.evidence,
        Ask.REASON: draft.reason,
        Ask.WORDS: draft.words,
        Ask.DEPARTMENT: draft.department or draft.colleague,
        Ask.OUTCOME: draft.outcome,
        Ask.CATEGORY: draft.category or case.category,
    }
    needs = MOVES[draft.action].needs
    return tuple(ask for ask in needs if ask in held and not held[ask])
