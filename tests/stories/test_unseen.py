"""A case is never invisible: what Telegram refuses for good goes on elsewhere, and somebody is told."""

import io
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from tests.people import IN_0103, LEADS_GROUP, WORKERS_GROUP, Town, jpeg, labels, number_in, text_of
from tests.stories.test_reporting import report
from tests.stories.test_tally import next_bulletin
from tests.stories.test_time import later
from tests.towns import town_in


def strip(wide: int, high: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "#557799").save(out, "PNG")
    return out.getvalue()


async def test_a_deleted_topic_sends_its_cases_to_the_leads_and_tells_the_admin(town: Town) -> None:
    lead, admin, dispatcher = town.person("lead_chengguan_1"), town.person("admin"), town.person("dispatcher")
    chat, thread = LEADS_GROUP, int(town.topic("综合执法队")[1])
    await town.post("topics", chat=chat, thread=thread, do="delete")
    number = await report(town.person("worker1"), "占道经营3起")
    await lead.waits(f"{number}.*待认领")
    await admin.waits("综合执法队.*无法|无法.*综合执法队")
    await dispatcher.waits("无法向.*综合执法队", town.topic("指挥中心"))
    await lead.taps("认领")
    await lead.waits(f"{number}.*处置中")


async def test_a_closed_topic_that_opens_again_shows_what_waited(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    where = {"chat": LEADS_GROUP, "thread": queue[1]}
    await town.post("topics", **where, do="close")
    number = await report(town.person("worker1"), "占道经营3起")
    await lead.waits(f"{number}.*待认领")
    await town.post("topics", **where, do="reopen")
    await lead.waits(f"{number}.*待认领", queue)


async def test_a_group_that_removes_the_bot_is_told_of_and_its_cases_go_to_people(town: Town) -> None:
    lead, admin = town.person("lead_huanwei_1"), town.person("admin")
    await town.post("leave", chat=LEADS_GROUP)
    number = await report(town.person("worker1"), "暴露垃圾2处")
    await lead.waits(f"{number}.*待认领")
    await admin.waits("无法向.*机器人已被移出")


async def test_without_the_right_to_send_photos_a_card_comes_as_text(town: Town) -> None:
    await town.post("rights", chat=LEADS_GROUP, can_send_photos=False)
    number = await report(town.person("worker1"), "占道经营3起")
    card = await town.person("lead_chengguan_1").waits(f"{number}.*待认领", town.topic("综合执法队"))
    assert "photo" not in card
    assert "认领" in labels(card)


async def test_a_group_that_may_be_written_to_again_is_tried_after_an_hour(tmp_path: Path) -> None:
    """Telegram does not say that the right to write was given back."""
    async with town_in(tmp_path) as town:
        worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
        await town.post("rights", chat=LEADS_GROUP, can_send_messages=False)
        await lead.waits(f"{await report(worker, '占道经营3起')}.*待认领")
        await later(town, tmp_path, 2)
        await lead.waits(f"{await report(worker, '占道经营2起')}.*待认领")
        await town.post("rights", chat=LEADS_GROUP, can_send_messages=True)
        await later(town, tmp_path, 4)
        await lead.waits(f"{await report(worker, '占道经营4起')}.*待认领", queue)
        number = await report(worker, "占道经营5起")
        await lead.waits(f"{number}.*待认领", queue)
        assert not [one for one in await lead.sees() if number in text_of(one)], "it is no longer said in private"


async def test_a_worker_who_never_opened_the_bot_hears_of_it_once_they_do(town: Town) -> None:
    await town.post("block", **{"from": town.person("worker1").id})
    await town.post("block", **{"from": town.person("worker2").id})
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    await resident.shows(jpeg(), caption="门口占道经营，没法走路")
    await resident.is_at(*IN_0103)
    await resident.waits("可以提交")
    await resident.taps("提交")
    card = await dispatcher.waits("YQ.*门口占道经营", centre)
    worker = town.person("worker1")
    await worker.says("/start")
    await worker.waits("您好")
    await dispatcher.taps("受理", centre, card["message_id"])
    await town.person("lead_chengguan_1").waits(f"{number_in(card)}.*待认领", town.topic("综合执法队"))


async def test_a_picture_of_any_shape_and_emoji_of_any_length_hide_no_case(town: Town) -> None:
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    for wide, high in ((900, 20000), (2000, 8)):
        await worker.shows(strip(wide, high), as_file="long.png", caption="占道经营3起")
        await worker.waits("照片 1 张")
        await worker.is_at(*IN_0103)
        await worker.waits("照片 1 张.*可以提交")
        await worker.taps("提交")
        card = await worker.waits(r"YQ\d{6}-\d{4} · 待认领")
        number = number_in(card)
        await lead.waits(lambda seen: [one for one in seen if number in text_of(one) and "photo" in one], queue)  # noqa: B023
    number = await report(worker, "占道经营3起" + "😀" * 300)
    await lead.waits(f"{number}.*待认领", queue)


async def test_a_group_with_a_new_id_keeps_what_it_is_for(town: Town) -> None:
    worker = town.person("worker1")
    new = (await town.post("migrate", chat=WORKERS_GROUP))["id"]
    await worker.shows(jpeg(), caption="占道经营3起", where=new)
    await worker.waits("上报草稿", new)


async def test_updates_of_any_shape_stop_nobody(town: Town) -> None:
    resident = town.person("resident")
    seed = random.Random(7)
    bodies: list[tuple[str, object]] = [
        ("callback_query", "x"), ("message", {"chat": {"id": 2**70, "type": "private"}}), ("message", []), ("callback_query", {}),
        ("message", {"message_id": 1, "date": 1, "chat": {"id": resident.id, "type": "private", "first_name": "冯霞"},
                     "from": {"id": 2**70, "is_bot": False, "first_name": "x"}, "text": "hi"}),
    ]  # fmt: skip
    seed.shuffle(bodies)
    for kind, body in bodies:
        await town.post("inject", kind=kind, body=body)
    where = {"id": resident.id, "type": "private", "first_name": "冯霞"}
    nowhere = {
        "message_id": 900,
        "date": 1_795_000_000,
        "chat": where,
        "from": {"id": resident.id, "is_bot": False, "first_name": "冯霞"},
    }
    await town.post("inject", kind="message", body=nowhere | {"location": {"latitude": 95.0, "longitude": 500.0}})
    await resident.waits("没看懂这个位置")
    await resident.says("/help")
    await resident.waits("发照片、视频、语音或文字")


async def test_a_press_on_a_message_telegram_has_forgotten_acts(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    number = await report(town.person("worker1"), "占道经营3起")
    card = await lead.waits(f"{number}.*待认领", queue)
    data = next(key["callback_data"] for row in card["reply_markup"]["inline_keyboard"] for key in row if key["text"] == "认领")
    forgotten = {
        "chat": {"id": LEADS_GROUP, "type": "supergroup", "title": "责任单位"},
        "message_id": card["message_id"],
        "date": 0,
    }
    user = {"id": lead.id, "is_bot": False, "first_name": "胡霞", "username": "lead_chengguan_1"}
    body = {"id": "old1", "from": user, "chat_instance": "1", "data": data, "message": forgotten}
    await town.post("inject", kind="callback_query", body=body)
    await lead.waits(f"{number}.*处置中", queue)


async def test_danger_below_a_film_and_in_an_edit_is_answered(town: Town) -> None:
    resident, other = town.person("resident"), town.person("resident_en")
    message = await resident.says("楼下有烟")
    await resident.waits("我要反映")
    await town.post("edit", **{"from": resident.id}, message_id=message, text="楼下着火了")
    await resident.waits("119")
    film = {"message_id": 901, "date": 1_795_000_000, "chat": {"id": other.id, "type": "private", "first_name": "Anna"},
            "from": {"id": other.id, "is_bot": False, "first_name": "Anna", "language_code": "en"}, "caption": "gas leak downstairs",
            "video": {"file_id": "v", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}}  # fmt: skip
    await town.post("inject", kind="message", body=film)
    await other.waits("Gas leak: first call 0571-00009600")
    await other.waits("gas leak downstairs.*reported at once")


async def test_a_bulletin_whose_group_is_gone_comes_to_the_dispatchers(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        for method in ("sendMessage", "sendPhoto"):
            fault: dict[str, Any] = {"error_code": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}
            await town.post("faults", method=method, chat=WORKERS_GROUP, times=9, **fault)
        await later(town, tmp_path, (next_bulletin() - datetime.now(UTC)).total_seconds() / 3600 + 0.01)
        await town.person("dispatcher").waits("【网格日报】", town.topic("指挥中心"))


async def test_a_closed_general_topic_sends_its_cases_to_people(town: Town) -> None:
    dispatcher, centre = town.person("dispatcher"), town.topic("指挥中心")
    for method in ("sendMessage", "sendPhoto"):
        fault: dict[str, Any] = {"error_code": 400, "description": "Bad Request: TOPIC_CLOSED", "chat": centre, "times": 9}
        await town.post("faults", method=method, **fault)
    resident = town.person("resident")
    await resident.shows(jpeg(), caption="门口占道经营，没法走路")
    await resident.waits("占道经营")
    await resident.says("解放路9号")
    await resident.waits("解放路9号.*可以提交")
    await resident.taps("提交")
    await dispatcher.waits("占道经营")
    await town.person("admin").waits("无法向.*指挥|无法.*指挥中心|无法向")
