"""Filling in a draft: what a person sends joins the one it belongs to, in any order; nothing is filed until 「提交」."""

from collections.abc import Sequence

from cases.casework import acting, rights
from cases.casework.case import Action, Case, Source
from cases.district.danger import Danger
from cases.errors import Forbidden, Gone, NotOffered, Refusal, TooMany
from cases.evidence.photo import Photo, PhotoState, Side
from cases.forms.answers import Ask
from cases.forms.fields import good
from cases.intake import belonging, hearing, reporting, walking
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of, batch_of, form_of, ready, side_of, stale
from cases.intake.hearing import Heard
from cases.outbox import Address, Letter, Subject, Voice
from cases.people import Person
from cases.values import changed
from cases.work import Work

DANGERS = 4
"""Times as many reports a day are taken when they tell of danger."""
MOST_FORMS = 10
"""That one person has open in one place."""


async def hear(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """Takes a message into the draft it belongs to, opening one when there is none. None: the message is nobody's here. Raises
    a Refusal, having written nothing, when it cannot be read as what it answers or is too much."""
    draft = await belonging.belongs(work, actor, heard)
    if draft is None:
        return None
    draft = await _next_of_walk(work, actor, heard, draft)
    draft = walking.renamed(work, hearing.taken(work, heard, draft), heard)
    again = bool(heard.attached) and await _room_for_picture(work, heard, draft)
    draft = await hearing.derived(work, actor, draft)
    danger = hearing.danger(work, draft)
    if danger:
        await reporting.not_too_many(work, actor, draft, DANGERS)
    if not draft.id:
        draft = await work.store.drafts.add(draft)
    if heard.attached and not again:
        await _take_picture(work, actor, heard, draft)
    await work.store.drafts.heard(heard.address, heard.message, draft.id)
    if danger:
        return await alarmed(work, actor, draft, danger)
    await keep(work, draft, Voice.LOUD)
    await _put_away(work, actor, heard.address)
    return draft


async def _next_of_walk(work: Work, actor: Person, heard: Heard, draft: Draft) -> Draft:
    """On a walk the next picture hands in what is whole, and begins the next report. Raises a Refusal, having written nothing,
    for words no report takes."""
    if not (heard.picture and heard.private and await whole(work, draft)):
        return draft
    if heard.album and any(photo.album == heard.album for photo in await work.store.photos.of_draft(draft.id)):
        return draft
    hearing.fits(work, heard)
    await submit(work, actor, draft.id)
    return await belonging.report_of(work, actor, heard.address) or draft


async def whole(work: Work, draft: Draft) -> bool:
    """Whether it is a report of a walk that can be handed in without being looked at again: with a picture and a place."""
    if draft.hints.walked is None or not draft.id:
        return False
    asked = await asked_of(work, draft)
    return bool(good(asked) and (draft.answers.point or draft.answers.place)) and not form_of(draft).lacks(asked)


async def alarmed(work: Work, actor: Person, draft: Draft, danger: Danger) -> Draft:
    """Danger to life waits for no 「提交」."""
    case = await reporting.alarm(work, actor, draft, danger)
    filed = changed(draft, case=case.id)
    await close(work, filed, DraftState.DONE)
    await walking.goes_on(work, draft, case.id)
    return filed


async def _put_away(work: Work, actor: Person, address: Address) -> None:
    """Forms here whose cases have moved on: what is sent goes elsewhere, and their cards say why."""
    for draft in await work.store.drafts.open(actor.id, address):
        if await stale(work, draft):
            await close(work, draft, DraftState.CANCELLED)


async def begin(work: Work, actor: Person, address: Address, source: Source | None = None) -> Draft:
    """A new empty report. Raises Forbidden for a source that is not theirs."""
    if source and not rights.may_report(actor, source):
        raise Forbidden
    draft = await work.store.drafts.add(await belonging.fresh(work, actor, address, source))
    await work.store.outbox.show(Subject.DRAFT, draft.id, address, Voice.LOUD)
    return draft


async def apart(work: Work, actor: Person, heard: Heard, photos: Sequence[Photo]) -> Draft:
    """A report that begins with what had been taken for another's. Raises TooMany or TooLong, having written nothing."""
    draft = await belonging.fresh(work, actor, heard.address)
    draft = await hearing.derived(work, actor, hearing.say(work, draft, heard) if heard.words else draft)
    danger = hearing.danger(work, draft)
    draft = await work.store.drafts.add(draft)
    for photo in photos:
        await work.store.photos.save(changed(photo, case=None, draft=draft.id))
    await work.store.drafts.heard(heard.address, heard.message, draft.id)
    if danger:
        return await alarmed(work, actor, draft, danger)
    await keep(work, draft, Voice.LOUD)
    return draft


async def open_form(work: Work, actor: Person, case: Case, action: Action, address: Address) -> Draft:
    """What a button on a case asks for further, taken where it was pressed from whoever pressed it. Another case's form stays."""
    await make_room(work, actor, address, case.id)
    draft = Draft(
        owner=actor.id, address=address, action=action, case=case.id, step=case.step, source=case.source, touched_at=work.now
    )
    form = form_of(draft)
    asked = await asked_of(work, draft)
    typed = next((ask for ask in (Ask.ORIGINAL, Ask.WORDS) if form.requires(ask)), None) if address.private else None
    asking = None if typed is Ask.ORIGINAL and asked.alike else typed
    draft = changed(draft, answers=form.begins(asked), asking=asking)
    draft = await work.store.drafts.add(draft)
    await work.store.outbox.show(Subject.DRAFT, draft.id, address, Voice.LOUD)
    return draft


async def make_room(work: Work, actor: Person, address: Address, case: int | None) -> None:
    """Another form of theirs about the case goes, and the oldest of too many."""
    forms = [one for one in await work.store.drafts.open(actor.id, address) if not one.is_report]
    for old in forms:
        if old.case == case or old in forms[:-MOST_FORMS]:
            await close(work, old, DraftState.CANCELLED)


async def _room_for_picture(work: Work, heard: Heard, draft: Draft) -> bool:
    """Whether what is attached is in the draft already. Raises TooMany."""
    photos = await work.store.photos.of_draft(draft.id) if draft.id else []
    assert heard.attached
    if any((photo.message, photo.unique) == (heard.message, heard.attached.unique) for photo in photos):
        return True
    if len(photos) >= 2 * work.district.limits.photos:
        raise TooMany(limit=2 * work.district.limits.photos)
    return False


async def _take_picture(work: Work, actor: Person, heard: Heard, draft: Draft) -> None:
    case = await work.store.cases.get(draft.case) if draft.case else None
    photo = picture_of(work, actor, heard, side_of(draft), draft=draft.id, round_=case.round if case else 0)
    await keep_picture(work, actor, heard, photo)


def picture_of(work: Work, actor: Person, heard: Heard, side: Side, *, draft: int, round_: int) -> Photo:
    sent = heard.attached
    assert sent
    return Photo(
        draft=draft, side=side, file_id=sent.file_id, unique=sent.unique, as_file=sent.as_file, album=heard.album,
        message=heard.message, state=_state(heard), sent_at=work.now, round=round_, sender=actor.id, recording=sent.recording,
    )  # fmt: skip


def _state(heard: Heard) -> PhotoState:
    if heard.picture is None:
        return PhotoState.SOUND
    if heard.picture.too_big and not heard.picture.recording:
        return PhotoState.BAD
    return PhotoState.PENDING if heard.picture.as_file else PhotoState.GOOD


async def keep_picture(work: Work, actor: Person, heard: Heard, photo: Photo) -> None:
    """It is fetched and checked; what is larger than Telegram hands out is said so at once: a film can be played for all that."""
    kept = await work.store.photos.add(photo)
    too_big = heard.attached is not None and heard.attached.too_big
    if too_big:
        said = Letter(address=heard.address, key="recording_big", facts={}, answer=True)
        bad = Letter(address=heard.address, key="photo_bad", facts={"why": "too_big"}, answer=True)
        await work.store.outbox.write(said if photo.recording else bad)
    wanted = {"photo": photo.state in (PhotoState.GOOD, PhotoState.PENDING), "recording": bool(photo.recording) and not too_big}
    for kind in (kind for kind, is_wanted in wanted.items() if is_wanted):
        owner = None if actor.staff else actor.id
        await work.store.outbox.errand(kind, {"photo": kept.id, "owner": actor.id}, owner=owner, rank=int(not actor.staff))


async def edited(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """A message edited before its draft was handed in counts as it reads now, whatever it said: words, place, number, phone; also
    while the draft is put aside."""
    before = await work.store.drafts.by_message(heard.address, heard.message)
    if before is None or before.owner != actor.id or before.state not in (DraftState.OPEN, DraftState.ASIDE):
        return None
    draft = hearing.corrected(work, heard, before)
    if draft is before:
        return draft
    draft = await hearing.derived(work, actor, draft)
    danger = hearing.danger(work, draft)
    if danger:
        await reporting.not_too_many(work, actor, draft, DANGERS)
        return await alarmed(work, actor, draft, danger)
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
    """Until some time later it can be taken up again."""
    draft = await own(work, actor, draft_id)
    await put_aside(work, draft, reminded=False)
    return draft


async def put_aside(work: Work, draft: Draft, *, reminded: bool) -> None:
    """It stays as it is, and nothing comes into it any more; a walk is over."""
    draft = await walking.over(work, draft)
    await work.store.drafts.save(changed(draft, state=DraftState.ASIDE, reminded=reminded, touched_at=work.now))
    await work.store.outbox.refresh(Subject.DRAFT, draft.id)


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
    for beside in await batch_of(work, draft):
        await work.store.outbox.refresh(Subject.DRAFT, beside.id)


async def submit(work: Work, actor: Person, draft_id: int) -> Case:
    """「提交」: a report becomes a case, a form the action it was opened for. Raises Missing with what lacks."""
    draft = await own(work, actor, draft_id)
    if draft.case is not None:
        case = await acting.act(work, actor, draft.case, draft.step, draft.action, draft)
    else:
        case = await reporting.report(work, actor, draft)
    await close(work, changed(draft, case=case.id), DraftState.DONE)
    await walking.goes_on(work, draft, case.id)
    return case


async def submit_together(work: Work, actor: Person, draft_id: int) -> tuple[list[Case], list[tuple[str, Refusal]]]:
    """What was opened together with it, and it, as far as nothing lacks: the cases, and the numbers of those for which it could
    not be done, and why. Raises NotOffered where there are no two."""
    going = [one for one in await batch_of(work, await own(work, actor, draft_id)) if await ready(work, one)]
    if len(going) < 2:
        raise NotOffered
    done, refused = [], []
    for one in going:
        try:
            done.append(await submit(work, actor, one.id))
        except Refusal as refusal:
            refused.append(((await work.store.cases.get(one.case or 0)).number, refusal))
    return done, refused


async def filed_from(work: Work, actor: Person, heard: Heard) -> int | None:
    """The case that was filed from what a message belongs to: the album of a late photo, or an edited message's earlier words."""
    album = await work.store.photos.of_album(actor.id, heard.album) if heard.album else []
    if album:
        return album[-1].case
    before = await work.store.drafts.by_message(heard.address, heard.message)
    return before.case if before and before.owner == actor.id and before.state is DraftState.DONE else None
