"""盲抽复核: a share of what a day has closed is looked at again by who had nothing to do with it; the draw can be repeated."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from cases import audit, staff
from cases.board import details, ledger, paper, search
from cases.board.case import CaseCard, case_card
from cases.board.digest import Kind, digest_card
from cases.casework import drawing, rights, telling
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.casework.draws import Draw, picks, repeated
from cases.casework.query import Query
from cases.errors import Forbidden, NotNow
from cases.figures import bulletins
from cases.intake import drafts
from cases.outbox import Address
from cases.people import Grant, Role
from tests.cases.casework.test_merging import closes
from tests.cases.crew import MONDAY, Crew

SEED = "00" * 16


@given(st.text(min_size=1), st.sets(st.from_regex(r"A[0-9]{12}", fullmatch=True)), st.decimals(0, 1, places=3))
def test_the_share_is_drawn_and_the_same_seed_draws_the_same(seed: str, numbers: set[str], share: Decimal) -> None:
    picked = picks(seed, numbers, share)
    assert len(set(picked)) == len(picked)
    assert set(picked) <= numbers
    assert len(numbers) * share <= len(picked) < len(numbers) * share + 1
    drawn = Draw(day=MONDAY.date(), seed=seed, lot=len(numbers), picked=picked)
    assert repeated(drawn, numbers)
    assert not repeated(drawn, numbers | {"another"})


def test_another_seed_draws_others() -> None:
    numbers = [f"A{number:012}" for number in range(400)]
    assert len({picks(str(seed), numbers, Decimal("0.05")) for seed in range(20)}) == 20


async def drawn(crew: Crew) -> Case:
    """Closed in the afternoon; its day decided, and drawn from."""
    await bulletins.close_day(crew.work)
    case = await closes(crew, await crew.reported())
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=1))
    await bulletins.close_day(crew.work)
    for day in await drawing.due(crew.work):
        assert await drawing.draw(crew.work, day, SEED)
    return await crew.now(case)


async def test_of_one_case_one_is_drawn_and_supervisors_are_asked(crew: Crew) -> None:
    case = await drawn(crew)
    assert case.drawn
    assert (case.status, case.open) == (Status.CLOSED, False)
    assert "supervisor" in await crew.stands(case)
    assert await drawing.due(crew.work) == []
    assert await drawing.draw(crew.work, crew.work.district.bulletin_day(crew.work.now) - timedelta(days=1), "other") is None


async def test_who_looks_again_learns_of_nobody_who_had_it(crew: Crew) -> None:
    case = await drawn(crew)
    there = Address(chat=(await crew.person("supervisor")).id)
    card = await case_card(crew.work, case.id, there)
    assert isinstance(card, CaseCard)
    assert card.blind
    assert (card.clearer, card.checker, card.claimer, card.reporter) == ("", "", "", None)
    told = (await details.details(crew.work, case.id, there)).told
    assert {one.by for one in told} == {""}
    assert Action.DRAW not in {one.action for one in told}


async def test_nobody_else_learns_that_it_was_drawn(crew: Crew) -> None:
    case = await drawn(crew)
    for username in ("lead_chengguan_1", "worker2"):
        there = Address(chat=(await crew.person(username)).id)
        card = await case_card(crew.work, case.id, there)
        assert isinstance(card, CaseCard)
        assert (card.blind, Action.UPHOLD in card.actions) == (False, False)
        assert Action.DRAW not in {one.action for one in (await details.details(crew.work, case.id, there)).told}


async def test_what_holds_stays_closed(crew: Crew) -> None:
    case = await drawn(crew)
    supervisor = await crew.person("supervisor")
    after = await act(crew.work, supervisor, case.id, case.step, Action.UPHOLD)
    assert (after.status, after.drawn, after.until) == (Status.CLOSED, False, None)
    with pytest.raises(NotNow):
        await act(crew.work, supervisor, case.id, after.step, Action.UPHOLD)
    await crew.store.flush()
    assert [line async for line in audit.differences(crew.work)] == []


async def test_what_does_not_hold_goes_back_and_is_counted_as_opened_again(crew: Crew) -> None:
    case = await drawn(crew)
    supervisor = await crew.person("supervisor")
    form = await drafts.open_form(crew.work, supervisor, case, Action.OVERTURN, Address(chat=supervisor.id))
    await crew.sends(supervisor, draft=form.id, words="摊位又摆出来了")
    after = await crew.now(await drafts.submit(crew.work, supervisor, form.id))
    assert (after.status, after.drawn, after.round, after.ended_at) == (Status.REWORK, False, 1, None)
    assert after.deadline is not None
    card = await case_card(crew.work, case.id, Address(chat=(await crew.person("lead_chengguan_1")).id))
    assert isinstance(card, CaseCard)
    assert card.why
    assert card.why.words == "摊位又摆出来了"
    crew.work = replace(crew.work, now=crew.work.now + timedelta(minutes=1))
    assert (await bulletins.so_far(crew.work))["reopened"] == 1


async def test_who_had_it_in_hand_does_not_look_again(crew: Crew) -> None:
    await crew.gives("worker2", Grant(role=Role.SUPERVISOR))
    case = await drawn(crew)
    checker = await crew.person("worker2")
    assert case.checker == checker.id
    assert not rights.audits(checker, case)
    with pytest.raises(Forbidden):
        await act(crew.work, checker, case.id, case.step, Action.UPHOLD)


async def test_where_nobody_else_could_nobody_is_asked(crew: Crew) -> None:
    await crew.takes("supervisor", "dispatcher")
    await crew.gives("worker2", Grant(role=Role.SUPERVISOR))
    case = await drawn(crew)
    assert case.drawn
    assert {one.name for one in await telling.auditors(crew.work, case)} == {"徐静"}


async def test_it_stands_in_the_supervisors_digest_and_says_when_it_is_late(crew: Crew) -> None:
    case = await drawn(crew)
    person = await crew.person("supervisor")

    async def part() -> tuple[int, int]:
        card = await digest_card(crew.work, str(person.id), Address(chat=person.id))
        return next((one.total, one.late) for one in card.parts if one.kind is Kind.DRAWN)

    await crew.store.flush()
    assert await part() == (1, 0)
    assert case.until
    crew.work = replace(crew.work, now=case.until + timedelta(minutes=1))
    assert await part() == (1, 1)


async def test_a_district_may_do_without(crew: Crew) -> None:
    none = replace(crew.work.district, limits=replace(crew.work.district.limits, blind=Decimal(0)))
    crew.work = replace(crew.work, district=none)
    case = await drawn(crew)
    assert not case.drawn


async def test_after_a_stop_days_are_drawn_from_one_by_one(crew: Crew) -> None:
    await drawn(crew)
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=20))
    await bulletins.close_day(crew.work)
    assert len(await drawing.due(crew.work)) == drawing.MOST_DAYS


async def test_nobodys_name_stands_on_what_is_looked_at_again_nor_on_its_paper(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    await crew.says("lead_chengguan_1", case, "已约谈摊主")
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    await act(crew.work, await crew.person("worker2"), case.id, (await crew.now(case)).step, Action.PASS)
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=1))
    await bulletins.close_day(crew.work)
    for day in await drawing.due(crew.work):
        await drawing.draw(crew.work, day, SEED)
    supervisor = await crew.person("supervisor")
    card = await case_card(crew.work, case.id, Address(chat=supervisor.id))
    assert isinstance(card, CaseCard)
    assert (card.blind, card.prints, [note.by for note in card.notes]) == (True, False, ["—"])
    with pytest.raises(Forbidden):
        await paper.ask(crew.work, supervisor, case.id)


async def test_dispatchers_who_are_asked_find_it_in_their_digest(crew: Crew) -> None:
    await crew.takes("supervisor")
    await drawn(crew)
    person = await crew.person("dispatcher")
    await crew.store.flush()
    card = await digest_card(crew.work, str(person.id), Address(chat=person.id))
    assert Kind.DRAWN in {one.kind for one in card.parts}


async def test_who_checked_an_earlier_round_does_not_look_again(crew: Crew) -> None:
    await crew.gives("worker2", Grant(role=Role.SUPERVISOR))
    await bulletins.close_day(crew.work)
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    case = await crew.does("worker2", await crew.now(case), Action.REWORK)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    await act(crew.work, await crew.person("worker1"), case.id, (await crew.now(case)).step, Action.PASS)
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=1))
    await bulletins.close_day(crew.work)
    for day in await drawing.due(crew.work):
        await drawing.draw(crew.work, day, SEED)
    case = await crew.now(case)
    assert {one.name for one in await telling.auditors(crew.work, case)} == {"李娜"}
    with pytest.raises(Forbidden):
        await act(crew.work, await crew.person("worker2"), case.id, case.step, Action.UPHOLD)


async def test_a_draw_that_was_changed_is_named(crew: Crew) -> None:
    await drawn(crew)
    await crew.store.flush()
    await crew.store.cases.run(text("UPDATE draws SET seed = 'another', lot = 2"))
    found = [line async for line in audit.differences(crew.work)]
    assert [line for line in found if "does not draw the same again" in line]


async def test_where_everybody_had_it_in_hand_nobody_looks_again(crew: Crew) -> None:
    await crew.takes("supervisor", "dispatcher")
    await bulletins.close_day(crew.work)
    await crew.gives("worker2", Grant(role=Role.ADMIN))
    admin = await crew.person("admin")
    case = await closes(crew, await crew.reported())
    await staff.take(crew.work, await crew.person("worker2"), admin.id, Grant(role=Role.ADMIN))
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=1))
    await bulletins.close_day(crew.work)
    for day in await drawing.due(crew.work):
        await drawing.draw(crew.work, day, SEED)
    assert not (await crew.now(case)).drawn


async def test_nobodys_name_stands_in_the_ledger_of_who_looks_again(crew: Crew) -> None:
    case = await drawn(crew)
    told = {}
    for username in ("supervisor", "lead_chengguan_1"):
        person = await crew.person(username)
        scope = await search.scope_at(crew.work, person, Address(chat=person.id))
        pages = [page async for page in ledger.entries(crew.work, Query(), scope, person, ledger.MOST)]
        told[username] = next(one for page in pages for one in page if one.case.id == case.id)
    blind, known = told["supervisor"], told["lead_chengguan_1"]
    assert (blind.answers, blind.checker, blind.reporter) == ("", "", "")
    assert (known.answers, known.checker) == ("胡霞", "李子涵")
