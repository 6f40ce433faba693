"""What must not happen inside a transaction: fetching a photo, checking it, drawing; done after the commit, by lease."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from aiogram.exceptions import TelegramAPIError
from aiogram.types import ChatMemberAdministrator

from cases.board.case import read
from cases.casework import telling
from cases.errors import Unknown
from cases.evidence.photo import Photo, PhotoState, Side
from cases.figures import bulletins, tally
from cases.figures.tally import Tally
from cases.intake.draft import DraftState
from cases.outbox import Address, Letter, Subject
from cases.reach import unseen
from cases.store import StoreDown
from cases.work import Work
from handlers.chat.scene import texts_for
from handlers.errors import said
from handlers.looks.figures import in_words_of, poster_words, tally_parts, tally_text
from handlers.loops import Floor, weathered
from handlers.office import Office
from handlers.ports import BadPicture, Errand, Shared, Transaction
from handlers.texts import Texts

log = logging.getLogger(__name__)
GATHER = 0.05
RIGHTS = ("can_pin_messages",)
Facts = dict[str, Any]
Finish = Callable[[Transaction, Work], Awaitable[None]]
MOST_BYTES = 20 * 1024 * 1024
"""Of a picture."""
LATELY = timedelta(days=1)
"""A picture put within that is not deleted: the row that speaks of it may not be written yet."""


class Runner:
    """Takes one errand at a time; its result is one more transaction."""

    def __init__(self, office: Office, shared: Shared) -> None:
        self._office = office
        self._shared = shared
        self._floor = Floor()

    async def run(self) -> None:
        """Until there is none, and then until something was committed or waits."""
        while True:
            if not await weathered(self.once):
                await self._hinted()

    async def _hinted(self) -> None:
        """Not at every commit of a busy city: an errand can wait a moment."""
        await self._shared.wait(self._office.district.code)
        await asyncio.sleep(GATHER)

    async def once(self) -> bool:
        """One errand; False when there is none."""
        async with self._office.reading() as (tx, _):
            floor = await self._floor.under(tx.outbox.lowest_errand)
            if not await tx.outbox.has_errand(floor):
                return False
        async with self._office.writing() as (tx, _):
            taken = await tx.outbox.take_errand(floor)
        if taken is None:
            return False
        if taken.spent:
            await self._failed(taken, "begun as often as may be and never finished")
            return True
        try:
            finish = await ERRANDS[taken.kind](self, taken.facts)
            async with self._office.writing() as (tx, work):
                if await tx.outbox.errand_done(taken.id) and finish:
                    await finish(tx, work)
        except StoreDown:
            raise
        except Exception as error:
            await self._failed(taken, said(error))
        return True

    async def _failed(self, errand: Errand, why: str) -> None:
        log.warning("errand %s %s failed: %s", errand.kind, errand.id, why)
        async with self._office.writing() as (tx, work):
            if await tx.outbox.errand_failed(errand.id, why) and errand.kind in GIVEN_UP:
                await GIVEN_UP[errand.kind](tx, work, errand.facts)

    # --- photos ---

    async def photo(self, facts: Facts) -> Finish:
        """Fetched, checked and kept; a file becomes evidence only now."""
        async with self._office.reading() as (tx, _):
            photo = await tx.photos.get(facts["photo"])
        known = await self._office.bot.get_file(photo.file_id)
        if (known.file_size or 0) > MOST_BYTES:
            return partial(_photo_bad, facts=facts, why="too_big")
        body = await self._download(known.file_path or "")
        try:
            taken = await self._office.pictures.check(body)
        except BadPicture as bad:
            return partial(_photo_bad, facts=facts, why=bad.why)
        original = await self._office.pictures.put(body)
        sha = await self._office.pictures.put(taken.copy)
        fetched = {"original": original, "sha": sha, "point": taken.point, "taken_at": taken.taken_at}
        return partial(_photo_good, facts=facts, fetched=fetched)

    async def _download(self, path: str) -> bytes:
        found = await self._office.bot.download_file(path, timeout=60)
        return found.read() if found else b""

    # --- before and after ---

    async def pair(self, facts: Facts) -> Finish | None:
        """The pair sheet, once the case was cleared; drawn again when a photo of it arrives later. It is for everybody."""
        async with self._office.reading() as (tx, work):
            case = await tx.cases.get(facts["case"])
            photos = [photo for photo in await tx.photos.of_case(case.id) if photo.state is PhotoState.GOOD]
            place = await read(work, case, case.spot, sealed=True)
        if case.cleared_at is None:
            return None
        before = next((photo for photo in photos if photo.side is Side.BEFORE), None)
        after = next((one for one in reversed(photos) if one.side is Side.AFTER and one.round == case.round), None)
        if after is None or not after.sha or (before and not before.sha):
            return None
        texts, category, grid = Texts("zh", work.district.tz), work.category(case), work.grid(case.grid, case.edition)
        community = dict(work.edition(case.edition).communities).get(case.community or "", "")
        amount = f" {texts.amount(case.done_amount, category.unit)}" if category and case.done_amount is not None else ""
        labels = {
            "number": case.number,
            "category": (category.name if category else "") + amount,
            "place": " · ".join(part for part in (place, community, f"{grid.code} {grid.name}" if grid else "") if part),
            "before": texts.plain("pair.before"),
            "before_at": texts.time((before and (before.taken_at or before.sent_at)) or case.reported_at),
            "after": texts.plain("pair.after"),
            "after_at": texts.time(after.taken_at or after.sent_at or case.cleared_at),
            "none": texts.plain("pair.none"),
        }
        pictures = self._office.pictures
        bodies = [await pictures.get(photo.sha) if photo and photo.sha else None for photo in (before, after)]
        sha = await pictures.put(await pictures.pair(bodies[0], bodies[1], labels))
        return partial(_sheet, case=case.id, sha=sha, round_=after.round)

    # --- the tally's picture ---

    async def poster(self, facts: Facts) -> Finish:
        address = Address(chat=facts["chat"], thread=facts["thread"])
        async with self._office.reading() as (tx, work):
            texts = await texts_for(tx, work, address)
            facts = facts | {"figures": facts["figures"] or await bulletins.so_far(work)}
        found = in_words_of(tally.read(facts["figures"]), texts)
        words = poster_words(found, texts, sample=work.district.sample)
        parts = len(tally_parts(tally_text(found, texts, so_far=facts["so_far"])))
        return partial(_tally_letters, facts=facts, picture=await self._drawn(found, words), parts=parts)

    async def _drawn(self, found: Tally, words: dict[str, str]) -> str:
        """Drawn once, for however many groups and people it is the same; its end is shown in words, to the minute."""
        shown = json.dumps([tally.written(replace(found, end=found.start)), words], sort_keys=True)
        key = f"poster:{hashlib.sha256(shown.encode()).hexdigest()}"
        sha = await self._shared.found(key)
        if sha is None:
            sha = await self._office.pictures.put(await self._office.pictures.poster(found, words))
            await self._shared.keep(key, sha)
        return sha

    # --- what the bot may do in a group ---

    async def rights(self, facts: Facts) -> Finish:
        """After /bind: which rights the bot still lacks there."""
        try:
            member = await self._office.bot.get_chat_member(facts["chat"], self._office.bot.id)
        except TelegramAPIError as error:
            log.info("getChatMember: %s", said(error))
            member = None
        if isinstance(member, ChatMemberAdministrator):
            lacks = [right for right in RIGHTS if not getattr(member, right)]
        else:
            lacks = ["admin"]
        department = self._office.district.department_of.get(facts["department"])
        about = {"purpose": facts["purpose"], "department": department.name if department else "", "lacks": lacks}
        return partial(_say, facts=facts, key="bound", about=about)

    # --- what could not be shown ---

    async def silenced(self, facts: Facts) -> Finish:
        return partial(_silenced, facts=facts)

    async def unseen(self, facts: Facts) -> Finish:
        return partial(_unseen, facts=facts)

    # --- pictures nobody speaks of any more ---

    async def sweep(self, facts: Facts) -> Finish | None:
        """Deleted, but for those that somebody speaks of after all, or that were only just put there."""
        async with self._office.reading() as (tx, work):
            kept = await tx.retention.spoken_of(facts["pictures"])
            before = work.now - LATELY
        for sha in sorted(set(facts["pictures"]) - kept):
            await self._office.pictures.delete(sha, before)
        return None


# --- results, each in the transaction that marks the errand done ---


async def _held(tx: Transaction, facts: Facts) -> Photo:
    """The photo, nobody else writing its draft meanwhile."""
    await tx.expect(people=[facts["owner"]] if "owner" in facts else [])
    return await tx.photos.get(facts["photo"])


async def _photo_good(tx: Transaction, _work: Work, facts: Facts, fetched: Facts) -> None:
    """What shows the photo shows it now; the place a file knew is offered."""
    good = replace(await _held(tx, facts), state=PhotoState.GOOD, **fetched)
    await tx.photos.save(good)
    draft = await tx.drafts.get(good.draft) if good.draft else None
    going_on = draft is not None and draft.state is DraftState.OPEN
    if draft and going_on and good.point and good.as_file and draft.point is None and draft.offered_point is None:
        await tx.drafts.save(replace(draft, offered_point=good.point))
    if good.as_file and draft:
        await tx.outbox.refresh(Subject.DRAFT, good.draft)
    if good.case:
        if good.as_file:
            await tx.outbox.refresh(Subject.CASE, good.case)
        await tx.outbox.errand("pair", {"case": good.case})


async def _photo_bad(tx: Transaction, work: Work, facts: Facts, why: str) -> None:
    """A file that is no picture we take; where it was sent, that is said."""
    found = await _held(tx, facts)
    if not found.as_file:
        return
    await tx.photos.save(replace(found, state=PhotoState.BAD))
    draft = await tx.drafts.get(found.draft) if found.draft else None
    where = {"chat": draft.chat, "thread": draft.thread} if draft else {"chat": facts["owner"], "thread": None}
    await _say(tx, work, where, "photo_bad", {"why": why})
    if draft:
        await tx.outbox.refresh(Subject.DRAFT, draft.id)


async def _sheet(tx: Transaction, _work: Work, case: int, sha: str, round_: int) -> None:
    await tx.photos.keep_sheet(case, sha, round_)
    await tx.outbox.release(Subject.CASE, case)


async def _tally_letters(tx: Transaction, work: Work, facts: Facts, picture: str | None, parts: int) -> None:
    """The picture with the text below it where there is room for all of it, else apart, in as many parts as it takes."""
    told = {"figures": facts["figures"], "so_far": facts["so_far"]}
    if parts == 0:
        await _say(tx, work, facts, "tally", told, picture)
        return
    if picture:
        await _say(tx, work, facts, "tally.picture", told, picture)
    for part in range(parts):
        await _say(tx, work, facts, "tally", told | {"part": part})


async def _say(tx: Transaction, _work: Work, facts: Facts, key: str, about: Facts, picture: str | None = None) -> None:
    address = Address(chat=facts["chat"], thread=facts["thread"])
    await tx.outbox.write(Letter(address=address, key=key, facts=about, picture=picture))


async def _silenced(_tx: Transaction, work: Work, facts: Facts) -> None:
    with suppress(Unknown):
        address = Address(chat=facts["chat"], thread=facts["thread"])
        await unseen.silenced(work, address, facts["why"], news=facts.get("news", True))


async def _unseen(_tx: Transaction, work: Work, facts: Facts) -> None:
    address = Address(chat=facts["chat"], thread=facts["thread"])
    with suppress(Unknown):
        if facts["subject"]:
            await unseen.given_up(work, Subject(facts["subject"]), facts["key"], address, facts["why"])
        else:
            await unseen.unsaid(work, facts["letter"], address, facts["why"])


async def _photo_gone(tx: Transaction, work: Work, facts: Facts) -> None:
    await _photo_bad(tx, work, facts, "gone")


async def _no_sheet(tx: Transaction, work: Work, facts: Facts) -> None:
    case = await tx.cases.get(facts["case"])
    await telling.alarm(work, "alarm.sheet", number=case.number)


async def _no_poster(tx: Transaction, work: Work, facts: Facts) -> None:
    """The figures without their picture."""
    figures = facts["figures"] or await bulletins.so_far(work)
    texts = await texts_for(tx, work, Address(chat=facts["chat"], thread=facts["thread"]))
    text = tally_text(in_words_of(tally.read(figures), texts), texts, so_far=facts["so_far"])
    await _tally_letters(tx, work, facts | {"figures": figures}, None, max(1, len(tally_parts(text))))


ERRANDS: dict[str, Callable[[Runner, Facts], Awaitable[Finish | None]]] = {
    "photo": Runner.photo, "pair": Runner.pair, "poster": Runner.poster, "rights": Runner.rights,
    "silenced": Runner.silenced, "unseen": Runner.unseen, "sweep": Runner.sweep,
}  # fmt: skip
GIVEN_UP: dict[str, Callable[[Transaction, Work, Facts], Awaitable[None]]] = {
    "photo": _photo_gone, "pair": _no_sheet, "poster": _no_poster,
}  # fmt: skip
"""What is said when one cannot be done."""
