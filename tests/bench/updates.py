"""Durable updates a second of whole stories through the webhook, against an aiogram handler that does nothing behind it."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import aiohttp
from aiohttp import web
from sqlalchemy import func, select

from bot.config import read
from bot.introduction import secret_of
from storage.engine.database import Database
from storage.tables import TABLES
from tests.bench.load import Raw, Telegram
from tests.bench.stories import DISTRICT, STEPS, Numbers, hire, wave
from tests.servers import free_port

TOKEN = "100:bench"
NOOP_SECRET = "noop"
GROUP = 40
"""Stories that walk in step; as many groups as there are steps are under way at once."""


def now() -> datetime:
    return datetime.now(UTC)


@asynccontextmanager
async def deaf_api(sent: list[float] | None = None) -> AsyncIterator[str]:
    """A Bot API that says yes to everything; its URL. `sent`: when each message was taken."""
    taken = [] if sent is None else sent

    async def anything(request: web.Request) -> web.Response:
        if request.match_info["method"].startswith("send"):
            taken.append(time.monotonic())
            chat = {"id": 1, "type": "private", "first_name": "a"}
            return web.json_response({"ok": True, "result": {"message_id": len(taken), "date": 1, "chat": chat}})
        me = {"id": 100, "is_bot": True, "first_name": "b", "username": "bench_bot"}
        results = {"getMe": me, "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0}}
        return web.json_response({"ok": True, "result": results.get(request.match_info["method"], True)})

    app = web.Application()
    app.router.add_post(r"/bot{token}/{method}", anything)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@dataclass
class Web:
    """One process that takes updates, and the way to it."""

    process: asyncio.subprocess.Process
    port: int
    telegram: Telegram

    async def ready(self) -> None:
        """Until all its districts are at work."""
        async with aiohttp.ClientSession() as session:
            while True:
                async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                    if answer.status == 200:
                        return
                await asyncio.sleep(0.1)

    def cpu(self) -> float:
        """Seconds of processor time it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> float:
        """Resident megabytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@asynccontextmanager
async def ours(folder: Path, store: str, api: str, roles: str = "web") -> AsyncIterator[Web]:
    """`wangge run`, its door open."""
    port = free_port()
    environment = {
        "WANGGE_TOKEN": TOKEN, "WANGGE_API": api, "WANGGE_DATABASE": store, "WANGGE_PORT": str(port),
        "WANGGE_WEBHOOK": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    command = ["-m", "bot", "run", "--roles", roles, "--data", str(folder)]
    secret = secret_of(read(folder, environment), TOKEN)
    async with _process(command, environment, Telegram(port, "/telegram/100", secret), port) as found:
        yield found


@asynccontextmanager
async def theirs() -> AsyncIterator[Web]:
    port = free_port()
    telegram = Telegram(port, "/telegram/100", NOOP_SECRET)
    async with _process(["-m", "tests.bench.noop", str(port)], {}, telegram, port) as found:
        yield found


@asynccontextmanager
async def _process(command: list[str], environment: dict[str, str], telegram: Telegram, port: int) -> AsyncIterator[Web]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, env={**os.environ, **environment}, stdout=quiet, stderr=quiet
    )
    try:
        await telegram.opened()
        yield Web(process, port, telegram)
    finally:
        telegram.close()
        if process.returncode is None:
            process.kill()
        await process.wait()


async def stories(door: Web, database: Database, numbers: Numbers, first: int, groups: int) -> tuple[list[Raw], float]:
    """Tells `groups` groups of stories, each a step behind the one before. Updates taken and seconds, ids looked up aside."""
    told_all: list[Raw] = []
    seconds = 0.0
    for tick in range(groups + STEPS - 1):
        told = [
            (first + group * GROUP + one, tick - group)
            for group in range(groups) if 0 <= tick - group < STEPS for one in range(GROUP)
        ]  # fmt: skip
        updates = await wave(database, now, numbers, told)
        seconds += await door.telegram.flood(updates)
        told_all += updates
    return told_all, seconds


async def closed(database: Database) -> int:
    async with database.reading(DISTRICT, now) as tx:
        cases = TABLES["cases"]
        return int(await tx.cases.scalar(select(func.count()).select_from(cases).where(cases.c.status == "closed")))


async def measure(folder: Path, store: str, rounds: int, groups: int) -> dict[str, float]:
    """Rounds of ours and theirs in turn on one store. The figures count only if every story came to its end."""
    folder.mkdir(parents=True)
    numbers, found = Numbers(), []
    database = Database(store)
    async with deaf_api() as api, ours(folder, store, api) as door, theirs() as nothing:
        await hire(database, now, 0, (rounds + 1) * groups * GROUP + 400)
        await stories(door, database, numbers, 0, groups)
        for number in range(1, rounds + 1):
            cpu = door.cpu()
            told, seconds = await stories(door, database, numbers, number * groups * GROUP, groups)
            cpu = (door.cpu() - cpu) / len(told)
            idle = await nothing.telegram.flood(told)
            found.append((len(told) / seconds, len(told) / idle, 1e6 * cpu))
        assert await closed(database) == (rounds + 1) * groups * GROUP
        rate = median(one[0] for one in found)
        waits = await _half_load(door, database, numbers, (rounds + 1) * groups * GROUP, rate / 2)
    await database.close()
    cuts = quantiles(waits, n=100)
    return {
        "updates_per_second": rate,
        "noop_updates_per_second": median(one[1] for one in found),
        "updates_ratio_to_noop": median(one[0] / one[1] for one in found),
        "cpu_us_per_update": median(one[2] for one in found),
        "p50_ms_at_half_load": 1000 * cuts[49],
        "p99_ms_at_half_load": 1000 * cuts[98],
        "p99_to_p50": cuts[98] / cuts[49],
    }


async def _half_load(door: Web, database: Database, numbers: Numbers, first: int, rate: float) -> list[float]:
    """400 people's first two messages at half of what was taken at most."""
    waits = []
    for step in (0, 1):
        updates = await wave(database, now, numbers, [(first + one, step) for one in range(400)])
        waits += await door.telegram.paced(updates, rate)
    return waits
