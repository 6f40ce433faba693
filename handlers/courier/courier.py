"""Outbox to Telegram: one courier a bot, by lease; it shows the newest state, keeps to the pace, remembers message ids."""

import asyncio
import logging
import math
import time
from contextlib import suppress

from cases.outbox import Job, Subject
from cases.store import StoreDown
from cases.work import Work
from handlers.courier.budget import WEIGHT, Budget
from handlers.courier.folding import KEPT_BACK, foldable, is_new
from handlers.courier.parcel import Carrier, Outcome, Parcel
from handlers.courier.recording import record
from handlers.courier.rendering import rendered
from handlers.errors import said, trace
from handlers.leases import Lease
from handlers.loops import LOOK_AGAIN, Floor, weathered
from handlers.office import Office
from handlers.ports import Shared, Transaction

log = logging.getLogger(__name__)
BATCH = 40
TROUBLE_SECONDS, UNNOTED_SECONDS = 10, 60
AHEAD = 15
"""Messages made ready before it is their turn, so that the pace does not wait for the records: half a second's."""
GATHER, GATHER_LONG = 0.02, 0.25
"""Seconds in which what comes back is gathered, to be noted together; longer while enough is ready to go on with."""


class Courier:
    """One desk chooses, renders and notes; several hands carry. What is to be carried stands in the records alone."""

    def __init__(self, office: Office, shared: Shared, budget: Budget, lease: Lease) -> None:
        """`shared` hints when something was committed, for the desk looks by itself every second only."""
        self._office = office
        self._shared = shared
        self._budget = budget
        self._lease = lease
        self._carrier = Carrier(office.bot, office.pictures)
        self._floor = Floor()
        self._ready: asyncio.Queue[Parcel | None] = asyncio.Queue()
        self._door = asyncio.Lock()
        self._outcomes: list[Outcome] = []
        self._busy: set[int] = set()
        """Chats with something on the way, or come back and not noted yet."""
        self._back = asyncio.Event()
        self._told: list[tuple[int, float]] = []
        """Chats for which something leaves, and when: for whoever may take over."""
        self._leaving = asyncio.Event()
        self._since: int | None = None
        """The number of the lease under which the budget was taken over."""
        self._finishing = False

    async def hand(self) -> None:
        """Carries what the desk has made ready, until the desk closes."""
        while parcel := await self._next():
            outcome = await self._carried(parcel)
            self._budget.landed(None if parcel.away else outcome.job.address.chat, time.monotonic())
            self._outcomes.append(outcome)
            self._back.set()
        self._ready.put_nowait(None)

    async def _next(self) -> Parcel | None:
        """What was made ready first, once the bot may send one more message; one hand after the other."""
        async with self._door:
            parcel = await self._ready.get()
            while parcel and (seconds := self._budget.turn(time.monotonic())):  # noqa: ASYNC110 — a pace, not a poll
                await asyncio.sleep(seconds)
            if parcel:
                self._budget.leaves(time.monotonic())
            return parcel

    async def _carried(self, parcel: Parcel) -> Outcome:
        """Not under a lease that may have ended since it was made ready: then it is somebody else's to carry."""
        if not self._lease.held or self._lease.number != self._since:
            return Outcome(job=parcel.job, what="later")
        try:
            return await self._carrier.carry(parcel)
        except Exception:
            log.exception("%s %s could not be carried; again in a while", parcel.job.kind, parcel.job.id)
            return Outcome(job=parcel.job, what="later", seconds=TROUBLE_SECONDS)

    async def desk(self) -> None:
        """Until told to finish, and then until everything on the way has come back and is noted."""
        while self._busy or not self._finishing:
            await weathered(self._round)
            await self._wait()
        self._ready.put_nowait(None)

    def finish(self) -> None:
        """Nothing new is begun."""
        self._finishing = True
        self._back.set()

    async def listen(self) -> None:
        """Tells the desk that something was committed."""
        while True:
            await self._shared.wait(self._office.district.code)
            self._back.set()

    async def tell(self) -> None:
        """Tells whoever may take over what leaves; nothing waits for it."""
        while True:
            await self._leaving.wait()
            self._leaving.clear()
            told, self._told = self._told, []
            await self._shared.spent(self._office.bot.id, told)

    async def _wait(self) -> None:
        """Until something came back, something was committed or waits, or a chat may have its next message."""
        opens = self._budget.opens(time.monotonic())
        at_rest = not self._outcomes and not self._finishing and opens == math.inf
        with suppress(TimeoutError):
            async with asyncio.timeout(None if at_rest else min(LOOK_AGAIN, opens)):
                await self._back.wait()
        if self._busy:
            await asyncio.sleep(GATHER_LONG if self._ready.qsize() > AHEAD / 2 else GATHER)

    async def _round(self) -> bool:
        """Notes what came back and sends the hands out with what may be carried now. False when there was neither."""
        self._back.clear()
        outcomes, self._outcomes = self._outcomes, []
        parcels: list[Parcel] = []
        try:
            if not self._finishing and self._lease.held:
                parcels = await self._made_ready()
            if outcomes or parcels:
                parcels = await self._noted(outcomes, parcels)
        except BaseException:
            self._outcomes = outcomes + self._outcomes
            raise
        for outcome in outcomes:
            self._busy.discard(outcome.job.address.chat)
            if outcome.cost:
                self._budget.spend(outcome.job.address.chat, time.monotonic())
            if outcome.seconds:
                self._budget.pause(outcome.job.address.chat, outcome.seconds, time.monotonic())
        self._hand_out(parcels)
        self._lease.in_hand = bool(self._busy)
        return bool(outcomes or parcels)

    def _hand_out(self, parcels: list[Parcel]) -> None:
        """What is deleted costs its chat nothing."""
        for parcel in parcels:
            chat = parcel.job.address.chat
            self._busy.add(chat)
            self._ready.put_nowait(parcel)
            if not parcel.away:
                self._budget.spend(chat, time.monotonic())
                self._told.append((chat, time.time()))
                self._leaving.set()

    async def _made_ready(self) -> list[Parcel]:
        """What may be carried now, most pressing first, one thing a chat, rendered as things stand."""
        if self._lease.number != self._since:
            await self._take_over()
        now, room = time.monotonic(), AHEAD - self._ready.qsize()
        if room <= 0:
            return []
        async with self._office.reading() as (tx, work):
            jobs = await self._looked(tx, now, room)
            try:
                made = await self._rendered(tx, work, jobs)
            except StoreDown:
                raise
            except Exception as error:
                log.error("%d cards and letters cannot be made ready together, so one by one: %s", len(jobs), said(error))
                made = None
        if made is None:
            made = [await self._alone(job) for job in jobs]
        for outcome in (one for one in made if isinstance(one, Outcome)):
            self._busy.add(outcome.job.address.chat)
            self._outcomes.append(outcome)
            self._back.set()
        return [one for one in made if isinstance(one, Parcel)]

    async def _rendered(self, tx: Transaction, work: Work, jobs: list[Job]) -> list[Parcel | Outcome]:
        await tx.expect(cases=[int(job.key) for job in jobs if job.subject is Subject.CASE])
        if jobs:
            await tx.people.hold({job.address.chat for job in jobs if job.address.private})
        return [await rendered(tx, work, job, self._office.username) for job in jobs]

    async def _alone(self, job: Job) -> Parcel | Outcome:
        """Whatever comes up in making one thing ready gives up that one, and holds up no other."""
        try:
            async with self._office.reading() as (tx, work):
                (made,) = await self._rendered(tx, work, [job])
        except StoreDown:
            raise
        except Exception as error:
            log.error("%s %s cannot be shown:\n%s", job.kind, job.id, "\n".join(trace(error)))
            return Outcome(job=job, what="given_up", why=said(error))
        return made

    async def _looked(self, tx: Transaction, now: float, room: int) -> list[Job]:
        """One job a chat. A chat that may have none of those that wait for it, for they are to leave room, hides no other."""
        blocked = self._budget.blocked(now) | self._busy
        chosen: list[Job] = []
        floor = await self._floor.under(tx.jobs.lowest)
        while True:
            jobs = await tx.jobs.pressing(BATCH, blocked, floor)
            folded = await self._folded(tx, jobs, now)
            chosen += self._chosen([job for job in jobs if job not in folded], now)
            if len(chosen) >= room or len(jobs) < BATCH:
                return chosen[:room]
            blocked = blocked | {job.address.chat for job in jobs}

    async def _folded(self, tx: Transaction, jobs: list[Job], now: float) -> list[Job]:
        """Those that were gathered in the cards of their queues."""
        found = await foldable(tx, jobs, lambda chat: self._budget.room(chat, now))
        if found:
            async with self._office.writing() as (writing, _):
                count = await writing.posts.fold(found)
            log.info("%d new cases gathered in their queues", count)
            self._back.set()
        return [job for job, _ in found]

    async def _take_over(self) -> None:
        """The lease is new here: what its last holder has sent counts."""
        now, wall = time.monotonic(), time.time()
        sent = await self._shared.recent(self._office.bot.id)
        self._budget.recall([(chat, wall - at) for chat, at in sent], now)
        self._since = self._lease.number

    def _chosen(self, jobs: list[Job], now: float) -> list[Job]:
        chosen: dict[int, Job] = {}
        for job in jobs:
            chat = job.address.chat
            if chat not in chosen and not self._budget.wait(chat, now, spare=_spare(job)):
                chosen[chat] = job
        return list(chosen.values())

    async def _noted(self, outcomes: list[Outcome], parcels: list[Parcel]) -> list[Parcel]:
        """Together, or if one cannot be noted one by one, so that it holds up no other; its chat is left alone for a while."""
        try:
            return await self._note(outcomes, parcels)
        except StoreDown:
            raise
        except Exception:
            log.exception("%d outcomes could not be noted together; one by one", len(outcomes))
        for outcome in outcomes:
            try:
                await self._note([outcome], [])
            except StoreDown:
                raise
            except Exception:
                log.exception("what became of %s %s cannot be noted", outcome.job.kind, outcome.job.id)
                self._budget.pause(outcome.job.address.chat, UNNOTED_SECONDS, time.monotonic())
        return []

    async def _note(self, outcomes: list[Outcome], parcels: list[Parcel]) -> list[Parcel]:
        """One transaction: outcomes, and the attempts that are about to be made. Returns those that may be made."""
        async with self._office.writing() as (tx, _):
            for outcome in outcomes:
                await record(tx, outcome)
            if parcels and not await self._lease.confirm(tx):
                log.warning("the lease is somebody else's now")
                return []
            await tx.jobs.attempts([parcel.job for parcel in parcels if not parcel.edits])
        return parcels


def _spare(job: Job) -> float:
    """What is not pressing leaves room: old messages turn into lines, and groups get new cases, only where that delays
    nothing people wait for."""
    return 1.0 if job.kind == "line" else KEPT_BACK / WEIGHT if is_new(job) else 0.0
