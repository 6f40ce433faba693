"""Everything pictured, off the loop: the one object handlers know `media` by."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot.config import Config
from cases.board.ledger import Cell
from cases.board.paper import Sheet
from cases.figures.tally import Tally
from handlers.ports import BadPicture, NoPicture
from media import draw, intake, pair, poster, qr
from media.blobs import Blobs, Corrupt, Folder


def blobs(config: Config) -> Blobs:
    """Where pictures are kept."""
    if not config.photos.startswith("s3://"):
        return Folder(Path(config.photos))
    from media.bucket import Bucket

    return Bucket(config.photos, endpoint=config.bucket_endpoint, key=config.bucket_key, secret=config.bucket_secret)


class Studio:
    def __init__(self, kept: Blobs) -> None:
        self._kept = kept
        self.put = kept.put

    async def get(self, sha: str) -> bytes:
        """Raises NoPicture."""
        try:
            return await self._kept.get(sha)
        except (FileNotFoundError, Corrupt) as error:
            raise NoPicture(f"{type(error).__name__}: {sha}") from error

    def blank(self) -> bytes:
        return draw.blank()

    def qr(self, text: str) -> bytes:
        return qr.png(text)

    async def delete(self, sha: str, before: datetime) -> bool:
        return await self._kept.delete(sha, before)

    async def check(self, body: bytes) -> intake.Taken:
        """Raises BadPicture."""
        try:
            return await asyncio.to_thread(intake.check, body)
        except intake.NotAPicture as bad:
            raise BadPicture(bad.why) from bad

    async def pair(self, before: bytes | None, after: bytes | None, labels: Mapping[str, str]) -> bytes:
        return await asyncio.to_thread(pair.sheet, before, after, pair.Labels(**labels))

    async def paper(self, sheet: Sheet, before: bytes | None, after: bytes | None) -> bytes:
        from media import papers

        return await asyncio.to_thread(papers.draw, sheet, before, after)

    async def ledger(self, title: str, heads: Sequence[tuple[str, int]], rows: AsyncIterator[Sequence[Cell]]) -> str:
        from media import ledger

        with tempfile.TemporaryDirectory(prefix="wangge-ledger-") as folder:
            path = Path(folder) / "ledger.xlsx"
            sheet = ledger.Sheet(path, heads, title)
            async for row in rows:
                await asyncio.to_thread(sheet.add, row)
            await asyncio.to_thread(sheet.close)
            return await self.put(await asyncio.to_thread(path.read_bytes))

    async def poster(self, tally: Tally, words: Mapping[str, str]) -> bytes:
        return await asyncio.to_thread(poster.draw, tally, words)
