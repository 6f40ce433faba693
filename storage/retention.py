"""What is over and has been kept for its days is removed; the pictures that went with it are named, for they lie elsewhere."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from sqlalchemy import Text, delete, or_, select

from cases.district.edition import Retention
from storage.engine.sql import Records, among
from storage.tables import TABLES
from storage.tables.evidence import SPOKEN_OF
from storage.words import empty

DRAFTS, HEARD, PHOTOS = (TABLES[name] for name in ("drafts", "heard", "photos"))
LETTERS, ERRANDS, FAILED, LISTS, SHIFTS = (TABLES[name] for name in ("letters", "errands", "failed", "lists", "shifts"))
PAGE = 500


class RetentionRecords(Records):
    async def forget(self, days: Retention) -> tuple[bool, set[str]]:
        """One page. Whether there may be more, and the pictures of what was removed, which nobody else may speak of."""
        drafts = await self._ids(DRAFTS, DRAFTS.c.state != "open", DRAFTS.c.touched_at < self._ago(days.drafts))
        over = or_(LETTERS.c.message.is_not(None), LETTERS.c.given_up.is_not(None))
        letters = await self._ids(LETTERS, over, LETTERS.c.written_at < self._ago(days.letters))
        errands = await self._ids(ERRANDS, ERRANDS.c.done_at < self._ago(days.errands))
        lists = await self._ids(LISTS, LISTS.c.asked_at < self._ago(days.lists))
        await self.run(delete(SHIFTS).where(SHIFTS.c.district == self.district, SHIFTS.c.until < self._ago(days.shifts)))
        await self.run(delete(FAILED).where(FAILED.c.district == self.district, FAILED.c.at < self._ago(days.failed)))
        pictures = await self._drafts(drafts) | await self._named(LETTERS, ("picture",), LETTERS.c.id.in_(letters))
        for table, ids in ((LETTERS, letters), (ERRANDS, errands)):
            if ids:
                await self.run(delete(table).where(table.c.id.in_(ids)))
        await empty(self, lists)
        more = PAGE in (len(drafts), len(letters), len(errands), len(lists))
        return more, pictures - await self.spoken_of(pictures)

    def _ago(self, days: int) -> Any:
        return self.now - timedelta(days=days)

    async def _ids(self, table: Any, *where: Any) -> list[int]:
        found = select(table.c.id).where(table.c.district == self.district, *where).order_by(table.c.id).limit(PAGE)
        return [int(row.id) for row in await self.all(found)]

    async def _drafts(self, ids: list[int]) -> set[str]:
        """Drafts with what was heard into them and the pictures that came into no case."""
        if not ids:
            return set()
        loose = PHOTOS.c.draft.in_(ids) & PHOTOS.c.case_id.is_(None)
        pictures = await self._named(PHOTOS, ("original", "sha", "recording_sha"), loose)
        await self.run(delete(PHOTOS).where(loose))
        await self.run(delete(HEARD).where(HEARD.c.district == self.district, HEARD.c.draft.in_(ids)))
        await self.run(delete(DRAFTS).where(DRAFTS.c.id.in_(ids)))
        return pictures

    async def _named(self, table: Any, columns: tuple[str, ...], where: Any) -> set[str]:
        rows = await self.all(select(*(table.c[name] for name in columns)).where(where))
        return {value for row in rows for value in row if value}

    async def spoken_of(self, pictures: Collection[str]) -> set[str]:
        """Those of these pictures that anything still speaks of, in any district."""
        found: set[str] = set()
        for table, column in ((TABLES[name], column) for name, column in SPOKEN_OF):
            known = select(table.c[column]).where(among(table.c[column], "pictures", Text)).distinct()
            found |= {row[0] for row in await self.all(known, pictures=sorted(pictures))}
        return found
