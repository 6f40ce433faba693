"""What time makes happen while the service runs: deadlines, promised days, drafts left lying, unverified complaints, bulletins."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from storage.engine.database import Database
from storage.outbox.lookout import CLOCK_AHEAD
from tests.people import IN_0103, WORKERS_GROUP, Town, jpeg, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.towns import town_in

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def forward(data: Path, hours: float) -> None:
    """Moves a demo's clock, as `wangge tick --at` does; the running service follows."""
    database = Database(f"sqlite:///{data / 'wangge.db'}")
    async with database.writing("yunqiao", lambda: datetime.now(UTC)) as tx:
        await tx.inbox.set(CLOCK_AHEAD, str(timedelta(hours=hours).total_seconds()))
    await database.close()


def until_monday() -> float:
    """Hours until nine on the next Monday where the district is: for stories in which it matters that people are at work."""
    now = datetime.now(SHANGHAI)
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0)
    return (monday - now).total_seconds() / 3600


async def later(town: Town, data: Path, hours: float) -> None:
    """The same, until the service and people live by it."""
    await forward(data, hours)
    wanted = datetime.now(UTC) + timedelta(hours=hours, minutes=-1)
    async with asyncio.timeout(20):
        while datetime.fromisoformat((await town.get("clock"))["at"]) < wanted:
            await asyncio.sleep(0.05)


async def test_a_deadline_passes_and_everybody_sees_it(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        await lead.waits(number, queue)
        await forward(tmp_path, 4)
        await lead.waits(f"{number} · 待认领 🔴 超期", queue)
        await clear(town, number)
        await town.person("worker1").waits(f"{number}.*待核查")


async def test_a_deadline_that_passes_while_a_form_is_filled_in_does_not_undo_it(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        await lead.waits(number, queue)
        await lead.taps("认领", queue)
        await lead.waits(f"{number} · 处置中", queue)
        await lead.taps("处置完成", queue)
        await lead.shows(jpeg("after"), where=queue)
        form = await lead.waits("处置后照片 1 张.*可以提交", queue)
        await forward(tmp_path, 4)
        await lead.waits(f"{number} · 处置中 🔴 超期", queue)
        assert await lead.taps("提交", queue, form["message_id"]) == "已处置，待核查"


async def test_a_promised_day_comes_and_only_a_passed_re_check_closes(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
        number = await report(worker, "占道经营3起")
        await lead.waits(number, queue)
        await lead.taps("认领", queue)
        await lead.waits("处置中", queue)
        await lead.taps("处置完成", queue)
        await lead.shows(jpeg("after"), where=queue)
        await lead.waits("处置后照片 1 张", queue)
        await lead.taps("限期整改", queue)
        await lead.waits("结果 限期整改", queue)
        await lead.taps("其他日期", queue)
        await lead.waits("请输入整改到期日", queue)
        await lead.says("昨天", queue)
        await lead.waits("没看懂日期", queue)
        await lead.says("5", queue)
        await lead.waits("📅 到期", queue)
        await lead.taps("提交", queue)
        await lead.waits(f"{number}.*待复查", queue)
        await forward(tmp_path, 24 * 6)
        await worker.waits(f"{number} · 待核查")
        await worker.taps("复查通过")
        await worker.waits("还缺：处置后照片")
        await worker.shows(jpeg("again"))
        await worker.waits("可以提交")
        await worker.taps("提交")
        await worker.waits(f"{number} · 已办结")


async def test_a_draft_left_for_a_month_is_asked_about_and_then_put_away(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker = town.person("worker2")
        await worker.says("占道经营")
        await worker.waits("上报草稿")
        await forward(tmp_path, 25)
        await worker.waits("放了一天了")
        await forward(tmp_path, 24 * 32)
        await worker.waits("草稿放了三天没有动，已收起")
        message = await worker.says("/help")
        dated = next(one["date"] for one in await worker.sees() if one["message_id"] == message)
        assert dated > datetime.now(UTC).timestamp() + 86_400 * 31  # people live by the clock that was moved


async def test_unverified_forgotten_and_the_evening(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        resident, worker, admin = town.person("resident"), town.person("worker2"), town.person("admin")
        await resident.says("门口占道经营")
        await resident.is_at(*IN_0103)
        await resident.waits("位置收到了.*可以提交")
        await resident.taps("提交")
        await resident.waits("您的反映")
        await worker.says("占道经营")
        await worker.waits("上报草稿")
        await forward(tmp_path, 3)
        await town.person("dispatcher").waits("待派遣员处理", town.topic("指挥中心"))
        await forward(tmp_path, 50)
        await worker.waits("放了一天了")
        said = await admin.waits("【网格日报】", WORKERS_GROUP)
        assert "在办 1 起" in text_of(said)
        yesterday = await admin.sees(WORKERS_GROUP)
        assert len([one for one in yesterday if "【网格日报】" in text_of(one)]) == 1
        await admin.says("/tally 2020-01-01", WORKERS_GROUP)
        await admin.waits("没有日报", WORKERS_GROUP)


async def test_what_a_day_has_closed_is_looked_at_again_by_who_had_nothing_to_do_with_it(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, supervisor, lead = town.person("worker1"), town.person("supervisor"), town.person("lead_chengguan_1")
        number = await report(worker, "占道经营3起")
        await clear(town, number)
        await worker.waits(f"{number}.*待核查")
        await worker.taps("通过")
        await worker.waits(f"{number} · 已办结")
        await forward(tmp_path, 30)
        card = await supervisor.waits(f"{number} · 已办结.*盲抽复核")
        assert "胡霞" not in text_of(card)
        assert "刘杰" not in text_of(card)
        await supervisor.taps("复核不合格", message=card["message_id"])
        await supervisor.waits("复核不合格")
        await supervisor.says("摊位又摆出来了")
        await supervisor.waits("摊位又摆出来了.*可以提交")
        await supervisor.taps("提交")
        await lead.waits(f"{number} · 返工.*复核不合格：摊位又摆出来了", town.topic("综合执法队"))
