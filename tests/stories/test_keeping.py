"""A backup of a running town, on another store: everything is there, history verifies, and life goes on."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import town_in
from tests.people import jpeg
from tests.servers import Postgres
from tests.stories.test_department import clear
from tests.stories.test_reporting import report


async def wangge(*arguments: str, **environment: str) -> str:
    command = [sys.executable, "-m", "bot", *arguments]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, timeout=100, env={**os.environ, **environment}
    )
    return done.stdout + done.stderr


async def test_from_sqlite_to_postgresql_while_it_runs(tmp_path: Path, postgres_server: Postgres) -> None:
    kept, there = str(tmp_path / "backup"), postgres_server.database("restored")
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        await clear(town, number)
        await town.person("worker1").waits(f"{number}.*待核查")
        said = await wangge("backup", kept, "--data", str(tmp_path))
        assert "2 pictures" in said or "5 pictures" in said, said
        await town.person("worker2").taps("通过")
        await town.person("worker1").waits(f"{number}.*已办结")
    moved = {"WANGGE_DATABASE": there, "WANGGE_PHOTOS": str(tmp_path / "photos2"), "WANGGE_TOKEN": "100:demo"}
    elsewhere = str(tmp_path / "elsewhere")
    assert "restored" in await wangge("restore", kept, "--data", elsewhere, **moved)
    assert "holds records already" in await wangge("restore", kept, "--data", elsewhere, **moved)
    examined = await wangge("doctor", "--deep", "--data", elsewhere, **moved)
    assert "history verified, 0 difference(s)" in examined, examined
    async with town_in(tmp_path, WANGGE_DATABASE=there, WANGGE_PHOTOS=moved["WANGGE_PHOTOS"]) as town:
        worker = town.person("worker1")
        await worker.says(number)
        assert "photo" in await worker.waits(f"{number}[^\n]*待核查")
        await worker.shows(jpeg(), caption="暴露垃圾2处")
        await worker.waits("上报草稿.*2 处")


async def test_a_directory_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    assert "is no backup" in await wangge("restore", str(tmp_path), "--data", str(tmp_path / "new"))
