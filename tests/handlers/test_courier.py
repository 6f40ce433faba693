"""A courier whose lease has ended carries nothing more, though it was made ready. On both stores."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from sqlalchemy import select, update

from bot.app import Service, make_bot, make_shared
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases.outbox import Address, Letter
from storage.engine.database import Database
from storage.leases import LEASES

LETTERS = 15
BEFORE = 3


@asynccontextmanager
async def telegram(sent: list[int], after: asyncio.Event) -> AsyncIterator[str]:
    """Takes every message; the third is answered only after `after`. Its URL."""

    async def take(request: web.Request) -> web.Response:
        sent.append(len(sent) + 1)
        if len(sent) >= BEFORE:
            await after.wait()
        message = {"message_id": len(sent), "date": 1, "chat": {"id": 1, "type": "private", "first_name": "A"}}
        return web.json_response({"ok": True, "result": message})

    app = web.Application()
    app.router.add_post("/bot{token}/sendMessage", take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_nothing_leaves_under_a_lease_that_has_ended(tmp_path: Path, begun_url: str) -> None:
    sent: list[int] = []
    lost = asyncio.Event()
    async with telegram(sent, lost) as api:
        environment = {"WANGGE_TOKEN": "100:x", "WANGGE_API": api, "WANGGE_DATABASE": begun_url}
        config = read(tmp_path, environment).prepared()
        news, clock = make_shared(config), Clock()
        database = Database(config.database, news)
        district = await open_records(config, clock, database)
        async with make_bot(config, config.token) as bot:
            service = Service(config, database, district, bot, "wangge_bot", clock, news)
            await service.leases.renew()
            async with service.office.writing() as (tx, _):
                for number in range(LETTERS):
                    await tx.outbox.write(Letter(address=Address(chat=1000 + number), key="plain", facts={"text": "x"}))
            working = [asyncio.create_task(service.courier.desk()), asyncio.create_task(service.courier.hand())]
            async with asyncio.timeout(20):
                while len(sent) < BEFORE:
                    await asyncio.sleep(0)
            await _taken_by_another(service)
            lost.set()
            service.finish()
            await asyncio.gather(*working)
            await service.leases.give_back()
        await database.close()
    assert len(sent) == BEFORE


async def _taken_by_another(service: Service) -> None:
    async with service.office.writing() as (tx, _):
        until = await tx.leases.scalar(select(LEASES.c.until).where(LEASES.c.name == "courier"))  # type: ignore[attr-defined]
        ended = update(LEASES).where(LEASES.c.name == "courier").values(until=until - timedelta(minutes=1))
        await tx.leases.run(ended)  # type: ignore[attr-defined]
        assert (await tx.leases.renew("another", {("yunqiao", "courier")})) == {("yunqiao", "courier"): 2}
    await service.leases.renew()
