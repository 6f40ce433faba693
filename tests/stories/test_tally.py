"""The group gets its tally: any time, and by itself at the district's hour; once, also after a stop."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.people import IN_0103, WORKERS_GROUP, Message, Town, jpeg, text_of
from tests.processes import wangge
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.towns import town_in

SHANGHAI = ZoneInfo("Asia/Shanghai")


def next_bulletin() -> datetime:
    """The bulletin hour to come."""
    now = datetime.now(SHANGHAI)
    hour = now.replace(hour=18, minute=0, second=0, microsecond=0)
    return hour if hour > now else hour + timedelta(days=1)


async def tick(data: Path, at: datetime) -> str:
    return (await wangge("tick", "--data", str(data), "--at", at.isoformat()))[1]


def bulletins(messages: list[Message]) -> list[Message]:
    return [one for one in messages if "【网格日报】" in text_of(one)]


async def test_the_tally_on_demand_counts_in_its_own_units(town: Town) -> None:
    worker, admin = town.person("worker1"), town.person("admin")
    number = await report(worker, "占道经营3起")
    await clear(town, number)
    await worker.waits(f"{number}.*待核查")
    await worker.taps("通过")
    await worker.waits(f"{number}.*已办结")
    await report(worker, "建筑垃圾2车")
    await admin.says("/tally", WORKERS_GROUP)
    said = await admin.waits("【办结统计】", WORKERS_GROUP)
    assert "photo" in said
    assert "上报 2 起" in text_of(said)
    assert "办结 1 起" in text_of(said)
    assert "在办 1 起" in text_of(said)
    assert "办结：占道经营 3 起" in text_of(said)
    assert "占 50.0%" in text_of(said)
    await report(worker, "暴露垃圾1处")
    await admin.says("/tally", WORKERS_GROUP)
    later = await admin.waits("【办结统计】.*上报 3 起", WORKERS_GROUP)
    assert later["photo"][-1]["file_unique_id"] != said["photo"][-1]["file_unique_id"], "other figures, another picture"


async def test_the_bulletin_comes_by_itself_once_and_again_never(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, admin = town.person("worker1"), town.person("admin")
        await worker.shows(jpeg("before"), caption="小广告5处")
        await worker.is_at(*IN_0103)
        await worker.waits("0103")
        await worker.taps("自行处置")
        await worker.shows(jpeg("after"))
        await worker.waits("处置后 1 张.*可以提交")
        await worker.taps("提交")
        await worker.waits("已办结")
        assert "had become due" in await tick(tmp_path, next_bulletin())
        said = await admin.waits("【网格日报】", WORKERS_GROUP)
        assert re.search(r"【网格日报】\d+月\d+日（周.）云桥街道｜结转 0 起，上报 1 起，办结 1 起，在办 0 起", text_of(said))
        assert "自行处置 1 起" in text_of(said)
        assert "截至 18:00" in text_of(said)
        assert "photo" in said
        day = next_bulletin().date().isoformat()
        await admin.says(f"/tally {day}", WORKERS_GROUP)
        await admin.waits(lambda seen: len(bulletins(seen)) == 2, WORKERS_GROUP)
    async with town_in(tmp_path) as town:
        await town.person("admin").says("/help", WORKERS_GROUP)
        await town.person("admin").waits("怎么用", WORKERS_GROUP)
        assert len(bulletins(await town.person("admin").sees(WORKERS_GROUP))) == 2


async def test_after_a_stop_only_the_latest_missed_bulletin_is_pushed(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        await report(town.person("worker1"), "占道经营3起")
    await tick(tmp_path, next_bulletin() + timedelta(days=3, hours=1))
    async with town_in(tmp_path) as town:
        admin = town.person("admin")
        said = await admin.waits("【网格日报】", WORKERS_GROUP)
        assert "结转 1 起，上报 0 起" in text_of(said)
        first = next_bulletin().date().isoformat()
        await admin.says(f"/tally {first}", WORKERS_GROUP)
        await admin.waits("结转 0 起，上报 1 起", WORKERS_GROUP)
        assert len(bulletins(await admin.sees(WORKERS_GROUP))) == 2


async def test_elsewhere_a_moment_in_the_future_is_refused(tmp_path: Path) -> None:
    assert "only a demo's clock" in await tick(tmp_path, datetime(2036, 1, 1, tzinfo=SHANGHAI))


async def test_on_monday_morning_the_week_is_told_once(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker, admin = town.person("worker1"), town.person("admin")
        number = await report(worker, "占道经营3起")
        await clear(town, number)
        await town.person("worker2").waits(f"{number} · 待核查")
        await town.person("worker2").taps("通过")
        await report(worker, "店外经营2起")
        evening = next_bulletin()
        monday = (evening + timedelta(days=7 - evening.weekday())).replace(hour=8, minute=1)
        await tick(tmp_path, monday)
        said = text_of(await admin.waits("【网格周报】", WORKERS_GROUP))
        assert re.search(
            r"【网格周报】.*（周一）–.*（周日）　云桥街道\n上报 2 起，结案 1 起，超期未处置 1 起，返工 0 起\n按期处置率 50.0%（1/2）",
            said,
        )
        assert re.search(r"— 综合执法队　2｜1｜1｜50.0%｜0｜—｜—", said)
        assert re.search(r"难点案件\n· .*-0002 店外经营 0103 综合执法队", said)
        assert "下周目标" in said
        await admin.says("/lang en")
        await admin.says("/tally 周报")
        await admin.waits("Weekly bulletin.*2 reported, 1 closed")
        await admin.says("/tally monthly")
        await admin.waits("no such bulletin")
    async with town_in(tmp_path) as town:
        await town.person("admin").says("/help", WORKERS_GROUP)
        await town.person("admin").waits("Help|How|怎么用", WORKERS_GROUP)
        seen = await town.person("admin").sees(WORKERS_GROUP)
        assert len([one for one in seen if "【网格周报】" in text_of(one)]) == 1
