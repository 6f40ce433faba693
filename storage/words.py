"""What people wrote, by number."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select, update

from storage.engine.sql import Records, among
from storage.tables import TABLES

WORDS, LISTS, CARDS = (TABLES[name] for name in ("words", "lists", "cards"))


class WordRecords(Records):
    async def keep(self, text: str) -> int:
        words = await self.scope.number()
        self.append("words", id=words, text=text)
        return words

    async def keep_list(self, text: str) -> int:
        words = await self.keep(text)
        self.append("lists", id=words, asked_at=self.now)
        return words

    async def rewrite(self, words: int, text: str) -> None:
        await self.run(update(WORDS).where(WORDS.c.id == words, WORDS.c.district == self.district).values(text=text))

    async def read(self, words: int | None) -> str:
        if words is None:
            return ""
        row = await self.first(select(WORDS.c.text).where(WORDS.c.id == words, WORDS.c.district == self.district))
        return row.text if row else ""

    async def many(self, words: Collection[int]) -> dict[int, str]:
        found = select(WORDS.c.id, WORDS.c.text).where(among(WORDS.c.id, "ids"), WORDS.c.district == self.district)
        return {row.id: row.text for row in await self.all(found, ids=sorted(words))}


async def empty(records: Records, lists: Sequence[int]) -> None:
    """What these asked for is known no more, and their cards say so."""
    if lists:
        cards = CARDS.c.subject.in_(("found", "people", "figures")), CARDS.c.subject_key.in_([str(one) for one in lists])
        await records.run(update(WORDS).where(WORDS.c.district == records.district, WORDS.c.id.in_(lists)).values(text=""))
        await records.run(delete(LISTS).where(LISTS.c.district == records.district, LISTS.c.id.in_(lists)))
        raised = {"wanted": CARDS.c.wanted + 1, "not_before": None}
        await records.run(update(CARDS).where(CARDS.c.district == records.district, *cards).values(raised))
