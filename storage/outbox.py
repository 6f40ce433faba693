"""What is to be shown and said: wanted revisions of cards (gathered, written last), letters and errands."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from cases.ports import Letter, Spot, Subject, Voice
from storage.sql import Records
from storage.tables import TABLES

CARDS, LETTERS, ERRANDS = TABLES["cards"], TABLES["letters"], TABLES["errands"]
LEASE = timedelta(minutes=2)
ERRAND_TRIES = 5


class OutboxRecords(Records):
    """Cards are shared by many people, so their rows are touched once, sorted, just before the commit: see `flush`."""

    def __init__(self, connection: Any, district: str, now: datetime) -> None:
        super().__init__(connection, district)
        self._now = now
        self._shown: dict[tuple[str, str, int, int], bool] = {}
        self._refreshed: set[tuple[str, str]] = set()

    async def show(self, subject: Subject, key: int | str, spot: Spot, voice: Voice) -> None:
        card = (subject.value, str(key), spot.chat, spot.thread or 0)
        self._shown[card] = self._shown.get(card, False) or voice is Voice.LOUD

    async def refresh(self, subject: Subject, key: int | str) -> None:
        self._refreshed.add((subject.value, str(key)))

    async def become(self, draft: int, case: int, spot: Spot) -> None:
        here = CARDS.c.chat == spot.chat, CARDS.c.thread == (spot.thread or 0), CARDS.c.district == self.district
        turned = update(CARDS).where(CARDS.c.subject == "draft", CARDS.c.subject_key == str(draft), *here)
        await self.run(turned.values(subject="case", subject_key=str(case), wanted=CARDS.c.wanted + 1))
        self._shown.pop(("draft", str(draft), spot.chat, spot.thread or 0), None)

    async def write(self, letter: Letter) -> None:
        await self.insert(
            "letters", chat=letter.spot.chat, thread=letter.spot.thread or 0, letter=letter.key,
            facts=dict(letter.facts), picture=letter.picture, keyboard=letter.keyboard, written_at=self._now,
        )  # fmt: skip

    async def errand(self, kind: str, facts: Mapping[str, Any]) -> None:
        await self.insert("errands", kind=kind, facts=dict(facts))

    async def flush(self) -> None:
        for subject, key in sorted(self._refreshed):
            same = CARDS.c.subject == subject, CARDS.c.subject_key == key
            await self.run(update(CARDS).where(CARDS.c.district == self.district, *same).values(wanted=CARDS.c.wanted + 1))
        for (subject, key, chat, thread), loud in sorted(self._shown.items()):
            card = {"subject": subject, "subject_key": key, "chat": chat, "thread": thread}
            statement = self.upsert("cards", card | {"wanted": 1, "shown": 0, "loud_at": int(loud), "attempts": 0})
            raised = {"wanted": CARDS.c.wanted + 1} | ({"loud_at": CARDS.c.wanted + 1} if loud else {})
            await self.run(statement.on_conflict_do_update(index_elements=["district", *card], set_=raised))
        self._shown.clear()
        self._refreshed.clear()

    # --- errands, for whoever does them ---

    def _next_errand(self) -> Any:
        free = or_(ERRANDS.c.leased_until.is_(None), ERRANDS.c.leased_until <= self._now)
        open_ones = select(ERRANDS).where(ERRANDS.c.district == self.district, ERRANDS.c.done_at.is_(None), free)
        return open_ones.order_by(ERRANDS.c.id).limit(1)

    async def has_errand(self) -> bool:
        return await self.first(self._next_errand()) is not None

    async def take_errand(self) -> tuple[int, str, dict[str, Any]] | None:
        """The next errand nobody holds, leased."""
        row = await self.first(self._next_errand())
        if row is None:
            return None
        held = {"leased_until": self._now + LEASE, "attempts": row.attempts + 1}
        await self.run(update(ERRANDS).where(ERRANDS.c.id == row.id).values(held))
        return row.id, row.kind, row.facts

    async def errand_done(self, errand: int) -> bool:
        """False when it was done already, by somebody who took it over."""
        mine = update(ERRANDS).where(ERRANDS.c.id == errand, ERRANDS.c.done_at.is_(None))
        return await self.run(mine.values(done_at=self._now)) == 1

    async def errand_failed(self, errand: int, error: str) -> bool:
        """Tried again after a while; True when it was given up."""
        row = await self.first(select(ERRANDS.c.attempts).where(ERRANDS.c.id == errand))
        given_up = row is not None and row.attempts >= ERRAND_TRIES
        later = self._now + timedelta(seconds=5 * 2 ** (row.attempts if row else 0))
        kept = {"error": error[:500], "leased_until": later} | ({"done_at": self._now} if given_up else {})
        await self.run(update(ERRANDS).where(ERRANDS.c.id == errand).values(kept))
        return given_up
