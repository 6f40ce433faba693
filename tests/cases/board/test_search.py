"""Everything can be found, by those who may see it."""

from datetime import UTC, datetime

import pytest

from cases.board import search
from cases.board.cards import card
from cases.board.masking import indexed
from cases.board.search import FoundCard, meant
from cases.casework.case import Action, Case, Reason, Status
from cases.district.edition import District
from cases.errors import BadCommand, Forbidden
from cases.figures.counting import count
from cases.intake import notes
from cases.intake.hearing import Heard
from cases.outbox import Address, Subject
from cases.people import Grant, Role
from tests.cases.office import Office
from tests.cases.test_ticks import later
from tests.people import LEADS_GROUP

CALLED = {"待认领": "!queued", "处置中": "!claimed", "超期": "!overdue", "我的案件": search.MINE}
CHENGGUAN = Address(chat=LEADS_GROUP, thread=3)


async def finds(office: Office, username: str, said: str, address: Address | None = None) -> list[str]:
    """Numbers, in the order in which they are shown."""
    actor = await office.person(username)
    there = address or Address(chat=actor.id)
    await search.ask(office.work, actor, there, said, CALLED)
    await office.records.flush()
    key = await office.work.store.words.keep(f"{said}\n{' '.join(CALLED.get(word, word) for word in said.split())}")
    found = await card(office.work, Subject.FOUND, str(key), there)
    assert isinstance(found, FoundCard)
    assert found.total == len(found.cases)
    return [one.number for one in found.cases]


async def two(office: Office) -> tuple[Case, Case]:
    """One of 综合执法队, claimed and noted to be at 解放路; and a complaint in words alone, with the dispatchers."""
    case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
    worker = await office.person("worker1")
    await notes.hear(
        office.work, worker, case.id, Heard(address=Address(chat=worker.id), message=60, words="就在解放路35号幼儿园旁边")
    )
    complaint = await office.complains("幸福桥下面有怪味")
    await office.records.flush()
    return await office.work.store.cases.get(case.id), await office.work.store.cases.get(complaint.id)


@pytest.mark.parametrize(
    ("said", "which"),
    [("解放路", 0), ("幼儿园", 0), ("幸福桥 怪味", 1), ("怪味", 1), ("解放路 处置中", 0), ("0103 占道经营", 0), ("综合执法队", 0), ("胡霞", 0),
     ("今天 幸福", 1), ("店外经营", 0), ("E0504", 0)],
)  # fmt: skip
async def test_cases_are_found_however_they_are_looked_for(office: Office, said: str, which: int) -> None:
    cases = await two(office)
    assert await finds(office, "dispatcher", said) == [cases[which].number]


async def test_by_number_and_by_its_last_digits(office: Office) -> None:
    case, complaint = await two(office)
    assert await finds(office, "dispatcher", case.number) == [case.number]
    assert await finds(office, "dispatcher", complaint.number[-4:]) == [complaint.number]


@pytest.mark.parametrize("said", ["解放路 待认领", "超期", "昨天", "没有这条街", "0103 怪味 解放路"])
async def test_all_of_it_must_hold(office: Office, said: str) -> None:
    await two(office)
    assert await finds(office, "dispatcher", said) == []


@pytest.mark.parametrize(
    ("who", "sees"), [("lead_huanwei_1", 0), ("lead_chengguan_2", 1), ("worker1", 2), ("supervisor", 2), ("worker3", 0)]
)
async def test_only_what_they_may_see_is_found(office: Office, who: str, sees: int) -> None:
    """The complaint lies in worker1's grid."""
    await two(office)
    assert len(await finds(office, who, "今天")) == sees


async def test_a_topic_finds_its_departments_cases(office: Office) -> None:
    case, _ = await two(office)
    assert await finds(office, "dispatcher", "今天", CHENGGUAN) == [case.number]


@pytest.mark.parametrize(("who", "sees"), [("worker1", 1), ("lead_chengguan_1", 1), ("dispatcher", 0), ("worker2", 0)])
async def test_ones_own_are_what_one_reported_or_claimed(office: Office, who: str, sees: int) -> None:
    case, _ = await two(office)
    assert await finds(office, who, "我的案件") == [case.number][:sees]


async def test_nobody_is_found_by_who_complained(office: Office) -> None:
    case = await office.complains("我是冯霞，门口垃圾堆了好几天")
    resident = await office.person("resident")
    case = await office.does("worker1", case, Action.VERIFY)
    await office.says("worker1", case, "已电话联系反映人冯霞")
    await office.records.people.meet(resident.id, "夏天", None, "zh", office.work.now)
    await office.work.store.people.grant(resident.id, Grant(role=Role.WORKER, scope="0201"), 0, office.work.now)
    for name in ("冯霞", "夏天"):
        assert await finds(office, "lead_huanwei_1", name) == []
    seen = await card(office.work, Subject.CASE, str(case.id), Address(chat=(await office.person("lead_huanwei_1")).id))
    assert "冯霞" not in str(seen)


async def test_namesakes_are_both_found(office: Office) -> None:
    case, _ = await two(office)
    lead = await office.person("lead_huanwei_1")
    reporter = await office.work.store.people.get(case.reporter)
    await office.records.people.meet(lead.id, reporter.name, None, "zh", office.work.now)
    assert case.number in await finds(office, "dispatcher", reporter.name)


async def test_what_is_late_is_listed_with_who_has_it_and_by_how_much(office: Office) -> None:
    case, _ = await two(office)
    dispatcher = await office.person("dispatcher")
    await later(office, 1.5)
    assert await finds(office, "dispatcher", "超期") == [case.number]
    key = await office.work.store.words.keep("超期\n!overdue")
    found = await card(office.work, Subject.FOUND, str(key), Address(chat=dispatcher.id))
    assert isinstance(found, FoundCard)
    assert found.late
    assert found.departments == {case.id: "综合执法队"}
    assert found.names == {case.id: "胡霞"}
    await office.says("lead_chengguan_1", case, "等物业开门")
    noted = await card(office.work, Subject.FOUND, str(key), Address(chat=dispatcher.id))
    assert isinstance(noted, FoundCard)
    assert noted.notes == {case.id: "等物业开门"}
    assert noted.waits == {}
    await office.does("lead_chengguan_1", case, Action.RETURN)
    back = await card(office.work, Subject.FOUND, str(key), Address(chat=dispatcher.id))
    assert isinstance(back, FoundCard)
    assert [(one.action, one.reason) for one in back.waits.values()] == [(Action.RETURN, Reason.NOT_OURS)], "what it waits for"


async def test_what_came_back_and_is_late_is_late_there_as_in_the_figures(office: Office) -> None:
    case = await office.does("lead_chengguan_1", await office.reported(), Action.RETURN)
    await later(office, 1.5)
    tally = await count(office.work, office.work.district.bulletin_day(office.work.now), office.work.now)
    assert (tally.overdue, await finds(office, "dispatcher", "超期")) == (1, [case.number])


async def test_residents_find_nothing_and_nothing_is_not_looked_for(office: Office) -> None:
    resident, dispatcher = await office.person("resident"), await office.person("dispatcher")
    with pytest.raises(Forbidden):
        await search.ask(office.work, resident, Address(chat=resident.id), "解放路", CALLED)
    with pytest.raises(BadCommand):
        await search.ask(office.work, dispatcher, Address(chat=dispatcher.id), "  ", CALLED)


@pytest.mark.parametrize(
    "said", ["垃" * 5000, "<b>&", "'; DROP TABLE cases; --", "%", "🔥🔥", "！？", "a b c d e f g h i j", "!nothing"]
)
async def test_whatever_is_looked_for_is_answered(office: Office, said: str) -> None:
    await two(office)
    assert await finds(office, "dispatcher", said[:100]) == []


def test_nobody_is_found_by_a_number_or_a_name_they_wrote() -> None:
    assert not {"13900001111", "139", "0001111"} & indexed("我的电话13900001111，解放路")
    assert "解放" in indexed("我的电话13900001111，解放路")


def test_words_become_conditions(district: District) -> None:
    found = meant(district, "!queued !overdue 0103 环卫所 暴露垃圾 11-25", datetime(2026, 11, 26, 4, tzinfo=UTC))
    assert found.statuses == {Status.QUEUED}
    assert (found.late_at is not None, found.grids, found.departments) == (True, frozenset({"0103"}), frozenset({"huanwei"}))
    assert found.categories == {"E0102"}
    assert found.since
    assert not found.grams


async def test_nobody_is_found_or_read_by_the_name_of_who_complained(office: Office) -> None:
    resident = await office.person("resident")
    await office.complains(f"我是{resident.name}，幸福桥下面有怪味")
    assert await finds(office, "dispatcher", resident.name) == []
    dispatcher = await office.person("dispatcher")
    key = await office.work.store.words.keep("怪味\n怪味")
    found = await card(office.work, Subject.FOUND, str(key), Address(chat=dispatcher.id))
    assert isinstance(found, FoundCard)
    assert found.cases
    assert all(resident.name not in about for about in found.about.values())


@pytest.mark.parametrize("said", ["Trading outside the shop", "trading", "TRADING"])
async def test_in_english_categories_are_found_by_their_names(office: Office, said: str) -> None:
    case = await office.reported()
    assert case.number in await finds(office, "dispatcher", said)
