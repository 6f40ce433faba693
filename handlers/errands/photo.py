"""A photo is fetched, checked and kept; a file becomes evidence only now."""

from dataclasses import replace
from functools import partial

from cases.evidence.photo import Photo, PhotoState
from cases.intake.draft import DraftState
from cases.outbox import Subject
from cases.work import Work
from handlers.errands.errand import Facts, Finish, say
from handlers.office import Office
from handlers.ports import BadPicture, Shared, Transaction

MOST_BYTES = 20 * 1024 * 1024
"""Of a picture."""


async def photo(office: Office, shared: Shared, facts: Facts) -> Finish:
    """Fetched, checked and kept; a file becomes evidence only now."""
    async with office.reading() as (tx, _):
        photo = await tx.photos.get(facts["photo"])
    known = await office.bot.get_file(photo.file_id)
    if (known.file_size or 0) > MOST_BYTES:
        return partial(_photo_bad, facts=facts, why="too_big")
    body = await download(office, known.file_path or "")
    try:
        taken = await office.pictures.check(body)
    except BadPicture as bad:
        return partial(_photo_bad, facts=facts, why=bad.why)
    original = await office.pictures.put(body)
    sha = await office.pictures.put(taken.copy)
    fetched = {"original": original, "sha": sha, "point": taken.point, "taken_at": taken.taken_at}
    return partial(_photo_good, facts=facts, fetched=fetched)


async def download(office: Office, path: str) -> bytes:
    found = await office.bot.download_file(path, timeout=60)
    return found.read() if found else b""


async def held(tx: Transaction, facts: Facts) -> Photo:
    """The photo, nobody else writing its draft meanwhile."""
    await tx.expect(people=[facts["owner"]] if "owner" in facts else [])
    return await tx.photos.get(facts["photo"])


async def _photo_good(tx: Transaction, _work: Work, facts: Facts, fetched: Facts) -> None:
    """What shows the photo shows it now; the place a file knew is offered."""
    good = replace(await held(tx, facts), state=PhotoState.GOOD, **fetched)
    await tx.photos.save(good)
    draft = await tx.drafts.get(good.draft) if good.draft else None
    going_on = draft is not None and draft.state is DraftState.OPEN
    if draft and going_on and good.point and good.as_file and draft.answers.point is None and not draft.hints.point:
        await tx.drafts.save(replace(draft, hints=replace(draft.hints, point=good.point)))
    if good.as_file and draft:
        await tx.outbox.refresh(Subject.DRAFT, good.draft)
    if good.case:
        if good.as_file:
            await tx.outbox.refresh(Subject.CASE, good.case)
        await tx.outbox.errand("pair", {"case": good.case})


async def _photo_bad(tx: Transaction, work: Work, facts: Facts, why: str) -> None:
    """A file that is no picture we take; where it was sent, that is said. A film is one without a picture to be known by."""
    found = await held(tx, facts)
    if not found.as_file:
        return
    await tx.photos.save(replace(found, state=PhotoState.SOUND if found.recording else PhotoState.BAD))
    draft = await tx.drafts.get(found.draft) if found.draft else None
    where = {"chat": draft.address.chat, "thread": draft.address.thread} if draft else {"chat": facts["owner"], "thread": None}
    await (say(tx, where, "no_frame", {}) if found.recording else say(tx, where, "photo_bad", {"why": why}))
    if draft:
        await tx.outbox.refresh(Subject.DRAFT, draft.id)
    if found.case:
        await tx.outbox.refresh(Subject.CASE, found.case)


async def gone(tx: Transaction, work: Work, facts: Facts) -> None:
    await _photo_bad(tx, work, facts, "gone")
