"""The main job, as people do it: report, claim, clear, check."""

from tests.conftest import everywhere
from tests.people import IN_0103, Town, jpeg, labels, number_in, text_of

pytestmark = everywhere


async def test_a_photo_in_the_rain_is_reported_claimed_cleared_and_checked(town: Town) -> None:
    worker, colleague = town.person("worker1"), town.person("worker2")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")

    await worker.shows(jpeg("before"), caption="解放路口占道经营3起 急")
    draft = await worker.waits("上报草稿")
    assert "店外经营" in text_of(draft)
    assert "3 起" in text_of(draft)
    assert "紧急" in text_of(draft)
    assert "无照经营游商" in labels(draft)
    await worker.is_at(*IN_0103)
    await worker.waits("0103 .*可以提交")
    assert "已上报" in await worker.taps("提交")
    filed = await worker.waits("待认领")
    number = number_in(filed)

    queued = await lead.waits(f"{number}.*待认领", queue)
    assert "photo" in queued
    assert "综合执法队" in text_of(queued)
    assert "派单依据" in labels(queued)
    await lead.waits(f"待办 1 件.*{number}", queue)
    assert "按类别" in await lead.taps("派单依据", queue)
    assert "已认领" in await lead.taps("认领", queue)
    await lead.waits(f"{number}.*处置中", queue)

    await lead.taps("处置完成", queue)
    await lead.waits("请发送处置后照片", queue)
    assert "还缺：处置后照片" in await lead.taps("提交", queue)
    await lead.shows(jpeg("after", colour="#55aa77"), where=queue)
    await lead.waits("处置后照片 1 张", queue)
    await lead.taps("提交", queue)
    await lead.waits(f"{number}.*待核查", queue)

    await colleague.waits(f"{number}.*待核查")
    assert "核查通过" in await colleague.taps("通过")
    closed = await worker.waits(f"{number}.*已办结")
    assert "photo" in closed
