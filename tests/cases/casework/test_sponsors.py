"""包保: a leader stands behind a community, a grid or one case: named on the card, told last, with a digest a day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import staff
from cases.board.case import CaseCard, case_card
from cases.board.digest import Kind, digest_card
from cases.board.search import scope_at
from cases.casework import rights, telling
from cases.casework.case import Action, Case
from cases.casework.moves.supervising import sponsors
from cases.casework.query import Query
from cases.errors import Forbidden, Unknown
from cases.intake import drafts, pressing
from cases.notices import gathering
from cases.outbox import Address
from cases.people import Grant, Role
from tests.cases.crew import MONDAY, Crew

LEADER = "worker40"
"""Somebody who has nothing to do with the grid otherwise."""


async def stands(crew: Crew, scope: str) -> None:
    await crew.gives(LEADER, Grant(role=Role.SPONSOR, scope=scope))


async def seen(crew: Crew, case: Case) -> CaseCard:
    card = await case_card(crew.work, case.id, Address(chat=(await crew.person("lead_chengguan_1")).id))
    assert isinstance(card, CaseCard)
    return card


@pytest.mark.parametrize("scope", ["01", "0103"])
async def test_who_stands_behind_where_it_lies_is_named_and_sees_it(crew: Crew, scope: str) -> None:
    await stands(crew, scope)
    case, leader = await crew.reported(), await crew.person(LEADER)
    assert (await seen(crew, case)).sponsors == (leader.name,)
    assert rights.may_see(leader, case)
    assert "0103" in (await scope_at(crew.work, leader, Address(chat=leader.id))).grids


async def test_elsewhere_they_see_nothing(crew: Crew) -> None:
    await stands(crew, "02")
    case, leader = await crew.reported(), await crew.person(LEADER)
    assert (await seen(crew, case)).sponsors == ()
    assert not rights.may_see(leader, case)


async def test_they_are_told_last_and_have_what_is_open_in_their_digest(crew: Crew) -> None:
    await crew.alone()
    await stands(crew, "01")
    case, leader = await crew.reported(), await crew.person(LEADER)
    early = await crew.time_passes((case.deadline or MONDAY) + timedelta(hours=4))
    assert ("case", LEADER) not in early
    assert ("case", LEADER) in await crew.time_passes((case.deadline or MONDAY) + timedelta(days=2))
    card = await digest_card(crew.work, str(leader.id), Address(chat=leader.id))
    assert [(part.total, part.late) for part in card.parts if part.kind is Kind.SPONSORED] == [(1, 1)]


async def test_their_words_stand_on_the_card(crew: Crew) -> None:
    await stands(crew, "01")
    case = await crew.reported()
    await crew.says(LEADER, case, "本周五前必须清理完")
    assert [note.words for note in (await seen(crew, case)).notes] == ["本周五前必须清理完"]


async def test_a_supervisor_names_one_for_a_single_case(crew: Crew) -> None:
    await stands(crew, "04")
    case, supervisor, leader = await crew.reported(), await crew.person("supervisor"), await crew.person(LEADER)
    form = await drafts.open_form(crew.work, supervisor, case, Action.SUPERVISE, Address(chat=supervisor.id))
    await pressing.press(crew.work, supervisor, form.id, "reason", "red")
    await pressing.press(crew.work, supervisor, form.id, "days", "3")
    await pressing.press(crew.work, supervisor, form.id, "sponsor", str(leader.id))
    await crew.sends(supervisor, draft=form.id, words="媒体已报道")
    case = await crew.now(await drafts.submit(crew.work, supervisor, form.id))
    assert case.sponsor == leader.id
    assert rights.may_see(leader, case)
    assert (await seen(crew, case)).sponsors == (leader.name,)
    await crew.takes(LEADER)
    assert not rights.may_see(await crew.person(LEADER), case)
    assert await telling.sponsors(crew.work, case) == []


async def test_a_sponsor_decides_nothing(crew: Crew) -> None:
    await stands(crew, "01")
    case, leader = await crew.reported(), await crew.person(LEADER)
    assert rights.offered(leader, case) == ()


async def test_of_what_there_is_by_code_or_name_and_of_nothing_else(crew: Crew) -> None:
    assert staff.wanted(crew.work, ["sponsor", "解放社区"]) == Grant(role=Role.SPONSOR, scope="01")
    with pytest.raises(Unknown):
        staff.wanted(crew.work, ["sponsor", "chengguan"])
    with pytest.raises(Forbidden):
        await scope_at(crew.work, await crew.person("resident"), Address(chat=(await crew.person("resident")).id))


async def test_a_leader_is_told_in_the_morning_of_what_is_open_and_of_nothing_else(crew: Crew) -> None:
    await stands(crew, "01")
    await crew.gives("worker30", Grant(role=Role.SPONSOR, scope="02"))
    await gathering.morning(crew.work)
    await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=1))
    before = await crew.loud()
    await gathering.morning(crew.work)
    told = crew.louder(before, await crew.loud())
    assert ("digest", LEADER) in told
    assert ("digest", "worker30") not in told


async def named(crew: Crew, case: Case, leader: str) -> Case:
    supervisor = await crew.person("supervisor")
    form = await drafts.open_form(crew.work, supervisor, await crew.now(case), Action.SUPERVISE, Address(chat=supervisor.id))
    for button, value in (("reason", "red"), ("days", "3"), ("sponsor", str((await crew.person(leader)).id))):
        await pressing.press(crew.work, supervisor, form.id, button, value)
    await crew.sends(supervisor, draft=form.id, words="媒体已报道")
    return await crew.now(await drafts.submit(crew.work, supervisor, form.id))


async def test_who_is_named_for_a_case_is_told_and_finds_it_as_long_as_they_are_a_leader(crew: Crew) -> None:
    await stands(crew, "04")
    case, before = await crew.reported(), await crew.loud()
    case = await named(crew, case, LEADER)
    assert ("case", LEADER) in crew.louder(before, await crew.loud())

    async def found() -> list[int]:
        leader = await crew.person(LEADER)
        scope = await scope_at(crew.work, leader, Address(chat=leader.id))
        return [one.id for one in await crew.store.search.find(Query(), scope, 8)]

    assert await found() == [case.id]
    await crew.store.people.revoke((await crew.person(LEADER)).id, Grant(role=Role.SPONSOR, scope="04"), 0, MONDAY)
    assert await found() == []


async def test_leaders_of_the_place_are_offered_first(crew: Crew) -> None:
    for number in range(21, 35):
        await crew.gives(f"worker{number}", Grant(role=Role.SPONSOR, scope="04"))
    await stands(crew, "01")
    case, supervisor = await crew.reported(), await crew.person("supervisor")
    assert (await sponsors(crew.work, supervisor.id, case))[0].id == (await crew.person(LEADER)).id
