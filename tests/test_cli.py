"""What operators are told when something is set wrongly: one clear sentence, never a traceback, and an exit status."""

import asyncio
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.config import DEFAULT_PACK
from tests.processes import Process, wangge
from tests.servers import free_port


async def told(data: Path, *arguments: str, **environment: str) -> tuple[int, str]:
    """Exit status, and what was said, of a command on an instance."""
    return await wangge(*arguments, "--data", str(data), **environment)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "WANGGE_TOKEN is missing"),
        ({"WANGGE_TOKEN": "100:x", "WANGGE_DATABASE": "mysql://x"}, "WANGGE_DATABASE"),
        ({"WANGGE_TOKEN": "100:x", "WANGGE_WEBHOOK": "http://example.org"}, "Telegram posts to https:// only"),
        ({"WANGGE_TOKEN": "100:x", "WANGGE_WEBHOOK_SECRET": "short"}, "WANGGE_WEBHOOK_SECRET"),
        ({"WANGGE_TOKEN": "100:x", "WANGGE_PORT": "many"}, "is not a number"),
        ({"WANGGE_TOKEN_FILE": "/nowhere/token"}, "WANGGE_TOKEN_FILE"),
    ],
)
async def test_what_is_set_wrongly_is_said_in_a_sentence(tmp_path: Path, environment: dict[str, Any], sentence: str) -> None:
    status, said = await told(tmp_path, "run", **environment)
    assert status == 1
    assert said.startswith("wangge: ")
    assert sentence in said
    assert "Traceback" not in said


async def test_roles_it_does_not_know(tmp_path: Path) -> None:
    status, said = await told(tmp_path, "run", "--roles", "web,cook", WANGGE_TOKEN="100:x")
    assert status == 1
    assert "some of web, courier, ticks" in said


async def test_told_to_stop_while_it_waits_for_its_records(tmp_path: Path) -> None:
    store = f"postgresql+asyncpg://x@127.0.0.1:{free_port()}/x"
    environment = {"WANGGE_TOKEN": "100:x", "WANGGE_DATABASE": store}
    process = Process("run", ["run", "--data", str(tmp_path)], environment, tmp_path / "log")
    await process.start()
    await process.says("out of reach, trying again")
    await process.end(signal.SIGTERM)
    assert await process.wait() == 0
    assert "Traceback" not in process.said()


async def test_a_port_that_is_taken(tmp_path: Path) -> None:
    async with await asyncio.start_server(lambda _r, _w: None, "127.0.0.1", 0) as server:
        port = str(server.sockets[0].getsockname()[1])
        status, said = await told(tmp_path, "run", WANGGE_TOKEN="100:x", WANGGE_PORT=port)
    assert status == 1
    assert f"port {port} is taken" in said
    assert "Traceback" not in said


async def test_doctor_speaks_although_the_records_refuse(tmp_path: Path) -> None:
    store = f"postgresql+asyncpg://x@127.0.0.1:{free_port()}/x"
    api = f"http://127.0.0.1:{free_port()}"
    status, said = await told(tmp_path, "doctor", "--deep", WANGGE_TOKEN="100:x", WANGGE_DATABASE=store, WANGGE_API=api)
    assert status == 1
    assert "BAD store: the records are out of reach: ConnectionRefusedError" in said
    assert "disk:" in said, "what does not need them is examined all the same"
    assert "Traceback" not in said


async def test_a_file_of_a_pack_that_is_none_is_not_printed(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(DEFAULT_PACK, pack)
    secret = tmp_path / "secret"
    secret.write_text("a: [1\nPASSWORD: hunter2\n- :\n")
    (pack / "district.yaml").unlink()
    (pack / "district.yaml").symlink_to(secret)
    status, said = await told(tmp_path, "district", "check", str(pack))
    assert status == 1
    assert "district.yaml" in said
    assert "hunter2" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("2026-09-30T17:00+08:00", "3工作日", "--lang", "zh"), "2026-09-30 17:00 周三 + 3 工作日 = 2026-10-10 17:00 周六"),
        (("2026-09-30T17:00", "3", "wd", "--lang", "en"), "10-10 Sat  08:00–12:00 14:00–17:00  7 h (调休上班)"),
        (("2026-11-27T12:00", "２００ 工作日", "--lang", "zh"), "没有 2027 年的调休安排，只按周末计算"),
        (("2026-11-27T12:00", "10分钟", "--lang", "en"), "= 2026-11-27 12:10 Fri"),
    ],
)
async def test_when_a_limit_ends_is_told_with_how_it_came_about(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    status, said = await told(tmp_path, "deadline", *arguments)
    assert status == 0, said
    assert sentence in said
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("soon", "3 wd"), "not an ISO time"),
        (("2026-11-27T12:00", "nan", "wd"), "'nan wd' is no limit"),
        (("9999-12-31T10:00", "3 wd"), "beyond every calendar"),
        (("2026-11-27T12:00", "3 wd", "--department", "nobody"), "none of chengguan"),
    ],
)
async def test_a_limit_that_cannot_be_reckoned_is_said_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    status, said = await told(tmp_path, "deadline", *arguments)
    assert status == 1
    assert sentence in said
    assert "Traceback" not in said


async def test_rules_are_replayed_on_the_records_of_their_own_district_alone(tmp_path: Path) -> None:
    status, said = await told(tmp_path, "routing", "replay", str(DEFAULT_PACK), "--lang", "zh")
    assert (status, said.strip()) == (0, "最近 30 天没有按规则派遣的案件")
    status, said = await told(tmp_path, "routing", "replay", str(DEFAULT_PACK), "--days", "0")
    assert status == 1
    assert "--days 0: between 1 and" in said
    other = shutil.copytree(DEFAULT_PACK, tmp_path / "other")
    about = (other / "district.yaml").read_text("utf-8")
    (other / "district.yaml").write_text(about.replace("code: yunqiao", "code: elsewhere"), "utf-8")
    status, said = await told(tmp_path, "routing", "replay", str(other))
    assert status == 1
    assert "is the pack of elsewhere, the records are those of yunqiao" in said
    assert "Traceback" not in said
