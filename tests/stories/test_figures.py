"""Indicators in somebody's own chat: of which days, told apart by what, and each opened down to its cases."""

import json
import re
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.conftest import everywhere
from tests.people import Message, Town, labels, text_of
from tests.processes import wangge
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.towns import town_in


@everywhere
async def test_a_supervisor_looks_at_the_week_and_opens_a_figure(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    await clear(town, number)
    await town.person("worker2").waits(f"{number} · 待核查")
    await town.person("worker2").taps("通过")
    supervisor = town.person("supervisor")
    await supervisor.says("/figures")
    await supervisor.waits("进行中.*来件　上报 1、立案 1、派遣 1.*处置完成 1.*结案 1.*处置时长中位数")
    await supervisor.taps("责任单位")
    await supervisor.waits("按责任单位.*综合执法队")
    await supervisor.taps("综合执法队")
    card = await supervisor.waits("· 综合执法队（进行中）.*派遣 1")
    assert "上报" not in text_of(card).split("口径")[0]
    await supervisor.taps("结案 1")
    await supervisor.waits(f"综合执法队 结案.*1 件.*{number}")


async def test_a_resident_learns_nothing(town: Town) -> None:
    resident = town.person("resident")
    await resident.says("/figures")
    await resident.waits("没有这项权限")
    assert not [one for one in await resident.sees() if "📊" in text_of(one)]


async def test_in_english_and_nonsense_is_answered(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        lead = town.person("lead_chengguan_1")
        await lead.says("/figures 上个礼拜三")
        await lead.waits("例如：/figures")
        await lead.says("/lang en")
        await report(town.person("worker1"), "占道经营3起")
        await lead.says("/figures")
        await lead.waits("· Urban Management.*still running.*Came: dispatched 1")
        await lead.says("/figures this week district")
        await lead.waits("E.g. /figures")
        await lead.says("/figures thisweek district")
        card = await lead.waits("still running.*reported 1, filed 1, dispatched 1")
        assert {"This week", "Last month", "● district"} <= {one.removeprefix("● ") for one in labels(card)} | {"● district"}
        year = str(datetime.now(UTC).year)
        asked = ("figures", "--data", str(tmp_path), "--from", f"{year}-01-01", "--to", f"{int(year) + 1}-01-02")
        assert json.loads((await wangge(*asked, "--json"))[1])["all"]["reported"] == 1
        assert "立案｜1｜1" in (await wangge(*asked, "--by", "grid", "--lang", "zh"))[1]
        for wrong in (("--by", "nobody"), ("--from", "yesterday"), ("--to", "0001-01-01")):
            code, said = await wangge(*asked, *wrong)
            assert code == 1
            assert wrong[1] in said


async def test_what_people_would_type(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        supervisor = town.person("supervisor")
        today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
        ahead = today + timedelta(days=3)
        for said, seen in (
            ("上周", "●上周"), ("本月 责任单位", "●责任单位"), (f"{today:%m-%d}至{ahead:%m-%d}", f"{today.month}月{today.day}日.*进行中"),
            (f"{ahead.isoformat()} {today.isoformat()}", "进行中"), (f"{today.month}月", f"{today.month}月1日"),
            ("2020-01-01", "2020年1月1日"), (ahead.isoformat(), "还没到"),
        ):  # fmt: skip
            await supervisor.says(f"/figures {said}")
            await supervisor.waits(partial(last_shows, seen))
        for said in ("上个礼拜三", "13月", "9999-12-31", "0001-01-01", "1 2 3", "本周 11-01", "字" * 3000):
            before = len(await supervisor.sees())
            await supervisor.says(f"/figures {said}")
            await supervisor.waits(partial(last_shows, "例如：/figures", count=before + 2))


def last_shows(wanted: str, found: list[Message], count: int = 0) -> bool:
    """Its text, or its buttons without spaces; where there are so many."""
    return len(found) >= count and bool(re.search(wanted, shown(found[-1]), re.DOTALL))


def shown(message: Message) -> str:
    return text_of(message) + "".join(one.replace(" ", "") for one in labels(message))
