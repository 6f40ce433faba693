"""A resident complains without knowing any command, is told at each step, and has the last word."""

from tests.conftest import everywhere
from tests.people import IN_0103, Someone, Town, jpeg, labels, number_in, text_of
from tests.stories.test_department import clear
from tests.stories.test_reporting import report

pytestmark = everywhere


async def complain(resident: Someone, words: str = "门口占道经营，没法走路") -> str:
    await resident.shows(jpeg("problem"), caption=words)
    await resident.is_at(*IN_0103)
    await resident.waits("我要反映.*位置收到了.*可以提交")
    await resident.taps("提交")
    return number_in(await resident.waits("您的反映 YQ"))


async def complain_without_a_place(resident: Someone) -> str:
    """Which a dispatcher decides."""
    await resident.says("桥下有人乱倒垃圾")
    await resident.waits("我要反映")
    await resident.taps("提交")
    return number_in(await resident.waits("您的反映"))


async def test_from_the_complaint_to_the_last_word(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    await resident.says("/start")
    await resident.waits("您好！这里是云桥街道")
    number = await complain(resident)
    asked = await worker.waits(f"{number}.*待核实")
    assert "冯霞" not in text_of(asked)
    await worker.taps("属实")
    await resident.waits(f"{number}.*已受理")
    queued = await town.person("lead_chengguan_1").waits(f"{number}.*待认领", town.topic("综合执法队"))
    assert "冯霞" not in text_of(queued)
    await clear(town, number)
    await resident.waits(f"{number}.*正在核查")
    await worker.waits(f"{number}.*待核查")
    await worker.taps("通过")
    closed = await resident.waits(f"{number}.*满意吗")
    assert "满意" in labels(closed)
    await resident.taps("不满意")
    await resident.waits("问题没有解决，还是")
    await resident.taps("没有解决")
    await resident.waits("请说说哪里没有解决")
    await resident.says("第二天又来了")
    await resident.waits("第二天又来了.*可以提交")
    await resident.taps("提交")
    await town.person("lead_chengguan_1").waits(f"{number}.*返工.*第二天又来了", town.topic("综合执法队"))
    await clear_again(town, number)
    await worker.waits(f"{number}.*待核查")
    await worker.taps("通过")
    await resident.waits(f"{number}.*满意吗")
    await resident.taps("满意")
    await resident.waits("感谢您的评价")


async def clear_again(town: Town, number: str) -> None:
    lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
    card = await lead.waits(f"{number}.*返工", queue)
    await lead.taps("认领", queue, card["message_id"])
    await lead.waits(f"{number}.*处置中", queue)
    await lead.taps("处置完成", queue)
    await lead.waits("请发送处置后照片", queue)
    await lead.shows(jpeg("after again", colour="#337755"), where=queue)
    await lead.waits("处置后照片 1 张.*可以提交", queue)
    await lead.taps("提交", queue)


async def test_not_accepted_with_a_reason(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    number = await complain_without_a_place(resident)
    await dispatcher.waits(f"{number}.*待派遣员处理", centre)
    await dispatcher.taps("不予受理", centre)
    await dispatcher.waits("请选择理由", centre)
    await dispatcher.taps("描述不清", centre)
    await dispatcher.waits("描述不清.*可以提交", centre)
    await dispatcher.taps("提交", centre)
    await resident.waits(f"{number}.*不予受理.*描述不清")


async def test_a_worker_finds_it_is_not_so(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    number = await complain(resident)
    await worker.waits(f"{number}.*待核实")
    await worker.taps("不属实")
    await worker.waits("理由：不属实.*现场看到什么")
    await worker.says("到现场看过，没有摊位")
    await worker.waits("没有摊位.*可以提交")
    await worker.taps("提交")
    await resident.waits(f"{number}.*不予受理.*不属实")


async def test_danger_is_answered_and_filed_at_once_and_what_follows_joins_it(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    lead, queue = town.person("lead_ranqi_1"), town.topic("燃气公司")
    await resident.says("我家楼道里有一股煤气味")
    await resident.waits("燃气泄漏：请先打 0571-00009600.*开窗通风")
    number = number_in(await resident.waits("您的反映.*已立即上报.*还请接着发：位置.*联系电话"))
    await lead.waits(f"{number}.*险情：燃气泄漏.*还没有位置", queue)
    await dispatcher.waits(f"{number}.*险情：燃气泄漏", centre)
    await resident.says("解放路35号5栋2单元")
    await lead.waits(f"{number}.*解放路35号5栋2单元", queue)
    await resident.is_at(*IN_0103)
    await lead.waits(f"{number}.*0103", queue)
    worker = town.person("worker1")
    await worker.waits(f"{number}.*险情")
    await resident.says("13900001111")
    await resident.waits(lambda seen: [one for one in seen if number in text_of(one) and "还请接着发" not in text_of(one)])
    await lead.taps("认领", queue)
    await worker.waits(f"{number}.*处置中")
    await resident.waits(f"{number}.*正在处置")
    await worker.taps("不属实")
    await lead.waits(f"{number}.*处置中.*现场核实：不属实", queue)
    await resident.taps("不是险情，撤回")
    await resident.waits(f"{number}.*您已撤回")
    await lead.waits(f"{number}.*已撤回", queue)


async def test_status_and_number_answer_any_time_and_nobody_else(town: Town) -> None:
    resident, stranger = town.person("resident"), await town.newcomer("路人")
    number = await complain(resident)
    await resident.says("/status")
    await resident.waits("您最近的 1 件")
    await resident.says(number)
    await resident.waits(f"{number}.*正在派人核实")
    await stranger.says(number)
    await stranger.waits("没有找到")


async def test_too_slow_is_counted_only(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    number = await complain(resident)
    await worker.waits(f"{number}.*待核实")
    await worker.taps("属实")
    await clear(town, number)
    await worker.waits(f"{number}.*待核查")
    await worker.taps("通过")
    await resident.waits("满意吗")
    await resident.taps("不满意")
    await resident.waits("问题没有解决，还是")
    await resident.taps("太慢／态度")
    await resident.waits("感谢您的评价")
    await worker.waits(f"{number}.*已办结.*太慢／态度")


async def test_what_waits_for_a_worker_is_called_up_and_a_case_by_its_last_digits(town: Town) -> None:
    resident, worker, other = town.person("resident"), town.person("worker1"), town.person("worker9")
    number = await complain(resident)
    await worker.waits(f"{number}.*待核实")
    await worker.says("/queue")
    await worker.waits("等您核实或核查的共 1 件")
    await worker.waits(lambda seen: "待核实" in text_of(seen[-1]) and "属实" in labels(seen[-1]))
    await worker.says(f"/status {number[-4:]}")
    await worker.waits(lambda seen: len([one for one in seen if text_of(one).startswith(number)]) >= 2)
    await other.says("/queue")
    await other.waits("没有待办案件")
    await other.says(f"/status {number[-4:]}")
    await other.waits("没有找到")
    await other.says("/start")
    await other.waits("您是网格员 0105")
    lead = town.person("lead_huanwei_1")
    await lead.says("/start")
    await lead.waits("您是负责人 环卫所")


async def test_what_waits_to_be_verified_hides_no_check_from_a_supervisor(town: Town) -> None:
    """Six complaints wait for the grid's worker; then something is cleared."""
    worker, supervisor = town.person("worker1"), town.person("supervisor")
    for number in range(6):
        await complain(await town.newcomer(f"居民{number}", started=True))
    await worker.says("/queue")
    await worker.waits("“等您核实或核查” 6 件(.*待核实){6}")
    cleared = await report(worker, "占道经营3起")
    await clear(town, cleared)
    await worker.waits(f"{cleared}.*待核查")
    await supervisor.says("/queue")
    await supervisor.waits("等您核实或核查的共 1 件")
    await supervisor.waits(f"{cleared}.*待核查")


async def test_anonymous_with_a_phone(town: Town) -> None:
    resident, dispatcher = town.person("resident"), town.person("dispatcher")
    await resident.says("楼道里堆满杂物，找不到物业")
    await resident.waits("我要反映")
    await resident.taps("修改")
    await resident.waits(lambda seen: any("匿名" in labels(one) for one in seen))
    await resident.taps("匿名")
    await resident.waits("匿名反映")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映"))
    card = await dispatcher.waits(f"{number}.*待派遣员处理", town.topic("指挥中心"))
    assert "冯霞" not in text_of(card)


async def test_a_flooding_resident_harms_nobody(town: Town) -> None:
    flooder, worker = await town.newcomer("阿强"), town.person("worker1")
    for number in range(40):
        await flooder.says(f"垃圾 {number}")
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.waits("店外经营")
    await flooder.waits("我要反映.*垃圾 0")


async def test_what_comes_by_phone_is_entered_by_a_dispatcher(town: Town) -> None:
    dispatcher = town.person("dispatcher")
    await dispatcher.says("/new")
    await dispatcher.waits("登记来件 · 热线")
    await dispatcher.says("解放路23号店外经营，有人投诉")
    await dispatcher.waits("店外经营")
    await dispatcher.is_at(*IN_0103)
    await dispatcher.waits("0103")
    await dispatcher.taps("修改")
    await dispatcher.waits(lambda seen: any("外部编号" in labels(one) for one in seen))
    await dispatcher.taps("外部编号")
    await dispatcher.waits("请输入外部编号")
    await dispatcher.says("12345-8899")
    await dispatcher.waits("外部编号 12345-8899")
    await dispatcher.taps("留电话")
    await dispatcher.waits("请输入联系电话")
    await dispatcher.says("13900001111")
    await dispatcher.waits("13900001111")
    await dispatcher.taps("提交")
    queued = await town.person("lead_chengguan_1").waits("热线.*", town.topic("综合执法队"))
    assert "13900001111" not in text_of(queued)


async def test_a_phone_number_is_never_a_quantity_nor_shown_to_a_department(town: Town) -> None:
    resident, worker = town.person("resident"), town.person("worker1")
    await resident.shows(jpeg(), caption="门口占道经营，我的电话13900001111")
    await resident.is_at(*IN_0103)
    await resident.waits("位置收到了.*可以提交")
    await resident.taps("修改")
    await resident.waits(lambda seen: any("留电话" in labels(one) for one in seen))
    await resident.taps("留电话")
    await resident.waits("请输入联系电话")
    await resident.says("abc")
    await resident.waits("没看懂电话")
    await resident.says("13900001111")
    await resident.waits("📞 13900001111")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映"))
    card = await worker.waits(f"{number}.*待核实")
    assert "13900001111" not in text_of(card)
    assert "139******11" in text_of(card)


async def test_a_number_left_afterwards_is_the_complaints(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    number = await complain_without_a_place(resident)
    await dispatcher.waits(f"{number}.*待派遣员处理", centre)
    await town.post("send", **{"from": resident.id}, contact={"phone_number": "13600002222", "first_name": "冯霞"})
    await resident.waits(f"已记入 {number}")
    assert "13600002222" in await dispatcher.taps("联系反映人", centre)
    await resident.says("139 0000 1111")
    await resident.waits(lambda seen: len([one for one in seen if f"已记入 {number}" in text_of(one)]) == 2)
    assert "139 0000 1111" in await dispatcher.taps("联系反映人", centre)
    assert not [one for one in await resident.sees() if "可以提交" in text_of(one)]


async def test_who_cannot_be_told_is_told_of(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    number = await complain_without_a_place(resident)
    await dispatcher.waits(f"{number}.*待派遣员处理", centre)
    await town.post("block", **{"from": resident.id})
    await dispatcher.taps("不予受理", centre)
    await dispatcher.waits("请选择理由", centre)
    await dispatcher.taps("描述不清", centre)
    await dispatcher.waits("描述不清.*可以提交", centre)
    await dispatcher.taps("提交", centre)
    said = await dispatcher.waits(f"{number} 的反映人收不到机器人的消息（对方停用了机器人）.*请电话答复", centre)
    assert "冯霞" not in text_of(said)


async def test_whom_to_call_is_said_in_ones_language_and_the_keyboard_too(town: Town) -> None:
    resident = town.person("resident_en")
    await resident.says("gas leak near the school gate")
    await resident.waits("Gas repair")
    await resident.says("/lang zh")
    await resident.waits("以后用中文")
    keyboard = (await town.get("messages", chat=resident.id, **{"as": resident.id}))["keyboard"]
    assert "我的位置" in str(keyboard)


async def test_danger_is_answered_whatever_becomes_of_the_message(town: Town) -> None:
    resident = town.person("resident")
    number = await complain_without_a_place(resident)
    await resident.says("/status 着火了")
    await resident.waits("119")
    await resident.says(f"{number} 又冒烟了")
    await resident.waits(f"您的反映 {number}.*火情.*已立即上报")
    card = await resident.waits(f"您的反映 {number}")
    for turn in range(3):
        await resident.shows(jpeg(str(turn)), caption=f"门口占道经营{turn}")
    await resident.shows(jpeg("gas"), caption="闻到煤气味")
    await resident.waits("闻到煤气味.*已立即上报")
    await resident.waits("燃气泄漏：请先打")
    note = await resident.says("又多了一堆", reply_to=card["message_id"])
    await resident.waits(f"已记入 {number}")
    await town.post("edit", **{"from": resident.id}, message_id=note, text="又多了一堆，还冒烟了")
    await town.person("dispatcher").waits(f"{number}.*➕ 又多了一堆，还冒烟了", town.topic("指挥中心"))


async def test_a_place_and_a_film_that_answer_a_card_go_to_its_case(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    number = await complain_without_a_place(resident)
    card = await resident.waits("您的反映")
    place = {"latitude": IN_0103[1], "longitude": IN_0103[0]}
    await town.post("send", **{"from": resident.id}, location=place, reply_to=card["message_id"])
    await dispatcher.waits(f"{number}.*0103.*30.2627", centre)
    film = {"message_id": 950, "date": 1_795_000_000, "chat": {"id": resident.id, "type": "private", "first_name": "冯霞"},
            "from": {"id": resident.id, "is_bot": False, "first_name": "冯霞"}, "caption": "又来两车",
            "reply_to_message": card, "video": {"file_id": "v", "file_unique_id": "u", "width": 1, "height": 1, "duration": 1}}  # fmt: skip
    await town.post("inject", kind="message", body=film)
    await dispatcher.waits(f"{number}.*➕ 又来两车", centre)
    assert not [one for one in await resident.sees() if "可以提交" in text_of(one)]
