"""The composition root: everything built by hand, from configuration, in one place."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode

from bot.clock import SETTING, Clock
from bot.config import Config
from bot.pack.build import build
from bot.studio import Studio
from cases.district import District
from handlers.budget import Budget
from handlers.chat import dispatcher
from handlers.courier import Courier
from handlers.errands import Runner
from handlers.lanes import Lanes
from handlers.office import Office
from handlers.polling import Poller
from handlers.ticks import Ticks
from storage.database import Database

HANDS = 4
LANES = 4


class Signal:
    """Something was committed: whoever waits looks again. A hint only."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def __call__(self) -> None:
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        await self._event.wait()


def make_bot(config: Config) -> Bot:
    session = AiohttpSession(api=TelegramAPIServer.from_base(config.api), timeout=30)
    return Bot(config.token, session=session, default=DefaultBotProperties(parse_mode=ParseMode.HTML))


class Service:
    """Everything that runs, built; `bot.run` opens and closes it."""

    def __init__(
        self, config: Config, database: Database, district: District, bot: Bot, username: str, clock: Clock, signal: Signal
    ) -> None:
        self.database = database
        self.news = signal
        self.office = Office(
            records=database, pictures=Studio(config.photos), bot=bot, username=username, clock=clock, district=district
        )
        self.lanes = Lanes(self.office, dispatcher.make(), 1 if database.embedded else LANES)
        self.poller = Poller(f"{config.api}/bot{config.token}/getUpdates", bot, self.lanes)
        self.courier = Courier(self.office, signal.wait, Budget(config.pace))
        self.errands = Runner(self.office, signal.wait)
        self.ticks = Ticks(self.office, self.refresh)

    async def refresh(self) -> None:
        """Follows the clock and the newest edition of the pack."""
        office = self.office
        async with self.database.reading(office.district.code, office.clock.now) as tx:
            ahead = await tx.inbox.setting(SETTING)
            office.clock.ahead = timedelta(seconds=float(ahead or 0))  # type: ignore[attr-defined]
            if await tx.editions.newest_number() != office.district.edition:
                newest = await tx.editions.newest()
                if newest:
                    office.district = build(newest[1], newest[0])

    def loops(self) -> list[Coroutine[Any, Any, None]]:
        """What may be stopped at any instant: whatever was not committed comes again."""
        return [self.poller.run(), *(lane.run() for lane in self.lanes), self.errands.run(), self.ticks.run()]

    def hands(self) -> list[Coroutine[Any, Any, None]]:
        """What is asked to finish what it carries, lest a message be sent whose id nobody has noted."""
        return [self.courier.hand() for _ in range(HANDS)]
