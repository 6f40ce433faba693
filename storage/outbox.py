"""What is to be shown and said: wanted revisions of cards (gathered, written last), letters and errands."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, or_, select, update

from cases.ports import Letter, Spot, Subject, Voice
from storage.sql import Records, Scope, among, here, upsert
from storage.tables import TABLES

CARDS, LETTERS, ERRANDS = TABLES["cards"], TABLES["letters"], TABLES["errands"]
LEASE = timedelta(minutes=2)
ERRAND_TRIES = 5

BECOME = (
    update(CARDS)
    .where(
        here(CARDS), CARDS.c.subject == "draft", CARDS.c.subject_key == bindparam("draft"), CARDS.c.chat == bindparam("at"),
        CARDS.c.thread == bindparam("in_thread"),
    )
    .values(subject="case", subject_key=bindparam("case_key"), wanted=CARDS.c.wanted + 1)
)  # fmt: skip
HOLD = (
    select(CARDS.c.id)
    .where(here(CARDS), among(CARDS.c.subject_key, "keys", CARDS.c.subject_key.type.__class__))
    .order_by(CARDS.c.id)
    .with_for_update()
)
RAISE = (
    update(CARDS)
    .where(here(CARDS), CARDS.c.subject == bindparam("of"), CARDS.c.subject_key == bindparam("key"))
    .values(wanted=CARDS.c.wanted + 1)
)
FRESH = {"wanted": 1, "shown": 0, "attempts": 0, "folded": 0, "page": 0, "gathered": 0}


@cache
def _show(dialect: str) -> Any:
    """A new card, or one whose wanted revision rises; loud: it is to be sent anew."""
    fresh = upsert(dialect, "cards")
    loud = case((fresh.excluded.loud_at > 0, CARDS.c.wanted + 1), else_=CARDS.c.loud_at)
    raised = {"wanted": CARDS.c.wanted + 1, "loud_at": loud}
    return fresh.on_conflict_do_update(index_elements=["district", "subject", "subject_key", "chat", "thread"], set_=raised)


class OutboxRecords(Records):
    """Cards are shared by many people, so their rows are touched once, sorted, just before the commit: see `flush`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._shown: dict[tuple[str, str, int, int], bool] = {}
        self._refreshed: set[tuple[str, str]] = set()
        self._became: list[dict[str, Any]] = []

    async def show(self, subject: Subject, key: int | str, spot: Spot, voice: Voice) -> None:
        card = (subject.value, str(key), spot.chat, spot.thread or 0)
        self._shown[card] = self._shown.get(card, False) or voice is Voice.LOUD

    async def refresh(self, subject: Subject, key: int | str) -> None:
        self._refreshed.add((subject.value, str(key)))

    async def become(self, draft: int, case: int, spot: Spot) -> None:
        place = {"at": spot.chat, "in_thread": spot.thread or 0}
        self._became.append({"draft": str(draft), "case_key": str(case), **place})
        if self._shown.pop(("draft", str(draft), spot.chat, spot.thread or 0), None) is not None:
            await self.show(Subject.CASE, case, spot, Voice.QUIET)

    async def write(self, letter: Letter) -> None:
        self.append(
            "letters", id=self.scope.take_id(), chat=letter.spot.chat, thread=letter.spot.thread or 0, letter=letter.key,
            facts=dict(letter.facts), picture=letter.picture, keyboard=letter.keyboard, written_at=self.now,
        )  # fmt: skip

    async def errand(self, kind: str, facts: Mapping[str, Any]) -> None:
        self.append("errands", id=self.scope.take_id(), kind=kind, facts=dict(facts))

    async def flush(self) -> None:
        """First what is refreshed, then what is shown, each sorted: drafts, cases and then queues, so that nobody waits in a
        circle; a case shown that is not refreshed would break that order, so its cards are taken beforehand."""
        mine = {"ours": self.district}
        if self._became:
            await self.connection.execute(BECOME, [mine | one for one in self._became])
        await self._hold()
        if self._refreshed:
            raised = [{"of": subject, "key": key} | mine for subject, key in sorted(self._refreshed)]
            await self.connection.execute(RAISE, raised)
        if self._shown:
            rows = [
                {"id": self.scope.take_id(), "subject": subject, "subject_key": key, "chat": chat, "thread": thread,
                 "loud_at": int(loud)} | FRESH | {"district": self.district}
                for (subject, key, chat, thread), loud in sorted(self._shown.items())
            ]  # fmt: skip
            await self.connection.execute(_show(self.connection.dialect.name), rows)
        self._shown, self._refreshed, self._became = {}, set(), []

    async def _hold(self) -> None:
        alone = any(card[0] == "case" and card[:2] not in self._refreshed for card in self._shown)
        if alone and self.connection.dialect.name != "sqlite":
            keys = sorted({key for _, key in self._refreshed} | {card[1] for card in self._shown})
            await self.connection.execute(HOLD, {"ours": self.district, "keys": keys})

    # --- errands, for whoever does them ---

    def _free(self, floor: int) -> Any:
        free = or_(ERRANDS.c.leased_until.is_(None), ERRANDS.c.leased_until <= self.now)
        return select(ERRANDS).where(*self._undone(floor), free).order_by(ERRANDS.c.id).limit(1)

    def _undone(self, floor: int) -> Any:
        return ERRANDS.c.district == self.district, ERRANDS.c.done_at.is_(None), ERRANDS.c.id >= floor

    async def has_errand(self, floor: int = 0) -> bool:
        """Whether there is one nobody holds, from an id on."""
        return await self.first(self._free(floor)) is not None

    async def lowest_errand(self) -> int:
        """The lowest id of an errand that is not done, 0 for none."""
        lowest = select(ERRANDS.c.id).where(*self._undone(0)).order_by(ERRANDS.c.id).limit(1)
        return int(await self.scalar(lowest) or 0)

    async def take_errand(self, floor: int = 0) -> tuple[int, str, dict[str, Any]] | None:
        """The next errand nobody holds, from an id on, leased."""
        next_one = self._free(floor)
        row = await self.first(next_one.with_for_update(skip_locked=True))
        if row is None:
            return None
        held = {"leased_until": self.now + LEASE, "attempts": row.attempts + 1}
        await self.run(update(ERRANDS).where(ERRANDS.c.id == row.id).values(held))
        return row.id, row.kind, row.facts

    async def errand_done(self, errand: int) -> bool:
        """False when it was done already, by somebody who took it over."""
        mine = update(ERRANDS).where(ERRANDS.c.id == errand, ERRANDS.c.done_at.is_(None))
        return await self.run(mine.values(done_at=self.now)) == 1

    async def errand_failed(self, errand: int, error: str) -> bool:
        """Tried again after a while; True when it was given up."""
        row = await self.first(select(ERRANDS.c.attempts).where(ERRANDS.c.id == errand))
        given_up = row is not None and row.attempts >= ERRAND_TRIES
        later = self.now + timedelta(seconds=5 * 2 ** (row.attempts if row else 0))
        kept = {"error": error[:500], "leased_until": later} | ({"done_at": self.now} if given_up else {})
        await self.run(update(ERRANDS).where(ERRANDS.c.id == errand).values(kept))
        return given_up
