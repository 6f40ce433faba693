"""Drafts, the messages that went into them, and photos."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from cases.errors import Unknown
from cases.model import Draft, Photo, Point
from cases.ports import Spot
from storage.codec import dump, load
from storage.sql import Records
from storage.tables import TABLES

DRAFTS, HEARD, PHOTOS, SHEETS = TABLES["drafts"], TABLES["heard"], TABLES["photos"], TABLES["sheets"]


class DraftRecords(Records):
    async def get(self, draft: int) -> Draft:
        row = await self.first(select(DRAFTS).where(DRAFTS.c.id == draft, DRAFTS.c.district == self.district))
        if row is None:
            raise Unknown
        return _draft(row)

    async def add(self, draft: Draft) -> Draft:
        return replace(draft, id=await self.insert("drafts", **_columns(draft)))

    async def save(self, draft: Draft) -> None:
        await self.run(update(DRAFTS).where(DRAFTS.c.id == draft.id).values(_columns(draft)))

    async def open(self, owner: int, spot: Spot) -> list[Draft]:
        found = select(DRAFTS).where(
            DRAFTS.c.district == self.district, DRAFTS.c.owner == owner, DRAFTS.c.chat == spot.chat,
            DRAFTS.c.thread == (spot.thread or 0), DRAFTS.c.state == "open",
        )  # fmt: skip
        return [_draft(row) for row in await self.all(found.order_by(DRAFTS.c.id))]

    async def forgotten(self, before: datetime, limit: int) -> list[Draft]:
        found = select(DRAFTS).where(
            DRAFTS.c.district == self.district, DRAFTS.c.state == "open", DRAFTS.c.reminded.is_(False),
            DRAFTS.c.touched_at <= before,
        )  # fmt: skip
        return [_draft(row) for row in await self.all(found.order_by(DRAFTS.c.id).limit(limit))]

    async def by_message(self, spot: Spot, message: int) -> Draft | None:
        heard = HEARD.c.district == self.district, HEARD.c.chat == spot.chat, HEARD.c.message == message
        row = await self.first(select(DRAFTS).join(HEARD, HEARD.c.draft == DRAFTS.c.id).where(*heard))
        return _draft(row) if row else None

    async def heard(self, spot: Spot, message: int, draft: int) -> None:
        statement = self.upsert("heard", {"chat": spot.chat, "message": message, "draft": draft})
        await self.run(statement.on_conflict_do_update(index_elements=["district", "chat", "message"], set_={"draft": draft}))


def _columns(draft: Draft) -> dict[str, Any]:
    return {
        "owner": draft.owner,
        "chat": draft.chat,
        "thread": draft.thread or 0,
        "state": draft.state.value,
        "touched_at": draft.touched_at,
        "reminded": draft.reminded,
        "body": dump(draft),
    }


def _draft(row: Row[Any]) -> Draft:
    return load(Draft, {**row.body, "id": row.id})


class PhotoRecords(Records):
    async def add(self, photo: Photo) -> Photo:
        return replace(photo, id=await self.insert("photos", **_photo_columns(photo)))

    async def get(self, photo: int) -> Photo:
        row = await self.first(select(PHOTOS).where(PHOTOS.c.id == photo, PHOTOS.c.district == self.district))
        if row is None:
            raise Unknown
        return _photo(row)

    async def save(self, photo: Photo) -> None:
        await self.run(update(PHOTOS).where(PHOTOS.c.id == photo.id).values(_photo_columns(photo)))

    async def of_draft(self, draft: int) -> list[Photo]:
        return await self._where(PHOTOS.c.draft == draft)

    async def of_case(self, case: int) -> list[Photo]:
        return await self._where(PHOTOS.c.case_id == case)

    async def of_album(self, owner: int, album: str) -> list[Photo]:
        found = select(PHOTOS).join(DRAFTS, DRAFTS.c.id == PHOTOS.c.draft)
        found = found.where(PHOTOS.c.album == album, DRAFTS.c.owner == owner, PHOTOS.c.district == self.district)
        return [_photo(row) for row in await self.all(found.order_by(PHOTOS.c.message))]

    async def sheet(self, case: int) -> str | None:
        row = await self.first(select(SHEETS.c.sha).where(SHEETS.c.case_id == case))
        return row.sha if row else None

    async def keep_sheet(self, case: int, sha: str) -> None:
        statement = self.upsert("sheets", {"case_id": case, "sha": sha})
        await self.run(statement.on_conflict_do_update(index_elements=["case_id"], set_={"sha": sha}))

    async def _where(self, condition: Any) -> list[Photo]:
        found = select(PHOTOS).where(condition, PHOTOS.c.district == self.district)
        return [_photo(row) for row in await self.all(found.order_by(PHOTOS.c.message, PHOTOS.c.id))]


def _photo_columns(photo: Photo) -> dict[str, Any]:
    flat = asdict(photo)
    point = photo.point
    kept = ("draft", "file_id", "as_file", "album", "message", "original", "sha", "taken_at")
    return {key: flat[key] for key in kept} | {
        "case_id": photo.case,
        "side": photo.side.value,
        "state": photo.state.value,
        "file_unique": photo.unique,
        "lat": point.lat if point else None,
        "lon": point.lon if point else None,
    }


def _photo(row: Row[Any]) -> Photo:
    point = Point(lat=row.lat, lon=row.lon) if row.lat is not None else None
    return load(Photo, {**row._mapping, "case": row.case_id, "unique": row.file_unique, "point": point})
