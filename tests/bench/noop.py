"""What ours is measured against: the same door, behind it an aiogram handler that does nothing. `python -m … PORT`."""

import asyncio
import gc
import sys

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp import web

from handlers.web.door import Door, make_app

SECRET = "noop"


async def main(port: int) -> None:
    bot = Bot("100:noop")
    dispatcher = Dispatcher(disable_fsm=True)

    async def ignore(_event: object) -> None:
        return None

    dispatcher.message()(ignore)
    dispatcher.callback_query()(ignore)

    async def take(raw: dict[str, object]) -> None:
        await dispatcher.feed_update(bot, Update.model_validate(raw, context={"bot": bot}))

    runner = web.AppRunner(make_app({100: Door(secret=SECRET, take=take)}), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    await asyncio.Event().wait()


asyncio.run(main(int(sys.argv[1])))
