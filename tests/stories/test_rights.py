"""A right is what the person has now, and what is offered is what is allowed."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.people import IN_0103, LEADS_GROUP, WORKERS_GROUP, Town, jpeg, labels, text_of
from tests.stories.test_corners import draft_in, presses
from tests.stories.test_reporting import report


async def test_a_resident_forges_no_figures(town: Town) -> None:
    resident = town.person("resident")
    await resident.shows(jpeg(), caption="占道经营999999起")
    draft = draft_in(await resident.waits("我要反映"))
    card = await resident.waits("我要反映")
    for data in ("self:", "ask:answer_by", "ask:number", "ask:quantity", "category:E0504", "source:hotline", "days:99999999999"):
        assert "已经失效" in await presses(town, resident, "冯霞", f"d:{draft}:{data}", card)
    for data in (f"d:{2**70}:submit:", "c:1:1:report", f"c:{2**64}:1:claim", "o:0", f"q:huanwei:{10**12}", "p:1"):
        assert await presses(town, resident, "冯霞", data, card)


async def test_who_may_not_learns_nothing_and_moves_no_card(town: Town) -> None:
    resident, lead, queue = town.person("resident"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    number = await report(town.person("worker1"), "占道经营3起")
    card = await lead.waits(f"{number}.*待认领", queue)
    data = [key["callback_data"] for row in card["reply_markup"]["inline_keyboard"] for key in row]
    case = data[0].split(":")[1]
    await lead.taps("认领", queue)
    await lead.waits(f"{number}.*处置中", queue)
    await town.person("worker1").waits(f"{number}.*处置中")
    edits = len(await town.calls("editMessageCaption")) + len(await town.calls("editMessageMedia"))
    for forged in (f"c:{case}:1:claim", f"c:{case}:9:claim", f"o:{case}", f"w:{case}", f"p:{case}"):
        said = await presses(town, resident, "冯霞", forged, {"message_id": 1})
        assert said == "您没有这项权限。"
    assert edits == len(await town.calls("editMessageCaption")) + len(await town.calls("editMessageMedia"))


async def test_a_dismissed_worker_reports_as_a_resident_and_a_case_claimed_by_who_left_is_free(town: Town) -> None:
    admin, worker, lead = town.person("admin"), town.person("worker1"), town.person("lead_chengguan_1")
    queue = town.topic("综合执法队")
    await worker.shows(jpeg(), caption="占道经营2起")
    await worker.waits("上报草稿")
    number = await report(town.person("worker2"), "占道经营3起")
    await lead.waits(f"{number}.*待认领", queue)
    await lead.taps("认领", queue)
    await lead.waits(f"{number}.*处置中", queue)
    await admin.says(f"/role {worker.id} -all")
    await worker.waits("权限已收回")
    await worker.waits("草稿已取消")
    await worker.shows(jpeg(), caption="占道经营2起")
    card = await worker.waits("我要反映")
    assert "自行处置" not in labels(card)
    await admin.says(f"/role {lead.id} -all")
    await town.person("lead_chengguan_2").waits(f"{number}.*待认领", queue)
    await town.person("lead_chengguan_2").taps("认领", queue)
    await town.person("lead_chengguan_2").waits(f"{number}.*处置中.*胡敏", queue)


async def test_invitations_end_with_who_gave_them_and_the_last_admin_stays(town: Town) -> None:
    admin, worker, stranger = town.person("admin"), town.person("worker1"), await town.newcomer("老王", username="laowang")
    await stranger.says("/start")
    await stranger.waits("您好")
    await admin.says(f"/role {admin.id} -all")
    await admin.waits("最后一位管理员")
    await admin.says("/invite dispatcher", WORKERS_GROUP)
    await admin.waits("私聊", WORKERS_GROUP)
    await admin.says("/role laowang admin")
    await admin.waits(f"请改用编号.*{stranger.id}")
    await admin.says("/invite worker 0104")
    link = re.search(r"start=(\S+)", text_of(await admin.waits("start=i")))
    assert link
    await worker.says(f"/start {link[1]}")
    await worker.waits("已加入")
    await worker.says(f"/start {link[1]}")
    await worker.waits("您已经是网格员 0104")
    await admin.says("/invite admin")
    second = re.findall(r"start=(\S+)", text_of(await admin.waits("管理员 的邀请")))[-1]
    await admin.says("/invitations")
    await admin.waits("有效的邀请（1）")
    await admin.says(f"/role {stranger.id} admin")
    await stranger.waits("您现在是管理员")
    await stranger.says(f"/role {admin.id} -all")
    await admin.waits("权限已收回")
    await admin.says(f"/start {second}")
    await admin.waits("邀请链接无效")


async def test_dispatchers_share_their_group_with_nobody(town: Town) -> None:
    admin = town.person("admin")
    await admin.says("/bind dispatchers", LEADS_GROUP)
    await admin.waits("必须单独建群", LEADS_GROUP)


async def test_small_talk_in_a_topic_goes_into_no_form(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    await report(town.person("worker1"), "占道经营3起")
    await lead.waits("待认领", queue)
    await lead.taps("认领", queue)
    await lead.waits("处置中", queue)
    await lead.taps("处置完成", queue)
    form = await lead.waits("✍️ 处置完成", queue)
    await lead.says("老李你先去吃饭，这家又来投诉，别理他", queue)
    hidden = {"message_id": 990, "date": 1_795_000_000, "chat": {"id": LEADS_GROUP, "type": "supergroup", "title": "x"},
              "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "text": "大家去哪吃饭"}  # fmt: skip
    sender = {"id": lead.id, "is_bot": False, "first_name": "胡霞", "username": "lead_chengguan_1"}
    body = {**hidden, "message_id": 991, "message_thread_id": queue[1], "is_topic_message": True, "from": sender,
            "text": "老李先吃饭去", "reply_to_message": hidden}  # fmt: skip
    await town.post("inject", kind="message", body=body)
    await lead.shows(jpeg(), where=queue)
    card = await lead.waits("处置后照片 1 张", queue)
    assert "老李" not in text_of(card)
    await lead.says("已清理", queue, reply_to=form["message_id"])
    await lead.waits("💬 已清理", queue)


async def test_what_is_said_is_read_as_it_is_meant(town: Town) -> None:
    resident, worker, lead = town.person("resident"), town.person("worker1"), town.person("lead_chengguan_1")
    await resident.says("我家楼下垃圾没人收")
    await resident.says("都三天了")
    place = await resident.says("在解放路35号门口")
    await resident.waits("📍 在解放路35号门口")
    await town.post("edit", **{"from": resident.id}, message_id=place, text="在解放路53号门口")
    await resident.waits("📍 在解放路53号门口")
    await resident.taps("提交")
    number = re.search(r"YQ\d{6}-\d{4}", text_of(await resident.waits("您的反映 YQ")))
    assert number
    await resident.says(f"／status {number[0].translate(str.maketrans('YQ-0123456789', 'ＹＱ－０１２３４５６７８９'))}")
    await resident.waits(lambda seen: seen[-1] if number[0] in text_of(seen[-1]) else None)
    await resident.says(f"编号：{number[0]} 怎么样了")
    await resident.waits(lambda seen: seen[-1] if number[0] in text_of(seen[-1]) else None)
    await resident.says("谢谢👍")
    await resident.waits("不客气")
    await worker.shows(jpeg(), caption="路口往东50米占道经营2起")
    await worker.is_at(*IN_0103)
    await worker.waits("2 起.*可以提交")
    await worker.taps("提交")
    await lead.waits("2 起.*待认领|待认领.*2 起", town.topic("综合执法队"))


async def test_an_answer_to_a_cases_card_goes_to_the_case(town: Town) -> None:
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    number = await report(worker, "占道经营3起")
    await lead.waits(f"{number}.*待认领", queue)
    card = await worker.waits(f"{number}.*待认领")
    await worker.says("又多了两个摊位", reply_to=card["message_id"])
    await worker.waits(f"已记入 {number}")
    await lead.waits(f"{number}.*➕ 又多了两个摊位", queue)
    await lead.taps("认领", queue)
    await lead.waits(f"{number}.*处置中", queue)


async def test_one_album_with_captions_is_one_report(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("seed"))
    photo = next(one for one in await worker.sees() if "photo" in one)["photo"]
    await worker.waits("上报草稿")
    await worker.taps("取消")
    await worker.waits("草稿已取消")
    who = {"id": worker.id, "is_bot": False, "first_name": "刘杰", "username": "worker1"}
    chat = {"id": worker.id, "type": "private", "first_name": "刘杰"}
    for number, caption in ((910, "占道经营3起"), (911, "近景"), (912, "远景")):
        body = {"message_id": number, "date": 1_795_000_000, "chat": chat, "from": who, "photo": photo, "caption": caption}
        await town.post("inject", kind="message", body=body | {"media_group_id": "album1"})
    await worker.waits("照片 3 张.*占道经营3起\n近景\n远景")


async def test_who_only_chats_in_a_group_is_not_kept_and_other_bots_commands_are_not_ours(town: Town, tmp_path: Path) -> None:
    stranger, admin = await town.newcomer("路人"), town.person("admin")
    await town.post("join", **{"from": stranger.id}, chat=WORKERS_GROUP)
    await stranger.says("今天天气不错", WORKERS_GROUP)
    await stranger.says("/start@another_bot", WORKERS_GROUP)
    await admin.says("/tally", WORKERS_GROUP)
    await admin.waits("【办结统计】", WORKERS_GROUP)
    assert not [one for one in await admin.sees(WORKERS_GROUP) if "私聊" in text_of(one)]
    with closing(sqlite3.connect(tmp_path / "wangge.db")) as kept:
        assert kept.execute("SELECT count(*) FROM people WHERE id = ?", (stranger.id,)).fetchone() == (0,)
