"""签到, 请假 and 首问责任人, as people do them."""

from tests.people import IN_0103, WORKERS_GROUP, Town, labels, number_in, text_of
from tests.stories.test_reporting import report


async def test_who_signs_in_is_asked_and_who_is_away_has_somebody_who_stands_in(town: Town) -> None:
    first, second, resident = town.person("worker1"), town.person("worker2"), town.person("resident")
    await second.says("签到")
    await second.waits("已签到，到 .* 自动签退")
    await second.is_at(*IN_0103)
    await second.waits("签到位置已记下")
    await first.says("/duty")
    await first.waits("在岗 1 人.*李子涵　网格员 0103.*📍.*您还没有签到")
    await resident.says("门口占道经营，解放路9号")
    await resident.waits("门口占道经营")
    await resident.is_at(*IN_0103)
    await resident.waits("📍")
    await resident.taps("提交")
    number = number_in(await second.waits("待核实"))
    assert not [one for one in await first.sees() if number in text_of(one)]
    await second.taps("属实")
    card = await second.waits(f"{number} .*首问责任人 李子涵")
    assert "移交首问" in labels(card)
    await second.taps("移交首问")
    await second.waits("移交首问")
    await second.taps("胡桂英")
    await second.taps("提交")
    await town.person("dispatcher").waits(f"{number} .*首问责任人 胡桂英")
    await second.says("签退")
    await second.waits("已签退")
    await second.says("签退")
    await second.waits("您现在没有签到")


async def test_leave_is_explained_and_only_an_admin_enters_it_for_others(town: Town) -> None:
    worker, admin = town.person("worker1"), town.person("admin")
    await worker.says("/leave")
    await worker.waits("例如：/leave 12-05")
    await worker.says("/leave 3天 1102")
    await worker.waits("🏖 刘杰 请假至.*由 李子涵 代班")
    await town.person("worker2").waits("🤝 刘杰 请假至.*请您代班")
    await worker.says("/leave off")
    await worker.waits("已销假：刘杰")
    await worker.says("/leave 1102 3天")
    await worker.waits("格式不对|例如：/leave", patience=5)
    await worker.waits(lambda seen: sum("例如：/leave" in text_of(one) for one in seen) == 2)
    await worker.says("请假 明天 李子涵")
    await worker.waits(lambda seen: sum("由 李子涵 代班" in text_of(one) for one in seen) == 2)
    await worker.says("签到")
    await worker.waits("已签到并销假")
    await admin.says("/leave 1102 3天")
    await town.person("worker2").waits("管理员已为您登记请假至")


async def test_signing_in_is_no_word_of_a_report_and_takes_no_place_from_one(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("乱堆放2处，建设路路边")
    await worker.waits("建设路路边")
    await worker.says("签到")
    await worker.waits("已签到")
    assert not [one for one in await worker.sees() if "签到" in text_of(one) and "建设路" in text_of(one)]
    other = town.person("worker2")
    await other.says("签到")
    await other.waits("已签到")
    await other.says("闻到煤气味，有人晕倒")
    await other.waits("险情.*还没有位置")
    await other.is_at(*IN_0103)
    await other.waits("险情.*解放社区 0103")
    assert not [one for one in await other.sees() if "签到位置" in text_of(one)]


async def test_who_signs_in_in_the_group_is_answered_in_their_own_chat(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("签到", WORKERS_GROUP)
    await worker.waits("已签到")
    assert not [one for one in await worker.sees(WORKERS_GROUP) if "已签到" in text_of(one)]


async def test_outsiders_learn_nothing_by_asking_for_leave(town: Town) -> None:
    resident = town.person("resident")
    for words in ("/leave 1102 12-05", "/leave 999999 12-05"):
        await resident.says(words)
    await resident.waits(lambda seen: sum("您没有这项权限" in text_of(one) for one in seen) == 2)


async def test_what_a_form_waits_for_and_a_reports_words_are_not_taken_for_leave(town: Town) -> None:
    worker = town.person("worker1")
    number = await report(worker, "乱堆放2处")
    await worker.taps("撤回")
    await worker.waits("为什么撤回")
    await worker.says("请假 明天")
    await worker.waits(f"撤回 · {number}.*请假 明天")
    await worker.taps("取消")
    await worker.says("请假的环卫工没人顶岗，暴露垃圾2处")
    await worker.waits("上报草稿.*请假的环卫工")
    await worker.says("请假3天")
    await worker.waits("🏖 刘杰 请假至")
