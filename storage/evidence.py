"""Photos and pair sheets. Whoever writes them holds the draft's owner."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, select

from cases.district.geo import Point
from cases.errors import Unknown
from cases.evidence.photo import Kind, Photo, Recording
from cases.values import changed
from storage.engine.codec import of_row
from storage.engine.sql import Records, Scope, among
from storage.tables import TABLES

if TYPE_CHECKING:
    from storage.intake import DraftRecords

DRAFTS, PHOTOS, SHEETS = TABLES["drafts"], TABLES["photos"], TABLES["sheets"]


class PhotoRecords(Records):
    def __init__(self, scope: Scope, drafts: "DraftRecords") -> None:
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
        return photo_of(row)

    async def save(self, photo: Photo) -> None:
        self._drafts.keep_photo(photo)

    async def of_draft(self, draft: int) -> list[Photo]:
        return await self._drafts.photos(draft) if draft else []

    async def of_case(self, case: int) -> list[Photo]:
        found = select(PHOTOS).where(PHOTOS.c.case_id == case, PHOTOS.c.district == self.district)
        return [photo_of(row) for row in await self.all(found.order_by(PHOTOS.c.message, PHOTOS.c.id))]

    async def of_cases(self, cases: Collection[int]) -> list[Photo]:
        found = select(PHOTOS).where(among(PHOTOS.c.case_id, "ids"), PHOTOS.c.district == self.district)
        return [photo_of(row) for row in await self.all(found.order_by(PHOTOS.c.message, PHOTOS.c.id), ids=sorted(cases))]

    async def of_album(self, owner: int, album: str) -> list[Photo]:
        """Those in the owner's drafts known here; else, of one whose draft was handed in already, those on record."""
        known = self._drafts.of_album(owner, album)
        if known:
            return sorted(known, key=lambda photo: photo.message)
        found = select(PHOTOS).join(DRAFTS, DRAFTS.c.id == PHOTOS.c.draft)
        found = found.where(PHOTOS.c.album == album, DRAFTS.c.owner == owner, PHOTOS.c.district == self.district)
        return [photo_of(row) for row in await self.all(found.order_by(PHOTOS.c.message))]

    async def sheet(self, case: int) -> tuple[str, int] | None:
        row = await self.first(select(SHEETS.c.sha, SHEETS.c.round).where(SHEETS.c.case_id == case))
        return (row.sha, row.round) if row else None

    async def keep_sheet(self, case: int, sha: str, round_: int) -> None:
        self.put("sheets", case_id=case, sha=sha, round=round_)


def photo_columns(photo: Photo) -> dict[str, Any]:
    point, recording = photo.point, photo.recording
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
        "sender": photo.sender,
        "recording_kind": recording.kind.value if recording else None,
        "recording_file": recording.file_id if recording else None,
        "recording_seconds": recording.seconds if recording else None,
        "recording_sha": recording.sha if recording else None,
    }


def photo_of(row: Row[Any]) -> Photo:
    point = Point(lat=row.lat, lon=row.lon) if row.lat is not None else None
    return of_row(Photo, row, case=row.case_id, unique=row.file_unique, point=point, recording=_recording_of(row))


def _recording_of(row: Row[Any]) -> Recording | None:
    if row.recording_kind is None:
        return None
    kind, file_id, seconds = Kind(row.recording_kind), row.recording_file, row.recording_seconds
    return Recording(kind=kind, file_id=file_id, seconds=seconds, sha=row.recording_sha)
