"""The process is killed between any two steps and started again: nothing anybody said is lost, nothing is doubled."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.config import DEFAULT_PACK
from tests.people import IN_0103, Message, Town, jpeg, number_in, text_of
from tests.processes import Process
from tests.servers import free_port
from tests.stories.derived import store_in, underivable

WANGGE = [sys.executable, "-m", "bot"]


@asynccontextmanager
async def two_processes(folder: Path) -> AsyncIterator[tuple[Town, Process, Process]]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    people = str(DEFAULT_PACK / "people.yaml")
    arguments = ["sandbox", "--port", str(port), "--data", str(folder / "telegram"), "--people", people]
    sandbox = Process("sandbox", arguments, {}, folder / "sandbox.log")
    environment = {"WANGGE_TOKEN": "100:demo", "WANGGE_API": url, "WANGGE_PACE": "1000,100,1000"}
    service = Process("service", ["run", "--data", str(folder / "wangge")], environment, folder / "service.log")
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        town = Town(session, url)
        await town.up()
        await town.post("bots", token="100:demo")
        await service.start()
        try:
            yield town, sandbox, service
        finally:
            await service.kill()
            await sandbox.kill()


def waiting(seen: list[Message]) -> list[str]:
    """The number on each card that can be claimed; a case sent twice is there twice."""
    return [number_in(one) for one in seen if "待认领" in text_of(one) and "在办" not in text_of(one)]


@pytest.mark.long
async def test_killed_at_random_instants_every_report_is_there_once(tmp_path: Path) -> None:
    chance = random.Random(20261122)
    async with two_processes(tmp_path) as (town, _, service):
        workers = [town.person(f"worker{number}") for number in range(1, 3)]
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        for turn, worker in enumerate(workers):
            await worker.shows(jpeg(str(turn)), caption=f"占道经营{turn + 1}起")
            await asyncio.sleep(chance.random() * 0.4)
            await service.kill()
            await worker.is_at(*IN_0103)
            await service.start()
            await worker.waits(r"📍 0103.*可以提交", patience=60)
            press = asyncio.gather(worker.taps("提交"), return_exceptions=True)
            await asyncio.sleep(chance.random() * 0.1)
            await service.kill()
            await service.start()
            await worker.waits(r"YQ\d{6}-\d{4}.*待认领", patience=60)
            await press
        await lead.waits(lambda seen: len(set(waiting(seen))) == 2, queue)
        live = waiting(await lead.sees(queue))
        assert len(live) <= 2 + 2 * len(workers), "at most one repeat for each kill"
    assert await underivable(store_in(tmp_path / "wangge")) == []


async def test_the_sandbox_itself_keeps_what_it_knows(tmp_path: Path) -> None:
    async with two_processes(tmp_path) as (town, sandbox, service):
        worker = town.person("worker1")
        await service.kill()
        await worker.shows(jpeg(), caption="占道经营3起")
        await sandbox.kill()
        await sandbox.start()
        await town.up()
        await service.start()
        await worker.waits("上报草稿.*3 起", patience=60)


async def test_it_is_at_work_while_telegram_puts_off_its_commands(tmp_path: Path) -> None:
    async with two_processes(tmp_path) as (town, _, service):
        await service.kill()
        await town.post("faults", method="setMyCommands", error_code=429, retry_after=120, times=99)
        await service.start()
        worker = town.person("worker1")
        await worker.shows(jpeg(), caption="占道经营3起")
        await worker.waits("上报草稿", patience=30)
