"""Filling in a draft: what a person sends joins the one it belongs to, in any order; nothing is filed until 「提交」."""

from datetime import datetime, timedelta
from decimal import Decimal

from cases import desk, filing, reading, suggest
from cases.errors import Forbidden, Gone, Missing, TooMany
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
    Role,
    Side,
    Source,
    changed,
)  # fmt: skip
from cases.ports import Letter, Purpose, Spot, Subject, Voice, Work
from cases.reading import Heard
from cases.workflow import MOVES


async def hear(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """Takes a message into the draft it belongs to, opening one when there is none. None: the message is nobody's here."""
    open_ones = await work.store.drafts.open(actor.id, heard.spot)
    draft = await _belongs(work, actor, heard, open_ones)
    if draft is None:
        return None
    draft = reading.taken(work, heard, draft)
    if len(draft.words) > work.district.limits.words * 4:
        raise TooMany(limit=work.district.limits.words * 4)
    if heard.picture:
        await _take_picture(work, heard, draft)
    draft = await reading.derived(work, actor, draft)
    await work.store.drafts.heard(heard.spot, heard.message, draft.id)
    await keep(work, draft, Voice.LOUD)
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
    named = suggest.guesses(heard.words, work.district, {}) if heard.words else ()
    return any(one.purpose is Purpose.WORKERS for one in bound) and (bool(named) or heard.answers_bot)


async def _for_picture(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> Draft:
    """Pictures of one album stay together; one with a caption of its own opens a second draft once the first has one."""
    album = await work.store.photos.of_album(actor.id, heard.album) if heard.album else []
    home = next((draft for draft in open_ones if any(photo.draft == draft.id for photo in album)), None)
    if heard.words and home and home.captioned:
        fresh = await begin(work, actor, heard.spot)
        for photo in album:
            await work.store.photos.save(changed(photo, draft=fresh.id))
        await work.store.outbox.refresh(Subject.DRAFT, home.id)
        return fresh
    if home:
        return home
    current = open_ones[-1] if open_ones else None
    if current and current.self_handled and not await _has_after(work, current):
        return current
    if current is None or (heard.words and current.captioned):
        return await begin(work, actor, heard.spot)
    return current


async def _has_after(work: Work, draft: Draft) -> bool:
    return any(photo.side is Side.AFTER for photo in await work.store.photos.of_draft(draft.id))


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
        form = changed(form, amount=amount or Decimal(1), unit=category.unit, outcome=usual, evidence=category.evidence)
    if action is Action.REFUTE:
        form = changed(form, reason="not_so")
    if action is Action.DISPATCH:
        form = changed(form, department=case.wanted_department)
    if _next_words(form):
        form = changed(form, asking=Ask.WORDS)
    form = await work.store.drafts.add(form)
    await work.store.outbox.show(Subject.DRAFT, form.id, spot, Voice.LOUD)
    return form


def _next_words(form: Draft) -> bool:
    return Ask.WORDS in MOVES[form.action].needs


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
    await work.store.outbox.errand("photo", {"photo": kept.id, "owner": draft.owner})


async def _warn(work: Work, actor: Person, heard: Heard, draft: Draft) -> None:
    """Danger first: whom to call, at once, before anything is filed."""
    if not actor.staff and draft.action is Action.REPORT and reading.danger(work.district, heard.words):
        numbers = [list(pair) for pair in work.district.emergencies]
        letter = Letter(spot=heard.spot, key="danger", facts={"numbers": numbers})
        await work.store.outbox.write(letter)


async def edited(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """A message edited before its draft was handed in counts as it reads now."""
    draft = await work.store.drafts.by_message(heard.spot, heard.message)
    if draft is None or draft.owner != actor.id or draft.state is not DraftState.OPEN:
        return None
    if heard.words and (str(heard.message) in draft.spoken or heard.picture):
        draft = await reading.derived(work, actor, reading.say(draft, heard, captioned=bool(heard.picture)))
        await keep(work, draft, Voice.QUIET)
    return draft


async def keep(work: Work, draft: Draft, voice: Voice) -> None:
    await work.store.drafts.save(draft)
    await work.store.outbox.show(Subject.DRAFT, draft.id, Spot(chat=draft.chat, thread=draft.thread), voice)


async def own(work: Work, actor: Person, draft_id: int) -> Draft:
    """The actor's open draft. Raises Forbidden or Gone."""
    draft = await work.store.drafts.get(draft_id)
    if draft.owner != actor.id:
        raise Forbidden
    if draft.state is not DraftState.OPEN:
        raise Gone
    return draft


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
    moved = changed(draft, chat=actor.id, thread=None, touched_at=work.now)
    await keep(work, moved, Voice.LOUD)
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
    await work.store.drafts.save(changed(draft, state=state, asking=None))
    await work.store.outbox.refresh(Subject.DRAFT, draft.id)


async def submit(work: Work, actor: Person, draft_id: int) -> Case:
    """「提交」: a report becomes a case, a form the action it was opened for. Raises Missing with what lacks."""
    draft = await own(work, actor, draft_id)
    photos = await work.store.photos.of_draft(draft.id)
    case = await work.store.cases.get(draft.case) if draft.case else None
    lacking = reading.missing(work.district, draft, photos, case)
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


def overslept(moment: datetime) -> datetime:
    """Drafts untouched since then are asked about."""
    return moment - timedelta(days=1)
