"""Filling in a draft: what a person sends joins the one it belongs to, in any order; nothing is filed until 「提交」."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from cases import desk, filing, suggest
from cases.district import District
from cases.errors import BadDate, BadQuantity, Forbidden, Gone, Missing, TooMany, Unknown
from cases.model import (
    OUTSIDE,
    Action,
    Ask,
    Case,
    Draft,
    DraftState,
    Outcome,
    Person,
    Photo,
    PhotoState,
    Point,
    Role,
    Side,
    Source,
)  # fmt: skip
from cases.ports import Letter, Purpose, Spot, Subject, Voice, Work
from cases.workflow import MOVES


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


# --- which draft ---


async def hear(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """Takes a message into the draft it belongs to, opening one when there is none. None: the message is nobody's here."""
    open_ones = await work.store.drafts.open(actor.id, heard.spot)
    draft = await _belongs(work, actor, heard, open_ones)
    if draft is None:
        return None
    draft = _taken(work, heard, draft)
    if len(draft.words) > work.district.limits.words * 4:
        raise TooMany(limit=work.district.limits.words * 4)
    if heard.picture:
        await _take_picture(work, heard, draft)
    draft = await _derived(work, actor, draft)
    await work.store.drafts.heard(heard.spot, heard.message, draft.id)
    await _keep(work, draft, Voice.LOUD)
    await _warn(work, actor, heard, draft)
    return draft


async def _belongs(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> Draft | None:
    forms = [draft for draft in open_ones if draft.action is not Action.REPORT]
    if forms:
        return forms[-1]
    if not heard.private and not await _welcome(work, actor, heard, open_ones):
        return None
    if heard.picture:
        return await _for_picture(work, actor, heard, open_ones)
    if heard.point:
        without = [draft for draft in open_ones if draft.point is None]
        return without[-1] if without else (open_ones[-1] if open_ones else await begin(work, actor, heard.spot))
    return open_ones[-1] if open_ones else await begin(work, actor, heard.spot)


async def _welcome(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> bool:
    """In a group only a worker's photo that names a category or answers the bot, in the workers' place, opens a draft."""
    if not actor.has(Role.WORKER):
        return False
    if open_ones and (heard.point or heard.picture or heard.answers_bot or open_ones[-1].asking):
        return True
    if not heard.picture:
        return False
    if heard.album and await work.store.photos.of_album(actor.id, heard.album):
        return True
    bound = await work.store.places.at(heard.spot)
    named = suggest.guesses(heard.words, work.district.categories, {}) if heard.words else ()
    return any(one.purpose is Purpose.WORKERS for one in bound) and (bool(named) or heard.answers_bot)


async def _for_picture(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> Draft:
    """Pictures of one album stay together; one with a caption of its own opens a second draft once the first has one."""
    album = await work.store.photos.of_album(actor.id, heard.album) if heard.album else []
    home = next((draft for draft in open_ones if any(photo.draft == draft.id for photo in album)), None)
    if heard.words and home and home.captioned:
        fresh = await begin(work, actor, heard.spot)
        for photo in album:
            await work.store.photos.save(replace(photo, draft=fresh.id))
        await work.store.outbox.refresh(Subject.DRAFT, home.id)
        return fresh
    if home:
        return home
    current = open_ones[-1] if open_ones else None
    if current is None or (heard.words and current.captioned):
        return await begin(work, actor, heard.spot)
    return current


async def begin(work: Work, actor: Person, spot: Spot, source: Source | None = None) -> Draft:
    """A new empty report."""
    open_ones = await work.store.drafts.open(actor.id, spot)
    limit = work.district.limits.open_drafts if actor.staff else 3
    if len(open_ones) >= limit:
        raise TooMany(limit=limit)
    source = source or (Source.PATROL if actor.staff else Source.RESIDENT)
    draft = Draft(owner=actor.id, chat=spot.chat, thread=spot.thread, source=source, opened_at=work.now, touched_at=work.now)
    draft = await work.store.drafts.add(draft)
    await work.store.outbox.show(Subject.DRAFT, draft.id, spot, Voice.LOUD)
    return draft


async def open_form(work: Work, actor: Person, case: Case, action: Action, spot: Spot) -> Draft:
    """What a button on a case asks for further, taken where it was pressed from whoever pressed it."""
    for old in await work.store.drafts.open(actor.id, spot):
        if old.action is not Action.REPORT:
            await _close(work, old, DraftState.CANCELLED)
    category = work.district.category_of.get(case.category or "")
    form = Draft(
        owner=actor.id, chat=spot.chat, thread=spot.thread, action=action, case=case.id, step=case.step,
        source=case.source, opened_at=work.now, touched_at=work.now,
        side=Side.AFTER if action is Action.CLEAR else Side.BEFORE,
    )  # fmt: skip
    if action is Action.CLEAR and category:
        amount = case.amount if case.unit in (None, category.unit) else None
        usual = Outcome.REPAIRED if category.component else Outcome.CORRECTED
        form = replace(form, amount=amount or Decimal(1), unit=category.unit, outcome=usual)
    if action is Action.REFUTE:
        form = replace(form, reason="not_so")
    if action is Action.DISPATCH:
        form = replace(form, department=case.wanted_department)
    if _next_words(form):
        form = replace(form, asking=Ask.WORDS)
    form = await work.store.drafts.add(form)
    await work.store.outbox.show(Subject.DRAFT, form.id, spot, Voice.LOUD)
    return form


def _next_words(form: Draft) -> bool:
    return Ask.WORDS in MOVES[form.action].needs


# --- what it says ---


async def _take_picture(work: Work, heard: Heard, draft: Draft) -> None:
    assert heard.picture
    photos = await work.store.photos.of_draft(draft.id)
    if any(photo.message == heard.message for photo in photos):
        return
    if len(photos) >= 2 * work.district.limits.photos:
        raise TooMany(limit=2 * work.district.limits.photos)
    state = PhotoState.PENDING if heard.picture.as_file else PhotoState.GOOD
    photo = Photo(
        draft=draft.id, side=draft.side, file_id=heard.picture.file_id, unique=heard.picture.unique,
        as_file=heard.picture.as_file, album=heard.album, message=heard.message, state=state,
    )  # fmt: skip
    kept = await work.store.photos.add(photo)
    await work.store.outbox.errand("photo", {"photo": kept.id})


def _taken(work: Work, heard: Heard, draft: Draft) -> Draft:
    draft = replace(draft, touched_at=work.now, reminded=False)
    if heard.point:
        draft = replace(draft, point=heard.point, spot=heard.place_words or draft.spot, asking=None)
    if heard.phone:
        draft = replace(draft, phone=heard.phone, asking=None)
    if heard.words and heard.picture:
        return _say(draft, heard, captioned=True)
    if heard.words:
        return _answer(work, heard, draft)
    return draft


def _say(draft: Draft, heard: Heard, *, captioned: bool = False) -> Draft:
    """The message's words become, or stay, part of the draft's words; an edited message changes its part."""
    spoken = {**draft.spoken, str(heard.message): heard.words}
    words = "\n".join(spoken.values())
    return replace(draft, spoken=spoken, words=words, captioned=draft.captioned or captioned)


def _answer(work: Work, heard: Heard, draft: Draft) -> Draft:
    """A text: the answer to what the card asks, else a quantity, a place or words, whichever it reads as."""
    if draft.asking:
        return answered(work, draft, draft.asking, heard)
    if draft.action is not Action.REPORT:
        asked = _guess_ask(work, draft, heard.words)
        return answered(work, draft, asked, heard)
    unit = _unit(work.district, draft)
    if unit and suggest.number(suggest.plain(heard.words).strip()) is not None:
        return answered(work, draft, Ask.QUANTITY, heard)
    names = suggest.guesses(heard.words, work.district.categories, {}, 1)
    has_place = draft.point or draft.spot
    if draft.words and not has_place and not names:
        return replace(draft, spot=heard.words.strip())
    return _say(draft, heard)


def _guess_ask(work: Work, draft: Draft, text: str) -> Ask:
    asks = MOVES[draft.action].asks
    if Ask.QUANTITY in asks and suggest.typed_quantity(text, _unit(work.district, draft)):
        dense = "".join(text.split())
        if len(dense) <= 8:
            return Ask.QUANTITY
    if Ask.WORDS in asks:
        return Ask.WORDS
    return next((ask for ask in (Ask.CATEGORY, Ask.PLACE) if ask in asks), Ask.WORDS)


def _unit(district: District, draft: Draft) -> str | None:
    category = district.category_of.get(draft.category or "")
    return category.unit if category else draft.unit


def answered(work: Work, draft: Draft, ask: Ask, heard: Heard) -> Draft:
    """The draft with a typed answer taken. Raises BadQuantity or BadDate when it cannot be read."""
    text = heard.words.strip()
    done = replace(draft, asking=None)
    match ask:
        case Ask.QUANTITY:
            unit = _unit(work.district, draft)
            found = suggest.typed_quantity(text, unit)
            if found is None or (unit and found.unit != unit) or found.amount <= 0:
                raise BadQuantity(unit=unit or "")
            return replace(done, amount=found.amount, unit=found.unit, odd_unit=None, fixed=draft.fixed | {"amount"})
        case Ask.PLACE:
            return replace(done, spot=text)
        case Ask.CATEGORY:
            return replace(draft, offers=suggest.search(text, work.district.categories), because="")
        case Ask.PHONE:
            return replace(done, phone=text[:40])
        case Ask.NUMBER:
            return replace(done, outside_number=text[:60])
        case Ask.ANSWER_BY:
            return replace(done, answer_by=_date(work, text))
        case Ask.DATE:
            return replace(done, until=_date(work, text))
        case _:
            return replace(_say(done, heard), asking=None)


def _date(work: Work, text: str) -> date:
    today = work.district.local(work.now).date()
    parts = [int(part) for part in "".join(char if char.isdigit() else " " for char in suggest.plain(text)).split()]
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


async def _derived(work: Work, actor: Person, draft: Draft) -> Draft:
    """Category, quantity and urgency as the words say, where the person has not set them."""
    if draft.action is not Action.REPORT or draft.asking is Ask.CATEGORY:
        return draft
    if "category" not in draft.fixed:
        draft = await _categorised(work, actor, draft)
    unit = _unit(work.district, draft)
    if "amount" not in draft.fixed:
        found = suggest.quantity(draft.words, unit)
        fits = found and (unit is None or found.unit == unit)
        draft = replace(
            draft,
            amount=found.amount if found and fits else None,
            unit=found.unit if found and fits else unit,
            odd_unit=f"{found.amount.normalize():f} {found.unit}" if found and not fits else None,
        )
    if "urgent" not in draft.fixed:
        draft = replace(draft, urgent=suggest.urgent(draft.words) or bool(danger(work.district, draft.words)))
    return draft


async def _categorised(work: Work, actor: Person, draft: Draft) -> Draft:
    grid = work.district.grid_at(draft.point)
    code = grid.code if grid else next(iter(actor.scopes(Role.WORKER)), None)
    often = await work.store.cases.often(code, work.now - timedelta(days=90)) if code else {}
    found = suggest.guesses(draft.words, work.district.categories, often, 4)
    best = found[0] if found and found[0].score >= suggest.NAMED else None
    offers = [guess.code for guess in found if guess is not best][:3]
    kept = draft.category == (best.code if best else None)
    return replace(
        draft, category=best.code if best else None, because=best.because if best else "",
        condition=draft.condition if kept else None, offers=tuple(offers),
    )  # fmt: skip


def danger(district: District, words: str) -> list[str]:
    """The words of danger to life in a text."""
    flat = suggest.plain(words)
    return [word for word in district.danger if word in flat]


async def _warn(work: Work, actor: Person, heard: Heard, draft: Draft) -> None:
    """Danger first: whom to call, at once, before anything is filed."""
    if not actor.staff and draft.action is Action.REPORT and danger(work.district, heard.words):
        numbers = [list(pair) for pair in work.district.emergencies]
        letter = Letter(spot=heard.spot, key="danger", facts={"numbers": numbers})
        await work.store.outbox.write(letter)


async def edited(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """A message edited before its draft was handed in counts as it reads now."""
    draft = await work.store.drafts.by_message(heard.spot, heard.message)
    if draft is None or draft.owner != actor.id or draft.state is not DraftState.OPEN:
        return None
    if heard.words and (str(heard.message) in draft.spoken or heard.picture):
        draft = await _derived(work, actor, _say(draft, heard, captioned=bool(heard.picture)))
        await _keep(work, draft, Voice.QUIET)
    return draft


async def _keep(work: Work, draft: Draft, voice: Voice) -> None:
    await work.store.drafts.save(draft)
    await work.store.outbox.show(Subject.DRAFT, draft.id, Spot(chat=draft.chat, thread=draft.thread), voice)


# --- its buttons ---


async def own(work: Work, actor: Person, draft_id: int) -> Draft:
    """The actor's open draft. Raises Forbidden or Gone."""
    draft = await work.store.drafts.get(draft_id)
    if draft.owner != actor.id:
        raise Forbidden
    if draft.state is not DraftState.OPEN:
        raise Gone
    return draft


async def press(work: Work, actor: Person, draft_id: int, button: str, value: str) -> Draft:
    """One of the draft's own buttons: see PRESSES. 提交 and 取消 are `submit` and `cancel`."""
    draft = await own(work, actor, draft_id)
    draft = replace(await _pressed(work, actor, draft, button, value), touched_at=work.now, reminded=False)
    await _keep(work, draft, Voice.QUIET)
    return draft


async def _pressed(work: Work, actor: Person, draft: Draft, button: str, value: str) -> Draft:
    plain = replace(draft, asking=None)
    match button:
        case "category":
            if value not in work.district.category_of:
                raise Unknown
            return await _with_category(work, actor, draft, value)
        case "condition":
            category = work.district.category_of[draft.category or ""]
            return replace(plain, condition=category.conditions[int(value)].name)
        case "ask":
            return replace(draft, asking=None if draft.asking == value else Ask(value), editing=True)
        case "edit":
            return replace(plain, editing=not draft.editing)
        case "urgent":
            return replace(plain, urgent=not draft.urgent, fixed=draft.fixed | {"urgent"})
        case "anonymous":
            return replace(plain, anonymous=not draft.anonymous)
        case "self":
            return await _self_handled(work, plain)
        case "here":
            return replace(plain, point=draft.offered_point, offered_point=None)
        case "reason":
            return replace(plain, reason=value)
        case "department":
            if value not in work.district.department_of:
                raise Unknown
            named = None if draft.department == value else value
            return replace(plain, department=named, colleague=None)
        case "colleague":
            return replace(plain, colleague=int(value), department=None)
        case "outcome":
            return replace(plain, outcome=Outcome(value))
        case "days":
            return replace(plain, until=work.district.local(work.now).date() + timedelta(days=int(value)))
        case "source":
            return replace(plain, source=Source(value)) if Source(value) in OUTSIDE else draft
        case "keep":
            return plain
        case _:
            raise Unknown


async def _with_category(work: Work, actor: Person, draft: Draft, code: str) -> Draft:
    category = work.district.category_of[code]
    offers = tuple(one for one in (draft.category, *draft.offers) if one and one != code)[:3]
    chosen = replace(
        draft, category=code, asking=None, because="", condition=None, offers=offers, fixed=draft.fixed | {"category"},
        editing=False,
    )  # fmt: skip
    if "amount" in draft.fixed and draft.unit != category.unit:
        return replace(chosen, amount=None, unit=category.unit, odd_unit=f"{draft.amount} {draft.unit}")
    return await _derived(work, actor, chosen)


async def _self_handled(work: Work, draft: Draft) -> Draft:
    """Done on the spot: pictures from now on are after-photos; of several already there the last is one."""
    turned = replace(draft, self_handled=not draft.self_handled)
    photos = await work.store.photos.of_draft(draft.id)
    if not turned.self_handled:
        for photo in photos:
            await work.store.photos.save(replace(photo, side=Side.BEFORE))
        return replace(turned, side=Side.BEFORE, outcome=None)
    if len(photos) > 1:
        await work.store.photos.save(replace(photos[-1], side=Side.AFTER))
    return replace(turned, side=Side.AFTER, outcome=Outcome.CORRECTED)


async def more(work: Work, actor: Person, draft_id: int) -> Draft:
    """「再报一件」: another report beside this one."""
    draft = await work.store.drafts.get(draft_id)
    if draft.owner != actor.id:
        raise Forbidden
    return await begin(work, actor, Spot(chat=draft.chat, thread=draft.thread), draft.source)


async def move(work: Work, actor: Person, draft_id: int) -> Draft:
    """A draft begun in a group goes on in the private chat, with all it has."""
    draft = await own(work, actor, draft_id)
    await work.store.outbox.refresh(Subject.DRAFT, draft.id)
    moved = replace(draft, chat=actor.id, thread=None, touched_at=work.now)
    await _keep(work, moved, Voice.LOUD)
    return moved


async def cancel(work: Work, actor: Person, draft_id: int) -> Draft:
    draft = await own(work, actor, draft_id)
    await _close(work, draft, DraftState.CANCELLED)
    return draft


async def cancel_newest(work: Work, actor: Person, spot: Spot) -> Draft | None:
    """/cancel: the newest open draft here."""
    open_ones = await work.store.drafts.open(actor.id, spot)
    return await cancel(work, actor, open_ones[-1].id) if open_ones else None


async def _close(work: Work, draft: Draft, state: DraftState) -> None:
    await work.store.drafts.save(replace(draft, state=state, asking=None))
    await work.store.outbox.refresh(Subject.DRAFT, draft.id)


async def submit(work: Work, actor: Person, draft_id: int) -> Case:
    """「提交」: a report becomes a case, a form the action it was opened for. Raises Missing with what lacks."""
    draft = await own(work, actor, draft_id)
    photos = await work.store.photos.of_draft(draft.id)
    lacking = missing(work.district, draft, photos)
    if lacking:
        raise Missing(asks=[str(ask) for ask in lacking])
    if draft.case is not None:
        case = await desk.act(work, actor, draft.case, draft.step, draft.action, draft)
    else:
        if draft.source in OUTSIDE and not actor.has(Role.DISPATCHER):
            raise Forbidden
        case = await filing.report(work, actor, draft)
    await _close(work, draft, DraftState.DONE)
    return case


# --- what it lacks ---


def missing(district: District, draft: Draft, photos: list[Photo]) -> tuple[Ask, ...]:
    """What must still be there before 「提交」, in the order to ask for it."""
    if draft.case is not None:
        return _missing_in_form(draft)
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


def _missing_in_form(draft: Draft) -> tuple[Ask, ...]:
    held: dict[Ask, object] = {
        Ask.REASON: draft.reason,
        Ask.WORDS: draft.words,
        Ask.DEPARTMENT: draft.department or draft.colleague,
        Ask.OUTCOME: draft.outcome,
    }
    needs = MOVES[draft.action].needs
    return tuple(ask for ask in needs if ask in held and not held[ask])


def overslept(moment: datetime) -> datetime:
    """Drafts untouched since then are asked about."""
    return moment - timedelta(days=1)
