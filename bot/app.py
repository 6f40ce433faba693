"""The composition root: one district's service, everything built by hand, from configuration, in one place."""

import os
import secrets
import socket
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot.clock import SETTING, Clock
from bot.config import ALL_PARTS, Config, Part
from bot.introduction import secret_of
from bot.pack.build import build
from bot.studio import Studio, blobs
from cases.district import District
from handlers.budget import Budget
from handlers.chat.reception import Reception
from handlers.courier import Courier
from handlers.errands import Runner
from handlers.lanes import Lanes
from handlers.office import Office
from handlers.polling import Poller
from handlers.tenure import Tenure
from handlers.ticks import Ticks
from handlers.web.webhook import Door
from storage.database import Database
from storage.redis import Alone, Connected, Shared

HANDS = 12
ERRAND_HANDS = 2
"""So that a bulletin does not wait for somebody's pictures."""
LANES = 2
Loop = Coroutine[Any, Any, None]


def make_shared(config: Config) -> Shared:
    return Connected(config.redis) if config.redis else Alone()


def make_bot(config: Config, token: str) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(config.api), timeout=30)
    return Bot(token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


def holder_of(database: Database) -> str:
    """Who holds this process's leases. Of embedded records there is one process, which takes up where the last one died."""
    return "embedded" if database.embedded else f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


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
    ) -> None:
        self.database = database
        self._parts = parts
        self._polls = config.webhook is None
        self.office = Office(
            records=database, pictures=Studio(blobs(config)), bot=bot, username=username, clock=clock, district=district,
            editions=dict(editions or {}),
        )  # fmt: skip
        holder = holder_of(database)
        self.lanes = Lanes(self.office, Reception(self.office), 1 if database.embedded else LANES)
        self.door = Door(secret=secret_of(config, bot.token), take=self.lanes.take)
        polling = Tenure(self.office, "polling", holder)
        self.poller = Poller(f"{config.api}/bot{bot.token}/getUpdates", bot, self.lanes, polling)
        carrying = Tenure(self.office, "courier", holder)
        self.courier = Courier(self.office, shared, Budget(config.pace), carrying)
        self.errands = Runner(self.office, shared)
        self.ticks = Ticks(self.office)
        self._tenures = [polling] * (Part.WEB in parts and self._polls) + [carrying] * (Part.COURIER in parts)

    async def refresh(self) -> None:
        """Follows the clock and the newest edition of the pack."""
        office = self.office
        async with self.database.reading(office.district.code, office.clock.now) as tx:
            ahead = await tx.inbox.setting(SETTING)
            office.clock.move(timedelta(seconds=float(ahead or 0)))  # type: ignore[attr-defined]
            if await tx.editions.newest_number() != office.district.edition:
                newest = await tx.editions.newest()
                if newest:
                    office.take(build(newest[1], newest[0]))

    async def begin(self) -> None:
        """Takes the leases there are to be had, so that nothing waits for the first round."""
        for tenure in self._tenures:
            await tenure.renew()

    def loops(self) -> list[Loop]:
        """What may be stopped at any instant: whatever was not committed comes again."""
        loops = [tenure.run() for tenure in self._tenures]
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

    async def close(self) -> None:
        for tenure in self._tenures:
            await tenure.give_back()
