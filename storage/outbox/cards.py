"""What is to be shown and said: wanted revisions of cards (gathered, written last), letters and errands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, cast, exists, func, null, or_, select, union, update

from cases.outbox import Address, Letter, Subject, View, Voice
from storage.bindings import NOW
from storage.engine.sql import Records, Scope, among, here, upsert
from storage.tables import TABLES

CARDS, LETTERS, ERRANDS, POSTS, CASES = (TABLES[name] for name in ("cards", "letters", "errands", "posts", "cases"))
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
AT_ONCE = case((CARDS.c.given_up.is_not(None), null()), else_=CARDS.c.not_before)
"""What had been given up is tried at its next change, however long it was to wait."""
RAISE = (
    update(CARDS)
    .where(here(CARDS), CARDS.c.subject == bindparam("of"), CARDS.c.subject_key == bindparam("key"))
    .values(wanted=CARDS.c.wanted + 1, not_before=AT_ONCE)
)
HOLD_BACK = (
    update(CARDS)
    .where(here(CARDS), CARDS.c.subject == bindparam("of"), CARDS.c.subject_key == bindparam("key"), CARDS.c.given_up.is_(None))
    .values(not_before=bindparam("until", type_=CARDS.c.not_before.type))
)
LET_GO = RAISE.values(not_before=None)
TOUCH = RAISE.where(CARDS.c.chat == bindparam("at"), CARDS.c.thread == bindparam("in_thread"))
LETTERS_TO = (
    select(LETTERS.c.chat, func.count())
    .where(here(LETTERS), LETTERS.c.message.is_(None), LETTERS.c.given_up.is_(None), among(LETTERS.c.chat, "chats"))
    .group_by(LETTERS.c.chat)
)
WAITING_OF = select(func.count()).where(here(ERRANDS), ERRANDS.c.done_at.is_(None), ERRANDS.c.owner == bindparam("owner"))
LAST_LISTS = 3
MOST_ANSWERS = 3
"""Answers that may wait for one person, or for those in a group who are nobody."""
FRESH = {"wanted": 1, "shown": 0, "attempts": 0, "folded": 0, "page": 0, "gathered": 0}


def marks(view: View) -> str | None:
    """As a card's row bears what is marked on it."""
    return None if view.marked is None else f"{','.join(map(str, view.marked))}>{view.doing}"


def view_of(row: Any) -> View:
    """How a card's row says it is open."""
    if row.marked is None:
        return View(page=row.page, gathered=row.gathered)
    ids, _, doing = row.marked.partition(">")
    return View(page=row.page, gathered=row.gathered, marked=tuple(int(one) for one in ids.split(",") if one), doing=doing)


@cache
def _show(dialect: str) -> Any:
    """A new card, or one whose wanted revision rises; loud: it is to be sent anew."""
    fresh = upsert(dialect, "cards")
    loud = case((fresh.excluded.loud_at > 0, CARDS.c.wanted + 1), else_=CARDS.c.loud_at)
    turn = case((fresh.excluded.loud_at > 0, fresh.excluded.turn), else_=CARDS.c.turn)
    raised = {"wanted": CARDS.c.wanted + 1, "loud_at": loud, "turn": turn, "not_before": AT_ONCE}
    return fresh.on_conflict_do_update(index_elements=["district", "subject", "subject_key", "chat", "thread"], set_=raised)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """An errand somebody holds; `spent`: it was begun as often as may be, and is to be given up."""

    id: int
    kind: str
    facts: dict[str, Any]
    spent: bool


CURRENT = POSTS.c.state == "current"
UNDONE = here(ERRANDS), ERRANDS.c.done_at.is_(None)
FREE = (
    select(ERRANDS)
    .where(*UNDONE, ERRANDS.c.id >= bindparam("floor"), or_(ERRANDS.c.leased_until.is_(None), ERRANDS.c.leased_until <= NOW))
    .order_by(ERRANDS.c.rank, ERRANDS.c.turn, ERRANDS.c.id)
    .limit(1)
)
"""The next errand nobody holds."""
TAKE = FREE.with_for_update(skip_locked=True)
LOWEST = select(ERRANDS.c.id).where(*UNDONE).order_by(ERRANDS.c.id).limit(1)


class OutboxRecords(Records):
    """Cards are shared by many people, so their rows are touched once, sorted, just before the commit: see `flush`."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._shown: dict[tuple[str, str, int, int], tuple[bool, int]] = {}
        """Whether loud, and if so which turn it has."""
        self._touched: set[tuple[str, str, int, int]] = set()
        self._refreshed: set[tuple[str, str]] = set()
        self._became: list[dict[str, Any]] = []
        self._held: dict[tuple[str, str], datetime] = {}
        self._released: set[tuple[str, str]] = set()
        self._answers: dict[int, list[Letter]] = {}
        self._owners: dict[int, int] = {}
        """How many errands of a person wait, as far as it was asked."""

    async def show(self, subject: Subject, key: int | str, address: Address, voice: Voice) -> None:
        card = (subject.value, str(key), address.chat, address.thread or 0)
        loud, turn = self._shown.get(card, (False, 0))
        if voice is Voice.LOUD and not loud:
            loud, turn = True, await self.scope.number()
        self._shown[card] = (loud, turn)

    async def touch(self, subject: Subject, key: int | str, address: Address) -> None:
        self._touched.add((subject.value, str(key), address.chat, address.thread or 0))

    async def refresh_at(self, address: Address) -> None:
        cards = select(CARDS.c.subject, CARDS.c.subject_key).outerjoin(POSTS, (POSTS.c.card == CARDS.c.id) & CURRENT)
        at = CARDS.c.district == self.district, CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0)
        there = or_(POSTS.c.message.is_not(None), CARDS.c.wanted > CARDS.c.shown)
        for row in await self.all(cards.where(*at, there)):
            await self.touch(Subject(row.subject), row.subject_key, address)

    async def refresh_lists(self, address: Address) -> None:
        found = select(CARDS.c.subject_key).where(CARDS.c.district == self.district, CARDS.c.subject == Subject.FOUND.value)
        at = CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0)
        for row in await self.all(found.where(*at).order_by(CARDS.c.id.desc()).limit(LAST_LISTS)):
            await self.touch(Subject.FOUND, row.subject_key, address)

    async def cases_at(self, address: Address, limit: int) -> list[int]:
        at = CARDS.c.district == self.district, CARDS.c.subject == "case", CARDS.c.thread == (address.thread or 0)
        key = cast(CARDS.c.subject_key, BigInteger)
        shown = select(key.label("case_id")).join(POSTS, POSTS.c.card == CARDS.c.id)
        shown = shown.where(POSTS.c.district == self.district, POSTS.c.chat == address.chat, POSTS.c.state == "current", *at)
        wanted = select(key.label("case_id")).where(CARDS.c.wanted > CARDS.c.shown, CARDS.c.chat == address.chat, *at)
        there = union(shown, wanted).subquery()
        found = select(CASES.c.id).join(there, there.c.case_id == CASES.c.id).where(CASES.c.ended_at.is_(None))
        rows = await self.all(found.order_by(CASES.c.urgent.desc(), CASES.c.id.desc()).limit(limit))
        return [int(row.id) for row in rows]

    async def stand_at(self, address: Address, limit: int) -> list[int]:
        key = cast(CARDS.c.subject_key, BigInteger)
        at = CARDS.c.district == self.district, CARDS.c.subject == "case", CARDS.c.thread == (address.thread or 0)
        shown = select(key.label("case_id")).join(POSTS, POSTS.c.card == CARDS.c.id)
        shown = shown.where(POSTS.c.district == self.district, POSTS.c.chat == address.chat, POSTS.c.state == "current", *at)
        return [int(row.case_id) for row in await self.all(shown.order_by(CARDS.c.id.desc()).limit(limit))]

    async def gathered_at(self, address: Address, limit: int) -> list[int]:
        at = CARDS.c.district == self.district, CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0)
        bare = ~exists(select(POSTS.c.message).where(POSTS.c.card == CARDS.c.id, POSTS.c.state == "current"))
        folded = select(CARDS.c.subject_key).where(*at, CARDS.c.subject == "case", CARDS.c.folded > 0, bare)
        return [int(row.subject_key) for row in await self.all(folded.order_by(CARDS.c.id.desc()).limit(limit))]

    async def refresh(self, subject: Subject, key: int | str) -> None:
        self._refreshed.add((subject.value, str(key)))

    async def hold(self, subject: Subject, key: int | str, until: datetime) -> None:
        self._held[subject.value, str(key)] = until

    async def release(self, subject: Subject, key: int | str) -> None:
        self._released.add((subject.value, str(key)))

    async def become(self, draft: int, case: int, address: Address) -> None:
        self.gathered()
        place = {"at": address.chat, "in_thread": address.thread or 0}
        self._became.append({"draft": str(draft), "case_key": str(case), **place})
        if self._shown.pop(("draft", str(draft), address.chat, address.thread or 0), None) is not None:
            await self.show(Subject.CASE, case, address, Voice.QUIET)

    async def write(self, letter: Letter) -> None:
        """An answer waits until it is known how many wait already: see `flush`."""
        self.gathered()
        if letter.answer and (letter.address.private or letter.resident):
            self._answers.setdefault(letter.address.chat, []).append(letter)
        else:
            await self._write(letter)

    async def letters_to(self, address: Address, keys: Collection[str]) -> int:
        patient = LETTERS_TO.where(LETTERS.c.letter.in_(sorted(keys)))
        return sum(int(count) for _, count in await self.peek(patient, chats=[address.chat]))

    async def _write(self, letter: Letter) -> None:
        self.append(
            "letters", id=await self.scope.number(), chat=letter.address.chat, thread=letter.address.thread or 0,
            letter=letter.key, facts=dict(letter.facts), picture=letter.picture, keyboard=letter.keyboard, written_at=self.now,
            rank=int(letter.resident),
        )  # fmt: skip

    async def _answer(self) -> None:
        """Whoever asks faster than they can be answered gets the first few answers."""
        answers, self._answers = self._answers, {}
        if not answers:
            return
        rows = await self.peek(LETTERS_TO, chats=sorted(answers))
        waiting = {int(row[0]): int(row[1]) for row in rows}
        for chat, letters in answers.items():
            for letter in letters[: max(0, MOST_ANSWERS - waiting.get(chat, 0))]:
                await self._write(letter)

    async def errand(self, kind: str, facts: Mapping[str, Any], *, owner: int | None = None, rank: int = 0) -> None:
        turn = await self._turn(owner) if owner else 0
        self.append("errands", id=await self.scope.number(), kind=kind, facts=dict(facts), rank=rank, turn=turn, owner=owner)

    async def _turn(self, owner: int) -> int:
        """How many of theirs wait already."""
        if owner not in self._owners:
            self._owners[owner] = int((await self.peek(WAITING_OF, owner=owner))[0][0])
        self._owners[owner] += 1
        return self._owners[owner] - 1

    async def settle(self) -> None:
        """Answers become letters."""
        await self._answer()

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
                {"id": await self.scope.number(), "subject": subject, "subject_key": key, "chat": chat, "thread": thread,
                 "loud_at": int(loud), "turn": turn} | FRESH | {"district": self.district}
                for (subject, key, chat, thread), (loud, turn) in sorted(self._shown.items())
            ]  # fmt: skip
            await self.connection.execute(_show(self.connection.dialect.name), rows)
        touched = sorted(self._touched - set(self._shown))
        if touched:
            names = ("of", "key", "at", "in_thread")
            await self.connection.execute(TOUCH, [mine | dict(zip(names, one, strict=True)) for one in touched])
        await self._held_back(mine)
        self._shown, self._refreshed, self._became, self._touched = {}, set(), [], set()

    async def _held_back(self, mine: dict[str, str]) -> None:
        """What is held back, and what let go."""
        held, self._held = self._held, {}
        if held:
            rows = [mine | {"of": of, "key": key, "until": until} for (of, key), until in sorted(held.items())]
            await self.connection.execute(HOLD_BACK, rows)
        released, self._released = self._released, set()
        if released:
            await self.connection.execute(LET_GO, [mine | {"of": of, "key": key} for of, key in sorted(released)])

    async def _hold(self) -> None:
        cards = {*self._shown, *self._touched}
        alone = any(card[0] == "case" and card[:2] not in self._refreshed for card in cards)
        if alone and self.connection.dialect.name != "sqlite":
            keys = sorted({key for _, key in self._refreshed} | {card[1] for card in cards})
            await self.connection.execute(HOLD, {"ours": self.district, "keys": keys})

    # --- errands, for whoever does them ---

    async def has_errand(self, floor: int = 0) -> bool:
        """Whether there is one nobody holds, from an id on."""
        return await self.first(FREE, ours=self.district, floor=floor, now=self.now) is not None

    async def lowest_errand(self) -> int:
        """The lowest id of an errand that is not done, 0 for none."""
        return int(await self.scalar(LOWEST, ours=self.district) or 0)

    async def take_errand(self, floor: int = 0) -> Taken | None:
        """The next errand nobody holds, from an id on, leased. Tries are counted here, where work begins: what ends the process
        is not tried for ever."""
        row = await self.first(TAKE, ours=self.district, floor=floor, now=self.now)
        if row is None:
            return None
        spent = row.attempts >= ERRAND_TRIES
        held = {"leased_until": self.now + LEASE, "attempts": row.attempts + 1}
        await self.run(update(ERRANDS).where(ERRANDS.c.id == row.id).values(held))
        return Taken(id=row.id, kind=row.kind, facts=row.facts, spent=spent)

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
