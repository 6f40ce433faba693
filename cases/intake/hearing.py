"""What a message says to a draft: words, a place, a quantity, the answer to what was asked; and what a draft still lacks."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from cases.casework.case import Action, Case, Source
from cases.casework.moves import MOVES
from cases.district.edition import District
from cases.district.geo import Point
from cases.district.spelling import dense, plain
from cases.errors import BadCategory, BadDate, BadPhone, BadQuantity, TooLong, TooMany
from cases.evidence.photo import Photo, PhotoState, Side
from cases.forms import finding, quantities
from cases.intake import guessing
from cases.intake.draft import Ask, Draft
from cases.outbox import Address
from cases.people import Person, Role
from cases.values import changed
from cases.work import Work

PHONE = re.compile(r"\+?[\d\- ()]{7,24}")
DATE = re.compile(r"(?:19|20)\d\d[-./ ]?(?:0?[1-9]|1[0-2])[-./ ]?(?:0?[1-9]|[12]\d|3[01])")
MOST_SAID = 60
"""Messages whose words one draft takes."""
POINT = "point"
"""What a location answered, in `Draft.answers`."""
MOST = 1_000_000
"""More than this nobody counts; digits like that are something else."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture or file as sent."""

    file_id: str
    unique: str
    as_file: bool
    too_big: bool = False
    """More than Telegram hands out to bots."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message of a person: whatever of words, picture and place it brings."""

    address: Address
    message: int
    album: str | None = None
    words: str = ""
    picture: Picture | None = None
    point: Point | None = None
    place_words: str = ""
    phone: str = ""
    answers_bot: bool = False
    answers_somebody: bool = False
    """It is a reply to a person: talk among people."""

    @property
    def private(self) -> bool:
        return self.address.private

    @property
    def key(self) -> str:
        return str(self.message)


def taken(work: Work, heard: Heard, draft: Draft) -> Draft:
    draft = changed(draft, touched_at=work.now, reminded=False)
    if heard.point:
        draft = changed(draft, point=heard.point, spot=heard.place_words or draft.spot, asking=None)
        draft = _remembered(draft, heard, POINT)
    if heard.phone:
        draft = _remembered(changed(draft, phone=heard.phone[:40], asking=None), heard, Ask.PHONE)
    if heard.words and heard.picture:
        return say(work, draft, heard, captioned=True)
    if heard.words:
        return _answer(work, heard, draft)
    return draft


def corrected(work: Work, heard: Heard, draft: Draft) -> Draft:
    """The draft with a message as it reads after an edit: the same field again, whatever it was. The draft itself when the
    message says nothing else."""
    answer = draft.answers.get(heard.key)
    if answer == POINT:
        return changed(draft, point=heard.point) if heard.point and heard.point != draft.point else draft
    if answer:
        return answered(work, draft, Ask(answer), heard) if heard.words else draft
    if heard.words != draft.spoken.get(heard.key, "") and (heard.key in draft.spoken or heard.picture):
        return say(work, draft, heard, captioned=bool(heard.picture and heard.words))
    return draft


def _remembered(draft: Draft, heard: Heard, answer: str) -> Draft:
    return changed(draft, answers={**draft.answers, heard.key: str(answer)})


def say(work: Work, draft: Draft, heard: Heard, *, captioned: bool = False) -> Draft:
    """The message's words become, or stay, part of the draft's words; an edited message changes its part. The one door for
    words: raises TooLong, for what is written and for what it is when spelt out, or TooMany messages."""
    spoken = {**draft.spoken, heard.key: heard.words}
    if not heard.words:
        del spoken[heard.key]
    words, limit = "\n".join(spoken.values()), work.district.limits.words * 4
    if len(words) > limit or (not words.isascii() and len(plain(words)) > limit):
        raise TooLong(limit=limit)
    if len(spoken) > MOST_SAID:
        raise TooMany(limit=MOST_SAID)
    return changed(draft, spoken=spoken, words=words, captioned=draft.captioned or captioned)


def _answer(work: Work, heard: Heard, draft: Draft) -> Draft:
    """A text: the answer to what the card asks, else a quantity, a place or words, whichever it reads as."""
    if draft.asking:
        return answered(work, draft, draft.asking, heard)
    if draft.action is not Action.REPORT:
        asked = _guess_ask(work, draft, heard.words)
        return answered(work, draft, asked, heard)
    flat = plain(heard.words[:MOST_PLACE]).strip()
    if draft.source is Source.RESIDENT:
        if is_phone(flat):
            return answered(work, draft, Ask.PHONE, heard)
    elif draft.category and quantities.number(flat) is not None:
        return answered(work, draft, Ask.QUANTITY, heard)
    wants_place = draft.words and not draft.point and not draft.spot
    if wants_place and is_place(heard.words) and not guessing.named(heard.words, work.district):
        return answered(work, draft, Ask.PLACE, heard)
    return say(work, draft, heard)


def is_phone(flat: str) -> bool:
    """A number one could be called back on: no date, no count."""
    return bool(PHONE.fullmatch(flat)) and 7 <= sum(char.isdigit() for char in flat) <= 15 and not DATE.fullmatch(flat)


MOST_PLACE = 80
"""Characters of a place in words; what is longer tells a story."""
_PLACE = re.compile(
    r"[路街巷弄道桥楼栋幢号]|单元|小区|社区|花园|公寓|大厦|广场|公园|市场|超市|商场|学校|小学|中学|幼儿园|医院|车站|地铁|路口|门口|对面|"
    r"旁边|附近|隔壁|后面|前面|村|镇|河边|湖边|工地|停车场|酒店|银行|菜场"
    r"|\b(?:at|near|opposite|behind|corner|street|st|road|rd|avenue|ave|lane|bridge|square|park|market|building|block|gate|school|station)\b"
)
_STORY = re.compile(
    r"[天年月]了|小时|星期|个月|没人|一直|每天|天天|晚上|早上|太|请|谢|麻烦|希望|知道|报道|道歉"
    r"|\b(?:been|since|week|month|days?|every|nobody|please|thanks?)\b"
)


def is_place(text: str) -> bool:
    """Whether a text by itself reads as where something is: it names a street, a house or a landmark, and tells nothing."""
    flat = plain(text[: MOST_PLACE + 1])
    return len(text) <= MOST_PLACE and bool(_PLACE.search(flat)) and not _STORY.search(flat)


def _guess_ask(work: Work, draft: Draft, text: str) -> Ask:
    asks = MOVES[draft.action].asks
    if is_quantity(work, draft, text):
        return Ask.QUANTITY
    if Ask.WORDS in asks:
        return Ask.WORDS
    return next((ask for ask in (Ask.CATEGORY, Ask.PLACE) if ask in asks), Ask.WORDS)


def is_quantity(work: Work, draft: Draft, text: str) -> bool:
    """Whether a text is nothing but a quantity, and the form wants one."""
    wanted = Ask.QUANTITY in MOVES[draft.action].asks and len("".join(text.split())) <= 8
    return wanted and quantities.typed_quantity(text, unit_of(work.district, draft)) is not None


def unit_of(district: District, draft: Draft) -> str | None:
    category = district.category_of.get(draft.category or "")
    return category.unit if category else draft.unit


def answered(work: Work, draft: Draft, ask: Ask, heard: Heard) -> Draft:
    """The draft with a typed answer taken. Raises BadQuantity or BadDate when it cannot be read."""
    reader = READERS.get(ask)
    if reader is None:
        return changed(say(work, draft, heard), asking=None)
    return _remembered(reader(work, changed(draft, asking=None), heard.words.strip()), heard, ask)


def _quantity(work: Work, draft: Draft, text: str) -> Draft:
    unit = unit_of(work.district, draft)
    found = quantities.typed_quantity(text, unit)
    if found is None or (unit and found.unit != unit) or not 0 < found.amount <= MOST:
        raise BadQuantity(unit=unit or "")
    return changed(draft, amount=found.amount, unit=found.unit, odd_unit=None, fixed=draft.fixed | {"amount"})


def _phone(text: str) -> str:
    """Raises BadPhone; what is written around the digits (an extension, a name) is kept."""
    digits = sum(char.isdigit() for char in plain(text[:200]))
    if not 7 <= digits <= 24 or DATE.fullmatch(plain(text[:40]).strip()):
        raise BadPhone
    return text[:40]


def _search(work: Work, draft: Draft, text: str) -> Draft:
    """The card goes on asking: the answer is one of the buttons it now offers, or another word. Raises BadCategory."""
    offers = finding.search(text, work.district.categories)
    if not offers:
        raise BadCategory(words=text[:20])
    return changed(draft, asking=Ask.CATEGORY, offers=offers, because="")


MOST_SPOT, MOST_NUMBER = 500, 40
READERS: dict[Ask, Callable[[Work, Draft, str], Draft]] = {
    Ask.QUANTITY: _quantity,
    Ask.CATEGORY: _search,
    Ask.PLACE: lambda _, draft, text: changed(draft, spot=text[:MOST_SPOT]),
    Ask.PHONE: lambda _, draft, text: changed(draft, phone=_phone(text)),
    Ask.NUMBER: lambda _, draft, text: changed(draft, outside_number=text[:60]),
    Ask.ANSWER_BY: lambda work, draft, text: changed(draft, answer_by=_date(work, text)),
    Ask.ORIGINAL: lambda work, draft, text: changed(draft, original=work.district.number_meant(text, work.today)[:MOST_NUMBER]),
    Ask.DATE: lambda work, draft, text: changed(draft, until=_date(work, text)),
}


DAYS = re.compile(r"\W*(?:(?:再)?过|还要|in\b)?\W*[0-9]+\s*(?:天|days?)?(?:[之以]?[后内])?\W*")
"""How many days from today, and nothing beside."""
DATED = re.compile(r"[\W\d年月日号之以前到至在截止完成]*")
"""What stands in a written date: no other unit, no month's name."""


def _date(work: Work, text: str) -> date:
    """Year, month and day; month and day; or a number of days alone. Raises BadDate for anything else that has a number: what is
    not understood for certain is asked again."""
    today, said = work.today, plain(text[:40])
    parts = [int(part) for part in re.findall(r"[0-9]+", said)]
    if not (DAYS if len(parts) == 1 else DATED).fullmatch(said):
        raise BadDate
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
        found = quantities.quantity(draft.words, unit)
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
        draft = changed(draft, urgent=guessing.urgent(draft.words) or bool(danger(work.district, draft.words)))
    return draft


async def _categorised(work: Work, actor: Person, draft: Draft) -> Draft:
    grid = work.district.grid_at(draft.point)
    code = grid.code if grid else next(iter(actor.scopes(Role.WORKER)), None)
    often = await work.store.cases.often(code, work.now - timedelta(days=90)) if code else {}
    often = {code: times for code, times in often.items() if code in work.district.category_of}
    often |= {usual: 0 for usual in work.district.common if usual not in often}
    found = guessing.guesses(draft.words, work.district, often, 4)
    best = found[0] if found and found[0].score >= guessing.NAMED else None
    offers = [guess.code for guess in found if guess is not best][:3]
    named = work.district.category_of[best.code].conditions if best else ()
    kept = draft.condition if best and draft.category == best.code else None
    condition = next((one.name for one in named if one.name in draft.words), kept)
    return changed(
        draft, category=best.code if best else None, because=best.because if best else "",
        condition=condition, offers=tuple(offers),
    )  # fmt: skip


def danger(district: District, words: str) -> list[str]:
    """The words of danger to life in a text, whatever stands between their characters."""
    flat = dense(words)
    return [word for word in district.danger if dense(word) in flat]


POLITE = re.compile(
    r"(?:(?>(?:好的?|谢谢|多谢|感谢|辛苦|收到|知道|明白|可以|行|嗯|哦|噢|再见|了|啦|呀|您|你|们|大家|ok(?:ay)?|thanks?|thankyou|you|hello|hi|good|yes|got|it)+)|)"
)


def only_polite(words: str) -> bool:
    """Thanks, a greeting or an emoji: nothing one would file."""
    return len(words) <= 40 and POLITE.fullmatch(dense(words)) is not None


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
        Ask.DATE: draft.until,
        Ask.ORIGINAL: draft.original,
    }
    move = MOVES[draft.action]
    return tuple(ask for ask in move.needs + move.also(draft) if ask in held and not held[ask])
