"""What one whole story costs of Telegram's messages, which are the scarcest thing there is."""

import re
from collections import Counter

from bot.sandbox.limits import COUNTED
from tests.people import IN_0103, Town, jpeg, number_in, text_of
from tests.stories.test_residents import complain


async def spent(town: Town) -> Counter[str]:
    """Messages that count, by chat."""
    found: Counter[str] = Counter()
    for call in await town.calls(""):
        if call["method"].lower().startswith(COUNTED):
            found[str(call["args"].get("chat_id"))] += 1
    return found


async def finish(town: Town, number: str) -> None:
    lead, queue, checker = town.person("lead_chengguan_1"), town.topic("综合执法队"), town.person("worker2")
    await lead.waits(f"{number}.*待认领", queue)
    await lead.taps("认领", queue)
    await lead.waits(f"{number}.*处置中", queue)
    await lead.taps("处置完成", queue)
    await lead.waits("请发送处置后照片", queue)
    await lead.shows(jpeg("after", colour="#55aa77"), where=queue)
    await lead.waits("处置后照片 1 张", queue)
    await lead.taps("提交", queue)
    await checker.waits(f"{number}.*待核查")
    await checker.taps("通过")
    await checker.waits(f"{number}.*已办结")


async def test_a_workers_report(town: Town) -> None:
    worker, group = town.person("worker1"), town.topic("综合执法队")[0]
    await worker.shows(jpeg("before"), caption="解放路口占道经营3起")
    await worker.waits("上报草稿")
    await worker.is_at(*IN_0103)
    await worker.waits("0103 .*可以提交")
    await worker.taps("提交")
    number = number_in(await worker.waits("待认领"))
    await finish(town, number)
    await worker.waits(f"{number}.*已办结")
    cost = await spent(town)
    assert sum(cost.values()) <= 15
    assert cost[str(group)] <= 7


async def test_a_residents_complaint(town: Town) -> None:
    resident, group = town.person("resident"), town.topic("综合执法队")[0]
    number = await complain(resident)
    worker = town.person("worker1")
    await worker.waits(f"{number}.*待核实")
    await worker.taps("属实")
    await resident.waits(f"{number}.*已受理")
    await finish(town, number)
    await resident.waits(f"{number}.*满意吗")
    cost = await spent(town)
    assert sum(cost.values()) <= 23
    assert cost[str(group)] <= 7


async def test_a_form_handed_in_leaves_nothing_behind(town: Town) -> None:
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    await worker.shows(jpeg("before"), caption="解放路口占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("0103 .*可以提交")
    await worker.taps("提交")
    number = number_in(await worker.waits("待认领"))
    await finish(town, number)
    await lead.waits(lambda seen: not [one for one in seen if re.search("处置完成|已提交", text_of(one))] or None, queue)
