"""What people seldom do, and what an old or a forged button says: a clear sentence, and nothing is broken."""

import itertools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.people import IN_0103, WORKERS_GROUP, Message, Someone, Town, jpeg, labels, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report, with_buttons
from tests.stories.test_residents import complain_without_a_place
from tests.stories.test_tally import SHANGHAI
from tests.stories.test_time import forward

QUERIES = itertools.count()


def draft_in(card: Message) -> str:
    """The number of the draft a card's buttons are about."""
    keys = [key for row in card["reply_markup"]["inline_keyboard"] for key in row]
    return str(next(key["callback_data"].split(":")[1] for key in keys if key["callback_data"].startswith("d:")))


async def presses(town: Town, who: Someone, name: str, data: str, card: Message) -> str:
    """A button that stands on no card; the answer to it."""
    query, user = f"forged{next(QUERIES)}", {"id": who.id, "is_bot": False, "first_name": name}
    message = {"message_id": card["message_id"], "date": 1_795_000_000, "text": "x", "chat": {"id": who.id, "type": "private"}}
    body: dict[str, Any] = {"id": query, "from": user, "chat_instance": "1", "data": data, "message": message}
    await town.post("inject", kind="callback_query", body=body)

    async def answered() -> str | None:
        calls = await town.calls("answerCallbackQuery")
        return next((str(one["args"].get("text")) for one in calls if one["args"]["callback_query_id"] == query), None)

    while (text := await answered()) is None:
        await who.sees()
    return text


async def test_buttons_of_no_card_change_nothing(town: Town) -> None:
    worker, other = town.person("worker1"), town.person("worker2")
    await worker.shows(jpeg(), caption="占道经营3起")
    card = await worker.waits("上报草稿.*占道经营")
    number, before = draft_in(card), text_of(card)
    for rest in (
        "nosuch:", "department:nosuch", "category:E9999", "condition:99", "condition:x", "outcome:nosuch", "ask:nosuch",
        "days:soon", "colleague:x", "source:nosuch",
    ):  # fmt: skip
        assert "已经失效" in await presses(town, worker, "刘杰", f"d:{number}:{rest}", card)
    for mine in ("urgent:", "more:", "cancel:"):
        assert "没有这项权限" in await presses(town, other, "worker2", f"d:{number}:{mine}", card)
    assert "没有找到" in await presses(town, worker, "刘杰", "nonsense", card)
    assert text_of(await worker.waits("上报草稿")) == before
    await worker.taps("取消")
    await worker.waits("草稿已取消")
    assert "已经提交或取消" in await presses(town, worker, "刘杰", f"d:{number}:submit:", card)


async def test_commands_with_codes_nobody_knows(town: Town) -> None:
    admin, lead = town.person("admin"), town.person("lead_chengguan_1")
    for said in ("/invite", "/invite mayor", "/invite worker"):
        await admin.says(said)
        await admin.waits(lambda seen: "格式不对" in text_of(seen[-1]))
    for said in ("/invite worker 9999", "/invite lead nosuch"):
        await admin.says(said)
        await admin.waits(lambda seen: "没有找到" in text_of(seen[-1]))
    await lead.says("/people")
    await lead.waits("没有这项权限")
    await admin.says("/bind department nosuch", WORKERS_GROUP)
    await admin.waits("没有找到", WORKERS_GROUP)
    await admin.says("/bind somewhere", WORKERS_GROUP)
    await admin.waits("格式不对", WORKERS_GROUP)


async def test_a_second_caption_in_one_album_is_a_second_report(town: Town) -> None:
    worker = town.person("worker1")
    album = {"media_group_id": "a1", "chat": {"id": worker.id, "type": "private", "first_name": "刘杰"}}
    user = {"id": worker.id, "is_bot": False, "first_name": "刘杰", "username": "worker1"}
    await worker.shows(jpeg("seed"))
    await worker.waits("上报草稿")
    photo = next(one for one in await worker.sees() if "photo" in one)["photo"]
    await worker.taps("取消")
    await worker.waits("草稿已取消")
    for number, caption in ((900, "占道经营3起"), (901, "暴露垃圾2处")):
        body = {**album, "message_id": number, "date": 1_795_000_000, "from": user, "photo": photo, "caption": caption}
        await town.post("inject", kind="message", body=body)
    await worker.waits(lambda seen: len(with_buttons(seen, "上报草稿")) == 2)


async def test_what_a_resident_types_is_a_phone_and_what_a_worker_types_a_quantity(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    await resident.says("桥下有人乱倒垃圾")
    await resident.waits("我要反映")
    await resident.says("13812345678")
    await resident.waits("📞 13812345678")
    await worker.shows(jpeg(), caption="占道经营")
    await worker.waits("上报草稿")
    await worker.says("7")
    await worker.waits("7 起")


async def test_a_term_is_read_in_every_way_of_writing_a_day(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.waits(number, queue)
    await lead.taps("认领", queue)
    await lead.waits("处置中", queue)
    await lead.taps("处置完成", queue)
    await lead.waits("✍️ 处置完成", queue)
    await lead.taps("限期整改", queue)
    await lead.waits(lambda seen: any("其他日期" in labels(one) for one in seen), queue)
    await lead.taps("其他日期", queue)
    await lead.waits("请输入整改到期日", queue)
    for said in ("改天", "2020-1-1", "13-40"):
        await lead.says(said, queue)
        await lead.waits(_last_is("没看懂日期", after=said), queue)
    week = datetime.now(SHANGHAI) + timedelta(days=7)
    for said, shown in (("1-1", "1月1日"), ("7", f"{week.month}月{week.day}日"), ("2027年3月2日", "3月2日")):
        await lead.says(said, queue)
        await lead.waits(f"✍️ 处置完成.*到期 {shown}", queue)
        await lead.taps("其他日期", queue)
        await lead.waits("✍️ 处置完成.*请输入整改到期日", queue)


def _last_is(wanted: str, *, after: str) -> Callable[[list[Message]], bool]:
    """Whether that was said since one's own message."""

    def found(seen: list[Message]) -> bool:
        said = [text_of(one) for one in seen]
        return after in said and any(wanted in one for one in said[said.index(after) :])

    return found


async def test_without_the_grids_worker_a_supervisor_checks(town: Town) -> None:
    admin, worker, supervisor = town.person("admin"), town.person("worker1"), town.person("supervisor")
    number = await report(worker, "占道经营3起")
    for one in (worker.id, town.person("worker2").id):
        await admin.says(f"/role {one} -all")
    await admin.waits(lambda seen: sum("收回" in text_of(one) for one in seen) >= 2)
    await clear(town, number)
    await supervisor.waits(f"{number}.*待核查")
    await supervisor.taps("通过")
    await supervisor.waits(f"{number}.*已办结")


async def test_who_has_left_sees_a_case_no_more(town: Town) -> None:
    admin, other, lead = town.person("admin"), town.person("worker2"), town.person("lead_chengguan_1")
    number = await report(town.person("worker1"), "占道经营3起")
    await other.says(number)
    await other.waits(f"{number}.*待认领")
    await admin.says(f"/role {other.id} -all")
    await admin.waits("收回")
    await lead.taps("认领", town.topic("综合执法队"))
    hidden = await other.waits(lambda seen: seen[-1] if "待认领" not in text_of(seen[-1]) else None)
    assert "占道" not in text_of(hidden)


async def test_what_stood_in_a_topic_that_is_unbound_goes_to_its_leads(town: Town) -> None:
    lead, admin, queue = town.person("lead_huanwei_1"), town.person("admin"), town.topic("环卫所")
    number = await report(town.person("worker1"), "暴露垃圾2处")
    await lead.waits(f"{number}.*待认领", queue)
    await admin.says("/unbind", queue)
    await admin.waits("已解除 1 项", queue)
    await lead.waits(f"{number}.*待认领")
    await lead.taps("认领")
    await lead.waits(f"{number}.*处置中")


async def test_a_topic_that_is_unbound_keeps_no_case(town: Town) -> None:
    admin, lead, queue = town.person("admin"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    number = await report(town.person("worker1"), "占道经营3起")
    await lead.waits(f"{number}.*待认领", queue)
    await admin.says("/unbind", queue)
    await admin.waits("解除", queue)
    await lead.says(number)
    await lead.waits(f"{number}.*待认领")
    await lead.taps("认领")
    await lead.waits(f"{number}.*处置中")
    await lead.waits(lambda seen: not any("认领" in labels(one) for one in seen if text_of(one).startswith(number)), queue)


async def test_a_complaint_withdrawn_meanwhile_cannot_be_decided(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    number = await complain_without_a_place(resident)
    card = await dispatcher.waits(f"{number}.*待派遣员处理", centre)
    await dispatcher.taps("不予受理", centre, card["message_id"])
    await dispatcher.waits("请选择理由", centre)
    await dispatcher.taps("描述不清", centre)
    await dispatcher.waits("可以提交", centre)
    await resident.taps("撤回")
    await resident.waits("撤回.*为什么撤回")
    await resident.says("已经清理了")
    await resident.waits("已经清理了.*可以提交")
    await resident.taps("提交")
    await resident.waits(f"{number}.*已撤回")
    assert "已有新进展" in await dispatcher.taps("提交", centre)


async def test_an_edited_message_of_a_report_handed_in_changes_nothing(town: Town) -> None:
    worker = town.person("worker1")
    (message,) = await worker.shows(jpeg(), caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("可以提交")
    await worker.taps("提交")
    await worker.waits("待认领")
    await town.post("edit", **{"from": worker.id}, message_id=message, caption="占道经营9起")
    await worker.says("/my")
    await worker.waits("您最近的 1 件")
    card = await worker.waits(lambda seen: seen[-1] if "待认领" in text_of(seen[-1]) else None)
    assert "3 起" in text_of(card)
    assert "9" not in text_of(card).splitlines()[1]


async def test_a_place_alone_is_no_complaint(town: Town) -> None:
    resident = town.person("resident")
    await resident.is_at(*IN_0103)
    await resident.waits("我要反映.*位置收到了")
    assert "还缺" in await presses(
        town, resident, "冯霞", f"d:{draft_in(await resident.waits('我要反映'))}:submit:", {"message_id": 1}
    )


async def test_who_has_lost_a_role_finishes_nothing_with_it(town: Town) -> None:
    admin, dispatcher, lead = town.person("admin"), town.person("dispatcher"), town.person("lead_chengguan_1")
    other, queue = town.person("lead_chengguan_2"), town.topic("综合执法队")
    await report(town.person("worker1"), "占道经营3起")
    await lead.waits("待认领", queue)
    await lead.taps("转派", queue)
    await lead.waits("请选择转给谁", queue)
    name = next(label for label in labels(await lead.waits("请选择转给谁", queue)) if label.startswith("👤"))
    await lead.taps(name, queue)
    await lead.waits("可以提交", queue)
    await dispatcher.says("/new")
    await dispatcher.waits("登记来件")
    await dispatcher.says("解放路店外经营")
    await dispatcher.waits("店外经营.*可以提交")
    for one in (other.id, dispatcher.id):
        await admin.says(f"/role {one} -all")
    await admin.waits(lambda seen: sum("收回" in text_of(one) for one in seen) >= 2)
    assert "还缺：责任单位" in await lead.taps("提交", queue), "whom it was for is no colleague any more"
    await dispatcher.waits("草稿已取消")


async def test_a_case_is_not_passed_before_it_is_cleared(town: Town) -> None:
    worker = town.person("worker1")
    await report(worker, "占道经营3起")
    card = await worker.waits("待认领")
    forged = next(
        key["callback_data"] for row in card["reply_markup"]["inline_keyboard"] for key in row
        if key["callback_data"].startswith("c:")
    ).rsplit(":", 1)[0]  # fmt: skip
    assert "现在的状态不能这样操作" in await presses(town, worker, "刘杰", f"{forged}:pass", card)


async def test_words_and_numbers_beyond_all_measure(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营99999999999起")
    card = await worker.waits("上报草稿.*占道经营")
    assert "99999999999 起" not in text_of(card)
    await worker.is_at(*IN_0103)
    for _ in range(4):
        await worker.says("字" * 4000)
    await worker.waits("文字太长")


async def test_a_dispatcher_types_the_category_that_is_right(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    number = await complain_without_a_place(resident)
    await dispatcher.waits(f"{number}.*待派遣员处理", centre)
    await dispatcher.taps("更正类别/位置", centre)
    await dispatcher.waits("✍️ 更正", centre)
    form = await dispatcher.waits("✍️ 更正", centre)
    await dispatcher.says("井盖", centre, reply_to=form["message_id"])
    await dispatcher.waits(lambda seen: any("井盖" in label for one in seen for label in labels(one)), centre)


async def test_in_a_tiny_place_the_dispatcher_closes_what_its_only_worker_cleared(town: Town) -> None:
    """One person reports, claims and clears; there is no second worker and no supervisor."""
    worker, admin, dispatcher = town.person("lead_chengguan_1"), town.person("admin"), town.person("dispatcher")
    for name in ("worker1", "worker2", "supervisor"):
        await admin.says(f"/role {town.person(name).id} -all")
        await admin.waits("已收回")
    await admin.says(f"/role {worker.id} worker 0103")
    await worker.waits("您现在是网格员 0103")
    number = await report(worker, "占道经营3起")
    queue = town.topic("综合执法队")
    await worker.waits(f"{number}.*待认领", queue)
    await worker.taps("认领", queue)
    await worker.waits(f"{number}.*处置中", queue)
    await worker.taps("处置完成", queue)
    await worker.shows(jpeg("after"), where=queue)
    await worker.waits("处置后照片 1 张", queue)
    await worker.taps("提交", queue)
    centre = town.topic("指挥中心")
    card = await dispatcher.waits(f"{number}.*无法核查", centre)
    assert {"通过", "返工"} <= set(labels(card))
    await dispatcher.taps("通过", centre)
    await worker.waits(f"{number}.*已办结")


async def test_a_press_that_bears_no_message_acts(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营3起")
    card = await worker.waits("上报草稿.*占道经营")
    user = {"id": worker.id, "is_bot": False, "first_name": "刘杰", "username": "worker1"}
    body = {"id": "bare", "from": user, "chat_instance": "1", "data": f"d:{draft_in(card)}:cancel:"}
    await town.post("inject", kind="callback_query", body=body)
    await worker.waits("草稿已取消")


async def test_yesterdays_draft_takes_nothing_of_today(town: Town, tmp_path: Path) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("yesterday"), caption="占道经营3起")
    await worker.waits("上报草稿.*占道经营")
    await forward(tmp_path, 26)
    await worker.waits("放了一天了")
    await worker.shows(jpeg("today"))
    await worker.is_at(*IN_0103)
    await worker.waits(lambda seen: len(with_buttons(seen, "上报草稿")) == 2)
    old, new = with_buttons(await worker.sees(), "上报草稿")
    assert "0103" not in text_of(old) + text_of(old)
    await worker.waits(
        lambda seen: [one for one in with_buttons(seen, "上报草稿") if "0103" in text_of(one) and "占道经营" not in text_of(one)]
    )
    assert new
