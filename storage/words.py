"""What people wrote, by number."""

from sqlalchemy import select, update

from storage.engine.sql import Records
from storage.tables import TABLES

WORDS = TABLES["words"]


class WordRecords(Records):
    async def keep(self, text: str) -> int:
        words = await self.scope.number()
        self.append("words", id=words, text=text)
        return words

    async def rewrite(self, words: int, text: str) -> None:
        await self.run(update(WORDS).where(WORDS.c.id == words, WORDS.c.district == self.district).values(text=text))

    async def read(self, words: int | None) -> str:
        if words is None:
            return ""
        row = await self.first(select(WORDS.c.text).where(WORDS.c.id == words, WORDS.c.district == self.district))
        return row.text if row else ""
