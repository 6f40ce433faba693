"""A lead works: claim, return, transfer, rework; two at once; the queue."""

import asyncio

from tests.conftest import everywhere
from tests.people import Town, jpeg, labels, text_of
from tests.stories.test_reporting import report

pytestmark = everywhere


async def test_two_claim_at_once_and_one_wins(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    first, second, queue = town.person("lead_chengguan_1"), town.person("lead_chengguan_2"), town.topic("综合执法队")
    card = await first.waits(f"{number}.*待认领", queue)
    press = {"chat": queue[0], "thread": queue[1], "message_id": card["message_id"], "label": "认领"}
    answers = await asyncio.gather(*(town.post("tap", **{"from": one.id}, **press) for one in (first, second)))
    texts = sorted(answer["answer"]["text"] for answer in answers)
    assert texts[0] == "已认领" or "认领了" in texts[0]
    assert any("刚刚由" in text for text in texts)
    assert any(text == "已认领" for text in texts)


async def test_returned_to_whom_it_belongs_and_the_second_time_to_the_dispatcher(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    other, others = town.person("lead_huanwei_1"), town.topic("环卫所")
    await lead.waits(number, queue)
    await lead.taps("退回", queue)
    await lead.waits("请选择理由", queue)
    assert "还缺：理由" in await lead.taps("提交", queue)
    await lead.taps("非本单位职责", queue)
    await lead.taps("环卫所", queue)
    await lead.waits("非本单位职责.*环卫所.*可以提交", queue)
    await lead.taps("提交", queue)
    await lead.waits(f"{number} 已转环卫所", queue)
    await other.waits(f"{number}.*待认领.*环卫所.*非本单位职责", others)
    await other.taps("退回", others)
    await other.waits("请选择理由", others)
    await other.taps("位置不符", others)
    await other.taps("综合执法队", others)
    await other.waits("位置不符.*综合执法队", others)
    await other.taps("提交", others)
    await town.person("dispatcher").waits(f"{number}.*已退回派遣员.*建议转给 综合执法队", town.topic("指挥中心"))
    told = await town.person("worker1").waits(f"{number}.*已退回派遣员")
    assert told["message_id"] == (await town.person("worker1").sees())[-1]["message_id"], "who reported it hears of it anew"


async def test_transferred_to_a_colleague_and_not_down_to_a_community(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, colleague, queue = town.person("lead_chengguan_1"), town.person("lead_chengguan_2"), town.topic("综合执法队")
    await lead.waits(number, queue)
    await lead.taps("认领", queue)
    await lead.waits("处置中", queue)
    await lead.taps("转派", queue)
    form = await lead.waits("请选择转给谁", queue)
    name = next(label for label in labels(form) if label.startswith("👤"))
    await lead.taps(name, queue)
    await lead.waits("可以提交", queue)
    await lead.taps("提交", queue)
    await lead.waits(f"责任人 {name[1:]}", queue)
    await colleague.waits(f"{number}.*处置中.*责任人 {name[1:]}")
    await colleague.taps("转派", queue)
    await colleague.waits("请选择转给谁", queue)
    await colleague.taps("社区居委会", queue)
    await colleague.waits("社区居委会.*可以提交", queue)
    await colleague.taps("提交", queue)
    await town.person("dispatcher").waits(f"{number}.*建议转给 社区居委会", town.topic("指挥中心"))


async def test_rework_goes_back_with_its_reason_and_a_card_that_keeps_its_picture(town: Town) -> None:
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    number = await report(worker, "占道经营3起")
    await clear(town, number)
    await worker.waits(f"{number}.*待核查")
    await worker.taps("返工")
    await worker.waits("返工.*哪里没有做好")
    await worker.says("还有一个摊子")
    await worker.waits("还有一个摊子.*可以提交")
    await worker.taps("提交")
    back = await lead.waits(f"{number}.*返工.*还有一个摊子", queue)
    assert "photo" in back
    assert "认领" in labels(back)


async def test_what_cannot_be_checked_goes_to_the_dispatcher(town: Town) -> None:
    worker, dispatcher, centre = town.person("worker1"), town.person("dispatcher"), town.topic("指挥中心")
    number = await report(worker, "占道经营3起")
    await clear(town, number)
    await worker.waits(f"{number}.*待核查")
    await worker.taps("无法核查")
    await worker.waits("为什么核查不了")
    await worker.says("门锁着，进不去")
    await worker.waits("门锁着.*可以提交")
    await worker.taps("提交")
    await dispatcher.waits(f"{number}.*无法核查：门锁着，进不去", centre)
    await dispatcher.taps("通过", centre)
    await worker.waits(f"{number}.*已办结")


async def test_who_found_that_it_cannot_be_checked_may_change_their_mind(town: Town) -> None:
    worker, other = town.person("worker1"), town.person("worker2")
    number = await report(worker, "占道经营3起")
    await clear(town, number)
    await other.waits(f"{number}.*待核查")
    await worker.waits(f"{number}.*待核查")
    await worker.taps("无法核查")
    await worker.waits("为什么核查不了")
    await worker.says("门锁着，进不去")
    await worker.waits("可以提交")
    await worker.taps("提交")
    card = await worker.waits(f"{number}.*无法核查")
    assert {"通过", "返工"} <= set(labels(card))
    await other.waits(lambda seen: "通过" not in labels(seen[-1]))
    await worker.taps("通过")
    await worker.waits(f"{number}.*已办结")


async def test_a_form_that_was_left_gives_way_to_the_next(town: Town) -> None:
    lead, queue, numbers = town.person("lead_chengguan_1"), town.topic("综合执法队"), []
    for caption in ("占道经营3起", "占道经营2起"):
        numbers.append(await report(town.person("worker1"), caption))
        card = await lead.waits(f"{numbers[-1]}.*待认领", queue)
        await lead.taps("认领", queue, card["message_id"])
        await lead.waits(f"{numbers[-1]}[^\n]*处置中", queue)
    for number in numbers:
        card = await lead.waits(f"{number}[^\n]*处置中", queue)
        await lead.taps("处置完成", queue, card["message_id"])
        await lead.waits(f"处置完成 · {number}", queue)
    await lead.shows(jpeg("after"), where=queue)
    await lead.waits(f"处置完成 · {numbers[1]}.*处置后照片 1 张", queue)
    first = await lead.waits(f"处置完成 · {numbers[0]}", queue)
    await lead.shows(jpeg("first"), where=queue, reply_to=first["message_id"])
    await lead.waits(f"处置完成 · {numbers[0]}.*处置后照片 1 张", queue)


async def test_an_answer_to_another_cases_card_goes_to_that_case(town: Town) -> None:
    lead, queue, numbers = town.person("lead_chengguan_1"), town.topic("综合执法队"), []
    for caption in ("占道经营3起", "占道经营2起"):
        numbers.append(await report(town.person("worker1"), caption))
        card = await lead.waits(f"{numbers[-1]}.*待认领", queue)
        await lead.taps("认领", queue, card["message_id"])
        await lead.waits(f"{numbers[-1]}[^\n]*处置中", queue)
    card = await lead.waits(f"{numbers[0]}[^\n]*处置中", queue)
    await lead.taps("处置完成", queue, card["message_id"])
    await lead.waits(f"处置完成 · {numbers[0]}", queue)
    other = await lead.waits(f"^{numbers[1]}[^\n]*处置中", queue)
    await lead.shows(jpeg("other"), caption="这件已清完", where=queue, reply_to=other["message_id"])
    await lead.waits(f"处置完成 · {numbers[1]}.*处置后照片 1 张.*这件已清完", queue)
    assert "请发送处置后照片" in text_of(await lead.waits(f"处置完成 · {numbers[0]}", queue))


async def test_a_colleague_is_told_whose_case_it_is(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, colleague, queue = town.person("lead_chengguan_1"), town.person("lead_chengguan_2"), town.topic("综合执法队")
    await lead.waits(f"{number}.*待认领", queue)
    await lead.taps("认领", queue)
    await lead.waits(f"{number}[^\n]*处置中", queue)
    assert "由 胡霞 认领" in await colleague.taps("退回", queue)


async def test_who_cleared_never_checks(town: Town) -> None:
    worker, lead = town.person("worker1"), town.person("lead_chengguan_1")
    await town.person("admin").says(f"/role {lead.id} worker 0103")
    await town.person("admin").waits("现在是网格员 0103")
    number = await report(worker, "占道经营3起")
    await clear(town, number)
    await worker.waits(f"{number}.*待核查")
    await lead.says(number)
    card = await lead.waits(f"{number}.*待核查")
    assert "通过" not in labels(card)


async def test_a_promise_comes_back_to_the_checker_on_its_day(town: Town) -> None:
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
    await lead.waits("结果 限期整改.*还缺：日期", queue)
    assert "还缺：日期" in await lead.taps("提交", queue)
    await lead.taps("7 天后", queue)
    await lead.waits("📅 到期", queue)
    await lead.taps("提交", queue)
    await lead.waits(f"{number}.*待复查", queue)


async def test_the_queue_in_private_is_ones_own(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, worker, resident = town.person("lead_chengguan_1"), town.person("worker2"), town.person("resident")
    await lead.says("/queue")
    card = await lead.waits(f"{number}.*待认领")
    assert "认领" in labels(card)
    await worker.says("/queue")
    await worker.waits("没有待办案件")
    await resident.says("/queue")
    await resident.waits("您没有这项权限")


async def test_a_long_queue_is_a_list_with_pages_that_lives(town: Town) -> None:
    """In private, and in its topic."""
    lead, worker, queue = town.person("lead_chengguan_1"), town.person("worker1"), town.topic("综合执法队")
    numbers = [await report(worker, f"占道经营{count}起") for count in range(1, 10)]
    await lead.says("/queue")
    card = await lead.waits("综合执法队 待办 9 件")
    assert f"打开 {numbers[0][-4:]}" in labels(card)
    await lead.taps("下一页", message=card["message_id"])
    await lead.waits(f"待办 9 件.*{numbers[-1]}")
    await lead.taps(f"打开 {numbers[-1][-4:]}")
    await lead.waits(f"^{numbers[-1]} · 待认领")
    await lead.taps("认领")
    await lead.says("/queue", queue)
    await lead.waits(lambda seen: "待办 9 件" in text_of(seen[-1]), queue)


async def clear(town: Town, number: str) -> None:
    """Claimed and cleared by the first lead of 综合执法队."""
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    card = await lead.waits(f"{number}.*待认领", queue)
    await lead.taps("认领", queue, card["message_id"])
    await lead.waits(f"{number}.*处置中", queue)
    await lead.taps("处置完成", queue)
    await lead.waits("✍️ 处置完成", queue)
    await lead.shows(jpeg("after", colour="#227744"), where=queue)
    await lead.waits("处置后照片 1 张", queue)
    await lead.taps("提交", queue)
    await lead.waits(f"{number}.*待核查", queue)
