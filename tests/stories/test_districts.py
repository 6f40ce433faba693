"""A second district joins while the first one works: its own bot, people and numbers; nobody sees across."""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import DEFAULT_PACK, read
from bot.manage import load
from tests.people import Someone, Town, jpeg, number_in, text_of
from tests.stories.test_reporting import report
from tests.towns import town_in

SECOND, BOT = "200:second", "wangge_200_bot"


def pack_of_the_second(folder: Path) -> Path:
    pack = folder / "pack2"
    shutil.copytree(DEFAULT_PACK, pack)
    about = yaml.safe_load((pack / "district.yaml").read_text("utf-8"))
    (folder / "token").write_text(SECOND)
    about |= {"code": "second", "name": "河西街道", "letters": "HX", "token_file": str(folder / "token")}
    (pack / "district.yaml").write_text(yaml.safe_dump(about, allow_unicode=True), "utf-8")
    people = yaml.safe_load((pack / "people.yaml").read_text("utf-8"))
    people["groups"] = []
    (pack / "people.yaml").write_text(yaml.safe_dump(people, allow_unicode=True), "utf-8")
    return pack


class AtTheSecond(Someone):
    """The same person, talking to the second district's bot."""

    def _address(self, where: Any) -> dict[str, Any]:
        return {**super()._address(where), "bot": BOT}


async def test_a_district_joins_while_another_works(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        first = await report(town.person("worker1"), "占道经营3起")
        assert first.startswith("YQ")
        await load(replace(read(tmp_path), pack=pack_of_the_second(tmp_path)))
        await _until_there(town)
        worker = AtTheSecond(town, town.person("worker1").id)
        await worker.says("/start")
        await worker.waits("刘杰")
        await worker.shows(jpeg(), caption="占道经营5起")
        await worker.is_at(120.1348, 30.2627)
        await worker.waits("0103 .*可以提交")
        assert "已上报 HX" in await worker.taps("提交")
        filed = await worker.waits("HX.*待认领")
        assert text_of(filed).startswith("HX")
        await worker.says(first)
        await worker.waits("没有找到")
        assert not [one for one in await town.person("worker1").sees() if "HX" in text_of(one)]
        assert number_in(await town.person("worker1").waits(first)) == first


@pytest.mark.parametrize("kind", ["words", "bytes", "pipe", "directory", "long", "the first one's"])
async def test_a_district_whose_token_is_none_stops_no_other(kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async with town_in(tmp_path) as town:
        first = await report(town.person("worker1"), "占道经营3起")
        pack = pack_of_the_second(tmp_path)
        token = tmp_path / "token"
        token.unlink()
        NO_TOKENS[kind](token)
        await load(replace(read(tmp_path), pack=pack))
        async with asyncio.timeout(30):
            while not any("second has no bot yet" in line for line in caplog.messages):
                await town.get("state")
        assert "password" not in caplog.text
        assert await report(town.person("worker1"), "占道经营3起") != first
        if kind != "pipe":
            token.rmdir() if kind == "directory" else token.unlink()
            token.write_text(SECOND)
            await _until_there(town)


NO_TOKENS: dict[str, Callable[[Path], object]] = {
    "words": lambda path: path.write_text("12345:db password"),
    "bytes": lambda path: path.write_bytes(b"\xff\x00" * 9),
    "pipe": os.mkfifo,
    "directory": lambda path: path.mkdir(),
    "long": lambda path: path.write_text("100:" + "x" * 5000),
    "the first one's": lambda path: path.write_text("100:demo"),
}


async def _until_there(town: Town) -> None:
    async with asyncio.timeout(30):
        while BOT not in [bot["username"] for bot in (await town.get("state"))["bots"]]:
            await asyncio.sleep(0.1)
