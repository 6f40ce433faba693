"""Drafts, the messages that went into them, and photos. Whoever writes them holds the draft's owner."""

import logging
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, or_, select, update

from cases.errors import Unknown
from cases.model import Draft, DraftState, Photo, Point, changed
from cases.ports import Spot
from storage.codec import dump, load, of_row
from storage.people import HELD
from storage.sql import Records, Scope, among, here
from storage.tables import TABLES

log = logging.getLogger(__name__)
DRAFTS, HEARD, PHOTOS, SHEETS = TABLES["drafts"], TABLES["heard"], TABLES["photos"], TABLES["sheets"]
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
                self._photos[row.draft][row.id] = _photo(row)

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

    async def open(self, owner: int, spot: Spot) -> list[Draft]:
        return [one for one in await self.open_anywhere(owner) if (one.chat, one.thread) == (spot.chat, spot.thread)]

    async def untouched(self, before: datetime, limit: int, without: Collection[int] = (), *, reminded: bool) -> list[Draft]:
        """Open since then, their owners already asked about them or not; these are held, and whoever is busy just now is left for
        the next time."""
        left = (
            DRAFTS.c.district == self.district, DRAFTS.c.state == "open", DRAFTS.c.reminded.is_(reminded),
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

    async def open_anywhere(self, owner: int) -> list[Draft]:
        """All the person's open drafts, wherever they are filled in."""
        if owner not in self._owners:
            await self.expect([owner], [])
        found = [draft for draft in self._known.values() if draft.owner == owner and draft.state is DraftState.OPEN]
        return sorted(found, key=lambda draft: draft.id)

    async def by_message(self, spot: Spot, message: int) -> Draft | None:
        heard = HEARD.c.district == self.district, HEARD.c.chat == spot.chat, HEARD.c.message == message
        row = await self.first(select(DRAFTS.c.id).join(HEARD, HEARD.c.draft == DRAFTS.c.id).where(*heard))
        return await self.get(row.id) if row else None

    async def heard(self, spot: Spot, message: int, draft: int) -> None:
        self.put("heard", chat=spot.chat, message=message, draft=draft)

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
        self.put("photos", **_photo_columns(photo))

    def of_album(self, owner: int, album: str) -> list[Photo]:
        mine = {draft.id for draft in self._known.values() if draft.owner == owner}
        return [photo for draft in mine for photo in self._photos.get(draft, {}).values() if photo.album == album]


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "owner": draft.owner,
        "chat": draft.chat,
        "thread": draft.thread or 0,
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


class PhotoRecords(Records):
    def __init__(self, scope: Scope, drafts: DraftRecords) -> None:
        super().__init__(scope)
        self._drafts = drafts

    async def add(self, photo: Photo) -> Photo:
        added = changed(photo, id=await self.scope.number())
        self._drafts.keep_photo(added)
        return added

    async def get(self, photo: int) -> Photo:
        known = self._drafts.photo(photo)
        if known:
            return known
        row = await self.first(select(PHOTOS).where(PHOTOS.c.id == photo, PHOTOS.c.district == self.district))
        if row is None:
            raise Unknown
        return _photo(row)

    async def save(self, photo: Photo) -> None:
        self._drafts.keep_photo(photo)

    async def of_draft(self, draft: int) -> list[Photo]:
        return await self._drafts.photos(draft)

    async def of_case(self, case: int) -> list[Photo]:
        found = select(PHOTOS).where(PHOTOS.c.case_id == case, PHOTOS.c.district == self.district)
        return [_photo(row) for row in await self.all(found.order_by(PHOTOS.c.message, PHOTOS.c.id))]

    async def of_album(self, owner: int, album: str) -> list[Photo]:
        """Those in the owner's drafts known here; else, of one whose draft was handed in already, those on record."""
        known = self._drafts.of_album(owner, album)
        if known:
            return sorted(known, key=lambda photo: photo.message)
        found = select(PHOTOS).join(DRAFTS, DRAFTS.c.id == PHOTOS.c.draft)
        found = found.where(PHOTOS.c.album == album, DRAFTS.c.owner == owner, PHOTOS.c.district == self.district)
        return [_photo(row) for row in await self.all(found.order_by(PHOTOS.c.message))]

    async def sheet(self, case: int) -> tuple[str, int] | None:
        row = await self.first(select(SHEETS.c.sha, SHEETS.c.round).where(SHEETS.c.case_id == case))
        return (row.sha, row.round) if row else None

    async def keep_sheet(self, case: int, sha: str, round_: int) -> None:
        self.put("sheets", case_id=case, sha=sha, round=round_)


def _photo_columns(photo: Photo) -> dict[str, Any]:
    point = photo.point
    return {
        "id": photo.id,
        "draft": photo.draft,
        "case_id": photo.case,
        "side": photo.side.value,
        "file_id": photo.file_id,
        "file_unique": photo.unique,
        "as_file": photo.as_file,
        "album": photo.album,
        "message": photo.message,
        "state": photo.state.value,
        "original": photo.original,
        "sha": photo.sha,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
        "taken_at": photo.taken_at,
        "sent_at": photo.sent_at,
        "round": photo.round,
    }


def _photo(row: Row[Any]) -> Photo:
    point = Point(lat=row.lat, lon=row.lon) if row.lat is not None else None
    return of_row(Photo, row, case=row.case_id, unique=row.file_unique, point=point)
