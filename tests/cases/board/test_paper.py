"""A case on paper: what stands on it, for whom, and that nothing of it tells who complained."""

from zoneinfo import ZoneInfo

import pytest

from cases.board.lists import scanned
from cases.board.paper import ask, paper
from cases.casework.case import Action
from cases.errors import Forbidden, Unknown
from handlers.looks.paper import sheet
from handlers.texts import Texts
from tests.cases.casework.test_supervising import does, presses
from tests.cases.crew import Crew

ZH, EN = (Texts(lang, ZoneInfo("Asia/Shanghai")) for lang in ("zh", "en"))


async def test_a_supervision_order_says_what_is_wanted_and_what_came_of_it(crew: Crew) -> None:
    case = await presses(crew, await crew.reported(), "yellow")
    lead = await crew.person("lead_chengguan_1")
    found = sheet(await paper(crew.work, lead, case.id), ZH, EN, "https://t.me/bot?start=c1")
    said = {zh: value for zh, _, value in found.rows}
    assert found.title == ("督办单", "Supervision order")
    assert said["督办编号"] == f"DB-{(await crew.now(case)).number}-1"
    assert (said["级别"], said["整改要求"]) == ("黄牌", "媒体已报道，尽快整改（李娜）")
    assert said["责任单位"] == "综合执法队 Urban Management"
    assert said["签收"].strip() == said["整改反馈"].strip() == said["核查销号"].strip() == ""
    case = await does(crew, "lead_chengguan_1", case, Action.SIGN)
    case = await does(crew, "lead_chengguan_1", case, Action.ANSWER, "摊主已清退")
    await does(crew, "supervisor", case, Action.LIFT)
    said = {zh: value for zh, _, value in sheet(await paper(crew.work, lead, case.id), ZH, EN, "").rows}
    assert said["签收"].startswith("胡霞 11-23")
    assert said["整改反馈"].startswith("摊主已清退 胡霞")
    assert said["核查销号"].startswith("李娜 11-23")


async def test_a_letter_says_the_four_and_nothing_of_who_complained(crew: Crew) -> None:
    case = await crew.complains("我是冯霞，门口占道经营，请打13900001111")
    found = await paper(crew.work, await crew.person("dispatcher"), case.id)
    written = sheet(found, ZH, EN, "")
    assert written.title[0] == "案件交办单"
    assert {"事项", "整改标准", "时限", "责任人"} <= {zh for zh, _, _ in written.rows}
    shown = repr(written)
    name = (await crew.person("resident")).name
    assert name not in shown
    assert "13900001111" not in shown


async def test_who_may_not_have_it_gets_none_and_a_code_opens_nothing_to_strangers(crew: Crew) -> None:
    case = await crew.reported()
    for username in ("resident", "worker1", "lead_huanwei_1"):
        with pytest.raises(Forbidden):
            await ask(crew.work, await crew.person(username), case.id)
    for username in ("supervisor", "admin", "dispatcher", "lead_chengguan_1"):
        await ask(crew.work, await crew.person(username), case.id)
    with pytest.raises(Unknown):
        await scanned(crew.work, await crew.person("resident"), case.id)
    assert (await scanned(crew.work, await crew.person("lead_chengguan_1"), case.id)).id == case.id


async def test_whose_role_has_ended_meanwhile_gets_none(crew: Crew) -> None:
    case = await crew.reported()
    await ask(crew.work, await crew.person("lead_chengguan_1"), case.id)
    await crew.takes("lead_chengguan_1")
    with pytest.raises(Forbidden):
        await paper(crew.work, await crew.person("lead_chengguan_1"), case.id)
