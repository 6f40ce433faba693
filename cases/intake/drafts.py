"""Filling in a draft: what a person sends joins the one it belongs to, in any order; nothing is filed until 「提交」."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cases.casework import acting, rights
from cases.casework.case import OUTSIDE, Action, Case, Source
from cases.district.danger import Danger, meant
from cases.errors import Forbidden, Gone, TooMany
from cases.evidence.photo import Photo, PhotoState, Side
from cases.forms.answers import Ask
from cases.intake import guessing, hearing, reporting
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of, form_of, side_of, stale
from cases.intake.hearing import Heard
from cases.outbox import Address, Letter, Purpose, Subject, Voice
from cases.people import Person, Role
from cases.values import changed
from cases.work import Work

LEFT = timedelta(hours=12)
"""A report untouched for so long takes nothing more by itself: today's photo is not yesterday's."""
DANGERS = 4
"""Times as many reports a day are taken when they tell of danger."""
MOST_FORMS = 10
"""That one person has open in one place."""
RESIDENTS = 3
"""Reports somebody who is not staff may have open at once."""


async def hear(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """Takes a message into the draft it belongs to, opening one when there is none. None: the message is nobody's here. Raises
    a Refusal, having written nothing, when it cannot be read as what it answers or is too much."""
    draft = await _belongs(work, actor, heard)
    if draft is None:
        return None
    draft = hearing.taken(work, heard, draft)
    again = bool(heard.picture) and await _room_for_picture(work, heard, draft)
    draft = await hearing.derived(work, actor, draft)
    danger = hearing.danger(work, draft)
    if danger:
        await reporting.not_too_many(work, actor, draft, DANGERS)
    if not draft.id:
        draft = await work.store.drafts.add(draft)
    if heard.picture and not again:
        await _take_picture(work, actor, heard, draft)
    await work.store.drafts.heard(heard.address, heard.message, draft.id)
    if danger:
        return await _alarmed(work, actor, draft, danger)
    await keep(work, draft, Voice.LOUD)
    await _put_away(work, actor, heard.address)
    return draft


async def _alarmed(work: Work, actor: Person, draft: Draft, danger: Danger) -> Draft:
    """Danger to life waits for no 「提交」."""
    case = await reporting.alarm(work, actor, draft, danger)
    filed = changed(draft, case=case.id)
    await close(work, filed, DraftState.DONE)
    return filed


async def _put_away(work: Work, actor: Person, address: Address) -> None:
    """Forms here whose cases have moved on: what is sent goes elsewhere, and their cards say why."""
    for draft in await work.store.drafts.open(actor.id, address):
        if await stale(work, draft):
            await close(work, draft, DraftState.CANCELLED)


async def _belongs(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """The draft a message is for: the form that is open, else a report it fits; one not written yet when there is none."""
    open_ones = await work.store.drafts.open(actor.id, heard.address)
    if await _files_danger(work, actor, heard, open_ones):
        return await _of_danger(work, actor, heard, open_ones)
    answered = next((draft for draft in open_ones if draft.id == heard.draft), None)
    if answered and not await stale(work, answered):
        return answered
    forms = [draft for draft in open_ones if not draft.is_report and not await stale(work, draft)]
    if forms and not heard.phone and (heard.private or _meant_for_form(work, heard, forms[-1])):
        return forms[-1]
    reports = [draft for draft in open_ones if draft.is_report and not left(work, draft)]
    if not heard.private and not await _welcome(work, actor, heard, reports):
        return None
    if heard.picture:
        return await _for_picture(work, actor, heard, reports)
    if heard.point:
        reports = [draft for draft in reports if draft.answers.point is None] or reports
    return reports[-1] if reports else await _fresh(work, actor, heard.address)


async def _files_danger(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> bool:
    """Whether what is said is danger to life, which no form and no question holds up; but what staff write into a form of theirs
    is about its case, and a dispatcher enters what comes by phone as a whole."""
    if not meant(heard.words, work.district.dangers):
        return False
    if not heard.private:
        bound = await work.store.bindings.at(heard.address)
        return bool(heard.picture) and actor.has(Role.WORKER) and any(one.purpose is Purpose.WORKERS for one in bound)
    newest = open_ones[-1] if open_ones else None
    return newest is None or not actor.staff or (newest.is_report and newest.source not in OUTSIDE) or left(work, newest)


async def _of_danger(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> Draft:
    """With pictures and a place that came before and say nothing yet; else by itself, however many are open."""
    reports = [draft for draft in open_ones if draft.is_report and not left(work, draft) and draft.source not in OUTSIDE]
    silent = [draft for draft in reports if not draft.answers.words and draft.answers.category is None]
    return silent[-1] if silent else _empty(work, actor, heard.address, None)


async def form_here(work: Work, actor: Person, address: Address) -> int | None:
    """The case that the form of theirs that is open here is about."""
    for draft in reversed(await work.store.drafts.open(actor.id, address)):
        if draft.case and not await stale(work, draft):
            return draft.case
    return None


async def form_of_case(work: Work, actor: Person, address: Address, case: int) -> int | None:
    """The form of theirs that is open here about a case."""
    for draft in reversed(await work.store.drafts.open(actor.id, address)):
        if draft.case == case and not draft.is_report and not await stale(work, draft):
            return draft.id
    return None


async def anything_here(work: Work, actor: Person, address: Address) -> bool:
    """Whether something of theirs is being filled in here that takes what they say."""
    for draft in await work.store.drafts.open(actor.id, address):
        if not (left(work, draft) if draft.is_report else await stale(work, draft)):
            return True
    return False


async def waits_here(work: Work, actor: Person, address: Address) -> bool:
    """Whether a form, or a report that has asked for something, takes whatever they say here."""
    for draft in await work.store.drafts.open(actor.id, address):
        if (not draft.is_report and not await stale(work, draft)) or (draft.is_report and draft.asking and not left(work, draft)):
            return True
    return False


async def report_of(work: Work, actor: Person, address: Address) -> Draft | None:
    """The report they filled in last here."""
    open_ones = await work.store.drafts.open(actor.id, address)
    return next((draft for draft in reversed(open_ones) if draft.is_report and not left(work, draft)), None)


async def report_here(work: Work, actor: Person, address: Address) -> bool:
    """Whether a report of theirs is being filled in here."""
    return any(draft.case is None and not left(work, draft) for draft in await work.store.drafts.open(actor.id, address))


def _meant_for_form(work: Work, heard: Heard, form: Draft) -> bool:
    """In a group people also talk: into a form goes a picture, a place, what answers the bot, a bare quantity where one is
    wanted, and the next word after it asked."""
    if heard.picture or heard.point or heard.answers_bot:
        return True
    return not heard.answers_somebody and (bool(form.asking) or hearing.is_quantity(work, form, heard.words))


def left(work: Work, draft: Draft) -> bool:
    return draft.touched_at <= work.now - LEFT


async def _welcome(work: Work, actor: Person, heard: Heard, reports: list[Draft]) -> bool:
    """In a group only a worker's photo that names a category or answers the bot, in the workers' place, opens a draft."""
    if not actor.has(Role.WORKER):
        return False
    asked = bool(reports and reports[-1].asking) and not heard.answers_somebody
    if reports and (heard.point or heard.picture or heard.answers_bot or asked):
        return True
    if not heard.picture:
        return False
    if heard.album and await work.store.photos.of_album(actor.id, heard.album):
        return True
    bound = await work.store.bindings.at(heard.address)
    named = guessing.guesses(heard.words, work.district, {}) if heard.words else ()
    return any(one.purpose is Purpose.WORKERS for one in bound) and (bool(named) or heard.answers_bot)


async def _for_picture(work: Work, actor: Person, heard: Heard, reports: list[Draft]) -> Draft:
    """Pictures of one album stay together, whichever of them bear captions; only one that names another category is a report
    of its own, as is a picture with a caption beside a report that has one."""
    album = await work.store.photos.of_album(actor.id, heard.album) if heard.album else []
    home = next((draft for draft in reports if any(photo.draft == draft.id for photo in album)), None)
    if home:
        return await _fresh(work, actor, heard.address) if _names_another(work, heard, home) else home
    current = reports[-1] if reports else None
    if current and current.answers.self_handled and not await _has_after(work, current):
        return current
    if current is None or (heard.words and current.captioned):
        return await _fresh(work, actor, heard.address)
    return current


def _names_another(work: Work, heard: Heard, home: Draft) -> bool:
    found = guessing.named(heard.words, work.district) if heard.words else None
    return bool(found and home.answers.category and found.code != home.answers.category)


async def _has_after(work: Work, draft: Draft) -> bool:
    return any(photo.side is Side.AFTER for photo in await work.store.photos.of_draft(draft.id))


async def _fresh(work: Work, actor: Person, address: Address, source: Source | None = None) -> Draft:
    """A new empty report, not written yet. Raises TooMany."""
    open_ones = [draft for draft in await work.store.drafts.open(actor.id, address) if not left(work, draft)]
    limit = work.district.limits.open_drafts if actor.staff else RESIDENTS
    if len(open_ones) >= limit:
        raise TooMany(limit=limit)
    return _empty(work, actor, address, source)


def _empty(work: Work, actor: Person, address: Address, source: Source | None) -> Draft:
    source = source or (Source.PATROL if actor.staff else Source.RESIDENT)
    return Draft(owner=actor.id, address=address, source=source, touched_at=work.now)


async def begin(work: Work, actor: Person, address: Address, source: Source | None = None) -> Draft:
    """A new empty report. Raises Forbidden for a source that is not theirs."""
    if source and not rights.may_report(actor, source):
        raise Forbidden
    draft = await work.store.drafts.add(await _fresh(work, actor, address, source))
    await work.store.outbox.show(Subject.DRAFT, draft.id, address, Voice.LOUD)
    return draft


async def apart(work: Work, actor: Person, heard: Heard, photos: Sequence[Photo]) -> Draft:
    """A report that begins with what had been taken for another's. Raises TooMany or TooLong, having written nothing."""
    draft = await _fresh(work, actor, heard.address)
    draft = await hearing.derived(work, actor, hearing.say(work, draft, heard) if heard.words else draft)
    danger = hearing.danger(work, draft)
    draft = await work.store.drafts.add(draft)
    for photo in photos:
        await work.store.photos.save(changed(photo, case=None, draft=draft.id))
    await work.store.drafts.heard(heard.address, heard.message, draft.id)
    if danger:
        return await _alarmed(work, actor, draft, danger)
    await keep(work, draft, Voice.LOUD)
    return draft


async def open_form(work: Work, actor: Person, case: Case, action: Action, address: Address) -> Draft:
    """What a button on a case asks for further, taken where it was pressed from whoever pressed it. Another case's form stays."""
    forms = [one for one in await work.store.drafts.open(actor.id, address) if not one.is_report]
    for old in forms:
        if old.case == case.id or old in forms[:-MOST_FORMS]:
            await close(work, old, DraftState.CANCELLED)
    draft = Draft(
        owner=actor.id, address=address, action=action, case=case.id, step=case.step, source=case.source, touched_at=work.now
    )
    form = form_of(draft)
    asking = Ask.WORDS if address.private and form.requires(Ask.WORDS) else None
    draft = changed(draft, answers=form.begins(await asked_of(work, draft)), asking=asking)
    draft = await work.store.drafts.add(draft)
    await work.store.outbox.show(Subject.DRAFT, draft.id, address, Voice.LOUD)
    return draft


async def _room_for_picture(work: Work, heard: Heard, draft: Draft) -> bool:
    """Whether the picture is in the draft already. Raises TooMany."""
    photos = await work.store.photos.of_draft(draft.id) if draft.id else []
    assert heard.picture
    if any((photo.message, photo.unique) == (heard.message, heard.picture.unique) for photo in photos):
        return True
    if len(photos) >= 2 * work.district.limits.photos:
        raise TooMany(limit=2 * work.district.limits.photos)
    return False


async def _take_picture(work: Work, actor: Person, heard: Heard, draft: Draft) -> None:
    """A picture is fetched and checked; a file larger than Telegram hands out is said so at once."""
    assert heard.picture
    case = await work.store.cases.get(draft.case) if draft.case else None
    photo = picture_of(work, heard, side_of(draft), draft=draft.id, round_=case.round if case else 0)
    await keep_picture(work, actor, heard, photo)


def picture_of(work: Work, heard: Heard, side: Side, *, draft: int, round_: int) -> Photo:
    assert heard.picture
    state = PhotoState.PENDING if heard.picture.as_file else PhotoState.GOOD
    return Photo(
        draft=draft, side=side, file_id=heard.picture.file_id, unique=heard.picture.unique, as_file=heard.picture.as_file,
        album=heard.album, message=heard.message, state=PhotoState.BAD if heard.picture.too_big else state, sent_at=work.now,
        round=round_,
    )  # fmt: skip


async def keep_picture(work: Work, actor: Person, heard: Heard, photo: Photo) -> None:
    kept = await work.store.photos.add(photo)
    if photo.state is PhotoState.BAD:
        await work.store.outbox.write(Letter(address=heard.address, key="photo_bad", facts={"why": "too_big"}, answer=True))
        return
    owner = None if actor.staff else actor.id
    await work.store.outbox.errand("photo", {"photo": kept.id, "owner": actor.id}, owner=owner, rank=int(not actor.staff))


async def edited(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """A message edited before its draft was handed in counts as it reads now, whatever it said: words, place, number, phone."""
    before = await work.store.drafts.by_message(heard.address, heard.message)
    if before is None or before.owner != actor.id or before.state is not DraftState.OPEN:
        return None
    draft = hearing.corrected(work, heard, before)
    if draft is before:
        return draft
    draft = await hearing.derived(work, actor, draft)
    danger = hearing.danger(work, draft)
    if danger:
        await reporting.not_too_many(work, actor, draft, DANGERS)
        return await _alarmed(work, actor, draft, danger)
    await keep(work, draft, Voice.QUIET)
    return draft


async def keep(work: Work, draft: Draft, voice: Voice) -> None:
    await work.store.drafts.save(draft)
    await work.store.outbox.show(Subject.DRAFT, draft.id, draft.address, voice)


async def own(work: Work, actor: Person, draft_id: int) -> Draft:
    """The actor's open draft. Raises Forbidden or Gone."""
    draft = await work.store.drafts.get(draft_id)
    if draft.owner != actor.id:
        raise Forbidden
    if draft.state is not DraftState.OPEN:
        raise Gone
    return draft


async def more(work: Work, actor: Person, draft_id: int) -> Draft:
    """「再报一件」: another report beside this one, by what the person is now."""
    draft = await work.store.drafts.get(draft_id)
    if draft.owner != actor.id:
        raise Forbidden
    source = draft.source if draft.is_report and rights.may_report(actor, draft.source) and actor.staff else None
    return await begin(work, actor, draft.address, source)


async def move(work: Work, actor: Person, draft_id: int) -> Draft:
    """A draft begun in a group goes on in the private chat, with all it has."""
    draft = await own(work, actor, draft_id)
    await work.store.outbox.refresh(Subject.DRAFT, draft.id)
    heard = {key if "/" in key else f"{draft.address.chat}/{key}": said for key, said in draft.heard.items()}
    moved = changed(draft, address=Address(chat=actor.id), heard=heard, touched_at=work.now)
    await keep(work, moved, Voice.LOUD)
    return moved


async def cancel(work: Work, actor: Person, draft_id: int) -> Draft:
    draft = await own(work, actor, draft_id)
    await close(work, draft, DraftState.CANCELLED)
    return draft


async def cancel_newest(work: Work, actor: Person, address: Address) -> Draft | None:
    """/cancel: the newest open draft here."""
    open_ones = await work.store.drafts.open(actor.id, address)
    return await cancel(work, actor, open_ones[-1].id) if open_ones else None


async def close(work: Work, draft: Draft, state: DraftState) -> None:
    """What it said is in the case now, or nobody's: only whose it was is kept."""
    emptied = Draft(
        id=draft.id, owner=draft.owner, address=draft.address, action=draft.action, case=draft.case, step=draft.step, state=state,
        source=draft.source, touched_at=work.now, reminded=draft.reminded,
    )  # fmt: skip
    await work.store.drafts.save(emptied)
    await work.store.outbox.refresh(Subject.DRAFT, draft.id)


async def submit(work: Work, actor: Person, draft_id: int) -> Case:
    """「提交」: a report becomes a case, a form the action it was opened for. Raises Missing with what lacks."""
    draft = await own(work, actor, draft_id)
    if draft.case is not None:
        case = await acting.act(work, actor, draft.case, draft.step, draft.action, draft)
    else:
        case = await reporting.report(work, actor, draft)
    await close(work, changed(draft, case=case.id), DraftState.DONE)
    return case


async def filed_from(work: Work, actor: Person, heard: Heard) -> int | None:
    """The case that was filed from what a message belongs to: the album of a late photo, or an edited message's earlier words."""
    album = await work.store.photos.of_album(actor.id, heard.album) if heard.album else []
    if album:
        return album[-1].case
    before = await work.store.drafts.by_message(heard.address, heard.message)
    return before.case if before and before.owner == actor.id and before.state is DraftState.DONE else None


def overslept(moment: datetime) -> datetime:
    """Drafts untouched since then are asked about."""
    return moment - timedelta(days=1)
