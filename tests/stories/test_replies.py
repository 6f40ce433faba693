"""An answer to a card acts, in private and in topics; and a case can be read whole."""

from tests.people import IN_0103, Town, jpeg, number_in, text_of
from tests.stories.test_reporting import report


async def test_the_claimers_picture_in_answer_to_the_card_is_proof(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    number = await report(town.person("worker1"), "占道经营3起")
    await lead.waits(f"{number}.*待认领", queue)
    await lead.taps("认领", queue)
    card = await lead.waits(f"{number}.*处置中", queue)
    await lead.shows(jpeg("done"), caption="已劝离", where=queue, reply_to=card["message_id"])
    await lead.waits("处置完成.*处置后照片 1 张.*已劝离.*可以提交", queue)
    await lead.taps("提交", queue)
    await town.person("worker1").waits(f"{number}.*待核查")


async def test_who_has_no_part_in_a_case_hears_so_alone(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    other = town.person("lead_huanwei_1")
    await other.says("/start")
    await other.waits("您好")
    number = await report(town.person("worker1"), "占道经营3起")
    card = await lead.waits(f"{number}.*待认领", queue)
    await other.says("这件不归我们", queue, reply_to=card["message_id"])
    await other.waits("没有这项权限")
    assert not [one for one in await lead.sees(queue) if "没有这项权限" in text_of(one)]


async def test_a_case_is_read_whole_in_ones_own_chat(town: Town) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    worker = town.person("worker1")
    await lead.says("/start")
    await lead.waits("您好")
    await worker.shows(jpeg("near"), jpeg("far"), caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("照片 2 张.*可以提交")
    await worker.taps("提交")
    card = await worker.waits("YQ.*待认领")
    number = number_in(card)
    await worker.says("就在门口", reply_to=card["message_id"])
    await lead.waits(f"{number}.*➕ 就在门口", queue)
    assert "私聊" in await lead.taps("详情", queue)
    await lead.waits(f"📄 {number}.*已上报 .*已派遣.*→ 综合执法队.*补充说明 .*：就在门口")
    await lead.waits(lambda seen: len([one for one in seen if one.get("media_group_id")]) == 2)


async def test_a_picture_that_is_refused_takes_no_other_with_it(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(*(jpeg(f"p{number}") for number in range(3)), caption="占道经营3起")
    await worker.is_at(*IN_0103)
    await worker.waits("照片 3 张.*可以提交")
    await worker.taps("提交")
    await worker.waits("YQ.*待认领")
    refusal = 'Bad Request: failed to send message #2 with the error message "PHOTO_INVALID_DIMENSIONS"'
    await town.post("faults", method="sendMediaGroup", error_code=400, description=refusal, times=1)
    await worker.taps("详情")
    await worker.waits(lambda seen: len([one for one in seen if one.get("media_group_id") and one["from"]["is_bot"]]) == 2)


async def test_staff_find_cases_by_whatever_they_know_of_them(town: Town) -> None:
    worker, dispatcher, resident = town.person("worker1"), town.person("dispatcher"), town.person("resident")
    number = await report(worker, "解放路口占道经营3起")
    await dispatcher.says("/find 解放路 占道 待认领")
    await dispatcher.waits(f"🔎 “解放路 占道 待认领” 1 件.*{number} .*待认领.*0103")
    await town.person("lead_chengguan_1").taps("认领", town.topic("综合执法队"))
    await dispatcher.taps(f"打开 {number[-4:]}")
    await dispatcher.waits(f"^{number} · 处置中")
    await dispatcher.waits("🔎 “解放路 占道 待认领” 0 件")
    supervisor = town.person("supervisor")
    await supervisor.says("解放路")
    await supervisor.waits(f"🔎 “解放路” 1 件.*{number}")
    await resident.says("/find 解放路")
    await resident.waits("没有这项权限")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.says("/find 占道经营", queue)
    await lead.waits(f"🔎 “占道经营” 1 件.*{number}", queue)
