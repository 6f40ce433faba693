"""A new edition of the pack comes while people work: what was filed under the old one keeps its names, and nobody is stuck."""

import asyncio
import csv
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bot.config import DEFAULT_PACK, read
from bot.manage import load
from tests.people import IN_0103, WORKERS_GROUP, Message, Town, jpeg, labels, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.towns import town_in

Row = dict[str, str]


NAME = "云桥新街道"


async def edition(town: Town, folder: Path, change: Callable[[Row], Row], *gone: str, without: str = "") -> None:
    """Loads the example with its categories changed row by row, without some departments or a category; until the service follows."""
    pack = folder / "edition"
    shutil.copytree(DEFAULT_PACK, pack, dirs_exist_ok=True)
    with (pack / "categories.csv").open(encoding="utf-8", newline="") as given:
        rows = [change(row) for row in csv.DictReader(given) if row["code"] != without]
    with (pack / "categories.csv").open("w", encoding="utf-8", newline="") as kept:
        out = csv.DictWriter(kept, list(rows[0]))
        out.writeheader()
        out.writerows({**row, "department": "chengguan" if row["department"] in gone else row["department"]} for row in rows)
    for name in ("district.yaml", "people.yaml"):
        lines = (pack / name).read_text("utf-8").splitlines(keepends=True)
        kept_lines = [
            line for line in lines if not any(f"code: {code}," in line or f"department: {code}}}" in line for code in gone)
        ]
        text = "".join(kept_lines)
        for code in gone:
            text = text.replace(f"roles: [lead {code}]", "roles: []")
        (pack / name).write_text(text.replace("name: 云桥街道", f"name: {NAME}"), "utf-8")
    said = await load(replace(read(folder), pack=pack))
    assert "edition" in said, said
    resident = await town.newcomer("路人")
    async with asyncio.timeout(20):
        while not any(NAME in text_of(one) for one in await resident.sees()):
            await resident.says("/start")


def as_it_is(row: Row) -> Row:
    return row


async def test_a_department_goes_while_a_form_names_it_and_its_cases_are_open(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, dispatcher, centre = town.person("worker1"), town.person("dispatcher"), town.topic("指挥中心")
        lead, queue = town.person("lead_huanwei_1"), town.topic("环卫所")
        left = await report(worker, "健身器材坏了1件")
        await town.person("lead_wenhua_1").waits(left, town.topic("文化站"))
        number = await report(worker, "暴露垃圾2处")
        await lead.waits(number, queue)
        await lead.taps("退回", queue)
        await lead.waits("请选择理由", queue)
        await lead.taps("非本单位职责", queue)
        await lead.taps("其他单位…", queue)
        await lead.waits(lambda seen: any("文化站" in labels(one) for one in seen), queue)
        await lead.taps("文化站", queue)
        await lead.waits("非本单位职责.*文化站.*可以提交", queue)
        await edition(town, tmp_path, as_it_is, "wenhua")
        await dispatcher.waits("文化站.*1", centre)
        await lead.waits(lambda seen: not any("文化站" in labels(one) for one in seen if "退回" in text_of(one)), queue)
        await lead.shows(jpeg(), where=queue)
        assert "文化站" not in labels(await _form(town, "退回"))
        await town.person("lead_wenhua_1").says("/queue")
        await town.person("lead_wenhua_1").waits("没有|待认领|权限")
        await dispatcher.says(left)
        card = await dispatcher.waits(f"{left}.*文化站")
        await dispatcher.taps("转派", None, card["message_id"])
        await dispatcher.waits("请选择转给谁")
        await dispatcher.taps("环卫所")
        await dispatcher.waits("环卫所.*可以提交")
        await dispatcher.taps("提交")
        await lead.waits(f"{left}.*待认领", queue)


async def _form(town: Town, action: str) -> Message:
    lead, queue = town.person("lead_huanwei_1"), town.topic("环卫所")
    return await lead.waits(f"{action}.*YQ", queue)


async def test_a_corrected_category_has_its_own_limit_from_the_same_start(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, lead, queue = town.person("worker1"), town.person("lead_shizheng_1"), town.topic("市政养护所")
        dispatcher, centre = town.person("dispatcher"), town.topic("指挥中心")
        number = await report(worker, "污水井盖没了1个")
        urgent = _deadline(await lead.waits(f"{number}.*⏰", queue))
        await lead.taps("退回", queue)
        await lead.waits("请选择理由", queue)
        await lead.taps("非本单位职责", queue)
        await lead.waits("非本单位职责.*可以提交", queue)
        await lead.taps("提交", queue)
        card = await dispatcher.waits(f"{number}.*已退回派遣员", centre)
        await dispatcher.taps("更正类别/位置", centre, card["message_id"])
        await dispatcher.waits("更正类别/位置 · YQ", centre)
        await dispatcher.taps("改类别", centre)
        await dispatcher.waits("请输入类别", centre)
        await dispatcher.says("私搭乱建", centre)
        await dispatcher.waits(lambda seen: any("私搭乱建" in labels(one) for one in seen), centre)
        await dispatcher.taps("私搭乱建", centre)
        await dispatcher.waits("🏷 私搭乱建", centre)
        await dispatcher.taps("提交", centre)
        slow = _deadline(await dispatcher.waits(f"{number}.*私搭乱建.*⏰", centre))
        assert slow > urgent, "twenty working days, not two hours"


def _deadline(card: Message) -> str:
    return text_of(card).partition("⏰ 时限 ")[2][:11]


async def test_what_was_filed_keeps_its_unit_and_nothing_falls_out_of_the_tally(tmp_path: Path) -> None:
    def in_places(row: Row) -> Row:
        return {**row, "unit": "处"} if row["heading"] == "占道经营" else row

    async with town_in(tmp_path) as town:
        worker, admin = town.person("worker1"), town.person("admin")
        old = await report(worker, "占道经营3起")
        await clear(town, old)
        await worker.waits(f"{old}.*待核查")
        await edition(town, tmp_path, in_places)
        await worker.shows(jpeg(), caption="占道经营2处")
        await worker.is_at(*IN_0103)
        await worker.waits("2 处.*可以提交")
        await worker.taps("自行处置")
        await worker.shows(jpeg("after"))
        await worker.waits("处置后 1 张.*可以提交")
        await worker.taps("提交")
        await worker.waits("自行处置.*已办结|已办结")
        await worker.taps("通过")
        await worker.waits(f"{old}[^\n]*已办结")
        await admin.says("/tally", WORKERS_GROUP)
        said = text_of(await admin.waits("办结 2 起", WORKERS_GROUP))
        assert "占道经营 3 起" in said
        assert "占道经营 2 处" in said


async def test_a_category_that_is_no_more_is_not_offered(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker = town.person("worker1")
        await worker.says("东西乱放在门口")
        await worker.waits("上报草稿")
        for _ in range(2):
            await report(worker, "私搭乱建3平方米")
        await edition(town, tmp_path, as_it_is, without="E0101")
        await worker.shows(jpeg(), caption="东西乱放")
        card = await worker.waits(lambda seen: next((one for one in reversed(seen) if "上报草稿" in text_of(one)), None))
        assert "E0101" not in labels(card)
        assert "私搭乱建" not in labels(card)
