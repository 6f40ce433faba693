"""What may be done with a case, by whom and when: the use cases themselves, on real records, without Telegram."""

from datetime import date, timedelta

import pytest

from cases import staff
from cases.board.case import CaseCard, case_card
from cases.board.parts import Why
from cases.casework import history
from cases.casework.acting import act
from cases.casework.case import Action, Status
from cases.errors import BadDate, Forbidden, LastAdmin, Missing, NotNow, Refusal, SaidEnough, Stale, TakenBy, Theirs, Unknown
from cases.forms.answers import Ask
from cases.intake import drafts, pressing
from cases.outbox import Address
from cases.people import Grant, Role
from cases.work import Work
from storage.store import Transaction
from tests.cases.office import Office


async def test_from_the_report_to_the_end(office: Office) -> None:
    case = await office.reported()
    assert (case.status, case.department, case.grid) == (Status.QUEUED, "chengguan", "0103")
    for username, action, status in (
        ("lead_chengguan_1", Action.CLAIM, Status.CLAIMED), ("lead_chengguan_1", Action.CLEAR, Status.CHECKING),
        ("worker2", Action.REWORK, Status.REWORK), ("lead_chengguan_2", Action.CLAIM, Status.CLAIMED),
        ("lead_chengguan_2", Action.CLEAR, Status.CHECKING), ("worker2", Action.PASS, Status.CLOSED),
    ):  # fmt: skip
        case = await office.does(username, case, action)
        assert case.status is status
    assert case.round == 1
    numbers = [event.number for event in await office.work.store.cases.events(case.id)]
    assert numbers == list(range(1, case.last + 1))


STRANGERS = [
    ("resident", Action.CLAIM, Forbidden), ("worker2", Action.CLAIM, Forbidden), ("lead_huanwei_1", Action.CLAIM, Forbidden),
    ("resident", Action.DISPATCH, Forbidden), ("lead_chengguan_1", Action.PASS, Forbidden), ("worker2", Action.PASS, NotNow),
]  # fmt: skip


@pytest.mark.parametrize(("username", "action", "refusal"), STRANGERS)
async def test_who_may_not_is_refused_and_nothing_is_written(
    office: Office, username: str, action: Action, refusal: type[Refusal]
) -> None:
    case, actor, store = await office.reported(), await office.person(username), office.work.store
    assert isinstance(store, Transaction)
    before = store.written
    with pytest.raises(refusal):
        await act(office.work, actor, case.id, case.step, action)
    assert store.written == before
    assert await store.cases.get(case.id) == case


async def test_of_two_who_claim_one_wins(office: Office) -> None:
    case = await office.reported()
    await office.does("lead_chengguan_1", case, Action.CLAIM)
    with pytest.raises(TakenBy):
        await office.does("lead_chengguan_2", case, Action.CLAIM)


async def test_an_old_card_changes_nothing(office: Office) -> None:
    case = await office.reported()
    claimed = await office.does("lead_chengguan_1", case, Action.CLAIM)
    with pytest.raises(Stale):
        await act(office.work, await office.person("lead_chengguan_1"), case.id, case.step, Action.CLEAR)
    with pytest.raises(Theirs):
        await act(office.work, await office.person("lead_chengguan_2"), case.id, claimed.step, Action.CLEAR)


async def test_nothing_is_cleared_without_proof(office: Office) -> None:
    case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
    lead = await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    with pytest.raises(Missing):
        await drafts.submit(office.work, lead, form.id)
    assert (await office.work.store.cases.get(case.id)).status is Status.CLAIMED


NO_DAYS = [
    "2个月", "3个星期", "2周", "2 weeks", "in 2 months", "2个小时", "Dec 25", "25 Dec", "25 Dec 2026", "十二月25", "5 pm", "下周3", "星期5", "1.5个月",
    "10个工作日", "3周2天", "改天", "0天", "2020-1-1", "13-40", "9" * 30,
]  # fmt: skip
DAYS = {"7": 7, "7天": 7, "过7天": 7, "7 days": 7, "in 7 days": 7, "7天后": 7, "７天内": 7}
WRITTEN = ("{0.month}月{0.day}日前", "{0.month}.{0.day}", "到{0.year}年{0.month}月{0.day}号", "{0:%Y-%m-%d}")


async def promising(office: Office, said: str) -> date | None:
    """The day a lead's words give, in a form that asks for it."""
    case, lead = (
        await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM),
        await office.person("lead_chengguan_1"),
    )
    form = await drafts.open_form(office.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    for button, value in (("outcome", "term_set"), ("ask", "date")):
        await pressing.press(office.work, lead, form.id, button, value)
    return (await office.sends(lead, words=said)).answers.until


@pytest.mark.parametrize("said", NO_DAYS)
async def test_a_day_that_is_not_certain_is_asked_again(office: Office, said: str) -> None:
    with pytest.raises(BadDate):
        await promising(office, said)


@pytest.mark.parametrize(("said", "days"), DAYS.items())
async def test_a_day_in_so_many_days(office: Office, said: str, days: int) -> None:
    assert await promising(office, said) == office.work.today + timedelta(days=days)


@pytest.mark.parametrize("written", WRITTEN)
async def test_a_day_by_its_date_is_the_next_of_that_name(office: Office, written: str) -> None:
    day = office.work.today + timedelta(days=40)
    assert await promising(office, written.format(day)) == day


async def test_a_return_goes_straight_once_and_then_to_the_dispatcher(office: Office) -> None:
    case = await office.does("lead_chengguan_1", await office.reported(), Action.RETURN)
    assert (case.status, case.department) == (Status.QUEUED, "huanwei")
    case = await office.does("lead_huanwei_1", case, Action.RETURN, department="chengguan")
    assert (case.status, case.department) == (Status.RETURNED, "huanwei")
    assert history.wanted(case, await office.work.store.cases.events(case.id)) == "chengguan"


async def test_what_nobody_could_check_comes_to_the_dispatcher(office: Office) -> None:
    """The grid has lost its workers, one of whom had reported it, and there is no supervisor."""
    case, admin = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM), await office.person("admin")
    grid, everywhere = Grant(role=Role.WORKER, scope="0103"), Grant(role=Role.SUPERVISOR)
    for username, grant in (("worker1", grid), ("worker2", grid), ("supervisor", everywhere)):
        await staff.take(office.work, admin, (await office.person(username)).id, grant)
    assert (await office.does("lead_chengguan_1", case, Action.CLEAR)).status is Status.UNCHECKABLE


async def test_the_last_admin_stays(office: Office) -> None:
    admin = await office.person("admin")
    with pytest.raises(LastAdmin):
        await staff.take(office.work, admin, admin.id, Grant(role=Role.ADMIN))


async def test_one_person_adds_to_a_case_so_often_and_no_more(office: Office) -> None:
    case = await office.reported()
    for time in range(office.work.district.limits.notes):
        await office.says("worker1", case, f"又多了{time}起", anew=time % 2 == 1)
    with pytest.raises(SaidEnough):
        await office.says("worker1", case, "还在")
    await office.says("lead_chengguan_1", case, "收到")


async def test_an_edit_that_says_the_same_adds_nothing(office: Office) -> None:
    case = await office.reported()
    for words, anew in (("在门口", False), ("在门口", True), ("在后门", True)):
        await office.says("worker1", case, words, anew=anew)
    said = [event for event in await office.work.store.cases.events(case.id) if event.action is Action.NOTE]
    assert len(said) == 2


async def test_what_others_wrote_before_in_a_batch_is_not_laid_to_a_refusal(office: Office, work: Work) -> None:
    assert isinstance(work.store, Transaction)
    case = await office.reported()
    await office.says("worker1", case, "又多了一起")
    written = work.store.written
    with pytest.raises(Refusal):
        await office.says("worker1", case, "长" * 3501)
    await office.person("worker2")
    assert work.store.written == written


async def test_a_duplicate_names_the_case_it_is_once_more(office: Office) -> None:
    first, case = await office.reported(), await office.reported()
    lead = await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.RETURN, Address(chat=lead.id))
    asked = await pressing.press(office.work, lead, form.id, "reason", "duplicate")
    assert asked.asking is Ask.ORIGINAL
    with pytest.raises(Missing):
        await drafts.submit(office.work, lead, form.id)
    for nobodys in ("YQ000101-0001", (await office.work.store.cases.get(case.id)).number):
        await office.sends(lead, words=nobodys)
        with pytest.raises(Unknown):
            await drafts.submit(office.work, lead, form.id)
        await pressing.press(office.work, lead, form.id, "ask", "original")
    first = await office.work.store.cases.get(first.id)
    await office.sends(lead, words=f"就是 {first.number.lower()} 那件")
    await office.sends(lead, words="同一个摊")
    returned = await drafts.submit(office.work, lead, form.id)
    assert returned.status is Status.RETURNED
    card = await case_card(office.work, case.id, Address(chat=(await office.person("dispatcher")).id))
    assert isinstance(card, CaseCard)
    assert card.why == Why(action=Action.RETURN, reason="duplicate", words="同一个摊", original=first.number)
