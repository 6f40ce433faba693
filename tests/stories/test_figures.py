"""Indicators in somebody's own chat: of which days, told apart by what, and each opened down to its cases."""

import json
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import everywhere
from tests.people import Town, labels, text_of
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
    await supervisor.waits("进行中.*上报 1、立案 1、派遣 1、.*结案 1.*处置时长中位数")
    await supervisor.taps("责任单位")
    await supervisor.waits("按责任单位.*综合执法队")
    await supervisor.taps("综合执法队")
    card = await supervisor.waits("· 综合执法队（进行中）.*派遣 1")
    assert "上报" not in text_of(card).split("口径")[0]
    await supervisor.taps("结案 1")
    await supervisor.waits(f"综合执法队 结案.*1 件.*{number}")


async def test_a_resident_and_a_forged_button_learn_nothing(town: Town) -> None:
    resident = town.person("resident")
    await resident.says("/figures")
    assert not [one for one in await resident.sees() if "📊" in text_of(one)]


async def test_in_english_and_nonsense_is_answered(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        lead = town.person("lead_chengguan_1")
        await lead.says("/figures 上个礼拜三")
        await lead.waits("例如：/figures")
        await lead.says("/lang en")
        await report(town.person("worker1"), "占道经营3起")
        await lead.says("/figures")
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
