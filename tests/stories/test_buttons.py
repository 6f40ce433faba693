"""Every button of a draft and a form does what it says, and limits are told plainly."""

from tests.people import IN_0103, Someone, Town, jpeg, labels, text_of
from tests.stories.test_reporting import report, with_buttons


async def offering(person: Someone, label: str, where: object = None) -> None:
    await person.waits(lambda seen: any(label in labels(one) for one in seen), where)


async def test_a_drafts_own_buttons(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg(), caption="井盖坏了")
    await worker.waits("上报草稿")
    await worker.taps("井盖（类型不明）") if "类别：未定" in text_of(await worker.waits("上报草稿")) else None
    await worker.taps("情形：缺失")
    await worker.waits("立案条件：缺失")
    await worker.taps("修改")
    await offering(worker, "设为紧急")
    await worker.taps("设为紧急")
    await worker.waits("⚡ 紧急")
    await worker.taps("改位置")
    await worker.waits("请发送位置")
    await worker.says("解放路口东北角")
    await worker.waits("解放路口东北角（文字地点")
    await worker.taps("补充说明")
    await worker.waits("请输入文字说明")
    await worker.says("盖子碎成两半")
    await worker.waits("盖子碎成两半")
    await worker.taps("改数量")
    await worker.waits("请输入数量")
    await worker.says("2个")
    await worker.waits("· 2 个")
    await worker.taps("返回")
    await worker.taps("自行处置")
    await worker.waits("上报草稿 · 自行处置")
    await worker.taps("不是自行处置")
    await worker.waits(lambda seen: not any("自行处置</b>" in text_of(one) for one in seen))
    await worker.taps("再报一件")
    await worker.waits(lambda seen: len(with_buttons(seen, "上报草稿")) == 2)
    await worker.taps("取消")
    await worker.waits("草稿已取消")


async def test_two_photos_and_handled_on_the_spot_takes_the_last_as_after(town: Town) -> None:
    worker = town.person("worker1")
    await worker.shows(jpeg("a"), jpeg("b"), caption="小广告5处")
    await worker.waits("照片 2 张")
    await worker.taps("自行处置")
    await worker.waits("处置前 1 张，处置后 1 张.*可以提交")


async def test_more_pictures_than_a_case_may_have(town: Town) -> None:
    worker = town.person("worker1")
    for _ in range(2):
        await worker.shows(*[jpeg(str(n), (40, 30)) for n in range(10)])
    await worker.waits("超过上限 18")
    await worker.waits("照片 18 张")


async def test_a_resident_has_three_drafts_and_ten_complaints_a_day(town: Town) -> None:
    resident = await town.newcomer("小张")
    for number in range(4):
        await resident.shows(jpeg(str(number)), caption=f"问题{number}")
    await resident.waits("超过上限 3")
    for _ in range(3):
        await resident.says("/cancel")
    for told in (
        "垃圾没人收",
        "占道经营",
        "路灯不亮",
        "下水道堵了",
        "树倒了",
        "小广告",
        "井盖没了",
        "护栏坏了",
        "公厕太脏",
        "乱停车",
        "路面坑洼",
    ):
        await resident.says(told)
        await resident.waits(f"我要反映.*{told}")
        await resident.taps("提交")
    assert "超过上限 10" in await resident.taps("提交")


async def test_a_form_can_be_cancelled_and_a_choice_taken_back(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.waits(number, queue)
    await lead.taps("退回", queue)
    await lead.waits("请选择理由.*如知道应归谁|退回.*由 .* 填写", queue)
    await lead.taps("环卫所", queue)
    await lead.waits("🏢 环卫所", queue)
    await lead.taps("● 环卫所", queue)
    await lead.waits("如知道应归谁", queue)
    assert "没有这项权限" in await town.person("lead_chengguan_2").taps("取消", queue)
    await lead.taps("取消", queue)
    await lead.waits("草稿已取消", queue)
    await lead.taps("转派", queue)
    await lead.waits("请选择转给谁", queue)
    await lead.taps("环卫所", queue)
    await lead.waits("🏢 环卫所", queue)
    await lead.taps("提交", queue)
    await town.person("lead_huanwei_1").waits(f"{number}.*待认领.*环卫所", town.topic("环卫所"))


async def test_a_dispatcher_corrects_and_accepts(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    await resident.says("这里有个东西坏了很久")
    await resident.waits("我要反映")
    await resident.taps("提交")
    await dispatcher.waits("待派遣员处理", centre)
    await dispatcher.taps("受理", centre)
    await dispatcher.waits(r"受理 · YQ\d{6}-\d{4}\n.*还缺：类别", centre)
    await dispatcher.taps("更正类别/位置", centre)
    await dispatcher.waits("更正类别/位置 · YQ", centre)
    assert "还缺" in await dispatcher.taps("提交", centre)
    await dispatcher.taps("改类别", centre)
    await dispatcher.waits("请输入类别", centre)
    await dispatcher.says("路灯", centre)
    await offering(dispatcher, "路灯", centre)
    await dispatcher.taps("路灯", centre)
    await dispatcher.waits("🏷 路灯", centre)
    await dispatcher.is_at(*IN_0103, where=centre)
    await dispatcher.waits("🏷 路灯.*📍 0103", centre)
    await dispatcher.taps("提交", centre)
    await dispatcher.waits("待派遣员处理.*路灯.*0103", centre)
    await dispatcher.taps("受理", centre)
    await resident.waits("已受理，已交供电所|已受理，已交市政养护所")


async def test_an_entry_names_its_source_and_day_to_answer_by(town: Town) -> None:
    dispatcher = town.person("dispatcher")
    await dispatcher.says("/new")
    await dispatcher.waits("登记来件 · 热线")
    await dispatcher.taps("修改")
    await offering(dispatcher, "来信")
    await dispatcher.taps("来信")
    await dispatcher.waits("登记来件 · 来信")
    await dispatcher.taps("答复期限")
    await dispatcher.waits("请输入答复期限")
    await dispatcher.says("3")
    await dispatcher.waits("前答复")
    await dispatcher.says("人民路乱堆放5堆")
    await dispatcher.waits("乱堆物堆料.*5 处")
    await dispatcher.taps("提交")
    await dispatcher.waits("来信.*前答复", town.topic("指挥中心"))


async def test_commands_say_how_they_go(town: Town) -> None:
    worker, admin, dispatcher = town.person("worker1"), town.person("admin"), town.person("dispatcher")
    await worker.says("/help")
    await worker.waits("怎么用")
    await worker.says("/tally whenever")
    await worker.waits("格式不对.*2026-11-20")
    await worker.says("/lang fr")
    await worker.waits("/lang zh 或 /lang en")
    await worker.says("/my")
    await worker.waits("还没有上报过")
    await worker.says("/new")
    await worker.waits("没有这项权限")
    await admin.says("/people")
    await admin.waits("人员")
    await admin.says("/role nobody worker 0103")
    await admin.waits("没有找到")
    await admin.says("/bind workers")
    await admin.waits("请在要绑定的群或话题里发送")
    await dispatcher.says("/queue")
    await dispatcher.waits("没有待办案件")
    await worker.says("/queue")
    await worker.waits(lambda seen: "没有待办案件" in text_of(seen[-1]))
    await worker.says("/start d999")
    await worker.waits("没有找到")


async def test_what_a_lead_types_into_the_clearing_form_is_read(town: Town) -> None:
    number = await report(town.person("worker1"), "占道经营3起")
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    await lead.waits(number, queue)
    await lead.taps("认领", queue)
    await lead.waits("处置中", queue)
    await lead.taps("处置完成", queue)
    await lead.waits("数量 3 起", queue)
    await lead.says("5起", queue)
    await lead.waits("数量 5 起", queue)
    form = await lead.waits("✍️ 处置完成", queue)
    await lead.says("摊主已自行撤离", queue, reply_to=form["message_id"])
    await lead.waits("💬 摊主已自行撤离", queue)
    await lead.taps("劝导教育", queue)
    await lead.waits("结果 劝导教育", queue)
    await lead.shows(jpeg("after"), caption="现场照片", where=queue)
    await lead.waits("处置后照片 1 张.*可以提交", queue)
    await lead.taps("提交", queue)
    done = await lead.waits(f"{number}.*待核查", queue)
    assert "劝导教育 5 起" in text_of(done)
    assert "摊主已自行撤离" in text_of(done)


async def test_a_resident_leaves_a_phone_by_the_keyboard(town: Town) -> None:
    """The number is for the dispatcher who presses for it; on the card in the group it does not stand."""
    resident, dispatcher = town.person("resident"), town.person("dispatcher")
    await resident.says("/start")
    await resident.waits("您好")
    await resident.says("路灯不亮")
    await resident.waits("我要反映")
    await town.post("press", **{"from": resident.id}, label="留下我的电话")
    await resident.waits("📞 13800000000")
    await resident.taps("提交")
    centre = town.topic("指挥中心")
    card = await dispatcher.waits("待派遣员处理.*路灯不亮", centre)
    assert "冯霞" not in text_of(card)
    assert "13800000000" not in text_of(card)
    said = await dispatcher.taps("联系反映人", centre, card["message_id"])
    assert "冯霞" in said
    assert "13800000000" in said
    assert "没有这项权限" in await town.person("supervisor").taps("联系反映人", centre, card["message_id"])
