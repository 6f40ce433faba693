"""What must not happen inside a transaction: fetching a photo, checking it, drawing; done after the commit, by lease."""

import asyncio
import hashlib
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram.exceptions import TelegramAPIError
from aiogram.types import ChatMemberAdministrator

from cases import tally
from cases.cards import Tally
from cases.model import Photo, PhotoState, Side
from cases.ports import Letter, Spot, StoreDown, Subject
from handlers.chat.letters import in_words_of, poster_words
from handlers.chat.scene import texts_for
from handlers.keen import Floor, keep
from handlers.office import Office
from handlers.ports import BadPicture, Shared, Transaction
from handlers.texts import Texts

log = logging.getLogger(__name__)
GATHER = 0.05
RIGHTS = ("can_pin_messages",)
Facts = dict[str, Any]
Finish = Callable[[Transaction], Awaitable[None]]


class Runner:
    """Takes one errand at a time; its result is one more transaction."""

    def __init__(self, office: Office, shared: Shared) -> None:
        self._office = office
        self._shared = shared
        self._floor = Floor()

    async def run(self) -> None:
        await keep(self.once, self._hinted)

    async def _hinted(self) -> None:
        """Not at every commit of a busy city: an errand can wait a moment."""
        await self._shared.wait()
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
        errand, kind, facts = taken
        try:
            finish = await ERRANDS[kind](self, facts)
        except StoreDown:
            raise
        except Exception as error:
            await self._failed(errand, kind, facts, error)
        else:
            async with self._office.writing() as (tx, _):
                if await tx.outbox.errand_done(errand) and finish:
                    await finish(tx)
        return True

    async def _failed(self, errand: int, kind: str, facts: Facts, error: Exception) -> None:
        log.warning("errand %s %s failed: %s: %s", kind, errand, type(error).__name__, error)
        async with self._office.writing() as (tx, _):
            given_up = await tx.outbox.errand_failed(errand, f"{type(error).__name__}: {error}")
            if given_up and kind == "photo":
                await _photo_bad(tx, facts, "gone")
            elif given_up and kind == "poster":
                await _tally_letter(tx, facts, None) if facts["figures"] else await _say(tx, facts, "sorry", {})

    # --- photos ---

    async def photo(self, facts: Facts) -> Finish:
        """Fetched, checked and kept; a file becomes evidence only now."""
        async with self._office.reading() as (tx, _):
            photo = await tx.photos.get(facts["photo"])
        known = await self._office.bot.get_file(photo.file_id)
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
        """The pair sheet, once the case was cleared; drawn again when a photo of it arrives later."""
        async with self._office.reading() as (tx, work):
            case = await tx.cases.get(facts["case"])
            photos = [photo for photo in await tx.photos.of_case(case.id) if photo.state is PhotoState.GOOD]
            spot = await tx.words.read(case.spot)
        if case.cleared_at is None:
            return None
        before = next((photo for photo in photos if photo.side is Side.BEFORE), None)
        after = next((photo for photo in reversed(photos) if photo.side is Side.AFTER), None)
        if after is None or not after.sha or (before and not before.sha):
            return None
        district, texts = work.district, Texts("zh", work.district.tz)
        category = district.category_of.get(case.category or "")
        grid = district.grid_of.get(case.grid or "")
        community = dict(district.communities).get(case.community or "", "")
        amount = f" {texts.amount(case.done_amount, category.unit)}" if category and case.done_amount is not None else ""
        labels = {
            "number": case.number,
            "category": (category.name if category else "") + amount,
            "place": " · ".join(part for part in (spot, community, f"{grid.code} {grid.name}" if grid else "") if part),
            "before": texts.plain("pair.before"),
            "before_at": texts.time((before.taken_at if before else None) or case.reported_at),
            "after": texts.plain("pair.after"),
            "after_at": texts.time(after.taken_at or case.cleared_at),
            "none": texts.plain("pair.none"),
        }
        pictures = self._office.pictures
        bodies = [await pictures.get(photo.sha) if photo and photo.sha else None for photo in (before, after)]
        sha = await pictures.put(await pictures.pair(bodies[0], bodies[1], labels))
        return partial(_sheet, case=case.id, sha=sha)

    # --- the tally's picture ---

    async def poster(self, facts: Facts) -> Finish:
        spot = Spot(chat=facts["chat"], thread=facts["thread"])
        async with self._office.reading() as (tx, work):
            texts = await texts_for(tx, work, spot)
            facts = facts | {"figures": facts["figures"] or await tally.so_far(work)}
        found = in_words_of(tally.read(facts["figures"]), texts)
        words = poster_words(found, texts, sample=work.district.sample)
        return partial(_tally_letter, facts=facts, picture=await self._drawn(found, words))

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
            log.info("getChatMember: %s", error)
            member = None
        if isinstance(member, ChatMemberAdministrator):
            lacks = [right for right in RIGHTS if not getattr(member, right)]
        else:
            lacks = ["admin"]
        department = self._office.district.department_of.get(facts["department"])
        said = {"purpose": facts["purpose"], "department": department.name if department else "", "lacks": lacks}
        return partial(_say, facts=facts, key="bound", said=said)


# --- results, each in the transaction that marks the errand done ---


async def _held(tx: Transaction, facts: Facts) -> Photo:
    """The photo, nobody else writing its draft meanwhile."""
    await tx.expect(people=[facts["owner"]] if "owner" in facts else [])
    return await tx.photos.get(facts["photo"])


async def _photo_good(tx: Transaction, facts: Facts, fetched: Facts) -> None:
    """What shows the photo shows it now; the place a file knew is offered."""
    good = replace(await _held(tx, facts), state=PhotoState.GOOD, **fetched)
    await tx.photos.save(good)
    draft = await tx.drafts.get(good.draft)
    if good.point and good.as_file and draft.point is None and draft.offered_point is None:
        await tx.drafts.save(replace(draft, offered_point=good.point))
    if good.as_file:
        await tx.outbox.refresh(Subject.DRAFT, good.draft)
    if good.case:
        if good.as_file:
            await tx.outbox.refresh(Subject.CASE, good.case)
        await tx.outbox.errand("pair", {"case": good.case})


async def _photo_bad(tx: Transaction, facts: Facts, why: str) -> None:
    found = await _held(tx, facts)
    if not found.as_file:
        return
    await tx.photos.save(replace(found, state=PhotoState.BAD))
    draft = await tx.drafts.get(found.draft)
    await _say(tx, {"chat": draft.chat, "thread": draft.thread}, "photo_bad", {"why": why})
    await tx.outbox.refresh(Subject.DRAFT, draft.id)


async def _sheet(tx: Transaction, case: int, sha: str) -> None:
    await tx.photos.keep_sheet(case, sha)
    await tx.outbox.refresh(Subject.CASE, case)


async def _tally_letter(tx: Transaction, facts: Facts, picture: str | None) -> None:
    await _say(tx, facts, "tally", {"figures": facts["figures"], "so_far": facts["so_far"]}, picture)


async def _say(tx: Transaction, facts: Facts, key: str, said: Facts, picture: str | None = None) -> None:
    spot = Spot(chat=facts["chat"], thread=facts["thread"])
    await tx.outbox.write(Letter(spot=spot, key=key, facts=said, picture=picture))


ERRANDS: dict[str, Callable[[Runner, Facts], Awaitable[Finish | None]]] = {
    "photo": Runner.photo, "pair": Runner.pair, "poster": Runner.poster, "rights": Runner.rights,
}  # fmt: skip
