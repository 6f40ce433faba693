"""What a message says to a draft: words, a place, a quantity, the answer to what was asked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from cases.casework.case import OUTSIDE, Source
from cases.district.danger import Danger, meant
from cases.district.geo import Point
from cases.district.spelling import plain
from cases.errors import Refusal, TooLong, TooMany
from cases.evidence.photo import Recording
from cases.forms import quantities, typing
from cases.forms.answers import Answers, Ask
from cases.forms.field import Asked
from cases.forms.fields import unit_of
from cases.intake import guessing, learning, orders
from cases.intake.draft import Draft, Said
from cases.intake.forms import form_of
from cases.intake.orders import Line
from cases.intake.words import MOST_PLACE, is_place, only_place, says_where, tells
from cases.outbox import Address
from cases.people import Person, Role
from cases.time.engine import deadline
from cases.time.units import Limit, Unit
from cases.values import changed
from cases.work import Work

LISTED = 20
"""Categories of which those of one heading are picked."""
MOST_SAID = 60
"""Messages whose words one draft takes."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture, file or recording as sent."""

    file_id: str
    unique: str
    as_file: bool
    too_big: bool = False
    """More than Telegram hands out to bots."""
    recording: Recording | None = None
    """The film it is known by; or, of a `Heard.sound`, the sound."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One message of a person: whatever of words, picture, sound and place it brings."""

    address: Address
    message: int
    album: str | None = None
    words: str = ""
    picture: Picture | None = None
    sound: Picture | None = None
    """A recording there is nothing to be seen of."""
    point: Point | None = None
    place_words: str = ""
    phone: str = ""
    draft: int | None = None
    """Whose card it answers."""
    answers_bot: bool = False
    answers_somebody: bool = False
    """It is a reply to a person: talk among people."""

    @property
    def attached(self) -> Picture | None:
        return self.picture or self.sound

    @property
    def private(self) -> bool:
        return self.address.private

    def key_in(self, draft: Draft) -> str:
        """By which the draft remembers it: one that was begun elsewhere knows messages of two chats."""
        return str(self.message) if self.address == draft.address else f"{self.address.chat}/{self.message}"


def taken(work: Work, heard: Heard, draft: Draft) -> Draft:
    draft = changed(draft, touched_at=work.now, reminded=False)
    if heard.point or heard.place_words:
        point, place = heard.point or draft.answers.point, heard.place_words or draft.answers.place
        where = changed(draft.answers, point=point, place=place)
        draft = _answering(draft, heard, Ask.PLACE, where)
    if heard.phone:
        draft = _answering(draft, heard, Ask.PHONE, changed(draft.answers, phone=heard.phone[:40]))
    if heard.words and (heard.picture or _order(draft, heard)):
        return say(work, draft, heard, captioned=bool(heard.picture))
    return _answer(work, heard, draft) if heard.words else draft


def _answering(draft: Draft, heard: Heard, ask: Ask, answers: Answers) -> Draft:
    return changed(draft, answers=answers, asking=None, heard={**draft.heard, heard.key_in(draft): Said(ask=ask)})


def corrected(work: Work, heard: Heard, draft: Draft) -> Draft:
    """The draft with a message as it reads after an edit: the same field again, whatever it was. The draft itself when the
    message says nothing else."""
    said = draft.heard.get(heard.key_in(draft))
    if said and said.ask and not _still_asked(draft, said.ask):
        return draft
    if said and said.ask is Ask.PLACE and heard.point:
        return changed(draft, answers=changed(draft.answers, point=heard.point)) if heard.point != draft.answers.point else draft
    if said and said.ask:
        return answered(work, draft, said.ask, heard) if heard.words else draft
    if heard.words != (said.words if said else "") and (said or heard.attached):
        return say(work, draft, heard, captioned=bool(heard.picture and heard.words))
    return draft


def _still_asked(draft: Draft, ask: Ask) -> bool:
    """Whether the form has such a question still, and what was searched for has not been chosen meanwhile."""
    field = form_of(draft).field(ask, draft.answers)
    return field is not None and not (field.search and ask in draft.fixed)


def say(work: Work, draft: Draft, heard: Heard, *, captioned: bool = False) -> Draft:
    """The message's words become, or stay, part of the draft's words; an edited message changes its part. Raises TooLong, for
    what is written and for what it is when spelt out, or TooMany messages."""
    if order := _order(draft, heard):
        draft, left = _ordered(work, draft, order, again=heard.key_in(draft) in draft.heard)
        heard = replace(heard, words=order.words(left))
    said = {**draft.heard, heard.key_in(draft): Said(words=heard.words, captioned=captioned)}
    if not heard.words:
        del said[heard.key_in(draft)]
    return told(work, draft, said)


def _order(draft: Draft, heard: Heard) -> orders.Order | None:
    """What is pasted into an entry of what comes by phone or paper."""
    return orders.read(heard.words) if draft.is_report and draft.source in OUTSIDE else None


def _ordered(work: Work, draft: Draft, order: orders.Order, *, again: bool) -> tuple[Draft, list[str]]:
    """The draft with what stands under an order's labels, where the person has not set it; and what cannot be read as that. Who
    called is kept however it is written. `again`: the same order was read before."""
    form, answers, fixed, left = form_of(draft), draft.answers, draft.fixed, []
    asked = Asked(district=work.district, today=work.today, answers=answers)
    given = {Line.NUMBER: (Ask.NUMBER, order.lines.get(Line.NUMBER)), Line.PLACE: (Ask.PLACE, order.lines.get(Line.PLACE))}
    for line, (ask, text) in {**given, Line.ANSWER_BY: (Ask.ANSWER_BY, _day_of(work, order))}.items():
        field = form.field(ask, answers)
        if not text or field is None or field.typed is None or ask in draft.fixed:
            continue
        try:
            answers = field.typed(replace(asked, answers=answers), text)
        except Refusal:
            left.append(order.written.get(line, text))
    if order.contact and Ask.PHONE not in fixed:
        answers = changed(answers, phone=order.contact)
    if order.urgent is not None and (again or Ask.URGENT not in fixed):
        answers = changed(answers, urgent=order.urgent)
        fixed |= {Ask.URGENT}
    return changed(draft, answers=answers, fixed=fixed, asking=None), left


def _day_of(work: Work, order: orders.Order) -> str:
    """By when it is to be answered: the day it names, or so long from now."""
    said = order.lines.get(Line.ANSWER_BY, "")
    if (found := orders.term(said)) is None:
        return orders.day(said) or said
    count, unit = found
    limit = Limit(amount=count, unit=Unit(unit))
    return work.district.local(deadline(work.now, limit, work.district.calendar, work.district.tz)).date().isoformat()


def told(work: Work, draft: Draft, said: Mapping[str, Said]) -> Draft:
    """The draft with all these messages, and the words they are. Raises TooLong or TooMany."""
    spoken = [one.words for one in said.values() if one.ask is None]
    words, limit = "\n".join(spoken), work.district.limits.words * 4
    if len(words) > limit or (not words.isascii() and len(plain(words)) > limit):
        raise TooLong(limit=limit)
    if len(spoken) > MOST_SAID:
        raise TooMany(limit=MOST_SAID)
    return changed(draft, heard=said, answers=changed(draft.answers, words=words))


def _answer(work: Work, heard: Heard, draft: Draft) -> Draft:
    """A text: danger, whatever was asked; the answer to what the card asks; else a quantity, a place or words."""
    if draft.is_report and draft.source not in OUTSIDE and meant(heard.words, work.district.dangers):
        return _in_danger(work, heard, draft)
    if draft.asking:
        return answered(work, draft, draft.asking, heard)
    if not draft.is_report:
        return answered(work, draft, _guess_ask(work, draft, heard.words), heard)
    flat = plain(heard.words[:MOST_PLACE]).strip()
    if draft.source is Source.RESIDENT:
        if typing.is_phone(flat):
            return answered(work, draft, Ask.PHONE, heard)
    elif draft.answers.category and quantities.number(flat) is not None:
        return answered(work, draft, Ask.QUANTITY, heard)
    wants_place = not draft.answers.point and not draft.answers.place
    reads_so = is_place if draft.answers.words else only_place
    if wants_place and reads_so(heard.words) and not tells(heard.words) and not guessing.named(heard.words, work.district):
        return answered(work, draft, Ask.PLACE, heard)
    return say(work, draft, heard)


def fits(work: Work, heard: Heard) -> None:
    """Raises TooLong for words no form takes."""
    say(work, Draft(owner=0, address=heard.address, touched_at=work.now), heard)


def _in_danger(work: Work, heard: Heard, draft: Draft) -> Draft:
    """Its words, and where it is if they say so."""
    told = changed(say(work, draft, heard), asking=None)
    where = told.answers.place or (heard.words if says_where(heard.words) else "")
    phone = told.answers.phone or (typing.mobile_in(heard.words) if draft.source is Source.RESIDENT else None)
    return changed(told, answers=changed(told.answers, place=where, phone=phone))


def _guess_ask(work: Work, draft: Draft, text: str) -> Ask:
    form = form_of(draft)
    if is_quantity(work, draft, text):
        return Ask.QUANTITY
    if form.has(Ask.WORDS):
        return Ask.WORDS
    return next((ask for ask in (Ask.CATEGORY, Ask.PLACE) if form.has(ask)), Ask.WORDS)


def is_quantity(work: Work, draft: Draft, text: str) -> bool:
    """Whether a text is nothing but a quantity, and the form wants one."""
    return form_of(draft).has(Ask.QUANTITY) and quantities.only_quantity(text)


def answered(work: Work, draft: Draft, ask: Ask, heard: Heard) -> Draft:
    """The draft with a typed answer taken; what is asked for as a choice goes on being asked for, with what was found to choose
    from. Raises a Refusal when it cannot be read."""
    field, text = form_of(draft).field(ask, draft.answers), heard.words.strip()
    asked = Asked(district=work.district, today=work.today, answers=draft.answers)
    if field and field.search:
        found = changed(draft, asking=ask, hints=replace(draft.hints, offers=field.search(asked, text)))
        return changed(found, heard={**draft.heard, heard.key_in(draft): Said(ask=ask)})
    if field is None or field.typed is None:
        return changed(say(work, draft, heard), asking=None)
    return changed(_answering(draft, heard, ask, field.typed(asked, text)), fixed=draft.fixed | {ask})


async def derived(work: Work, actor: Person, draft: Draft) -> Draft:
    """Category, quantity and urgency as the words say, where the person has not set them."""
    if not draft.is_report or draft.asking is Ask.CATEGORY:
        return draft
    if Ask.CATEGORY not in draft.fixed:
        draft = await _categorised(work, actor, draft)
    draft = _counted(work, draft)
    if Ask.URGENT not in draft.fixed:
        urgent = guessing.urgent(draft.answers.words) or meant(draft.answers.words, work.district.dangers) is not None
        draft = changed(draft, answers=changed(draft.answers, urgent=urgent))
    return draft


def danger(work: Work, draft: Draft) -> Danger | None:
    """The danger to life a report tells of, which is filed without a form; what comes by phone or paper is entered as a whole."""
    told = draft.is_report and draft.source not in OUTSIDE
    return meant(draft.answers.words, work.district.dangers) if told else None


def _counted(work: Work, draft: Draft) -> Draft:
    """As much as was set by hand or is said, in the category's unit; what was said in another is shown, to be put right."""
    unit, answers = unit_of(work.district, draft.answers), draft.answers
    by_hand = Ask.QUANTITY in draft.fixed
    category = work.district.category_of.get(answers.category or "")
    also, named = (category.also, "".join((category.heading, category.name, *category.words))) if category else ((), "")
    found = quantities.quantity(answers.words, unit, also, named)
    said = (found.amount, found.unit) if found and found.amount <= typing.MOST else (None, unit)
    because = draft.hints.because
    if found is None and because.isascii() and because and unit in quantities.COUNTING:
        many = quantities.before(answers.words, because)
        said = (Decimal(many), unit) if many else said
    amount, given = (answers.amount, answers.unit) if by_hand else said
    fits = amount is None or given == (unit or given)
    odd = None if fits else f"{amount.normalize():f} {given}" if amount is not None else None
    if not by_hand:
        answers = changed(answers, amount=amount if fits else None, unit=given if fits else unit)
    return changed(draft, answers=answers, hints=replace(draft.hints, odd_unit=odd))


async def _categorised(work: Work, actor: Person, draft: Draft) -> Draft:
    answers = draft.answers
    grid = work.district.grid_at(answers.point)
    code = grid.code if grid else next(iter(actor.scopes(Role.WORKER)), None)
    often = await work.store.learning.often(code, work.now - timedelta(days=90)) if code else {}
    often = {code: times for code, times in often.items() if code in work.district.category_of}
    often |= {usual: 0 for usual in work.district.common if usual not in often}
    found = guessing.guesses(answers.words, work.district, often, LISTED)
    if answers.words:
        found = guessing.as_here(found, await learning.taught(work, answers.words), LISTED)
    best = found[0] if found and found[0].sure else None
    heading = work.district.category_of[best.code].heading if best else None
    alike = [one.code for one in found if heading in (None, work.district.category_of[one.code].heading)]
    offers = tuple(code for code in alike if best is None or code != best.code)[:3]
    named = work.district.category_of[best.code].conditions if best else ()
    kept = answers.condition if best and answers.category == best.code else None
    said = None if kept and Ask.CONDITION in draft.fixed else next((one.name for one in named if one.name in answers.words), None)
    return changed(
        draft, answers=changed(answers, category=best.code if best else None, condition=said or kept),
        hints=replace(draft.hints, offers=offers, because=best.because if best else "", taught=best is not None and best.taught),
    )  # fmt: skip
