"""Updates to transactions: what has arrived is handled in order, committed once, and only then answered."""

import asyncio
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cases.outbox import Address, Letter, Subject
from cases.store import StoreDown
from cases.work import Work
from handlers.chat.keyboards import subject_of
from handlers.errors import said, trace
from handlers.office import Office
from handlers.ports import Transaction
from handlers.updates.answers import Answer, Made
from handlers.updates.reception import Raw, Reception

log = logging.getLogger(__name__)
TRIES = 3
HANDLER_SECONDS = 20
MOST = 100
"""Updates in one transaction."""
TURNS = 4
"""Of the event loop, within which an update comes from its socket to its lane."""


class Spoilt(Exception):
    """One update's handler raised, or did not come to its end in time (TimeoutError): its own fault, not the store's."""

    def __init__(self, *, at: int, why: Exception) -> None:
        """`at`: its place in the batch."""
        super().__init__(said(why))
        self.at = at


@dataclass(kw_only=True)
class Batch:
    """What the updates of one transaction name, so that it can be read in one go."""

    people: set[int] = field(default_factory=set)
    named: dict[Subject, set[int]] = field(default_factory=lambda: {subject: set() for subject in Subject})
    messages: set[tuple[Address, int]] = field(default_factory=set)


class Lane:
    """Handles its updates one after the other; the next batch is what came while the last one was committed."""

    def __init__(self, office: Office, reception: Reception) -> None:
        self._office = office
        self._reception = reception
        self._waiting: list[tuple[Raw, asyncio.Future[Answer | None]]] = []
        self._news = asyncio.Event()
        self._finishing = False

    async def take(self, raw: Raw) -> Answer | None:
        """Returns the answer once the update is committed or set aside. Raises StoreDown: nothing of it was kept."""
        done: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((raw, done))
        self._news.set()
        return await done

    async def run(self) -> None:
        """Until told to finish, and then until nothing waits."""
        while self._waiting or not self._finishing:
            await self._news.wait()
            self._news.clear()
            while self._waiting:
                await self._all_here()
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._serve(batch)

    async def _all_here(self) -> None:
        """What has arrived but is still on its way through the process joins the batch; nothing that has not is waited for."""
        count = 0
        while count < len(self._waiting) < MOST:
            count = len(self._waiting)
            for _ in range(TURNS):
                await asyncio.sleep(0)

    def finish(self) -> None:
        self._finishing = True
        self._news.set()

    async def _serve(self, batch: list[tuple[Raw, asyncio.Future[Answer | None]]]) -> None:
        outcomes = await self.handle([raw for raw, _ in batch])
        for (_, done), outcome in zip(batch, outcomes, strict=True):
            if done.done():
                continue
            if isinstance(outcome, StoreDown):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)

    async def handle(self, raws: Sequence[Raw]) -> list[Answer | StoreDown | None]:
        """One outcome for each: its answer, once committed or set aside, or the store's trouble, with nothing kept. An update
        that spoils the batch is handled by itself, between those before it and those after; where nobody knows which one it
        is, each is."""
        try:
            return list(await self._together(raws))
        except StoreDown as trouble:
            return [trouble] * len(raws)
        except Spoilt as spoilt:
            log.info("a batch of %d is handled without one: %s", len(raws), type(spoilt.__cause__).__name__)
            parts = [raws[: spoilt.at], raws[spoilt.at : spoilt.at + 1], raws[spoilt.at + 1 :]]
        except Exception as error:
            log.info("a batch of %d failed (%s); one by one", len(raws), said(error))
            parts = [[raw] for raw in raws]
        return await self._apart(parts)

    async def _apart(self, parts: Sequence[Sequence[Raw]]) -> list[Answer | StoreDown | None]:
        """One part after the other; after the store's trouble none, so that everybody's order is kept."""
        outcomes: list[Answer | StoreDown | None] = []
        for part in parts:
            trouble = next((one for one in outcomes if isinstance(one, StoreDown)), None)
            if trouble:
                outcomes += [trouble] * len(part)
            elif len(part) == 1:
                outcomes.append(await self._alone(part[0]))
            elif part:
                outcomes += await self.handle(part)
        return outcomes

    async def again(self, raw: Raw) -> None:
        """An update set aside is handled as if it had only come now; whatever it raises, it stays set aside."""
        async with self._office.writing() as (tx, work):
            await tx.inbox.release(self._office.bot.id, int(raw["update_id"]))
            first = await tx.inbox.first_times(self._office.bot.id, {int(raw["update_id"])}, work.now)
            await _expect(tx, [raw])
            await self._each(tx, work, [raw], first)

    async def _together(self, raws: Sequence[Raw]) -> list[Answer | None]:
        async with self._office.writing() as (tx, work):
            first = await tx.inbox.first_times(self._office.bot.id, {int(raw["update_id"]) for raw in raws}, work.now)
            fresh = [raw for raw in raws if int(raw["update_id"]) in first]
            if fresh:
                await _expect(tx, fresh)
            made = await self._each(tx, work, raws, first)
        return [one() if callable(one) else one for one in made]

    async def _each(self, tx: Transaction, work: Work, raws: Sequence[Raw], first: set[int]) -> list[Made]:
        """One timer for all: it is set anew for each. Raises Spoilt."""
        made: list[Made] = []
        now = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(None) as patience:
                for raw in raws:
                    patience.reschedule(now() + HANDLER_SECONDS)
                    made.append(await self._one(tx, work, raw, first))
        except StoreDown:
            raise
        except Exception as error:
            raise Spoilt(at=len(made), why=error) from error
        return made

    async def _one(self, tx: Transaction, work: Work, raw: Raw, first: set[int]) -> Made:
        update_id = int(raw["update_id"])
        if update_id not in first:
            return _empty_answer(raw)
        first.remove(update_id)
        return await self._reception.receive(raw, tx, work)

    async def _alone(self, raw: Raw) -> Answer | StoreDown | None:
        """Tried three times with the store in order, then kept aside with its error; the person is told. Failures are counted
        in the records: this process may end before the third."""
        count = 0
        try:
            while count < TRIES:
                try:
                    return (await self._together([raw]))[0]
                except StoreDown:
                    raise
                except Exception as error:
                    failure = error
                count = await self._failed(raw)
            log.error("update %s is set aside:\n%s", raw.get("update_id"), "\n".join(trace(failure)))
            await self._set_aside(raw, str(failure) if isinstance(failure, Spoilt) else said(failure))
        except StoreDown as trouble:
            return trouble
        except Exception as error:
            log.error("update %s can not even be set aside and is dropped: %s", raw.get("update_id"), said(error))
        return None

    async def _failed(self, raw: Raw) -> int:
        """How often it has by now, here and wherever else it was tried."""
        async with self._office.writing() as (tx, work):
            return int(await tx.inbox.tried(self._office.bot.id, int(raw["update_id"]), work.now))

    async def _set_aside(self, raw: Raw, why: str) -> None:
        async with self._office.writing() as (tx, work):
            bot, update_id = self._office.bot.id, int(raw["update_id"])
            if not await tx.inbox.first_times(bot, {update_id}, work.now):
                return
            await tx.inbox.set_aside(bot, update_id, json.dumps(raw), ascii(why)[1:-1][:1000], work.now)
            chat = _private_chat(raw)
            if chat:
                await tx.outbox.write(Letter(address=Address(chat=chat), key="sorry", facts={}))


class Lanes:
    """A few lanes; each person's updates go through the same one, in the order they came."""

    def __init__(self, office: Office, reception: Reception, count: int) -> None:
        self._lanes = [Lane(office, reception) for _ in range(count)]

    async def take(self, raw: Raw) -> Answer | None:
        """See Lane.take."""
        return await self._lanes[(person_of(raw) or 0) % len(self._lanes)].take(raw)

    async def again(self, raw: Raw) -> None:
        """See Lane.again."""
        await self._lanes[0].again(raw)

    def __iter__(self) -> Iterator[Lane]:
        return iter(self._lanes)


async def _expect(tx: Transaction, raws: Sequence[Raw]) -> None:
    batch = Batch()
    for raw in raws:
        _name(raw, batch)
    await tx.expect(
        people=batch.people, drafts=batch.named[Subject.DRAFT], cases=batch.named[Subject.CASE], messages=batch.messages
    )


def _name(raw: Raw, batch: Batch) -> None:
    person = person_of(raw)
    if person is not None:
        batch.people.add(person)
    query = raw.get("callback_query")
    if not isinstance(query, dict):
        return
    named = subject_of(query.get("data"))
    if named is None:
        return
    batch.named[named[0]].add(named[1])
    message = query.get("message")
    if isinstance(message, dict) and _is_id(message.get("message_id")) and _chat_of(message):
        batch.messages.add((Address(chat=_chat_of(message) or 0), message["message_id"]))


def person_of(raw: Raw) -> int | None:
    """Who caused an update, as far as it can be read."""
    for body in raw.values():
        if isinstance(body, dict) and isinstance(body.get("from"), dict) and _is_id(body["from"].get("id")):
            return int(body["from"]["id"])
    return None


def _is_id(value: object) -> bool:
    """Whether the records can hold it."""
    return isinstance(value, int) and abs(value) < 1 << 63


def well_numbered(raw: object) -> bool:
    """Whether an update has a number that can tell it from others."""
    return isinstance(raw, dict) and not isinstance(raw.get("update_id"), bool) and _is_id(raw.get("update_id"))


def _chat_of(message: Raw) -> int | None:
    chat = message.get("chat")
    return int(chat["id"]) if isinstance(chat, dict) and _is_id(chat.get("id")) else None


def _empty_answer(raw: Raw) -> Answer | None:
    """A press delivered twice has had its effect; the waiting button is only let go."""
    query = raw.get("callback_query")
    return Answer(query=str(query["id"])) if isinstance(query, dict) and query.get("id") else None


def _private_chat(raw: Raw) -> int | None:
    """Where to tell the person, when it is their private chat."""
    query = raw.get("callback_query")
    message = raw.get("message") or (query.get("message") if isinstance(query, dict) else None)
    if not isinstance(message, dict) or not isinstance(message.get("chat"), dict):
        return None
    return _chat_of(message) if message["chat"].get("type") == "private" else None
