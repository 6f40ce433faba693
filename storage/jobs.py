"""What the courier still has to carry, most pressing first: letters, cards that are not shown as they are, old messages."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update

from cases.ports import Spot, Subject, View
from storage.sql import Records, among, here
from storage.tables import TABLES

CARDS, POSTS, LETTERS, CHATS = (TABLES[name] for name in ("cards", "posts", "letters", "chats"))


def _same_chat(table: Any) -> Any:
    return (CHATS.c.chat == table.c.chat) & (CHATS.c.district == table.c.district)


WAITING = (
    select(LETTERS)
    .outerjoin(CHATS, _same_chat(LETTERS))
    .where(here(LETTERS), LETTERS.c.message.is_(None), LETTERS.c.given_up.is_(None), CHATS.c.silent.is_(None))
    .order_by(LETTERS.c.id)
)
LOWEST = WAITING.with_only_columns(LETTERS.c.id).limit(1)
UNSENT = WAITING.where(LETTERS.c.id >= bindparam("floor"), ~among(LETTERS.c.chat, "blocked")).limit(bindparam("most"))
CURRENT = (POSTS.c.card == CARDS.c.id) & (POSTS.c.state == "current")
QUEUES_LAST = case(((CARDS.c.subject == "queue") & (CARDS.c.loud_at <= CARDS.c.shown), 1), else_=0)
RESTLESS = (
    select(CARDS, POSTS.c.message, POSTS.c.pictured)
    .outerjoin(POSTS, CURRENT)
    .outerjoin(CHATS, _same_chat(CARDS))
    .where(here(CARDS), CARDS.c.wanted > CARDS.c.shown, CHATS.c.silent.is_(None), ~among(CARDS.c.chat, "blocked"))
    .where(or_(CARDS.c.not_before.is_(None), CARDS.c.not_before <= bindparam("now", type_=CARDS.c.not_before.type)))
    .where(or_(CARDS.c.folded == 0, CARDS.c.loud_at > CARDS.c.folded, POSTS.c.message.is_not(None)))
    .order_by(QUEUES_LAST, (CARDS.c.loud_at > CARDS.c.shown).desc(), CARDS.c.id)
    .limit(bindparam("most"))
)
OLD = (
    select(POSTS, CARDS.c.thread, CARDS.c.subject, CARDS.c.subject_key)
    .join(CARDS, CARDS.c.id == POSTS.c.card)
    .outerjoin(CHATS, _same_chat(POSTS))
    .where(here(POSTS), POSTS.c.state == "old", CHATS.c.silent.is_(None), ~among(POSTS.c.chat, "blocked"))
    .limit(bindparam("most"))
)
ATTEMPTS = {
    name: update(TABLES[name]).where(among(TABLES[name].c.id, "ids")).values(attempts=TABLES[name].c.attempts + 1)
    for name in ("letters", "cards")
}  # fmt: skip
FIRST = View()


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing to carry to one chat: a letter, a card to send or edit, or an old message to turn into one line."""

    kind: str
    id: int
    spot: Spot
    loud: bool = False
    subject: Subject | None = None
    key: str = ""
    wanted: int = 0
    message: int | None = None
    pictured: bool = False
    view: View = FIRST
    letter: str = ""
    facts: dict[str, Any] | None = None
    picture: str | None = None
    keyboard: str | None = None


class JobRecords(Records):
    async def pressing(self, limit: int, blocked: Collection[int], floor: int = 0) -> list[Job]:
        """For chats other than those that must wait; letters from an id on."""
        chats = sorted(blocked)
        letters = await self._letters(limit, chats, floor)
        cards = await self._cards(limit, chats)
        pressing = [card for card in cards if card.loud or card.subject is Subject.DRAFT]
        return [*letters, *pressing, *await self._lines(limit, chats), *(card for card in cards if card not in pressing)]

    async def lowest(self) -> int:
        """The lowest id of a letter that waits, 0 for none."""
        return int(await self.scalar(LOWEST, ours=self.district) or 0)

    async def _letters(self, limit: int, blocked: list[int], floor: int) -> list[Job]:
        rows = await self.all(UNSENT, ours=self.district, blocked=blocked, most=limit, floor=floor)
        return [
            Job(
                kind="letter", id=row.id, spot=_spot(row), letter=row.letter, facts=row.facts, picture=row.picture,
                keyboard=row.keyboard,
            )
            for row in rows
        ]  # fmt: skip

    async def _cards(self, limit: int, blocked: list[int]) -> list[Job]:
        rows = await self.all(RESTLESS, ours=self.district, blocked=blocked, most=limit, now=self.now)
        return [
            Job(
                kind="card",
                id=row.id,
                spot=_spot(row),
                loud=row.loud_at > row.shown,
                subject=Subject(row.subject),
                key=row.subject_key,
                wanted=row.wanted,
                message=row.message,
                pictured=bool(row.pictured),
                view=View(page=row.page, gathered=row.gathered),
            )
            for row in rows
        ]

    async def _lines(self, limit: int, blocked: list[int]) -> list[Job]:
        rows = await self.all(OLD, ours=self.district, blocked=blocked, most=limit)
        return [
            Job(
                kind="line", id=row.card, spot=_spot(row), subject=Subject(row.subject), key=row.subject_key,
                message=row.message, pictured=row.pictured,
            )
            for row in rows
        ]  # fmt: skip

    async def unsent(self, before: datetime) -> int:
        """Letters written before a moment and neither sent nor given up, to chats that take some."""
        waiting = (
            select(func.count()).select_from(LETTERS).outerjoin(CHATS, _same_chat(LETTERS)).where(
                LETTERS.c.district == self.district, LETTERS.c.message.is_(None), LETTERS.c.given_up.is_(None),
                CHATS.c.silent.is_(None), LETTERS.c.written_at < before,
            )
        )  # fmt: skip
        return int(await self.scalar(waiting))

    async def attempts(self, jobs: Collection[Job]) -> None:
        """Noted before a send, so that an outcome nobody learnt can be counted."""
        for table, kinds in (("letters", {"letter"}), ("cards", {"card", "line"})):
            ids = sorted({job.id for job in jobs if job.kind in kinds})
            if ids:
                await self.run(ATTEMPTS[table], ids=ids)


def _spot(row: Any) -> Spot:
    return Spot(chat=row.chat, thread=row.thread or None)
