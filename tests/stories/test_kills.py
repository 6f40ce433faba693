"""The sandbox is killed and started again: it keeps what it knows. For the service the storms do that, see tests/faults."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.config import DEFAULT_PACK
from tests.people import Town, jpeg
from tests.processes import Process
from tests.servers import free_port

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
