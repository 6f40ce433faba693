"""What one whole story costs of Telegram's messages, which are the scarcest thing there is; and that a form leaves nothing."""

import re
from collections import Counter

from bot.sandbox.limits import COUNTED
from tests.people import Town, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.stories.test_residents import complain


async def spent(town: Town) -> Counter[str]:
    """Messages that count, by chat; but a queue's card, which is shown at most twice a minute whatever happens."""
    calls = [one for one in await town.calls("") if one["method"].lower().startswith(COUNTED)]
    return Counter(str(one["args"].get("chat_id")) for one in calls if not str(one["args"].get("text")).startswith("📋"))


async def finish(town: Town, number: str) -> None:
    """Claimed, cleared and checked, as the department sees."""
    await clear(town, number)
    checker = town.person("worker2")
    await checker.waits(f"{number}.*待核查")
    await checker.taps("通过")
    await town.person("lead_chengguan_1").waits(f"{number}.*已办结", town.topic("综合执法队"))


async def test_a_workers_report(town: Town) -> None:
    worker, group = town.person("worker1"), town.topic("综合执法队")[0]
    number = await report(worker, "解放路口占道经营3起")
    await finish(town, number)
    await worker.waits(f"{number}.*已办结")
    cost = await spent(town)
    assert 5 < sum(cost.values()) <= 14
    assert 3 < cost[str(group)] <= 6


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
    assert 5 < sum(cost.values()) <= 22
    assert 3 < cost[str(group)] <= 6


async def test_a_form_handed_in_leaves_nothing_behind_even_where_its_deletion_was_never_answered(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    for fault in ({"drop": "after"}, {"error_code": 400, "description": "Bad Request: message to delete not found"}):
        number = await report(town.person("worker1"), "占道经营")
        await town.post("faults", method="deleteMessage", chat=queue[0], times=1, **fault)
        await finish(town, number)
        assert not [one for one in await lead.sees(queue) if re.search("^✅ 已提交", text_of(one))]
