"""Voice and film: taken like pictures, and played to whoever may hear them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.people import IN_0103, Message, Someone, Town, jpeg, number_in, text_of
from tests.stories.test_keeping import recorded
from tests.stories.test_reporting import report
from tests.towns import town_in

VOICE = b"OggS" + b"\x01" * 9000


def case_in(card: Message) -> str:
    """Its id, as its buttons bear it."""
    return str(card["reply_markup"]["inline_keyboard"][0][0]["callback_data"]).split(":")[1]


def heard(kind: str) -> Callable[[list[Message]], Any]:
    """The newest message the bot sent that bears such a recording."""
    return lambda seen: next((one for one in reversed(seen) if one.get(kind) and one["from"]["is_bot"]), None)


async def spoken_complaint(resident: Someone) -> str:
    await resident.records(VOICE)
    await resident.waits("我要反映.*音视频 1 段.*在哪里")
    await resident.is_at(*IN_0103)
    await resident.waits("音视频 1 段.*可以提交")
    await resident.taps("提交")
    return number_in(await resident.waits("您的反映 YQ"))


async def test_a_worker_films_and_the_film_is_known_by_its_picture(town: Town) -> None:
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.says("/start")
    await lead.waits("您好")
    await worker.records(jpeg("film"), "video", caption="占道经营3起")
    await worker.waits("照片 1 张.*音视频 1 段")
    await worker.is_at(*IN_0103)
    await worker.waits("可以提交")
    await worker.taps("提交")
    card = await lead.waits("YQ.*待认领", queue)
    assert card.get("photo")
    assert "私聊" in await lead.taps("播放", queue)
    film = await lead.waits(heard("video"))
    assert "视频 · 处置前" in film["caption"]
    number = number_in(card)
    await lead.taps("详情", queue)
    await lead.waits(f"📄 {number}.*照片 1 张.*音视频 1 段")


async def test_a_voice_alone_is_a_complaint_for_whoever_verifies_it(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    await worker.says("/start")
    await worker.waits("您好")
    number = await spoken_complaint(resident)
    await resident.taps("播放")
    await resident.waits(heard("voice"))
    await worker.waits(f"{number}.*待核实")
    await worker.taps("播放")
    await worker.waits(heard("voice"))
    await worker.taps("属实")
    await worker.waits("类别")
    await worker.says("占道经营")
    await worker.waits(lambda seen: "店外经营" in str(seen[-1].get("reply_markup")))
    await worker.taps("店外经营")
    await worker.waits("可以提交")
    await worker.taps("提交")
    await resident.waits(f"{number}.*已受理")


async def test_a_department_does_not_hear_who_complained(town: Town) -> None:
    resident, dispatcher, worker = town.person("resident"), town.person("dispatcher"), town.person("worker1")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    for one in (lead, dispatcher):
        await one.says("/start")
        await one.waits("您好")
    await resident.records(VOICE, caption="门口占道经营，没法走路")
    await resident.is_at(*IN_0103)
    await resident.waits("可以提交")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映 YQ"))
    await worker.waits(f"{number}.*待核实")
    await worker.taps("属实")
    card = await lead.waits(f"{number}.*另有反映人的录音或视频", queue)
    assert "播放" not in str(card["reply_markup"])
    forged = {"id": "f1", "from": {"id": lead.id, "is_bot": False, "first_name": "l"}, "chat_instance": "1", "message": card,
              "data": f"l:{case_in(card)}"}  # fmt: skip
    await town.post("inject", kind="callback_query", body=forged)
    await lead.taps("详情", queue)
    await lead.waits(f"📄 {number}.*另有反映人的录音或视频")
    assert not heard("voice")(await lead.sees())
    await dispatcher.says(number)
    await dispatcher.waits(f"{number}.*待认领")
    await dispatcher.taps("播放")
    await dispatcher.waits(heard("voice"))


async def test_an_answer_by_voice_is_added_and_joins_what_was_just_filed(town: Town) -> None:
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.says("/start")
    await lead.waits("您好")
    number = await report(worker, "占道经营3起")
    card = await lead.waits(f"{number}.*待认领", queue)
    await worker.records(VOICE)
    await worker.waits(f"已记入 {number}")
    await lead.waits(lambda seen: _has_button(seen, number, "播放"), queue)
    await lead.records(VOICE, where=queue, reply_to=card["message_id"])
    await lead.waits(lambda seen: any("已记入" in text_of(one) for one in seen), queue)
    await lead.taps("播放", queue)
    await lead.waits(lambda seen: len([one for one in seen if one.get("voice")]) == 2)


def _has_button(seen: list[Message], number: str, label: str) -> bool:
    cards = [one for one in seen if number in text_of(one)]
    return bool(cards) and label in str(cards[-1].get("reply_markup"))


@pytest.mark.parametrize("kind", ["audio", "video_note", "animation"])
async def test_every_kind_comes_out_as_it_came_in(town: Town, kind: str) -> None:
    worker = town.person("worker1")
    await worker.records(jpeg(kind), kind)
    await worker.waits("音视频 1 段")
    await worker.shows(jpeg("p"), caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("可以提交")
    await worker.taps("提交")
    await worker.waits("YQ.*待认领")
    await worker.taps("播放")
    await worker.waits(heard(kind))


async def test_a_film_sent_as_file_is_a_film(town: Town) -> None:
    worker = town.person("worker1")
    await worker.records(b"\0" * 5000, "document", name="a.mp4", caption="占道经营3起")
    await worker.waits("音视频 1 段")
    assert not [one for one in await worker.sees() if "不是可用的照片" in text_of(one)]


async def test_what_is_too_large_is_played_but_not_kept(town: Town) -> None:
    worker = town.person("worker1")
    body = {"message_id": 960, "date": 1_795_000_000, "chat": {"id": worker.id, "type": "private", "first_name": "王"},
            "from": {"id": worker.id, "is_bot": False, "first_name": "王"}, "caption": "占道经营3起",
            "video": {"file_id": "v", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1, "file_size": 30_000_000}}  # fmt: skip
    await town.post("inject", kind="message", body=body)
    await worker.waits("超过 20 MB")
    await worker.waits("音视频 1 段.*占道经营")


async def test_a_refused_recording_says_what_cannot_be_had(town: Town) -> None:
    worker = town.person("worker1")
    await worker.records(VOICE, caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("可以提交")
    await worker.taps("提交")
    await worker.waits("YQ.*待认领")
    await town.post("faults", method="sendVoice", error_code=400, description="Bad Request: VOICE_MESSAGES_FORBIDDEN", times=1)
    await worker.taps("播放")
    await worker.waits("语音（刘杰.*）已经取不到了")


async def test_another_bots_recording_goes_once_more_as_bytes(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        worker = town.person("worker1")
        await worker.records(VOICE, caption="占道经营3起")
        await worker.is_at(*IN_0103)
        await worker.waits("可以提交")
        await worker.taps("提交")
        await worker.waits("YQ.*待认领")
        await recorded(tmp_path)
        wrong = "Bad Request: wrong file identifier/HTTP URL specified"
        await town.post("faults", method="sendVoice", error_code=400, description=wrong, times=1)
        await worker.taps("播放")
        await worker.waits(heard("voice"))


async def test_a_sticker_gets_a_friendly_line(town: Town) -> None:
    resident = town.person("resident_en")
    body = {"message_id": 970, "date": 1_795_000_000, "chat": {"id": resident.id, "type": "private", "first_name": "Anna"},
            "from": {"id": resident.id, "is_bot": False, "first_name": "Anna", "language_code": "en"},
            "sticker": {"file_id": "s", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1, "is_animated": False,
                        "is_video": False}}  # fmt: skip
    await town.post("inject", kind="message", body=body)
    await resident.waits("I cannot read that")
    assert not [one for one in await resident.sees() if "Submit" in str(one.get("reply_markup"))]


async def test_in_english_a_complaint_is_spoken(town: Town) -> None:
    anna = town.person("resident_en")
    await anna.records(VOICE, caption="pile of rubbish at the gate")
    await anna.waits("Your complaint.*Voice and video: 1")
    await anna.is_at(*IN_0103)
    await anna.taps("Submit")
    await anna.waits("Your complaint YQ|YQ")
    await anna.taps("Play")
    await anna.waits(heard("voice"))


async def test_what_may_not_be_heard_any_more_holds_up_nothing(town: Town) -> None:
    """The dispatcher loses the role while what they asked for waits."""
    resident, dispatcher, admin = town.person("resident"), town.person("dispatcher"), town.person("admin")
    await dispatcher.says("/start")
    await dispatcher.waits("您好")
    await resident.records(VOICE, caption="楼下有人乱倒垃圾")
    await resident.waits("可以提交")
    await resident.taps("提交")
    centre = town.topic("指挥中心")
    card = await dispatcher.waits("乱倒垃圾.*音视频 1 段", centre)
    await town.post("faults", method="*", chat=dispatcher.id, error_code=429, retry_after=3, times=1)
    await dispatcher.taps("播放", centre, card["message_id"])
    await admin.says(f"/role {dispatcher.id} -all")
    await dispatcher.waits("权限已收回")
    await dispatcher.says("/help")
    await dispatcher.waits("查进度")
    assert not heard("voice")(await dispatcher.sees())


async def test_danger_below_a_film_nobody_fetches_is_filed_and_costs_nothing(town: Town) -> None:
    resident, dispatcher = town.person("resident"), town.person("dispatcher")
    film = {"file_id": "v", "file_unique_id": "u", "width": 1, "height": 1, "duration": 2**31, "file_size": 61_000_000}
    body = {"message_id": 980, "date": 1_795_000_000, "chat": {"id": resident.id, "type": "private", "first_name": "冯霞"},
            "from": {"id": resident.id, "is_bot": False, "first_name": "冯霞"}, "caption": "解放路35号着火了，有人被困",
            "video": film}  # fmt: skip
    await town.post("inject", kind="message", body=body)
    await resident.waits("119")
    await dispatcher.waits("着火了，有人被困.*音视频 1 段", town.topic("指挥中心"))
    await resident.says("就在三楼")
    await resident.waits("位置已补充")


async def test_what_staff_say_into_a_form_is_for_staff(town: Town) -> None:
    resident, worker, lead = town.person("resident"), town.person("worker1"), town.person("lead_chengguan_1")
    queue = town.topic("综合执法队")
    await lead.says("/start")
    await lead.waits("您好")
    await resident.shows(jpeg("x"), caption="门口占道经营，没法走路")
    await resident.is_at(*IN_0103)
    await resident.waits("可以提交")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映 YQ"))
    await worker.waits(f"{number}.*待核实")
    await worker.taps("属实")
    card = await lead.waits(f"{number}.*待认领", queue)
    await lead.taps("退回", queue)
    await lead.waits("请选", queue)
    form = await lead.waits(lambda seen: next(one for one in seen if "退回" in text_of(one) and number in text_of(one)), queue)
    await lead.records(VOICE, where=queue, reply_to=form["message_id"])
    await lead.waits("退回.*音视频 1 段", queue)
    await lead.taps("非本单位职责", queue)
    await lead.waits(lambda seen: "● 非本单位职责" in str(seen), queue)
    await lead.taps("提交", queue)
    dispatcher, centre = town.person("dispatcher"), town.topic("指挥中心")
    returned = await dispatcher.waits(f"{number}.*退回", centre)
    assert "播放" in str(returned["reply_markup"])
    shown = await resident.waits(f"您的反映 {number}.*(重新|正在)")
    assert "播放" not in str(shown["reply_markup"])
    assert card


async def test_a_caption_below_a_film_is_taken_back(town: Town) -> None:
    worker = town.person("worker1")
    message = await worker.records(jpeg("film"), "video", caption="占道经营3起")
    await worker.waits("店外经营|无照经营")
    await town.post("edit", **{"from": worker.id}, message_id=message, caption="")
    await worker.waits(lambda seen: "类别未定" in text_of(seen[-1]) or "类别：" in text_of(seen[-1]))


async def test_a_voice_is_no_after_picture(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("before"), caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("可以提交")
    await worker.taps("自行处置")
    await worker.waits("处置前 1 张，处置后 0 张")
    await worker.records(VOICE)
    await worker.waits("处置后 0 张.*音视频 1 段")
    await worker.shows(jpeg("after"), caption="已清理")
    await worker.waits("处置前 1 张，处置后 1 张.*可以提交")
