"""Updates a second of the whole report conversation, against a handler that does nothing behind the same door."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from statistics import quantiles
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.methods import TelegramMethod
from aiogram.types import Update
from aiohttp import web

from bot.app import Service, Signal, make_bot
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases.model import Grant, Role
from handlers.lanes import Lane
from handlers.polling import Poller
from storage.database import Database
from tests.people import IN_0103

PEOPLE = 300
PAGE = 100
TOKEN = "100:bench"
Raw = dict[str, Any]


def conversation(person: int, first: int, draft: int) -> list[Raw]:
    """Photo with caption, place, 「提交」: three updates of one worker of grid 0103."""
    user = {"id": person, "is_bot": False, "first_name": f"W{person}", "language_code": "zh"}
    chat = {"id": person, "type": "private", "first_name": user["first_name"]}
    base = {"date": 1_795_000_000, "chat": chat, "from": user}
    size = {"file_id": f"f{first}", "file_unique_id": f"u{first}", "width": 90, "height": 90, "file_size": 900}
    photo = {"message_id": 1, **base, "photo": [size], "caption": "解放路口占道经营3起 急"}
    place = {"message_id": 2, **base, "location": {"longitude": IN_0103[0], "latitude": IN_0103[1]}}
    bot = {"id": 100, "is_bot": True, "first_name": "b"}
    card = {"message_id": 3, **base, "from": bot, "text": "draft"}
    press = {"id": str(first), "from": user, "message": card, "chat_instance": "1", "data": f"d:{draft}:submit:"}
    return [
        {"update_id": first, "message": photo},
        {"update_id": first + 1, "message": place},
        {"update_id": first + 2, "callback_query": press},
    ]


def traffic(people: int, first_person: int, first_update: int, first_draft: int) -> list[Raw]:
    """Everybody's first message, then everybody's second, then everybody's third, as on a busy morning."""
    talks = [conversation(first_person + n, first_update + 3 * n, first_draft + n) for n in range(people)]
    return [update for step in zip(*talks, strict=True) for update in step]


class Door:
    """A Bot API that hands out prepared updates page by page and takes every answer."""

    def __init__(self) -> None:
        self.waiting: list[Raw] = []
        self.drained = asyncio.Event()

    async def get_updates(self, request: web.Request) -> web.Response:
        page, self.waiting = self.waiting[:PAGE], self.waiting[PAGE:]
        if not page:
            self.drained.set()
            await asyncio.sleep(0.05)
        return web.json_response({"ok": True, "result": page})

    async def anything(self, request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": True})

    async def serve(self) -> tuple[web.AppRunner, str]:
        app = web.Application()
        app.router.add_post(f"/bot{TOKEN}/getUpdates", self.get_updates)
        app.router.add_post(f"/bot{TOKEN}/{{method}}", self.anything)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


class Nothing:
    """The lane to measure against: each update decoded and given to an aiogram handler that does nothing."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._dispatcher = Dispatcher(disable_fsm=True)
        self._dispatcher.message()(self._ignore)
        self._dispatcher.callback_query()(self._ignore)

    async def _ignore(self, _event: object) -> None:
        return None

    async def handle(self, raws: list[Raw]) -> None:
        for raw in raws:
            update = Update.model_validate(raw, context={"bot": self._bot})
            answer = await self._dispatcher.feed_update(self._bot, update)
            assert not isinstance(answer, TelegramMethod)


async def seconds(door: Door, poller: Poller, found: list[Raw]) -> float:
    """How long a poller takes for all of it, to the last commit."""
    door.waiting = list(found)
    door.drained.clear()
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        polling = group.create_task(poller.run())
        await door.drained.wait()
        taken = time.perf_counter() - started
        polling.cancel()
    return taken


async def measure(folder: Path) -> dict[str, float]:
    door = Door()
    runner, url = await door.serve()
    config = replace(read(folder, {"WANGGE_TOKEN": TOKEN}), api=url).prepared()
    news, clock = Signal(), Clock()
    database = Database(config.database, news)
    district = await open_records(config, clock, database)
    try:
        async with make_bot(config) as bot:
            service = Service(config, database, district, bot, "bench", clock, news)
            await _hire(service, 20_000, 700)
            nothing = Poller(f"{url}/bot{TOKEN}/getUpdates", Nothing(bot))  # type: ignore[arg-type]
            await seconds(door, service.poller, traffic(30, 20_600, 1, 1))
            ours = await seconds(door, service.poller, traffic(PEOPLE, 20_000, 1000, 31))
            theirs = await seconds(door, nothing, traffic(PEOPLE, 20_000, 1000, 31))
            waits = await _latencies(service.lane, traffic(60, 20_300, 9000, 31 + PEOPLE), 2 * ours / (3 * PEOPLE))
            await _must_be_filed(service, PEOPLE + 90)
    finally:
        await database.close()
        await runner.cleanup()
    return _figures(ours, theirs, waits)


def _figures(ours: float, theirs: float, waits: list[float]) -> dict[str, float]:
    count = 3 * PEOPLE
    cuts = quantiles(waits, n=100)
    return {
        "updates_per_second": count / ours,
        "noop_updates_per_second": count / theirs,
        "updates_ratio_to_noop": theirs / ours,
        "commit_p50_ms_at_half_load": 1000 * cuts[49],
        "commit_p99_ms_at_half_load": 1000 * cuts[98],
        "commit_p99_to_p50": cuts[98] / cuts[49],
    }


async def _hire(service: Service, first: int, people: int) -> None:

    async with service.office.writing() as (tx, work):
        for person in range(first, first + people):
            await tx.people.meet(person, f"W{person}", None, "zh", work.now)
            await tx.people.grant(person, Grant(role=Role.WORKER, scope="0103"), 0, work.now)


async def _latencies(lane: Lane, found: list[Raw], every: float) -> list[float]:
    """Seconds from update to committed, one at a time, at half the measured throughput."""
    waits = []
    for update in found:
        started = time.perf_counter()
        await lane.handle([update])
        taken = time.perf_counter() - started
        waits.append(taken)
        await asyncio.sleep(max(0.0, every - taken))
    return waits


async def _must_be_filed(service: Service, wanted: int) -> None:
    """The figures count only if every report was really filed."""
    async with service.office.reading() as (tx, _):
        filed = await tx.cases.queued("chengguan")
    assert filed == wanted, f"{filed} filed, {wanted} meant"
