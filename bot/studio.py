"""Everything pictured, off the loop: the one object handlers know `media` by."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from cases.cards import Tally
from handlers.ports import BadPicture
from media import intake, pair, poster
from media.blobs import Blobs


class Studio:
    def __init__(self, folder: Path) -> None:
        self._blobs = Blobs(folder)
        self.put = self._blobs.put
        self.get = self._blobs.get

    async def check(self, body: bytes) -> intake.Taken:
        """Raises BadPicture."""
        try:
            return await asyncio.to_thread(intake.check, body)
        except intake.NotAPicture as bad:
            raise BadPicture(bad.why) from bad

    async def pair(self, before: bytes | None, after: bytes | None, labels: Mapping[str, str]) -> bytes:
        return await asyncio.to_thread(pair.sheet, before, after, pair.Labels(**labels))

    async def poster(self, tally: Tally, words: Mapping[str, str]) -> bytes:
        return await asyncio.to_thread(poster.draw, tally, words)
