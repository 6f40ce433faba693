"""What goes wrong in the field gets a clear sentence, and nothing breaks."""

import io
import struct
import zlib

from tests.people import IN_0103, Town, jpeg, labels, number_in, text_of
from tests.stories.test_reporting import report


def huge_png(side: int = 14_200) -> bytes:
    """A header that asks for 200 megapixels, and hardly any data."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


async def test_a_text_file_named_jpg_and_a_bomb_are_no_photos(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(b"hello, I am no picture", caption="占道经营3起", as_file="photo.jpg")
    await worker.waits("不是可用的照片（不是图片）")
    await worker.shows(huge_png(), as_file="huge.png")
    await worker.waits("不是可用的照片（太大")
    await worker.waits("2 个文件不是可用的照片，未计入")
    await worker.shows(jpeg(), as_file="good.jpg")
    await worker.waits("照片 1 张.*2 个文件不是可用的照片")


async def test_a_place_in_another_country_is_kept_and_left_to_the_dispatcher(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.is_at(2.35, 48.85)
    await worker.waits("辖区之外很远")
    await worker.taps("提交")
    await town.person("dispatcher").waits("不在任何网格内", town.topic("指挥中心"))


async def test_a_caption_of_four_thousand_characters_and_emoji(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营3起" + "啊😀" * 1300)
    await worker.is_at(*IN_0103)
    await worker.waits("店外经营.*0103.*可以提交")
    await worker.taps("提交")
    card = await town.person("lead_chengguan_1").waits("待认领", town.topic("综合执法队"))
    assert len(text_of(card)) <= 1024
    assert "photo" in card


async def test_html_in_a_name_and_in_words_is_only_text(town: Town) -> None:
    resident = await town.newcomer("<b>Robert</b> & 'Co")
    await resident.says("/start")
    await resident.waits("您好")
    await resident.says("<script>alert(1)</script> 占道经营 </b>")
    await resident.is_at(*IN_0103)
    await resident.waits("<script>alert\\(1\\)</script>.*可以提交")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映"))
    await town.person("worker1").waits(f"{number}.*<script>")


async def test_what_telegram_refuses_or_hangs_up_on_arrives_all_the_same(town: Town) -> None:
    worker = town.person("worker1")
    await town.post("faults", method="sendMessage", error_code=429, retry_after=1, times=2)
    await town.post("faults", method="sendMessage", drop="before", times=1)
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.waits("上报草稿.*店外经营")


async def test_who_blocked_the_bot_is_left_alone_and_comes_back(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.waits("上报草稿")
    await town.post("block", **{"from": worker.id})
    await town.post("block", **{"from": worker.id}, blocked=False)
    await worker.is_at(*IN_0103)
    await worker.waits("0103")


async def test_a_deleted_card_is_sent_anew(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.waits("上报草稿")
    await town.post(
        "faults", method="editMessageText", error_code=400, description="Bad Request: message to edit not found", times=1
    )
    await worker.taps("修改")
    await worker.waits(lambda seen: any("改类别" in labels(one) for one in seen))


async def test_a_video_is_answered(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(io.BytesIO(b"%PDF-1.4").getvalue(), as_file="order.pdf")
    await worker.waits("不是可用的照片")


async def test_a_message_nobody_knows_of_is_adopted_and_its_old_button_changes_nothing(town: Town) -> None:
    """A send whose outcome was never learnt leaves a second card, whose buttons grow old."""
    worker, lead, queue = town.person("worker1"), town.person("lead_chengguan_1"), town.topic("综合执法队")
    await town.post("faults", method="sendPhoto", chat=queue[0], drop="after", times=1)
    number = await report(worker, "占道经营3起")
    await lead.waits(lambda seen: len([one for one in seen if "待认领" in text_of(one)]) == 2, queue)
    stray, known = [one for one in await lead.sees(queue) if "待认领" in text_of(one)]
    await lead.taps("认领", queue, known["message_id"])
    await lead.waits(f"{number}.*处置中", queue)
    assert "已有新进展" in await lead.taps("退回", queue, stray["message_id"])
    await lead.waits(lambda seen: not [one for one in seen if "认领" in labels(one)], queue)
    await lead.waits(lambda seen: stray["message_id"] not in [one["message_id"] for one in seen], queue)
