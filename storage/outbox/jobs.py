"""What the courier still has to carry, most pressing first: letters, cards that are not shown as they are, old messages."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, exists, func, or_, select, update

from cases.outbox import Address, Job, Subject
from storage.bindings import NOT_YET, NOW, SILENCES, silence_of
from storage.engine.sql import Records, among, here
from storage.outbox.cards import view_of
from storage.tables import TABLES

CARDS, POSTS, LETTERS = (TABLES[name] for name in ("cards", "posts", "letters"))


def _mute(table: Any, thread: Any) -> Any:
    """Something is known against writing to the row's chat and topic."""
    return exists(select(SILENCES.c.chat).where(silence_of(table, thread))).label("mute")


def speakable(table: Any, thread: Any) -> Any:
    """Nothing is, or it is time to try again."""
    return ~exists(select(SILENCES.c.chat).where(silence_of(table, thread), NOT_YET))


WAITING = (
    select(LETTERS, _mute(LETTERS, LETTERS.c.thread))
    .where(here(LETTERS), LETTERS.c.message.is_(None), LETTERS.c.given_up.is_(None), speakable(LETTERS, LETTERS.c.thread))
    .order_by(LETTERS.c.id)
)
RANKED = WAITING.where(LETTERS.c.rank == bindparam("rank"))
LOWEST = RANKED.with_only_columns(LETTERS.c.id).limit(1)
UNSENT = RANKED.where(LETTERS.c.id >= bindparam("floor"), ~among(LETTERS.c.chat, "blocked")).limit(bindparam("most"))
CURRENT = (POSTS.c.card == CARDS.c.id) & (POSTS.c.state == "current")
QUEUES_LAST = case(((CARDS.c.subject == "queue") & (CARDS.c.loud_at <= CARDS.c.shown), 1), else_=0)
RESTLESS = (
    select(CARDS, POSTS.c.message, POSTS.c.pictured, _mute(CARDS, CARDS.c.thread))
    .outerjoin(POSTS, CURRENT)
    .where(here(CARDS), CARDS.c.wanted > CARDS.c.shown, speakable(CARDS, CARDS.c.thread), ~among(CARDS.c.chat, "blocked"))
    .where(or_(CARDS.c.not_before.is_(None), CARDS.c.not_before <= NOW))
    .where(or_(CARDS.c.folded == 0, CARDS.c.loud_at > CARDS.c.folded, POSTS.c.message.is_not(None)))
    .order_by(QUEUES_LAST, (CARDS.c.loud_at > CARDS.c.shown).desc(), CARDS.c.turn, CARDS.c.id)
    .limit(bindparam("most"))
)
OLD = (
    select(POSTS, CARDS.c.thread, CARDS.c.subject, CARDS.c.subject_key)
    .join(CARDS, CARDS.c.id == POSTS.c.card)
    .where(here(POSTS), POSTS.c.state == "old", speakable(POSTS, CARDS.c.thread), ~among(POSTS.c.chat, "blocked"))
    .limit(bindparam("most"))
)
ATTEMPTS = {
    name: update(TABLES[name]).where(among(TABLES[name].c.id, "ids")).values(attempts=TABLES[name].c.attempts + 1)
    for name in ("letters", "cards")
}  # fmt: skip
RANKS = (0, 1)
"""Of letters: see `LetterRow.rank`."""


class JobRecords(Records):
    async def pressing(self, limit: int, blocked: Collection[int], floor: int = 0) -> list[Job]:
        """For chats other than those that must wait; letters from an id on. Answers to residents come after loud cards."""
        chats = sorted(blocked)
        first, last = [await self._letters(limit, chats, floor, rank) for rank in RANKS]
        cards = await self._cards(limit, chats)
        pressing = [card for card in cards if card.loud or card.subject is Subject.DRAFT]
        quiet = [card for card in cards if card not in pressing]
        return [*first, *pressing, *last, *await self._lines(limit, chats), *quiet]

    async def lowest(self) -> int:
        """The lowest id of a letter that waits, 0 for none."""
        lowest = [await self.scalar(LOWEST, ours=self.district, now=self.now, rank=rank) for rank in RANKS]
        return min((int(one) for one in lowest if one), default=0)

    async def _letters(self, limit: int, blocked: list[int], floor: int, rank: int) -> list[Job]:
        rows = await self.all(UNSENT, ours=self.district, blocked=blocked, most=limit, floor=floor, now=self.now, rank=rank)
        return [
            Job(
                kind="letter", id=row.id, address=_address(row), letter=row.letter, facts=row.facts, picture=row.picture,
                keyboard=row.keyboard, mute=row.mute,
            )
            for row in rows
        ]  # fmt: skip

    async def _cards(self, limit: int, blocked: list[int]) -> list[Job]:
        rows = await self.all(RESTLESS, ours=self.district, blocked=blocked, most=limit, now=self.now)
        return [
            Job(
                kind="card",
                id=row.id,
                address=_address(row),
                loud=row.loud_at > row.shown,
                subject=Subject(row.subject),
                key=row.subject_key,
                wanted=row.wanted,
                message=row.message,
                pictured=bool(row.pictured),
                view=view_of(row),
                face=row.face,
                mute=row.mute,
                asked=0 < row.folded < row.loud_at,
            )
            for row in rows
        ]

    async def _lines(self, limit: int, blocked: list[int]) -> list[Job]:
        rows = await self.all(OLD, ours=self.district, blocked=blocked, most=limit, now=self.now)
        return [
            Job(
                kind="line", id=row.card, address=_address(row), subject=Subject(row.subject), key=row.subject_key,
                message=row.message, pictured=row.pictured,
            )
            for row in rows
        ]  # fmt: skip

    async def unsent(self, before: datetime) -> int:
        """Letters written before a moment and neither sent nor given up, to chats that take some."""
        waiting = WAITING.with_only_columns(func.count()).order_by(None).where(LETTERS.c.written_at < before)
        return int(await self.scalar(waiting, ours=self.district, now=self.now))

    async def given_up(self, since: datetime) -> tuple[int, int]:
        """Cards that cannot be shown as things stand, and letters since a moment that never came."""
        cards = select(func.count()).where(here(CARDS), CARDS.c.given_up.is_not(None))
        letters = select(func.count()).where(here(LETTERS), LETTERS.c.given_up.is_not(None), LETTERS.c.written_at >= since)
        return int(await self.scalar(cards, ours=self.district)), int(await self.scalar(letters, ours=self.district))

    async def attempts(self, jobs: Collection[Job]) -> None:
        """Noted before a send, so that an outcome nobody learnt can be counted."""
        for table, kinds in (("letters", {"letter"}), ("cards", {"card", "line"})):
            ids = sorted({job.id for job in jobs if job.kind in kinds})
            if ids:
                await self.run(ATTEMPTS[table], ids=ids)


def _address(row: Any) -> Address:
    return Address(chat=row.chat, thread=row.thread or None)
