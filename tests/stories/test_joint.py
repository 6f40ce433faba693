"""联合整治 and 申诉, as people do them; in English too."""

from pathlib import Path

from tests.people import Town, jpeg, labels, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.stories.test_time import later, until_monday
from tests.towns import town_in


async def test_two_departments_have_a_part_each_and_the_whole_waits_for_both(town: Town) -> None:
    lead, dispatcher, other = town.person("lead_chengguan_1"), town.person("dispatcher"), town.person("lead_yuanlin_1")
    queue, theirs = town.topic("综合执法队"), town.topic("园林绿化所")
    number = await report(town.person("worker1"), "占道经营3起")
    await lead.waits(number, queue)
    await dispatcher.says(f"/status {number}")
    await dispatcher.waits(f"{number} · 待认领")
    await dispatcher.taps("联合整治")
    await dispatcher.waits("联合整治")
    await dispatcher.says("倒伏的树枝清走")
    await dispatcher.waits("倒伏的树枝清走")
    await dispatcher.taps("园林绿化所")
    await dispatcher.taps("提交")
    part = await other.waits(f"待认领.*倒伏的树枝清走.*联合整治：协助 {number}（牵头 综合执法队）", theirs)
    assert "认领" in labels(part)
    await lead.waits(f"{number} · 待认领.*协办 园林绿化所 .*待认领", queue)
    await lead.taps("认领", queue)
    card = await lead.waits(f"{number} · 处置中", queue)
    assert "处置完成" not in labels(card)
    await other.taps("认领", theirs)
    await other.waits("处置中.*协助", theirs)
    await other.taps("处置完成", theirs)
    await other.shows(jpeg("after"), where=theirs)
    await other.waits("处置后照片 1 张.*可以提交", theirs)
    await other.taps("提交", theirs)
    await town.person("worker2").waits(f"待核查.*协助 {number}")
    await town.person("worker2").taps("通过")
    card = await lead.waits(f"{number} · 处置中.*协办 园林绿化所 .*已办结", queue)
    assert "处置完成" in labels(card)


async def test_an_appeal_is_allowed_in_english(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        await later(town, tmp_path, until_monday())
        lead, supervisor, queue = town.person("lead_chengguan_1"), town.person("supervisor"), town.topic("综合执法队")
        await supervisor.says("/lang en")
        await supervisor.waits("English")
        number = await report(town.person("worker1"), "占道经营3起")
        await lead.waits(number, queue)
        await later(town, tmp_path, until_monday() + 4)
        await lead.waits(f"{number} · 待认领 🔴 超期", queue)
        await clear(town, number)
        worker = town.person("worker1")
        await worker.waits(f"{number}.*待核查")
        await worker.taps("通过")
        await lead.waits(f"{number} · 已办结", queue)
        await lead.taps("申诉", queue)
        form = await lead.waits("✍️ 申诉", queue)
        await lead.says("当天停电", queue, reply_to=form["message_id"])
        await lead.waits("当天停电.*可以提交", queue)
        await lead.taps("提交", queue)
        card = await supervisor.waits(f"{number}.*asks for an appeal|{number}.*appeal.*当天停电")
        assert "Allow the appeal" in labels(card)
        await supervisor.taps("Allow the appeal", message=card["message_id"])
        shown = await supervisor.waits(f"{number}.*left out of the indicators")
        assert "Overdue" in text_of(shown) or "overdue" in text_of(shown)
