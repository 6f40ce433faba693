"""Which message shows which card; used by the courier, and to adopt a message."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, delete, func, literal, null, select, update

from cases.errors import Unknown
from cases.outbox import Address, Job, Subject, View
from storage.engine.sql import Records, Scope, among, here
from storage.outbox.cards import FRESH, marks, view_of
from storage.tables import TABLES

CARDS, POSTS, LETTERS, UPLOADS = (TABLES[name] for name in ("cards", "posts", "letters", "uploads"))
SENT = update(LETTERS).where(LETTERS.c.id == bindparam("letter_id")).values(message=bindparam("as_message"), facts={})
"""What was sent says nothing any more: it may hold a link, a name, a number."""
KNOWN = (
    select(POSTS.c.chat, POSTS.c.message, CARDS.c.thread)
    .outerjoin(CARDS, CARDS.c.id == POSTS.c.card)
    .where(here(POSTS), among(POSTS.c.chat, "chats"), among(POSTS.c.message, "messages"))
)
REST = (
    update(CARDS)
    .where(CARDS.c.id == bindparam("card"))
    .values(
        shown=bindparam("seen"),
        not_before=case(
            (CARDS.c.page != bindparam("open_at"), null()),
            (CARDS.c.marked.is_distinct_from(bindparam("with_marks", type_=CARDS.c.marked.type)), null()),
            (CARDS.c.gathered > bindparam("told"), bindparam("soon", type_=CARDS.c.not_before.type)),
            else_=bindparam("later", type_=CARDS.c.not_before.type),
        ),
        gathered=CARDS.c.gathered - bindparam("told"),
        face=bindparam("now_shows"),
        given_up=None,
    )
)
NOTHING = 0
"""No message of Telegram's: a letter that was not to be said any more when it was its turn."""
GATHERED_WITHIN = timedelta(seconds=6)
"""So soon a queue's card names what was gathered in it, though it was shown a moment ago."""
AS_THEY_WERE = select(CARDS.c.id, CARDS.c.wanted).where(among(CARDS.c.id, "ids")).order_by(CARDS.c.id).with_for_update()
FOLD = update(CARDS).where(among(CARDS.c.id, "ids")).values(shown=CARDS.c.wanted, folded=CARDS.c.wanted)

MOVED: dict[str, tuple[str, ...]] = {
    "cards": ("subject", "subject_key", "thread"), "bindings": ("thread", "purpose", "department"), "letters": (), "drafts": (),
    "chats": ("district",), "silences": ("thread",),
}  # fmt: skip
"""What is addressed to a chat, and by what two of a kind would be the same."""


class PostRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: dict[tuple[int, int], int | None] = {}
        """Messages (chat, id) that are known to be on record, each with the topic it stands in."""
        self._sent: list[dict[str, int]] = []
        self._strays: list[dict[str, Any]] = []
        scope.settlers.append(self._settle)

    async def expect(self, messages: Collection[tuple[Address, int]]) -> None:
        """Looks up at once which of these messages are on record."""
        places = {(address.chat, message) for address, message in messages}
        rows = await self.peek(KNOWN, chats=sorted({at[0] for at in places}), messages=sorted({at[1] for at in places}))
        self._known |= {key: row.thread or None for row in rows if (key := (row.chat, row.message)) in places}

    async def thread_of(self, chat: int, message: int) -> int | None:
        """The topic a card's message stands in, which Telegram does not say of old messages."""
        if (chat, message) not in self._known:
            await self.expect([(Address(chat=chat), message)])
        return self._known.get((chat, message))

    # --- what became of it ---

    async def sent(self, job: Job, message: int, *, pictured: bool, later: datetime | None, face: str | None) -> None:
        """A card's new message; the one before is to become one line. `later`: not to be touched again before; `face`: a mark
        of what it shows."""
        old = update(POSTS).where(POSTS.c.card == job.id, POSTS.c.state == "current")
        await self.run(old.values(state="old"))
        self.put("posts", chat=job.address.chat, message=message, card=job.id, state="current", pictured=pictured)
        await self._rest(job, later, face)

    async def edited(self, job: Job, *, pictured: bool, later: datetime | None, face: str | None) -> None:
        if pictured != job.pictured:
            same = POSTS.c.chat == job.address.chat, POSTS.c.message == job.message, POSTS.c.district == self.district
            await self.run(update(POSTS).where(*same).values(pictured=pictured))
        await self._rest(job, later, face)

    async def _rest(self, job: Job, later: datetime | None = None, face: str | None = None) -> None:
        """Shown is what was rendered; whatever was wished meanwhile is above it, a page turned meanwhile comes at once, what was
        gathered meanwhile soon."""
        soon = self.now + GATHERED_WITHIN
        view = {"told": job.view.gathered, "open_at": job.view.page, "with_marks": marks(job.view)}
        await self.run(REST, card=job.id, seen=job.wanted, later=later, soon=soon, now_shows=face, **view)

    async def lost(self, job: Job) -> None:
        """The message is gone from Telegram: the card is sent anew."""
        same = POSTS.c.chat == job.address.chat, POSTS.c.message == job.message, POSTS.c.district == self.district
        await self.run(update(POSTS).where(*same).values(state="line"))

    async def at_rest(self, job: Job) -> None:
        """There is nothing to be shown or said there any more."""
        if job.kind == "letter":
            await self.letter_sent(job, NOTHING)
        else:
            await (self.lost(job) if job.kind == "line" else self._rest(job))

    async def given_up(self, job: Job, why: str, waits: tuple[timedelta, timedelta]) -> bool:
        """It cannot be shown or said. A card is tried again after the first wait, from then on after the second, and after each
        change. Returns whether that is news."""
        if job.kind == "letter":
            return await self.run(update(LETTERS).where(LETTERS.c.id == job.id).values(given_up=why, facts={})) == 1
        if job.kind == "line":
            await self.lost(job)
            return False
        before = await self.scalar(select(CARDS.c.given_up).where(CARDS.c.id == job.id))
        noted = {"given_up": why, "face": None, "not_before": self.now + waits[before is not None]}
        await self.run(update(CARDS).where(CARDS.c.id == job.id).values(noted))
        return before is None

    async def letter_sent(self, job: Job, message: int) -> None:
        self._sent.append({"letter_id": job.id, "as_message": message})

    async def _settle(self) -> None:
        sent, self._sent = self._sent, []
        if sent:
            await self.connection.execute(SENT, sent)
        strays, self._strays = self._strays, []
        for stray in strays:
            await self._adopt(**stray)

    async def moved(self, old: int, new: int) -> None:
        """A group became a supergroup: everything addressed to it follows, but what is there already."""
        for name, same in MOVED.items():
            table, there = TABLES[name], TABLES[name].alias()
            at_old = table.c.district == self.district, table.c.chat == old
            if same:
                alike = (there.c[column].is_not_distinct_from(table.c[column]) for column in same)
                twin = select(there.c.chat).where(there.c.district == self.district, there.c.chat == new, *alike)
                await self.run(delete(table).where(*at_old, twin.exists()))
            await self.run(update(table).where(*at_old).values(chat=new))
        old_posts = update(POSTS).where(POSTS.c.district == self.district, POSTS.c.chat == old)
        await self.run(old_posts.values(state="line"))

    # --- folding ---

    async def fold(self, new: Sequence[tuple[Job, str]]) -> int:
        """New cases' cards need no messages of their own: each is gathered in the card of its queue (jobs and queues' keys),
        which is sent anew. Returns how many were; what has changed since the jobs were read is left for the next time."""
        rows = await self.all(AS_THEY_WERE, ids=sorted(job.id for job, _ in new))
        wanted = {row.id: row.wanted for row in rows}
        gathered = [(job, key) for job, key in new if wanted.get(job.id) == job.wanted]
        await self.run(FOLD, ids=sorted(job.id for job, _ in gathered))
        counts = Counter((key, job.address.chat, job.address.thread or 0) for job, key in gathered)
        for (key, chat, thread), count in sorted(counts.items()):
            await self._gather(Address(chat=chat, thread=thread or None), key, count)
        return len(gathered)

    async def _gather(self, address: Address, key: str, count: int) -> None:
        place = {
            "chat": address.chat,
            "thread": address.thread or 0,
            "subject": Subject.QUEUE.value,
            "subject_key": key,
            "turn": 0,
        }
        await self.insert_once("cards", id=await self.scope.number(), **place, **FRESH, loud_at=0)
        raised = {"wanted": CARDS.c.wanted + 1, "loud_at": CARDS.c.wanted + 1, "page": 0}
        soon = literal(self.now + GATHERED_WITHIN, CARDS.c.not_before.type)
        sooner = case((CARDS.c.not_before > soon, soon), else_=CARDS.c.not_before)
        await self.run(self._list(address, key).values(gathered=CARDS.c.gathered + count, not_before=sooner, **raised))

    async def turn(self, address: Address, key: str, page: int, subject: Subject = Subject.QUEUE) -> bool:
        """A list's card is opened at another page, at once. False when there is no such card there."""
        turned = {"page": page, "wanted": CARDS.c.wanted + 1, "not_before": None}
        return await self.run(self._list(address, key, subject).values(**turned)) == 1

    async def view(self, address: Address, key: str) -> View:
        """How a queue's card is open there. Raises Unknown where there is none."""
        here_now = CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0), CARDS.c.district == self.district
        queue = CARDS.c.subject == Subject.QUEUE.value, CARDS.c.subject_key == key
        row = await self.first(select(CARDS).where(*queue, *here_now).with_for_update())
        if row is None:
            raise Unknown
        return view_of(row)

    async def mark(self, address: Address, key: str, view: View) -> None:
        """A queue's card as what is marked on it, at once."""
        turned = {"marked": marks(view), "wanted": CARDS.c.wanted + 1, "not_before": None}
        await self.run(self._list(address, key).values(**turned))

    async def stands(self, address: Address, key: str, subject: Subject) -> bool:
        """Whether there is such a card there."""
        here_now = CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0), CARDS.c.district == self.district
        wanted = select(CARDS.c.id).where(CARDS.c.subject == subject.value, CARDS.c.subject_key == key, *here_now)
        return await self.first(wanted) is not None

    def _list(self, address: Address, key: str, subject: Subject = Subject.QUEUE) -> Any:
        here_now = CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0), CARDS.c.district == self.district
        return update(CARDS).where(CARDS.c.subject == subject.value, CARDS.c.subject_key == key, *here_now)

    # --- pictures and messages ---

    async def upload(self, sha: str) -> str | None:
        found: str | None = await self.scalar(
            select(UPLOADS.c.file_id).where(UPLOADS.c.district == self.district, UPLOADS.c.sha == sha)
        )
        return found

    async def uploaded(self, sha: str, file_id: str) -> None:
        self.put("uploads", sha=sha, file_id=file_id)

    async def adopt(self, address: Address, message: int, subject: Subject, key: str, *, pictured: bool) -> bool:
        """A message nobody knows of, left by a send whose outcome was never learnt, is known from now on: it becomes the card's
        message if there is none, else one line. True when it was unknown; whether there is such a card is seen at the end."""
        if (address.chat, message) not in self._known:
            await self.expect([(address, message)])
        if (address.chat, message) in self._known:
            return False
        self._known[address.chat, message] = address.thread
        self._strays.append({"address": address, "message": message, "subject": subject.value, "key": key, "pictured": pictured})
        return True

    async def _adopt(self, address: Address, message: int, subject: str, key: str, *, pictured: bool) -> None:
        at = CARDS.c.chat == address.chat, CARDS.c.thread == (address.thread or 0), CARDS.c.district == self.district
        same = CARDS.c.subject == subject, CARDS.c.subject_key == key
        card = (await self.connection.execute(select(CARDS.c.id).where(*same, *at))).scalar()
        if card is None:
            return
        current = select(func.count()).where(POSTS.c.card == card, POSTS.c.state == "current")
        state = "old" if (await self.connection.execute(current)).scalar() else "current"
        await self.connection.execute(update(CARDS).where(CARDS.c.id == card).values(face=None))
        post = {"district": self.district, "chat": address.chat, "message": message, "card": card, "state": state}
        once = self.upsert("posts").on_conflict_do_nothing()
        await self.connection.execute(once, {**post, "pictured": pictured})

    async def subject_of(self, address: Address, message: int) -> tuple[Subject, str] | None:
        """What a card's message is about."""
        at = POSTS.c.district == self.district, POSTS.c.chat == address.chat, POSTS.c.message == message
        row = await self.first(select(CARDS.c.subject, CARDS.c.subject_key).join(POSTS, POSTS.c.card == CARDS.c.id).where(*at))
        return (Subject(row.subject), row.subject_key) if row else None
