"""Which message shows which card, and what the courier still has to carry; used by the courier, and to adopt a message."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, or_, select, update

from cases.ports import Spot, Subject, View
from storage.sql import Records, Scope, among, here
from storage.tables import TABLES

CARDS, POSTS, LETTERS, CHATS, UPLOADS = (TABLES[name] for name in ("cards", "posts", "letters", "chats", "uploads"))


def _same_chat(table: Any) -> Any:
    return (CHATS.c.chat == table.c.chat) & (CHATS.c.district == table.c.district)


UNSENT = (
    select(LETTERS)
    .outerjoin(CHATS, _same_chat(LETTERS))
    .where(here(LETTERS), LETTERS.c.message.is_(None), LETTERS.c.given_up.is_(None), CHATS.c.silent.is_(None))
    .where(~among(LETTERS.c.chat, "blocked"))
    .order_by(LETTERS.c.id)
    .limit(bindparam("most"))
)
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
SENT = update(LETTERS).where(LETTERS.c.id == bindparam("letter_id")).values(message=bindparam("as_message"))
FIRST = View()
KNOWN = select(POSTS.c.chat, POSTS.c.message).where(here(POSTS), among(POSTS.c.chat, "chats"), among(POSTS.c.message, "messages"))
REST = (
    update(CARDS)
    .where(CARDS.c.id == bindparam("card"))
    .values(
        shown=bindparam("seen"),
        not_before=bindparam("later", type_=CARDS.c.not_before.type),
        gathered=CARDS.c.gathered - bindparam("told"),
    )
)


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


class PostRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: set[tuple[int, int]] = set()
        """Messages (chat, id) that are known to be on record."""
        self._sent: list[dict[str, int]] = []
        scope.settlers.append(self._settle)

    async def expect(self, messages: Collection[tuple[Spot, int]]) -> None:
        """Looks up at once which of these messages are on record."""
        places = {(spot.chat, message) for spot, message in messages}
        rows = await self.peek(KNOWN, chats=sorted({at[0] for at in places}), messages=sorted({at[1] for at in places}))
        self._known |= {(row.chat, row.message) for row in rows} & places

    # --- what is to be carried, most pressing first ---

    async def jobs(self, limit: int, blocked: Collection[int]) -> list[Job]:
        """For chats other than those that must wait."""
        chats = sorted(blocked)
        letters = await self._letters(limit, chats)
        cards = await self._cards(limit, chats)
        pressing = [card for card in cards if card.loud or card.subject is Subject.DRAFT]
        return [*letters, *pressing, *await self._lines(limit, chats), *(card for card in cards if card not in pressing)]

    async def _letters(self, limit: int, blocked: list[int]) -> list[Job]:
        rows = await self.all(UNSENT, ours=self.district, blocked=blocked, most=limit)
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

    # --- what became of it ---

    async def attempts(self, jobs: Collection[Job]) -> None:
        """Noted before a send, so that an outcome nobody learnt can be counted."""
        for table, kinds in (("letters", {"letter"}), ("cards", {"card", "line"})):
            ids = sorted({job.id for job in jobs if job.kind in kinds})
            if ids:
                await self.run(ATTEMPTS[table], ids=ids)

    async def sent(self, job: Job, message: int, *, pictured: bool, later: datetime | None) -> None:
        """A card's new message; the one before is to become one line. `later`: not to be touched again before."""
        old = update(POSTS).where(POSTS.c.card == job.id, POSTS.c.state == "current")
        await self.run(old.values(state="old"))
        self.put("posts", chat=job.spot.chat, message=message, card=job.id, state="current", pictured=pictured)
        await self._rest(job, later)

    async def edited(self, job: Job, *, pictured: bool, later: datetime | None) -> None:
        if pictured != job.pictured:
            same = POSTS.c.chat == job.spot.chat, POSTS.c.message == job.message, POSTS.c.district == self.district
            await self.run(update(POSTS).where(*same).values(pictured=pictured))
        await self._rest(job, later)

    async def _rest(self, job: Job, later: datetime | None = None) -> None:
        """Shown is what was rendered; whatever was wished meanwhile is above it."""
        await self.run(REST, card=job.id, seen=job.wanted, later=later, told=job.view.gathered)

    async def lost(self, job: Job) -> None:
        """The message is gone from Telegram: the card is sent anew."""
        same = POSTS.c.chat == job.spot.chat, POSTS.c.message == job.message, POSTS.c.district == self.district
        await self.run(update(POSTS).where(*same).values(state="line"))

    async def given_up(self, job: Job, why: str) -> None:
        if job.kind == "letter":
            await self.run(update(LETTERS).where(LETTERS.c.id == job.id).values(given_up=why))
        elif job.kind == "line":
            await self.lost(job)
        else:
            await self._rest(job)

    async def letter_sent(self, job: Job, message: int) -> None:
        self._sent.append({"letter_id": job.id, "as_message": message})

    async def _settle(self) -> None:
        sent, self._sent = self._sent, []
        if sent:
            await self.connection.execute(SENT, sent)

    async def moved(self, old: int, new: int) -> None:
        """A group became a supergroup: everything addressed to it follows."""
        for name in ("cards", "letters", "places", "drafts"):
            table = TABLES[name]
            await self.run(update(table).where(table.c.district == self.district, table.c.chat == old).values(chat=new))
        old_posts = update(POSTS).where(POSTS.c.district == self.district, POSTS.c.chat == old)
        await self.run(old_posts.values(state="line"))

    # --- folding ---

    async def fold(self, chat: int, departments: Mapping[int, str]) -> int:
        """New cases waiting for a chat with too small a budget are gathered: each topic's in the card of its department's
        queue (`departments` by topic, 0 for the chat itself), which is sent anew. Returns how many were."""
        current = select(POSTS.c.card).where(POSTS.c.card == CARDS.c.id, POSTS.c.state == "current").exists()
        waiting = update(CARDS).where(
            CARDS.c.district == self.district, CARDS.c.chat == chat, CARDS.c.subject == "case", CARDS.c.wanted > CARDS.c.shown,
            CARDS.c.loud_at > CARDS.c.shown, among(CARDS.c.thread, "threads"), ~current,
        )  # fmt: skip
        folded = waiting.values(shown=CARDS.c.wanted, folded=CARDS.c.wanted).returning(CARDS.c.thread)
        counts = Counter(row.thread for row in await self.all(folded, threads=sorted(departments)))
        for thread, count in sorted(counts.items()):
            await self._gather(Spot(chat=chat, thread=thread or None), departments[thread], count)
        return sum(counts.values())

    async def _gather(self, spot: Spot, department: str, count: int) -> None:
        raised = {"wanted": CARDS.c.wanted + 1, "loud_at": CARDS.c.wanted + 1, "page": 0}
        await self.run(self._queue(spot, department).values(gathered=CARDS.c.gathered + count, **raised))

    async def turn(self, spot: Spot, department: str, page: int) -> bool:
        """A queue's card is opened at another page, at once. False when there is no such card there."""
        turned = {"page": page, "wanted": CARDS.c.wanted + 1, "not_before": None}
        return await self.run(self._queue(spot, department).values(**turned)) == 1

    def _queue(self, spot: Spot, department: str) -> Any:
        here_now = CARDS.c.chat == spot.chat, CARDS.c.thread == (spot.thread or 0), CARDS.c.district == self.district
        return update(CARDS).where(CARDS.c.subject == "queue", CARDS.c.subject_key == department, *here_now)

    # --- pictures and messages ---

    async def upload(self, sha: str) -> str | None:
        found: str | None = await self.scalar(
            select(UPLOADS.c.file_id).where(UPLOADS.c.district == self.district, UPLOADS.c.sha == sha)
        )
        return found

    async def uploaded(self, sha: str, file_id: str) -> None:
        self.put("uploads", sha=sha, file_id=file_id)

    async def adopt(self, spot: Spot, message: int, subject: Subject, key: str, *, pictured: bool) -> bool:
        """A message nobody knows of, left by a send whose outcome was never learnt, is known from now on. True when it
        was unknown: it becomes the card's message if there is none, else one line."""
        if (spot.chat, message) not in self._known:
            await self.expect([(spot, message)])
        if (spot.chat, message) in self._known:
            return False
        here = CARDS.c.chat == spot.chat, CARDS.c.thread == (spot.thread or 0), CARDS.c.district == self.district
        card = await self.scalar(select(CARDS.c.id).where(CARDS.c.subject == subject.value, CARDS.c.subject_key == key, *here))
        if card is None:
            return False
        current = await self.scalar(
            select(func.count()).select_from(POSTS).where(POSTS.c.card == card, POSTS.c.state == "current")
        )
        post = {"chat": spot.chat, "message": message, "card": card, "pictured": pictured}
        return await self.insert_once("posts", **post, state="old" if current else "current")

    async def mine(self, spot: Spot, message: int) -> bool:
        """Whether a message is one of the bot's cards or letters."""
        card = select(POSTS.c.card).where(
            POSTS.c.district == self.district, POSTS.c.chat == spot.chat, POSTS.c.message == message
        )
        return await self.first(card) is not None


def _spot(row: Any) -> Spot:
    return Spot(chat=row.chat, thread=row.thread or None)
