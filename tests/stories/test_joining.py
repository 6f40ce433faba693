"""People join by single-use links, leave at once; groups are bound; strangers can only complain; each in their language."""

import re

from tests.conftest import everywhere
from tests.people import IN_0103, LEADS_GROUP, WORKERS_GROUP, Town, jpeg, labels, text_of

pytestmark = everywhere


async def test_an_invitation_works_once_and_leaving_ends_rights_at_once(town: Town) -> None:
    admin, newcomer, other = town.person("admin"), await town.newcomer("小马"), await town.newcomer("小牛")
    await admin.says("/invite lead chengguan")
    link = re.search(r"start=(\S+)", text_of(await admin.waits("的邀请")))
    assert link
    await newcomer.says(f"/start {link[1]}")
    await newcomer.waits("已加入：负责人 综合执法队")
    await other.says(f"/start {link[1]}")
    await other.waits("邀请链接无效")
    await admin.says("/people 小马")
    await admin.waits("小马：负责人 综合执法队")
    await newcomer.says("/queue")
    await newcomer.waits("没有待办案件")
    await admin.says(f"/role {newcomer.id} -all")
    await admin.waits("已收回 1 项权限")
    await newcomer.says("/queue")
    await newcomer.waits("您没有这项权限")


async def test_a_stranger_in_a_staff_group_gets_only_a_link(town: Town) -> None:
    stranger = await town.newcomer("路人甲")
    await town.post("join", chat=WORKERS_GROUP, **{"from": stranger.id})
    await stranger.says("/tally", WORKERS_GROUP)
    await stranger.waits("请在私聊里使用", WORKERS_GROUP)
    await stranger.shows(jpeg(), caption="占道经营3起", where=WORKERS_GROUP)
    await stranger.says("/queue")
    await stranger.waits("您没有这项权限")
    assert not [one for one in await stranger.sees(WORKERS_GROUP) if "上报草稿" in text_of(one)]


async def test_a_tap_without_the_right_changes_nothing(town: Town) -> None:
    from tests.stories.test_reporting import report

    await report(town.person("worker1"), "占道经营3起")
    queue = town.topic("综合执法队")
    lead, outsider = town.person("lead_chengguan_1"), town.person("lead_huanwei_1")
    await lead.waits("待认领", queue)
    assert "没有这项权限" in await outsider.taps("认领", queue)
    assert "认领" in labels(await lead.waits(r"YQ\d{6}-\d{4}.*待认领", queue))


async def test_who_is_no_admin_learns_nothing_from_admins_commands(town: Town) -> None:
    worker = town.person("worker1")
    await worker.says("/invite worker 9999")
    await worker.waits("您没有这项权限")
    await worker.says("/role")
    await worker.waits(lambda seen: len([one for one in seen if "您没有这项权限" in text_of(one)]) == 2)
    assert not [one for one in await worker.sees() if "没有找到" in text_of(one) or "格式不对" in text_of(one)]


async def test_a_group_is_bound_says_what_is_lacking_and_can_be_taken_back(town: Town) -> None:
    admin = town.person("admin")
    made = await town.post("chats", title="环卫所内部", type="supergroup", members=[admin.id], bot="member")
    await admin.says("/bind department huanwei", made["id"])
    said = await admin.waits("此处现在是：责任单位 环卫所", made["id"])
    assert "机器人在本群还缺：管理员身份" in text_of(said)
    await admin.waits("环卫所.*待办 0 件", made["id"])
    await admin.says("/unbind", made["id"])
    await admin.waits("已解除 1 项", made["id"])
    await admin.says("/bind nonsense", made["id"])
    await admin.waits("格式不对", made["id"])
    await town.person("worker1").says("/bind workers", WORKERS_GROUP)
    await town.person("worker1").waits("您没有这项权限", WORKERS_GROUP)


async def test_english_for_whoever_speaks_it_and_chinese_in_the_group(town: Town) -> None:
    resident, worker, admin = town.person("resident_en"), town.person("worker1"), town.person("admin")
    await resident.says("/start")
    await resident.waits("Hello! This is the grid service")
    await resident.says("garbage everywhere")
    draft = await resident.waits("Your complaint")
    assert "Submit" in labels(draft)
    await worker.says("/lang en")
    await worker.waits("English from now on")
    await worker.shows(jpeg(), caption="占道经营3起")
    await worker.waits("Draft report.*Trading outside the shop")
    await admin.says("/lang en", LEADS_GROUP)
    await admin.waits("English from now on", LEADS_GROUP)
    await worker.says("/lang zh")
    await worker.waits("以后用中文")


async def test_the_tally_speaks_the_groups_language(town: Town) -> None:
    admin, worker = town.person("admin"), town.person("worker1")
    await admin.says("/lang en", WORKERS_GROUP)
    await admin.waits("English from now on", WORKERS_GROUP)
    await worker.shows(jpeg("a"), jpeg("b"), caption="小广告5处")
    await worker.is_at(*IN_0103)
    await worker.waits("0103")
    await worker.taps("自行处置")
    await worker.waits("处置后 1 张.*可以提交")
    await worker.taps("提交")
    await worker.waits("已办结")
    await admin.says("/tally", WORKERS_GROUP)
    said = text_of(await admin.waits("Yunqiao Subdistrict", WORKERS_GROUP))
    assert "5 places" in said
    assert "小广告" not in said
