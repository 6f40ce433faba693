"""整改台账: what is found as a workbook in somebody's own chat, and from the command line."""

import csv
import io
import json
from pathlib import Path

from openpyxl import load_workbook

from tests.conftest import everywhere
from tests.people import Town, text_of
from tests.processes import wangge
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.towns import town_in


@everywhere
async def test_a_supervisor_has_the_ledger_with_both_photos(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    await clear(town, number)
    await town.person("worker2").waits(f"{number} · 待核查")
    await town.person("worker2").taps("通过")
    await report(town.person("worker1"), "暴露垃圾1处")
    supervisor = town.person("supervisor")
    await supervisor.says("/export 占道经营")
    await supervisor.waits("正在整理 1 件")
    said = await supervisor.waits("📒 整改台账 1 件")
    found = load_workbook(io.BytesIO(await town.file(said["document"]["file_id"]))).active
    assert found is not None
    heads, row = [list(line) for line in found.iter_rows(values_only=True)]
    told = dict(zip(heads, row, strict=True))
    assert (told["案件编号"], told["上报人"], told["责任单位"], told["是否销号"]) == (number, "刘杰", "综合执法队", "是")
    assert told["核查结果"] == "通过 李子涵"
    assert len(found._images) == 2


async def test_a_department_has_its_own_and_a_resident_none(town: Town) -> None:
    await report(town.person("worker1"), "占道经营3起")
    await report(town.person("worker1"), "暴露垃圾1处")
    lead = town.person("lead_chengguan_1")
    await lead.says("/export")
    await lead.waits("📒 整改台账 1 件")
    await lead.says("/export 环卫所")
    await lead.waits("没有找到这样的案件")
    resident = town.person("resident")
    await resident.says("/export")
    await resident.waits("没有这项权限")
    assert not [one for one in await resident.sees() if "台账" in text_of(one)]


async def test_what_looks_like_a_list_of_ours_is_looked_for(town: Town) -> None:
    supervisor = town.person("supervisor")
    number = await report(town.person("worker1"), "占道经营3起")
    for said in ("#abc", "#1,2", "# 12", "#" * 50):
        await supervisor.says(f"/find {said}")
        await supervisor.waits(f"“{said}” 0 件")
    await supervisor.says("/find 占道经营")
    await supervisor.waits(number)


async def test_from_the_command_line(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        resident = town.person("resident")
        await resident.says("我叫冯霞，电话13812345678，解放路9号门口有人占道经营")
        await resident.is_at(120.1285, 30.2628)
        await resident.waits("提交")
        await resident.taps("提交")
        await resident.waits("已收到|已受理")
    data = tmp_path / "out"
    code, said = await wangge("export", "--data", str(tmp_path), str(data.with_suffix(".csv")), "--lang", "zh")
    assert (code, ": 2" in said) == (0, True)
    rows = list(csv.DictReader(io.StringIO(data.with_suffix(".csv").read_text(encoding="utf-8-sig"))))
    assert number in {row["案件编号"] for row in rows}
    assert "13812345678" not in data.with_suffix(".csv").read_text(encoding="utf-8")
    assert "群众" in {row["上报人"] for row in rows}
    await wangge("export", "--data", str(tmp_path), str(data.with_suffix(".geojson")))
    assert len(json.loads(data.with_suffix(".geojson").read_text(encoding="utf-8"))["features"]) == 2
    assert (await wangge("export", "--data", str(tmp_path), str(data.with_suffix(".csv"))))[0] == 1
    assert (await wangge("export", "--data", str(tmp_path), str(data.with_suffix(".doc"))))[0] == 1


async def test_what_is_not_there_is_no_wrong_command(town: Town) -> None:
    supervisor = town.person("supervisor")
    await supervisor.says("/export 没有这样的")
    said = text_of(await supervisor.waits("没有找到这样的案件"))
    assert "格式" not in said
