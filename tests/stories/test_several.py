"""Several cases of a queue in one go: marked on its card, claimed or handed on together; one that cannot be stops no other."""

from pathlib import Path
from typing import Any

from tests.conftest import everywhere
from tests.people import Town, jpeg, labels, text_of
from tests.stories.test_reporting import report
from tests.towns import town_in


def marks(queue: dict[str, Any]) -> list[str]:
    return [one for one in labels(queue) if one[0] in "☐☑"]


@everywhere
async def test_a_lead_claims_three_at_once_and_hands_on_the_fourth(town: Town) -> None:
    numbers = [
        await report(town.person("worker1"), words) for words in ("占道经营3起", "店外经营1起", "店外经营2起", "占道经营9起")
    ]
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.says("/queue", queue)
    await lead.waits("综合执法队 待办 4 件", queue)
    await lead.taps("☑️ 多选", queue)
    card = await lead.waits("已选 0 件", queue)
    assert marks(card) == [f"☐ {number[-4:]}" for number in numbers]
    await lead.taps("全选本页", queue)
    await lead.waits("已选 4 件", queue)
    await lead.taps(f"☑ {numbers[3][-4:]}", queue)
    await lead.waits("已选 3 件", queue)
    assert await lead.taps("认领 3 件", queue) == "已认领：3 件"
    await lead.waits(f"{numbers[0]} .*胡霞.*{numbers[3]} ", queue)
    await lead.taps("☑️ 多选", queue)
    await lead.waits("已选 0 件", queue)
    await lead.taps(f"☐ {numbers[3][-4:]}", queue)
    await lead.waits("已选 1 件", queue)
    await lead.taps("转派 1 件", queue)
    await lead.waits(lambda seen: any("市场监管所" in labels(one) and "返回" in labels(one) for one in seen), queue)
    assert await lead.taps("市场监管所", queue) == "已转派：1 件"
    await town.person("lead_shichang_1").waits(f"{numbers[3]} · 待认领", town.topic("市场监管所"))


async def test_what_a_colleague_has_claimed_meanwhile_is_named_and_stops_no_other(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        first, second = [await report(town.person("worker1"), words) for words in ("占道经营3起", "店外经营1起")]
        lead, colleague, queue = town.person("lead_chengguan_1"), town.person("lead_chengguan_2"), town.topic("综合执法队")
        await lead.says("/queue", queue)
        await lead.waits("待办 2 件", queue)
        await lead.taps("☑️ 多选", queue)
        await lead.waits("已选 0 件", queue)
        await lead.taps("全选本页", queue)
        await lead.waits("已选 2 件", queue)
        card = next(one for one in await colleague.sees(queue) if f"{first} · 待认领" in text_of(one))
        await colleague.taps("认领", queue, card["message_id"])
        await lead.waits(f"{first} · 处置中", queue)
        told = await lead.taps("认领 2 件", queue)
        assert told.startswith(f"已认领：1 件\n{first} 由 胡敏 认领")
        await lead.waits(f"{second} · 处置中", queue)


async def test_dispatchers_send_several_at_once_and_a_worker_may_mark_nothing(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        for words in ("占道经营3起", "店外经营1起"):
            number = await report(town.person("worker1"), words)
            lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
            await lead.waits(f"{number} · 待认领", queue)
            await lead.taps("退回", queue)
            await lead.waits("请选择", queue)
            await lead.taps("非本单位职责", queue)
            await lead.waits("可以提交", queue)
            await lead.taps("提交", queue)
            await town.person("dispatcher").waits(f"{number} · 已退回派遣员", town.topic("指挥中心"))
        dispatcher, centre = town.person("dispatcher"), town.topic("指挥中心")
        await dispatcher.says("/queue", centre)
        await dispatcher.waits("待派遣员处理 2 件", centre)
        await dispatcher.taps("☑️ 多选", centre)
        await dispatcher.waits("已选 0 件", centre)
        await dispatcher.taps("全选本页", centre)
        await dispatcher.waits("已选 2 件", centre)
        await dispatcher.taps("派遣 2 件", centre)
        await dispatcher.waits(lambda seen: any("环卫所" in labels(one) and "返回" in labels(one) for one in seen), centre)
        assert await dispatcher.taps("环卫所", centre) == "已派遣：2 件"
        await town.person("lead_huanwei_1").waits("0002 · 待认领", town.topic("环卫所"))


async def test_several_are_cleared_with_an_album_in_one_go(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        first, second = [await report(town.person("worker1"), words) for words in ("占道经营3起", "店外经营1起")]
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        await lead.says("/queue", queue)
        await lead.waits("待办 2 件", queue)
        await lead.taps("☑️ 多选", queue)
        await lead.waits("已选 0 件", queue)
        await lead.taps("全选本页", queue)
        await lead.waits("已选 2 件", queue)
        assert "已打开 2 件" in await lead.taps("处置完成 2 件", queue)
        await lead.waits(f"处置完成 · {first}", queue)
        await lead.waits(f"处置完成 · {second}", queue)
        await lead.shows(jpeg("one"), jpeg("two"), where=queue)
        card = await lead.waits(lambda seen: next((one for one in seen if "一起提交 2 件" in labels(one)), None), queue)
        assert "处置后照片 1 张" in text_of(card)
        assert await lead.taps("一起提交 2 件", queue, card["message_id"]) == "已处置，待核查：2 件"
        for number in (first, second):
            await town.person("worker2").waits(f"{number} · 待核查")
        checker = town.person("worker2")
        await checker.says("/queue")
        await checker.waits("等您核查.* 2 件")
        await checker.taps("☑️ 多选")
        await checker.waits("已选 0 件")
        await checker.taps("全选本页")
        await checker.waits("已选 2 件")
        assert await checker.taps("通过 2 件") == "核查通过，已办结：2 件"
        for number in (first, second):
            await checker.waits(f"{number} · 已办结")
