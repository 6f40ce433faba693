"""Drafts, and the messages that went into them. Whoever writes them holds the draft's owner."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, literal_column, or_, select, update

from cases.errors import Unknown
from cases.evidence.photo import Photo
from cases.intake.draft import Draft, DraftState
from cases.outbox import Address
from cases.values import changed
from storage.engine.codec import dump, load
from storage.engine.sql import Records, Scope, among, here
from storage.evidence import photo_columns, photo_of
from storage.people import HELD
from storage.tables import TABLES

log = logging.getLogger(__name__)
DRAFTS, HEARD, PHOTOS = TABLES["drafts"], TABLES["heard"], TABLES["photos"]
OPEN_OR_NAMED = select(DRAFTS.c.id, DRAFTS.c.body).where(
    here(DRAFTS), or_(among(DRAFTS.c.owner, "owners") & (DRAFTS.c.state == "open"), among(DRAFTS.c.id, "ids"))
)
OF_DRAFTS = select(PHOTOS).where(here(PHOTOS), among(PHOTOS.c.draft, "drafts")).order_by(PHOTOS.c.message, PHOTOS.c.id)


class DraftRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: dict[int, Draft] = {}
        self._owners: set[int] = set()
        """People all of whose open drafts are known."""
        self._photos: dict[int, dict[int, Photo]] = {}
        """Photos of the drafts whose photos are known, by draft and id."""

    async def expect(self, owners: Collection[int], ids: Collection[int]) -> None:
        """Reads at once people's open drafts and these, with their photos."""
        rows = await self.peek(OPEN_OR_NAMED, owners=sorted(owners), ids=sorted(ids))
        for row in rows:
            if row.id not in self._known and (draft := _draft(row)):
                self._known[row.id] = draft
        self._owners |= set(owners)
        await self.expect_photos([row.id for row in rows])

    async def expect_photos(self, drafts: Iterable[int]) -> None:
        missing = sorted(set(drafts) - set(self._photos))
        if missing:
            self._photos |= {draft: {} for draft in missing}
            for row in await self.peek(OF_DRAFTS, drafts=missing):
                self._photos[row.draft][row.id] = photo_of(row)

    def cases_of_known(self) -> set[int]:
        """The cases that the known drafts are about, as far as they are forms."""
        return {draft.case for draft in self._known.values() if draft.case}

    async def get(self, draft: int) -> Draft:
        if draft not in self._known:
            await self.expect([], [draft])
        if draft not in self._known:
            raise Unknown
        return self._known[draft]

    async def add(self, draft: Draft) -> Draft:
        added = changed(draft, id=await self.scope.number())
        self._photos[added.id] = {}
        await self.save(added)
        return added

    async def save(self, draft: Draft) -> None:
        self._known[draft.id] = draft
        self.put("drafts", **_columns(draft))

    async def open(self, owner: int, address: Address) -> list[Draft]:
        return [one for one in await self.open_anywhere(owner) if one.address == address]

    async def untouched(
        self, before: datetime, limit: int, without: Collection[int] = (), *, state: DraftState = DraftState.OPEN, reminded: bool
    ) -> list[Draft]:
        """In that state since then, their owners already asked about them or not; these are held, and whoever is busy just now is
        left for the next time."""
        left = (
            DRAFTS.c.district == self.district, DRAFTS.c.state == literal_column(f"'{state.value}'"),
            DRAFTS.c.reminded.is_(reminded),
            DRAFTS.c.touched_at <= before, DRAFTS.c.id.not_in(sorted(without)),
        )  # fmt: skip
        owners = sorted({row.owner for row in await self.all(select(DRAFTS.c.owner).where(*left).limit(limit))})
        held = [row.id for row in await self.peek(HELD, people=owners)] if self.scope.writes else owners
        found = select(DRAFTS.c.id, DRAFTS.c.body).where(*left, among(DRAFTS.c.owner, "owners"))
        rows = await self.all(found.order_by(DRAFTS.c.id).limit(limit), owners=held)
        read = {row.id: _draft(row) for row in rows}
        drafts = [draft for draft in read.values() if draft]
        await self._put_away([one for one, draft in read.items() if draft is None])
        self._known |= {draft.id: draft for draft in drafts}
        return drafts

    async def _put_away(self, unreadable: list[int]) -> None:
        """A draft that cannot be read is kept as it is, and nothing comes by it any more; `wangge doctor` counts them."""
        if unreadable and self.scope.writes:
            log.error("drafts that cannot be read are put away: %s", unreadable)
            await self.run(update(DRAFTS).where(DRAFTS.c.id.in_(unreadable)).values(state="unreadable"))

    async def unreadable(self) -> int:
        kept = select(func.count()).where(DRAFTS.c.district == self.district, DRAFTS.c.state == "unreadable")
        return int(await self.scalar(kept))

    async def aside(self, owner: int, address: Address) -> Draft | None:
        lies = DRAFTS.c.district == self.district, DRAFTS.c.state == literal_column("'aside'"), DRAFTS.c.owner == owner
        there = DRAFTS.c.chat == address.chat, DRAFTS.c.thread == (address.thread or 0)
        row = await self.first(
            select(DRAFTS.c.id).where(*lies, *there).order_by(DRAFTS.c.touched_at.desc(), DRAFTS.c.id.desc()).limit(1)
        )
        return await self.get(row.id) if row else None

    async def open_anywhere(self, owner: int) -> list[Draft]:
        """All the person's open drafts, wherever they are filled in."""
        if owner not in self._owners:
            await self.expect([owner], [])
        found = [draft for draft in self._known.values() if draft.owner == owner and draft.state is DraftState.OPEN]
        return sorted(found, key=lambda draft: draft.id)

    async def by_message(self, address: Address, message: int) -> Draft | None:
        heard = HEARD.c.district == self.district, HEARD.c.chat == address.chat, HEARD.c.message == message
        row = await self.first(select(DRAFTS.c.id).join(HEARD, HEARD.c.draft == DRAFTS.c.id).where(*heard))
        return await self.get(row.id) if row else None

    async def heard(self, address: Address, message: int, draft: int) -> None:
        self.put("heard", chat=address.chat, message=message, draft=draft)

    # --- their photos ---

    async def photos(self, draft: int) -> list[Photo]:
        await self.expect_photos([draft])
        return sorted(self._photos[draft].values(), key=lambda photo: (photo.message, photo.id))

    def photo(self, photo: int) -> Photo | None:
        return next((found[photo] for found in self._photos.values() if photo in found), None)

    def keep_photo(self, photo: Photo) -> None:
        for found in self._photos.values():
            found.pop(photo.id, None)
        if photo.draft in self._photos:
            self._photos[photo.draft][photo.id] = photo
        self.put("photos", **photo_columns(photo))

    def of_album(self, owner: int, album: str) -> list[Photo]:
        mine = {draft.id for draft in self._known.values() if draft.owner == owner}
        return [photo for draft in mine for photo in self._photos.get(draft, {}).values() if photo.album == album]


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "owner": draft.owner,
        "chat": draft.address.chat,
        "thread": draft.address.thread or 0,
        "state": draft.state.value,
        "touched_at": draft.touched_at,
        "reminded": draft.reminded,
        "body": dump(draft),
    }


def _draft(row: Row[Any]) -> Draft | None:
    """None for one that cannot be read: it must not lock its owner out, nor stop what concerns others."""
    try:
        return load(Draft, {**row.body, "id": row.id})
    except ValueError:
        return None
