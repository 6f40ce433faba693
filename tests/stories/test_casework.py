"""The field's casework as people do it: seen too, more time, a clock that stands still, told that it is late, the morning's digest."""

from pathlib import Path

from tests.conftest import everywhere
from tests.people import IN_0103, Town, labels, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report
from tests.stories.test_time import forward, later, until_monday
from tests.towns import town_in


@everywhere
async def test_a_resident_has_seen_it_too_and_is_told_what_becomes_of_it(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    resident = town.person("resident")
    await resident.says("门口占道经营好几天了")
    await resident.is_at(*IN_0103)
    draft = await resident.waits(f"附近已有 {number}：店外经营 · \\d+ 米")
    await resident.taps(f"是 {number[-4:]} 同一问题", None, draft["message_id"])
    mine = await resident.waits(f"您关注的 {number}")
    assert "占道经营3起" not in text_of(mine)
    await town.person("lead_chengguan_1").waits("另有 1 人反映同一问题", town.topic("综合执法队"))
    await clear(town, number)
    checker = town.person("worker2")
    await checker.waits(f"{number}.*待核查")
    await checker.taps("通过")
    await resident.waits(f"您关注的 {number} · 已办结")


@everywhere
async def test_more_time_is_asked_for_in_the_topic_and_granted_by_the_dispatchers(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    centre = town.topic("指挥中心")
    await lead.waits(number, queue)
    await lead.taps("认领", queue)
    await lead.waits("处置中", queue)
    await lead.taps("申请延期/挂账", queue)
    await lead.waits("请选择延期或挂账", queue)
    await lead.taps("延期", queue)
    form = await lead.waits("申请：延期", queue)
    await lead.says("摊主外出，明早到", queue, reply_to=form["message_id"])
    await lead.waits("摊主外出.*可以提交", queue)
    assert await lead.taps("提交", queue) == "已提交申请，等派遣员或督查员决定"
    await town.person("dispatcher").waits("🙋 胡霞申请延期至.*：摊主外出", centre)
    await town.person("dispatcher").taps("同意延期", centre)
    granted = await lead.waits(f"{number} · 处置中.*还剩 [56] 小时", queue)
    assert "同意延期" in text_of(granted)


async def test_a_clock_stands_still_in_english_too(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "绿化带里有垃圾")
        lead, supervisor = town.person("lead_yuanlin_1"), town.person("supervisor")
        for one in (lead, supervisor):
            await one.says("/lang en")
        queue = town.topic("园林绿化所")
        await lead.waits(number, queue)
        await lead.taps("认领", queue)
        await lead.waits("处置中", queue)
        await lead.says(number)
        await lead.waits(f"{number} · being handled")
        await lead.taps("More time or a pause")
        await lead.waits("✍️ More time or a pause")
        await lead.says("the gate is locked")
        await lead.waits("✍️.*the gate is locked")
        await lead.taps("suspension (the clock stands still)")
        await lead.waits("Asked for: suspension")
        await lead.taps("3 days")
        await lead.waits("Until.*Ready to submit")
        await lead.taps("Submit")
        asked = await supervisor.waits("🙋 于霞 asks for suspension.*the gate is locked")
        assert "Grant the suspension" in labels(asked)
        await supervisor.taps("Grant the suspension")
        await lead.waits(f"{number} · suspended.*⏸")
        await forward(tmp_path, 24 * 4)
        await lead.waits(f"{number} · being handled")


async def test_nobody_is_late_in_silence_and_why_it_is_late_stands_in_the_list(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        begins = until_monday()
        await later(town, tmp_path, begins)
        number = await report(town.person("worker1"), "占道经营3起")
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        await lead.waits(number, queue)
        await lead.taps("认领", queue)
        await lead.waits("处置中", queue)
        await later(town, tmp_path, begins + 3.1)
        await lead.waits(f"{number} · 处置中 🔴 超期.*请点“说明超期原因”", queue)
        await lead.waits(f"{number} · 处置中 🔴 超期.*已超")
        await lead.taps("说明超期原因")
        await lead.waits("请选择")
        await lead.taps("等材料")
        await lead.waits("理由：等材料")
        await lead.taps("3 天")
        await lead.waits("可以提交")
        await lead.taps("提交")
        await lead.waits(f"{number}.*⏳ 超期原因：等材料（预计")
        await lead.says("/late")
        await lead.waits(f"🔎.*{number}.*⏳ 超期原因：等材料")


async def test_in_the_morning_each_reads_what_the_day_brings(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        begins = until_monday()
        await later(town, tmp_path, begins)
        number = await report(town.person("worker1"), "绿化带里有垃圾")
        await town.person("lead_yuanlin_1").waits(number, town.topic("园林绿化所"))
        await forward(tmp_path, begins + 24)
        digest = await town.person("lead_yuanlin_1").waits("☀️.*提醒.*园林绿化所待认领 1 件")
        assert number[-4:] in labels(digest)[0]
        await town.person("lead_yuanlin_1").taps(labels(digest)[0])
        await town.person("lead_yuanlin_1").waits(f"^{number} · 待认领")


async def test_danger_that_nobody_takes_climbs(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        await town.person("resident").says("楼道里有很浓的煤气味")
        await town.person("lead_ranqi_1").waits("险情：燃气泄漏", town.topic("燃气公司"))
        assert not [one for one in await town.person("admin").sees() if "险情" in text_of(one)]
        await forward(tmp_path, 0.4)
        await town.person("admin").waits("险情：燃气泄漏")
        await town.person("supervisor").waits("险情：燃气泄漏")


async def test_a_hotlines_order_is_pasted_and_becomes_a_case(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        dispatcher = town.person("dispatcher")
        await dispatcher.says("/new")
        await dispatcher.waits("登记来件.*可把 12345 工单整段文字粘贴过来")
        await dispatcher.says(
            "工单编号：88\n来电人：王女士\n联系电话：139-0000-1111\n诉求地址：解放路12号\n诉求内容：菜市场门口占道经营3起\n答复期限：5个工作日"
        )
        draft = await dispatcher.waits("登记来件.*解放路12号.*王女士 139-0000-1111.*88.*可以提交")
        assert "粘贴" not in text_of(draft)
        await dispatcher.taps("提交")
        await dispatcher.waits("YQ\\d+-0001 .*店外经营.*菜市场门口占道经营3起")
        await dispatcher.says("编号：89\n内容：路灯不亮2盏\n地址：桥下")
        await dispatcher.waits("登记来件.*89.*路灯不亮2盏|登记来件.*路灯不亮2盏.*89")


async def test_two_cases_are_put_together_and_who_complained_objects(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        resident, dispatcher = town.person("resident"), town.person("dispatcher")
        await resident.says("解放路口有人占道经营")
        await resident.is_at(*IN_0103)
        await resident.waits("可以提交")
        await resident.taps("提交")
        await resident.waits("YQ\\d+-0002.*正在派人核实")
        await dispatcher.says("0002")
        await dispatcher.waits("0002 · 待核实")
        await dispatcher.taps("并案")
        form = await dispatcher.waits(f"并案.*附近已有 {number}：店外经营")
        assert number in labels(form)
        await dispatcher.taps(number)
        await dispatcher.taps("提交")
        await dispatcher.waits(f"0002 · 已并案.*并入 {number}")
        mine = await resident.waits(f"同一问题，已并案办理.*您的反映与 {number} 是同一问题")
        assert "有异议" in labels(mine)
        await resident.says("/lang en")
        await resident.waits("English from now on")
        await resident.says("/my")
        await resident.waits(f"dealt with together.*Yours is the same as {number}")
        await resident.taps("Object")
        await resident.waits("What is wrong")
        await resident.says("mine is over the road")
        await resident.waits("Ready to submit")
        await resident.taps("Submit")
        await dispatcher.waits("0002 · 待派遣员处理.*反映人有异议：mine is over the road", town.topic("指挥中心"))


async def test_a_case_is_printed_and_its_code_opens_it(tmp_path: Path) -> None:
    async with town_in(tmp_path) as town:
        number = await report(town.person("worker1"), "占道经营3起")
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        await lead.waits(number, queue)
        assert await lead.taps("打印", queue) == "正在生成，稍后发到您的私聊"
        letter = await lead.waits(f"🖨 {number}，可直接打印")
        assert letter["document"]["file_name"] == f"{number}.pdf"
        await town.person("lead_huanwei_1").taps("打印", queue)
        case = (await lead.waits(f"{number} · 待认领", queue))["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(
            ":"
        )[1]
        await lead.says(f"/start c{case}")
        await lead.waits(f"{number} · 待认领")
        await town.person("resident").says(f"/start c{case}")
        await town.person("resident").waits("没有找到")
        assert not any("document" in one for one in await town.person("lead_huanwei_1").sees())
