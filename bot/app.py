"""The composition root: one district's service, everything built by hand, from configuration, in one place."""

import os
import secrets
import socket
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any

from aiogram import Bot, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot.clock import Clock
from bot.config import ALL_PARTS, Config, Part
from bot.introduction import secret_of
from bot.pack.build import build
from bot.studio import Studio, blobs
from cases.district.edition import District
from handlers.courier.budget import Budget
from handlers.courier.courier import Courier
from handlers.errands.runner import Runner
from handlers.leases import Lease, Leases
from handlers.office import Office
from handlers.ticks import Ticks
from handlers.updates import reception
from handlers.updates.lanes import Lanes
from handlers.updates.polling import Poller
from handlers.web.door import Door
from storage.engine.database import Database
from storage.engine.redis import Alone, Connected, Shared
from storage.outbox.lookout import Look

HANDS = 12
ERRAND_HANDS = 2
"""So that a bulletin does not wait for somebody's pictures."""
LANES = 2
Loop = Coroutine[Any, Any, None]
LEAP = timedelta(seconds=1)
"""More than passes while a clock is read twice: it was moved."""


def make_shared(config: Config) -> Shared:
    return Connected(config.redis) if config.redis else Alone()


def make_session(config: Config) -> AiohttpSession:
    """Connections to Telegram, for any number of bots: what it costs is the certificates."""
    return AiohttpSession(api=TelegramAPIServer.from_base(config.api), timeout=30, limit=0)


def make_bot(config: Config, token: str, session: AiohttpSession | None = None) -> Bot:
    return Bot(token, session=session or make_session(config), default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def holder_of(database: Database) -> str:
    """Who holds this process's leases. Of embedded records there is one process, which takes up where the last one died."""
    return "embedded" if database.embedded else f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def tenures_of(database: Database, clock: Clock) -> Leases:
    return Leases(database, clock.now, holder_of(database))


class Service:
    """Everything that runs for one district, built; `bot.run` opens and closes it."""

    def __init__(
        self,
        config: Config,
        database: Database,
        district: District,
        bot: Bot,
        username: str,
        clock: Clock,
        shared: Shared,
        parts: frozenset[Part] = ALL_PARTS,
        editions: Mapping[int, District] | None = None,
        leases: Leases | None = None,
        router: Router | None = None,
    ) -> None:
        """`leases` and `router`: those of the process, where it serves more districts than this."""
        self.database = database
        self.shared = shared
        self.leases = leases or tenures_of(database, clock)
        self._parts = parts
        self._polls = config.webhook is None
        self.office = Office(
            records=database, pictures=Studio(blobs(config)), bot=bot, username=username, clock=clock, district=district,
            editions=dict(editions or {}),
        )  # fmt: skip
        self.lanes = Lanes(
            self.office, reception.Reception(self.office, router or reception.routed()), 1 if database.embedded else LANES
        )
        self.door = Door(secret=secret_of(config, bot.token), take=self.lanes.take)
        takes, carries = Part.WEB in parts and self._polls, Part.COURIER in parts
        polling = self.leases.of(district.code, "polling") if takes else Lease("polling")
        self.poller = Poller(f"{config.api}/bot{bot.token}/getUpdates", bot, self.lanes, polling)
        carrying = self.leases.of(district.code, "courier") if carries else Lease("courier")
        self.courier = Courier(self.office, shared, Budget(config.pace), carrying)
        self.errands = Runner(self.office, shared)
        self.ticks = Ticks(self.office)

    def concerned(self, look: Look) -> bool:
        code = self.office.district.code
        known = look.editions.get(code) == self.office.district.edition
        return not known or code in look.told or code in look.due or code in look.ahead

    async def follow(self, look: Look) -> None:
        """The clock, the newest edition of the pack, and whatever waits."""
        code, clock, before = self.office.district.code, self.office.clock, self.office.clock.now()
        clock.move(timedelta(seconds=look.ahead.get(code, 0.0)))  # type: ignore[attr-defined]
        newer = look.editions.get(code, 0) != self.office.district.edition
        if newer:
            await self._take_edition()
        if newer or clock.now() - before > LEAP:
            self.ticks.anew()
        if code in look.told:
            self.shared.ring(code)
        if code in look.due:
            self.ticks.ring()

    async def _take_edition(self) -> None:
        async with self.database.reading(self.office.district.code, self.office.clock.now) as tx:
            newest = await tx.editions.newest()
        if newest:
            self.office.take(build(newest[1], newest[0]))

    def loops(self) -> list[Loop]:
        """What may be stopped at any instant: whatever was not committed comes again."""
        loops: list[Loop] = []
        if Part.WEB in self._parts and self._polls:
            loops.append(self.poller.run())
        if Part.COURIER in self._parts:
            loops += [self.courier.listen(), self.courier.tell()]
        if Part.TICKS in self._parts:
            loops += [*(self.errands.run() for _ in range(ERRAND_HANDS)), self.ticks.run()]
        return loops

    def careful(self) -> list[Loop]:
        """What is asked to finish what it has in hand, lest a message be sent whose id nobody has noted."""
        loops = [lane.run() for lane in self.lanes] if Part.WEB in self._parts else []
        if Part.COURIER in self._parts:
            loops += [self.courier.desk(), *(self.courier.hand() for _ in range(HANDS))]
        return loops

    def finish(self) -> None:
        self.courier.finish()
        for lane in self.lanes:
            lane.finish()
