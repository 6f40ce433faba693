"""What happens to a case, as figures count it: worked out by hand."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from cases import audit, ticks
from cases.casework.acting import act
from cases.casework.case import Action, Case
from cases.errors import BadDate
from cases.figures import bulletins, folding
from cases.figures.facts import Measure, facts
from cases.figures.folds import By
from cases.figures.indicators import INDICATOR, INDICATORS
from cases.figures.report import Report, report
from cases.intake import drafts, pressing
from cases.outbox import Address
from tests.cases.casework.test_merging import closes, merges
from tests.cases.crew import Crew
from tests.cases.office import PROOF

TODAY = date(2026, 11, 23)
M = Measure


async def later(crew: Crew, hours: float) -> None:
    """Whatever time does until then is done."""
    crew.work = replace(crew.work, now=crew.work.now + timedelta(hours=hours))
    await crew.store.flush()
    while await ticks.run(crew.work, ticks.WOKEN):
        await crew.store.flush()


async def reported(crew: Crew, by: By, first: date, last: date) -> Report:
    """Up to a second later: of what happens now, too."""
    await crew.store.flush()
    return await report(replace(crew.work, now=crew.work.now + timedelta(seconds=1)), by, first, last)


async def line(crew: Crew, by: By = By.DISTRICT, key: str = "", days: int = 0) -> dict[str, int]:
    """Since Monday's bulletin day began, of the day it is and `days` more."""
    found = await reported(crew, by, TODAY, TODAY + timedelta(days=days))
    lines = {one.key: one for one in (found.lines or [found.whole])}
    return {name: count for name, count in lines.get(key, found.whole).counts.own.items() if count}


IN_TIME = {
    M.REPORTED: 1, M.FILED: 1, M.DISPATCHED: 1, M.CLEARED: 1, M.DUE: 1, M.ON_TIME: 1, M.TO_END: 1, M.ENDED: 1, M.ENDED_ON_TIME: 1,
}  # fmt: skip


async def test_handled_in_time(crew: Crew) -> None:
    await closes(crew, await crew.reported())
    assert M.DUE not in await line(crew)  # its limit is ahead still
    await later(crew, 4)
    assert await line(crew) == IN_TIME
    before_any = {M.REPORTED: 1, M.FILED: 1}
    assert await line(crew, By.DEPARTMENT, "chengguan") | before_any == IN_TIME
    for by, key in ((By.GRID, "0103"), (By.COMMUNITY, "01"), (By.CATEGORY, "E0504"), (By.HEADING, "占道经营")):
        assert await line(crew, by, key) == IN_TIME
    worker = await crew.person("worker1")
    assert await line(crew, By.WORKER, str(worker.id)) == IN_TIME


async def test_what_is_not_due_yet_counts_neither_way(crew: Crew) -> None:
    case = await crew.reported()
    assert case.deadline
    assert await line(crew) == {M.REPORTED: 1, M.FILED: 1, M.DISPATCHED: 1}


async def test_late_and_handled_after_all(crew: Crew) -> None:
    case = await crew.reported()
    await later(crew, 4)
    counts = await line(crew)
    assert (counts[M.DUE], counts.get(M.ON_TIME, 0), counts.get(M.LATE, 0)) == (1, 0, 0)
    await closes(crew, await crew.now(case))
    counts = await line(crew)
    assert (counts[M.DUE], counts.get(M.ON_TIME, 0), counts[M.LATE], counts[M.ENDED]) == (1, 0, 1, 1)


async def test_what_was_late_last_week_is_no_credit_of_this(crew: Crew) -> None:
    case = await crew.reported()
    await later(crew, 4)
    await later(crew, 24)
    await closes(crew, await crew.now(case))
    await crew.store.flush()
    tuesday = (await reported(crew, By.DISTRICT, TODAY + timedelta(days=1), TODAY + timedelta(days=1))).whole.counts.own
    assert (tuesday.get(M.DUE, 0), tuesday.get(M.LATE, 0), tuesday[M.ENDED]) == (0, 0, 1)
    both = await line(crew, days=1)
    assert (both[M.DUE], both[M.LATE]) == (1, 1)


async def test_who_let_it_become_late_bears_it(crew: Crew) -> None:
    """Also where another department deals with it in the end."""
    case = await crew.reported()
    await later(crew, 4)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.RETURN)
    case = await crew.does("lead_huanwei_1", await crew.now(case), Action.CLAIM)
    await crew.does("lead_huanwei_1", await crew.now(case), Action.CLEAR)
    first, second = await line(crew, By.DEPARTMENT, "chengguan"), await line(crew, By.DEPARTMENT, "huanwei")
    assert (first[M.DUE], first[M.LATE], first[M.RETURNED], first[M.DISPATCHED]) == (1, 1, 1, 1)
    assert (second.get(M.DUE, 0), second.get(M.LATE, 0), second[M.DISPATCHED]) == (0, 0, 1)


async def test_rework_is_one_more_handling(crew: Crew) -> None:
    case = await crew.cleared()
    case = await crew.does("worker2", case, Action.REWORK)
    await closes(crew, await crew.now(case))
    await later(crew, 4)
    counts = await line(crew)
    assert (counts[M.DUE], counts[M.ON_TIME], counts[M.REWORK], counts[M.REWORKED], counts[M.ENDED]) == (2, 2, 1, 1, 1)


async def test_what_is_withdrawn_was_never_due(crew: Crew) -> None:
    case = await crew.reported()
    await later(crew, 4)
    worker, case = await crew.person("worker1"), await crew.now(case)
    form = await drafts.open_form(crew.work, worker, case, Action.WITHDRAW, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, words="已自行撤离")
    await drafts.submit(crew.work, worker, form.id)
    counts = await line(crew)
    assert (counts.get(M.DUE, 0), counts.get(M.TO_END, 0), counts[M.VOIDED]) == (0, 0, 1)


async def appealed(crew: Crew, case: Case) -> None:
    lead, case = await crew.person("lead_chengguan_1"), await crew.now(case)
    form = await drafts.open_form(crew.work, lead, case, Action.APPEAL, Address(chat=lead.id))
    await crew.sends(lead, draft=form.id, words="当天全城停电")
    await drafts.submit(crew.work, lead, form.id)
    case = await crew.now(case)
    await act(crew.work, await crew.person("supervisor"), case.id, case.step, Action.ALLOW)


async def test_an_appeal_leaves_it_out_and_what_was_folded_before_stays(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    case = await crew.reported()
    await later(crew, 4)
    await closes(crew, await crew.now(case))
    await later(crew, 24)
    await days_over(crew)
    before = await crew.store.folds.sums(By.DEPARTMENT, TODAY, TODAY)
    assert (before["chengguan"][M.DUE], before["chengguan"][M.LATE]) == ((1, 1), (1, 1))
    await appealed(crew, case)
    await later(crew, 24)
    await days_over(crew)
    after = (await reported(crew, By.DEPARTMENT, TODAY, TODAY)).lines
    assert [(one.counts.own[M.DUE], one.counts.own[M.LATE], one.counts.own[M.ENDED]) for one in after] == [(0, 0, 1)]
    assert await crew.store.folds.sums(By.DEPARTMENT, TODAY, TODAY, until=TODAY) == before


async def days_over(crew: Crew) -> None:
    """Decided, and folded."""
    await crew.store.flush()
    await bulletins.close_day(crew.work)
    while one := await folding.due(crew.work):
        await crew.store.folds.keep(one, await folding.fold(crew.work, one))
    await crew.store.flush()


async def test_the_same_whether_folded_or_told_from_events_and_audited(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    await closes(crew, await crew.reported())
    late = await crew.reported()
    await later(crew, 4)
    await crew.complained(place=True)
    running = await reported(crew, By.DEPARTMENT, TODAY, TODAY)
    await later(crew, 24)
    await days_over(crew)
    folded = await reported(crew, By.DEPARTMENT, TODAY, TODAY)
    assert folded.lines == running.lines
    assert (running.running, folded.running) == (True, False)
    await closes(crew, await crew.now(late))
    await crew.store.flush()
    assert [one async for one in audit.differences(crew.work)] == []


async def test_a_fold_that_was_changed_is_named(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    await closes(crew, await crew.reported())
    await later(crew, 24)
    await days_over(crew)
    await crew.store.cases.run(text("UPDATE folded SET count = 7 WHERE measure = 'ended'"))
    assert [one async for one in audit.differences(crew.work) if one.startswith("figures 2026-11-23")]


async def test_a_day_that_ends_at_another_hour_loses_nothing_and_doubles_nothing(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    for hour in (12, 18, 0, 23):
        await crew.reported()
        await later(crew, 7)
        await crew.reported()
        await later(crew, 24)
        await days_over(crew)
        crew.work = replace(crew.work, district=replace(crew.work.district, bulletin_at=time(hour)))
    await later(crew, 48)
    await days_over(crew)
    found = await crew.store.folds.sums(By.DISTRICT, TODAY, TODAY + timedelta(days=30))
    assert found[""][M.REPORTED] == (8, 8)
    assert sum(int(figures["reported"]) for _, figures in await crew.store.figures.bulletins() if figures) == 8
    assert [one async for one in audit.differences(crew.work)] == []


async def test_a_day_that_is_over_and_not_decided_yet_is_told_from_its_events(crew: Crew) -> None:
    await crew.reported()
    await later(crew, 24)
    monday = (await reported(crew, By.DISTRICT, TODAY, TODAY)).whole
    assert monday.counts.all[M.REPORTED] == 1


async def corrected(crew: Crew, case: Case, category: str) -> None:
    dispatcher, case = await crew.person("dispatcher"), await crew.now(case)
    form = await drafts.open_form(crew.work, dispatcher, case, Action.CORRECT, Address(chat=dispatcher.id))
    await pressing.press(crew.work, dispatcher, form.id, "ask", "category")
    await crew.sends(dispatcher, words=category)
    (code, *_) = (await crew.store.drafts.get(form.id)).hints.offers
    await pressing.press(crew.work, dispatcher, form.id, "category", code)
    await drafts.submit(crew.work, dispatcher, form.id)


@pytest.mark.parametrize("action", [Action.CLEAR, Action.REFUSE])
async def test_what_settles_a_limit_bears_what_the_limit_bore(crew: Crew, action: Action) -> None:
    case = await crew.reported()
    await later(crew, 4)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.RETURN, department="shequ")
    await corrected(crew, case, "乱堆物堆料")
    dispatcher, case = await crew.person("dispatcher"), await crew.now(case)
    if action is Action.CLEAR:
        case = await sent(crew, case, "huanwei")
        await crew.does("lead_huanwei_1", await crew.does("lead_huanwei_1", case, Action.CLAIM), Action.CLEAR)
    else:
        form = await drafts.open_form(crew.work, dispatcher, case, Action.REFUSE, Address(chat=dispatcher.id))
        await pressing.press(crew.work, dispatcher, form.id, "reason", "not_so")
        await drafts.submit(crew.work, dispatcher, form.id)
    for one in (await reported(crew, By.CATEGORY, TODAY, TODAY)).lines:
        assert min(one.counts.own.values()) >= 0, one
        assert INDICATOR["undone"].of(one.counts) == 0, one


async def sent(crew: Crew, case: Case, department: str) -> Case:
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, await crew.now(case), Action.DISPATCH, Address(chat=dispatcher.id))
    if form.answers.department != department:
        await pressing.press(crew.work, dispatcher, form.id, "department", department)
    await drafts.submit(crew.work, dispatcher, form.id)
    return await crew.now(case)


async def test_what_was_void_and_is_no_more_is_as_it_was(crew: Crew) -> None:
    into, case = await crew.reported(), await crew.reported()
    await later(crew, 4)
    before = await line(crew)
    dispatcher = await crew.person("dispatcher")
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.RETURN, department="shequ")
    await merges(crew, await crew.now(case), await crew.now(into))
    assert (await line(crew))[M.DUE] == before[M.DUE] - 1
    form = await drafts.open_form(crew.work, dispatcher, await crew.now(case), Action.SPLIT, Address(chat=dispatcher.id))
    await crew.sends(dispatcher, draft=form.id, words="不是一回事")
    await drafts.submit(crew.work, dispatcher, form.id)
    assert (await line(crew))[M.DUE] == before[M.DUE]


async def test_a_limit_that_ends_with_the_dispatcher_is_no_departments(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.RETURN, department="shequ")
    await later(crew, 4)
    await sent(crew, case, "huanwei")
    await later(crew, 0.1)
    lines = {one.key: one.counts.own for one in (await reported(crew, By.DEPARTMENT, TODAY, TODAY)).lines}
    assert M.DUE not in lines["huanwei"]
    assert lines[""][M.DUE] == 1


async def test_no_rate_is_more_than_all_nor_less_than_none(crew: Crew) -> None:
    """What is returned, pleased or filed today of yesterday's is counted, and is no share of today's."""
    cases = [await crew.reported() for _ in range(3)]
    await later(crew, 24)
    for case in cases:
        await crew.does("lead_chengguan_1", await crew.now(case), Action.RETURN)
    again = await crew.cleared()
    for _ in range(2):
        again = await crew.does("worker2", again, Action.REWORK)
        again = await crew.does("lead_chengguan_1", await crew.now(again), Action.CLAIM)
        again = await crew.now(await crew.does("lead_chengguan_1", await crew.now(again), Action.CLEAR))
    tuesday = TODAY + timedelta(days=1)
    counts = (await reported(crew, By.DISTRICT, tuesday, tuesday)).whole.counts
    assert (counts.all[M.RETURNED], counts.all[M.REWORK]) == (3, 2)
    for one in INDICATORS:
        if (rate := one.rate(counts)) is not None:
            assert 0 <= rate <= 1, one.key


async def test_a_note_does_not_begin_a_rework_anew(crew: Crew) -> None:
    case = await crew.does("worker2", await crew.cleared(), Action.REWORK)
    await later(crew, 2)
    await crew.says("lead_chengguan_1", await crew.now(case), "等材料")
    await closes(crew, await crew.now(case))
    took = [one.minutes for one in facts(await crew.store.cases.events(case.id)) if one.minutes is not None]
    assert took == [0, 120]


async def test_what_is_handled_in_steps_is_due_to_end_with_the_last(crew: Crew) -> None:
    case = await crew.reported("自来水管破裂1处")
    assert case.phases_left == 2
    lead = "lead_gongshui_1"
    case = await crew.does(lead, case, Action.CLAIM)
    person = await crew.person(lead)
    form = await drafts.open_form(crew.work, person, await crew.now(case), Action.ADVANCE, Address(chat=person.id))
    await crew.sends(person, draft=form.id, picture=PROOF)
    await drafts.submit(crew.work, person, form.id)
    await later(crew, 4)
    counts = await line(crew)
    assert (counts[M.DUE], counts[M.ON_TIME], counts.get(M.TO_END, 0)) == (1, 1, 0)


async def test_no_days_backwards_nor_ages(crew: Crew) -> None:
    ages = (date(1, 1, 1), TODAY), (date(1, 1, 1), date(9999, 12, 31)), (date(9999, 1, 1), date(9999, 12, 31))
    for first, last in ((TODAY, TODAY - timedelta(days=1)), *ages[:2]):
        with pytest.raises(BadDate):
            await report(crew.work, By.DISTRICT, first, last)
    assert (await report(crew.work, By.DISTRICT, *ages[2])).whole.counts.all == {}


async def test_what_no_department_had_stands_last(crew: Crew) -> None:
    case, dispatcher = await crew.complained(place=False), await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, case, Action.REFUSE, Address(chat=dispatcher.id))
    await pressing.press(crew.work, dispatcher, form.id, "reason", "not_so")
    await drafts.submit(crew.work, dispatcher, form.id)
    await crew.reported()
    lines = (await reported(crew, By.DEPARTMENT, TODAY, TODAY)).lines
    assert [one.key for one in lines] == ["chengguan", ""]
