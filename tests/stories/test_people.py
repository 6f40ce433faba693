"""People by buttons: found, added, given and taken roles, shut out and let in again."""

import re

from tests.people import Town, jpeg, labels, number_in, text_of


async def test_somebody_is_added_without_a_word_typed(town: Town) -> None:
    admin, newcomer = town.person("admin"), await town.newcomer("小马")
    await admin.says("/people")
    await admin.waits("👥 人员 .*徐静")
    await admin.taps("添加人员")
    await admin.waits("添加人员.*选角色")
    await admin.taps("负责人")
    await admin.waits("选责任单位")
    await admin.taps("环卫所")
    said = await admin.waits("负责人 环卫所 的邀请")
    assert said["photo"], "to be scanned"
    link = re.search(r"start=(\S+)", text_of(said))
    assert link
    await newcomer.says(f"/start {link[1]}")
    await newcomer.waits("已加入：负责人 环卫所")
    await admin.waits("小马 接受了邀请：负责人 环卫所")


async def test_one_is_found_given_a_role_and_asked_about_before_it_ends(town: Town) -> None:
    admin, worker = town.person("admin"), town.person("worker1")
    await admin.says("/people 刘杰")
    await admin.waits("“刘杰” 1.*刘杰：网格员 0103 · 10000009548")
    await admin.taps("刘杰")
    await admin.waits("👤 刘杰.*编号 1101.*授予 网格员 0103")
    await admin.taps("授权")
    await admin.waits("给 刘杰 授权")
    await admin.taps("督查员")
    await worker.waits("您现在是督查员")
    await admin.waits("👤 刘杰.*督查员.*授予 督查员 · 徐静")
    await admin.taps("收回 督查员")
    await admin.waits("确定收回 督查员？")
    assert not [one for one in await worker.sees() if "收回" in text_of(one)]
    await admin.taps("确定收回")
    await worker.waits("「督查员」权限已收回")
    await admin.waits("收回 督查员 · 徐静")


async def test_ones_own_role_is_asked_about_and_the_last_admin_stays(town: Town) -> None:
    admin, worker = town.person("admin"), town.person("worker2")
    await admin.says(f"/people {admin.id}")
    await admin.waits("徐静：管理员")
    await admin.taps("徐静")
    await admin.waits("👤 徐静")
    assert "最后一位管理员" in await admin.taps("收回 管理员"), "before anything is asked"
    await worker.says(f"/role {worker.id} -worker 0103")
    await worker.waits("确定收回 worker 0103|确定收回 网格员 0103")
    await worker.taps("确定收回")
    await worker.says("/queue")
    await worker.waits("没有这项权限")


async def test_who_is_no_admin_any_more_keeps_no_list(town: Town) -> None:
    admin, worker = town.person("admin"), town.person("worker1")
    await admin.says(f"/role {worker.id} admin")
    await worker.waits("您现在是管理员")
    await worker.says("/people 徐静")
    await worker.waits("“徐静” 1")
    await admin.says(f"/role {worker.id} -admin")
    await worker.waits("此列表已收起")
    assert not [one for one in await worker.sees() if "“徐静” 1" in text_of(one)]


async def test_a_supervisor_looks_and_changes_nothing(town: Town) -> None:
    supervisor, lead = town.person("supervisor"), town.person("lead_huanwei_1")
    await supervisor.says("/people 刘杰")
    card = await supervisor.waits("刘杰：网格员 0103")
    await supervisor.taps("刘杰")
    shown = await supervisor.waits("👤 刘杰")
    assert not {"授权", "屏蔽"} & set(labels(shown))
    key = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    for to in (
        "taken/1101/worker/0103",
        "given/1101/admin",
        "invite/admin",
        "add",
        "person/99",
        "person/x",
        "rubbish",
        "out/1101/flood",
    ):
        press = {"id": f"f{to}", "from": {"id": supervisor.id, "is_bot": False, "first_name": "s"}, "chat_instance": "1",
                 "message": shown, "data": f"k:{key}:{to}:0"}  # fmt: skip
        await town.post("inject", kind="callback_query", body=press)
    await supervisor.says("/people")
    await supervisor.waits("👥 人员")
    await supervisor.says("/people 刘杰")
    await supervisor.waits("“刘杰” 1.*刘杰：网格员 0103")
    await lead.says("/people")
    await lead.waits("没有这项权限")


async def test_who_floods_is_shut_out_and_let_in_again(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    await dispatcher.says("/start")
    await dispatcher.waits("您好")
    await resident.shows(jpeg("x"), caption="你们都是饭桶，楼下有人乱倒垃圾")
    await resident.waits("可以提交")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映"))
    await dispatcher.waits(f"{number}.*公众反映", centre)
    await dispatcher.taps("反映人", centre)
    await dispatcher.waits("👤 冯霞.*居民")
    await dispatcher.taps("屏蔽")
    await dispatcher.waits("为什么屏蔽")
    await dispatcher.taps("辱骂")
    await dispatcher.waits("已屏蔽.*屏蔽（辱骂） · 胡桂英")
    await resident.waits("因辱骂，您在这里发的内容暂不接收.*110")
    assert "收不到追问" in await dispatcher.taps("追问", centre)
    await resident.says("又有人乱倒垃圾了")
    before = len(await resident.sees())
    await resident.says("/status")
    await resident.waits(lambda seen: [one for one in seen[before:] if number in text_of(one)])
    await resident.shows(jpeg("y"), caption="/my 你们都是饭桶")
    await resident.says("我家着火了")
    await resident.waits("火情|119")
    assert not [one for one in await resident.sees() if "已记入" in text_of(one)]
    await dispatcher.says("/people !")
    await dispatcher.waits("已屏蔽 1.*冯霞")
    await dispatcher.taps("冯霞")
    await dispatcher.waits(lambda seen: "解除屏蔽" in labels(seen[-1]))
    await dispatcher.taps("解除屏蔽")
    await resident.waits("又可以在这里反映")
    assert not [one for one in await resident.sees() if "又有人乱倒" in text_of(one) and one["from"]["is_bot"]]
    await resident.says("又有人乱倒垃圾了")
    await resident.waits(f"已记入 {number}")


async def test_who_complained_without_a_name_is_shut_out_without_one(town: Town) -> None:
    resident, dispatcher, centre = town.person("resident"), town.person("dispatcher"), town.topic("指挥中心")
    lead = town.person("lead_huanwei_1")
    await dispatcher.says("/start")
    await dispatcher.waits("您好")
    await resident.says("楼下有人乱倒垃圾")
    await resident.waits("可以提交")
    await resident.taps("修改")
    await resident.waits(lambda seen: "匿名" in labels(seen[-1]))
    await resident.taps("匿名")
    await resident.waits("匿名")
    await resident.taps("提交")
    number = number_in(await resident.waits("您的反映"))
    card = await dispatcher.waits(f"{number}.*公众反映", centre)
    forged = {"id": "f", "from": {"id": lead.id, "is_bot": False, "first_name": "l"}, "chat_instance": "1", "message": card,
              "data": next(one["callback_data"] for row in card["reply_markup"]["inline_keyboard"] for one in row if "反映人" in one["text"] and one["callback_data"].startswith("b:"))}  # fmt: skip
    await town.post("inject", kind="callback_query", body=forged)
    await dispatcher.taps("反映人", centre)
    shown = await dispatcher.waits("👤 匿名")
    assert "冯霞" not in text_of(shown)
    assert not [one for one in await lead.sees() if "👤" in text_of(one)]
    await dispatcher.taps("屏蔽")
    await dispatcher.waits("为什么屏蔽")
    await dispatcher.taps("虚假反映")
    await resident.waits("因虚假反映")
    await dispatcher.says("/people !")
    unnamed = await dispatcher.waits("已屏蔽 1.*匿名：居民")
    assert str(resident.id) not in str(unnamed["reply_markup"]), "nor by whose number"
    await dispatcher.taps("匿名")
    await dispatcher.waits(lambda seen: "解除屏蔽" in labels(seen[-1]) and "匿名" in text_of(seen[-1]))
    await dispatcher.says("/people 冯霞")
    found = await dispatcher.waits("“冯霞” 1")
    assert "⛔" not in text_of(found), "nor does it say so of who is named"
    key = found["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    case = forged["data"].split(":")[1]
    for place, to in enumerate((f"give/c{case}", f"given/c{case}/supervisor", f"take/u{case}/all")):
        press = {"id": f"g{place}", "from": {"id": dispatcher.id, "is_bot": False, "first_name": "d"}, "chat_instance": "1",
                 "message": found, "data": f"k:{key}:{to}:0"}  # fmt: skip
        await town.post("inject", kind="callback_query", body=press)
    await dispatcher.says("/people !")
    await dispatcher.waits("⛔ 已屏蔽 1")
    assert not [
        one for one in await dispatcher.sees() if "给 冯霞" in text_of(one) or ("冯霞" in text_of(one) and "⛔" in text_of(one))
    ]


async def test_a_role_lets_in_and_a_supervisor_learns_nothing_of_who_is_out(town: Town) -> None:
    resident, dispatcher, admin, supervisor = [town.person(one) for one in ("resident", "dispatcher", "admin", "supervisor")]
    await resident.says("/start")
    await dispatcher.says("/people 冯霞")
    await dispatcher.waits("“冯霞” 1")
    await dispatcher.taps("冯霞")
    await dispatcher.waits("👤 冯霞")
    await dispatcher.taps("屏蔽")
    await dispatcher.waits("为什么屏蔽")
    await dispatcher.taps("刷屏")
    await resident.waits("因刷屏")
    await supervisor.says("/people")
    card = await supervisor.waits("👥 人员")
    key = card["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    press = {"id": "s1", "from": {"id": supervisor.id, "is_bot": False, "first_name": "s"}, "chat_instance": "1",
             "message": card, "data": f"k:{key}:person/{resident.id}:0"}  # fmt: skip
    await town.post("inject", kind="callback_query", body=press)
    await admin.says(f"/role {resident.id} worker 0104")
    await resident.waits("您现在是网格员 0104")
    await admin.says(f"/role {resident.id} -all")
    await resident.waits("权限已收回")
    await resident.says("桥下有人乱倒垃圾")
    await resident.waits("我要反映")
    assert not [one for one in await supervisor.sees() if "冯霞" in text_of(one)]


async def test_a_long_search_and_a_long_list_have_pages(town: Town) -> None:
    admin = town.person("admin")
    await admin.says("/people 网格员：也/就是说:在网格里面走来走去看见什么就报什么的那些人啊到底都有谁")
    await admin.waits("没有这样的人")
    await admin.says("/people 1")
    await admin.waits(r"“1” \d\d")
    await admin.taps("下一页")
    await admin.waits(lambda seen: "2 / " in str(labels(seen[-1])))
    await admin.says("/people " + "综" * 40)
    await admin.waits("综综.*没有这样的人")
    await admin.taps("添加人员")
    await admin.waits("选角色")
    await admin.taps("网格员")
    await admin.waits("选网格")
    await admin.taps("0103")
    await admin.waits("网格员 0103 的邀请")


async def test_in_english_people_read_as_well(town: Town) -> None:
    admin = town.person("admin")
    await admin.says("/lang en")
    await admin.says("/people 胡霞")
    await admin.waits("“胡霞”: 1.*胡霞: department lead Urban Management")
    await admin.taps("People")
    await admin.waits("👥 People: ")
    await admin.taps("Add somebody")
    await admin.waits("Which role")
    await admin.taps("grid worker")
    await admin.waits("which grid")
    await admin.taps("0103")
    said = await admin.waits("Invitation for")
    assert said["photo"]
