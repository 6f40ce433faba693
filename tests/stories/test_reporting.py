"""A grid worker reports: any order, several at once, corrected, handled on the address, in the group."""

import re

from tests.people import IN_0103, WORKERS_GROUP, Message, Someone, Town, jpeg, labels, number_in, text_of

WAITING = r"YQ\d{6}-\d{4}.*待认领"


def with_buttons(messages: list[Message], pattern: str) -> list[Message]:
    return [one for one in messages if labels(one) and re.search(pattern, text_of(one))]


async def report(worker: Someone, caption: str, where: tuple[float, float] = IN_0103) -> str:
    """A whole report; its number."""
    before = {number_in(one) for one in await worker.sees() if text_of(one).startswith("YQ")}
    await worker.shows(jpeg(caption), caption=caption)
    await worker.is_at(*where)
    await worker.waits(r"上报草稿.*📍 \d{4}.*可以提交")
    await worker.taps("提交")
    filed = await worker.waits(lambda seen: next((one for one in seen if _new(one, before)), None))
    return number_in(filed)


def _new(message: Message, before: set[str]) -> bool:
    return "待认领" in text_of(message) and text_of(message).startswith("YQ") and number_in(message) not in before


async def test_an_album_gets_one_card_and_only_one_message_has_buttons(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(*[jpeg(str(n)) for n in range(9)], caption="乱堆放两堆")
    card = await worker.waits("照片 9 张")
    assert "2 处" in text_of(card)
    await worker.is_at(*IN_0103)
    await worker.waits("0103.*可以提交")
    await worker.waits(lambda seen: len(with_buttons(seen, "上报草稿")) == 1)


async def test_the_place_first_then_words_then_the_photo(town: Town) -> None:
    worker = town.person("worker1")
    await worker.is_at(*IN_0103)
    await worker.waits("0103")
    await worker.says("暴露垃圾2处")
    await worker.waits("暴露垃圾.*2 处")
    await worker.shows(jpeg())
    await worker.waits("照片 1 张")
    await worker.taps("提交")
    await worker.waits(WAITING)


async def test_two_captioned_albums_are_two_drafts_and_interleaving_keeps_them_apart(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("a"), jpeg("b"), caption="小广告20处")
    await worker.shows(jpeg("c"), jpeg("d"), jpeg("e"), caption="路灯不亮2盏")
    await worker.waits("照片 2 张.*小广告")
    await worker.waits("照片 3 张.*路灯")
    await worker.is_at(*IN_0103)
    await worker.waits("照片 2 张.*小广告.*0103")
    await worker.is_at(*IN_0103)
    await worker.waits("照片 3 张.*路灯.*0103")


async def test_a_wrong_guess_is_put_right_by_search_and_by_quantity(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="解放路口占道经营3吨")
    await worker.waits("您写的是 3 吨.*“起”.*还缺：数量")
    await worker.taps("修改")
    await worker.waits(lambda seen: with_buttons(seen, "上报草稿") and "改数量" in labels(with_buttons(seen, "上报草稿")[-1]))
    await worker.taps("改数量")
    await worker.waits("请输入数量")
    await worker.says("很多")
    await worker.waits("没看懂数量")
    await worker.says("4")
    await worker.waits("店外经营.*4 起")
    await worker.taps("改类别")
    await worker.waits("请输入类别")
    await worker.says("飞碟")
    await worker.waits("没有找到“飞碟”")
    await worker.says("井盖")
    await worker.waits(lambda seen: any("井盖（类型不明）" in labels(one) for one in seen))
    await worker.taps("井盖（类型不明）")
    await worker.waits("🏷 井盖（类型不明）")


async def test_handled_on_the_spot_is_closed_in_one_step_with_both_photos(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("before"), caption="小广告5处")
    await worker.is_at(*IN_0103)
    await worker.waits("0103")
    await worker.taps("自行处置")
    await worker.waits("处置前 1 张，处置后 0 张.*还缺：处置后照片")
    await worker.shows(jpeg("after"))
    await worker.waits("处置后 1 张.*可以提交")
    await worker.taps("提交")
    await worker.waits("已办结.*自行处置")


async def test_a_photo_in_the_workers_group_starts_a_draft_that_can_go_on_in_private(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="今天天气不错", where=WORKERS_GROUP)
    await worker.shows(jpeg(), caption="流动摊点3起", where=WORKERS_GROUP)
    draft = await worker.waits("上报草稿.*无照经营游商", WORKERS_GROUP)
    assert "去私聊填写" in labels(draft)
    assert len(with_buttons(await worker.sees(WORKERS_GROUP), "上报草稿")) == 1
    await worker.taps("去私聊填写", WORKERS_GROUP)
    await worker.waits("上报草稿.*照片 1 张.*无照经营游商")
    await worker.waits("已移到私聊", WORKERS_GROUP)
    await worker.is_at(*IN_0103)
    await worker.waits("0103")
    await worker.taps("提交")
    await worker.waits(WAITING)


async def test_what_is_said_in_the_workers_group_is_mostly_no_report(town: Town) -> None:
    """Neither words without a photo, nor the photo of somebody who is no worker, nor one that names nothing."""
    worker, admin = town.person("worker1"), town.person("admin")
    await worker.says("流动摊点3起", WORKERS_GROUP)
    await admin.shows(jpeg(), caption="流动摊点3起", where=WORKERS_GROUP)
    await worker.is_at(*IN_0103, WORKERS_GROUP)
    await worker.shows(jpeg(), caption="暴露垃圾2处", where=WORKERS_GROUP)
    await worker.waits("上报草稿.*暴露垃圾", WORKERS_GROUP)
    await worker.is_at(*IN_0103, WORKERS_GROUP)
    await worker.waits("上报草稿.*0103", WORKERS_GROUP)
    await worker.waits(lambda seen: len(with_buttons(seen, "上报草稿")) == 1, WORKERS_GROUP)


async def test_a_file_knows_its_place_and_counts_once_it_is_checked(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(exif_jpeg(*IN_0103), caption="道路破损20米", as_file="IMG_1.jpg")
    await worker.waits("照片 1 张.*照片自带位置")
    await worker.taps("用照片位置")
    await worker.waits("📍 0103")
    await worker.taps("提交")
    await worker.waits(WAITING)


def exif_jpeg(lon: float, lat: float) -> bytes:
    import io

    from PIL import Image

    def parts(degrees: float) -> tuple[float, float, float]:
        whole = int(degrees)
        minutes = int((degrees - whole) * 60)
        return whole, minutes, round(((degrees - whole) * 60 - minutes) * 60, 3)

    picture = Image.new("RGB", (400, 300), "#778899")
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: parts(lat), 3: "E", 4: parts(lon)}
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


async def test_an_edited_caption_counts_as_it_reads_now(town: Town) -> None:
    worker = town.person("worker1")
    sent = await worker.shows(jpeg(), caption="占道经营3起")
    await worker.waits("店外经营.*3 起")
    await town.post("edit", **{"from": worker.id}, message_id=sent[0], caption="占道经营5起")
    await worker.waits("店外经营.*5 起")


async def test_a_double_tap_files_once(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("0103")
    await worker.taps("提交")
    state = await town.post("redeliver", last=1)
    assert state["update_ids"]
    await worker.waits(WAITING)
    lead = town.person("lead_chengguan_1")
    await lead.waits("待办 1 件", town.topic("综合执法队"))


async def test_withdrawn_with_a_reason_listed_and_cancelled(town: Town) -> None:
    worker = town.person("worker1")
    number = await report(worker, "占道经营3起")
    await worker.says("/my")
    await worker.waits(lambda seen: len([one for one in seen if number in text_of(one)]) > 1)
    await worker.taps("撤回")
    await worker.waits("撤回.*为什么撤回")
    await worker.says("发错了")
    await worker.waits("发错了.*可以提交")
    await worker.taps("提交")
    await worker.waits(f"{number}.*已撤回.*发错了")
    await worker.says("占道经营")
    await worker.waits("上报草稿")
    await worker.says("/cancel")
    await worker.waits("已取消：占道经营。一小时内")
    await worker.waits("草稿已取消：占道经营")
    await worker.says("/cancel")
    await worker.waits("没有可以取消的草稿")


async def test_words_alone_go_to_the_dispatcher_who_sets_the_place(town: Town) -> None:
    worker, dispatcher, centre = town.person("worker1"), town.person("dispatcher"), town.topic("指挥中心")
    await worker.shows(jpeg(), caption="幸福桥头下水道堵了")
    await worker.waits("可以提交")
    await worker.taps("提交")
    await dispatcher.waits("只有文字地点", centre)
    await dispatcher.taps("派遣", centre)
    await dispatcher.waits("派遣.*🏢 市政养护所", centre)
    await dispatcher.is_at(*IN_0103, where=centre)
    await dispatcher.waits("派遣.*📍 0103.*🏢 市政养护所.*可以提交", centre)
    await dispatcher.taps("提交", centre)
    await town.person("lead_shizheng_1").waits("0103.*市政养护所", town.topic("市政养护所"))


async def test_an_after_photo_with_words_of_its_own_stays_with_its_report(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("before"), caption="小广告5处")
    await worker.is_at(*IN_0103)
    await worker.waits("0103")
    await worker.taps("自行处置")
    await worker.shows(jpeg("after"), caption="已清理")
    await worker.waits("处置前 1 张，处置后 1 张.*可以提交")


async def test_three_likely_categories_are_offered_where_nothing_is_known(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg())
    card = await worker.waits("类别：未定")
    assert {"店外经营", "暴露垃圾", "乱堆物堆料"} <= set(labels(card))


async def test_an_unknown_command_is_no_report(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("/foo")
    await worker.waits("没有这个命令")
    assert not with_buttons(await worker.sees(), "上报草稿")


async def test_another_thing_has_a_draft_of_its_own_and_what_was_cancelled_comes_back(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("a"))
    await worker.says("占道经营3起")
    await worker.waits("照片 1 张.*店外经营")
    await worker.says("路灯不亮2盏")
    await worker.waits("路灯.*2 盏.*像是另一件，已另起一份")
    await worker.taps("是同一件")
    await worker.waits("占道经营3起\\s*路灯不亮2盏")
    await worker.taps("取消")
    await worker.waits("草稿已取消")
    await worker.says("恢复")
    await worker.waits("占道经营3起\\s*路灯不亮2盏.*可以提交")


async def test_in_english_another_thing_has_a_draft_of_its_own(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("/lang en")
    await worker.shows(jpeg("a"))
    await worker.says("占道经营3起")
    await worker.waits("Draft report.*Photos: 1.*Ready to submit")
    await worker.says("路灯不亮2盏")
    await worker.waits("sounds like another matter")
    await worker.taps("It is the same")
    await worker.waits("占道经营3起\\s*路灯不亮2盏")


async def test_what_there_is_not_cannot_be_restored(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("恢复")
    await worker.waits("没有可以恢复的草稿")
    await worker.shows(jpeg("a"), caption="占道经营3起")
    await worker.waits("上报草稿")
    await worker.taps("取消")
    await worker.waits("草稿已取消")
    await worker.taps("恢复")
    await worker.waits("上报草稿.*占道经营3起")


async def test_on_a_walk_each_picture_is_the_next_report_and_one_letter_tells_them(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("walk1"), caption="墙上小广告5处")
    await worker.is_at(*IN_0103)
    await worker.waits("可以提交")
    await worker.taps("🚶 连续上报")
    await worker.waits("连续上报，已报 0 件")
    await worker.shows(jpeg("walk2"))
    await worker.waits("连续上报，已报 1 件.*照片 1 张|照片 1 张.*连续上报，已报 1 件")
    await worker.shows(jpeg("walk3"))
    draft = await worker.waits("连续上报，已报 2 件")
    assert "小广告" in text_of(draft)
    await worker.taps("提交")
    await worker.waits("连续上报，已报 3 件")
    await worker.taps("结束连续上报")
    told = await worker.waits("连续上报结束，共 3 件：[^\n]+ 3\n0001–0003")
    assert "小广告" in text_of(told)
    await town.person("lead_chengguan_1").waits("0003 · 待认领", town.topic("综合执法队"))
