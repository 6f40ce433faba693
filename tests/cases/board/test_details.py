"""What a case read whole shows of its pictures, and to whom."""

import pytest

from cases.board import details
from cases.casework.case import Action
from cases.evidence.photo import Side
from cases.intake import drafts
from cases.intake.hearing import Picture
from cases.outbox import Address
from tests.cases.crew import Crew

STILL_THERE = Picture(file_id="still", unique="still", as_file=False)


async def sides(crew: Crew, username: str, case: int) -> list[Side]:
    there = Address(chat=(await crew.person(username)).id)
    return [one.side for one in await details.album(crew.work, case, there, 0)]


async def with_a_picture(crew: Crew, username: str, case: int, action: Action) -> None:
    person, found = await crew.person(username), await crew.store.cases.get(case)
    form = await drafts.open_form(crew.work, person, found, action, Address(chat=person.id))
    await crew.sends(person, draft=form.id, picture=STILL_THERE, words="摊位还在")
    await drafts.submit(crew.work, person, form.id)
    await crew.store.flush()


@pytest.mark.parametrize("action", [Action.REWORK, Action.UNCHECKABLE])
async def test_a_checkers_picture_tells_neither_how_it_was_nor_that_it_was_done(crew: Crew, action: Action) -> None:
    case = await crew.cleared()
    await with_a_picture(crew, "worker2", case.id, action)
    assert await sides(crew, "lead_chengguan_1", case.id) == [Side.BEFORE, Side.AFTER, Side.CHECK]


async def test_who_complained_sees_their_own_pictures_whatever_they_tell(crew: Crew) -> None:
    case = await crew.complained(place=True)
    case = await crew.does("worker2", case, Action.VERIFY)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    await with_a_picture(crew, "worker2", case.id, Action.REWORK)
    assert Side.CHECK not in await sides(crew, "resident", case.id)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", await crew.now(case), Action.CLEAR)
    case = await crew.does("worker2", await crew.now(case), Action.PASS)
    await crew.does("resident", await crew.now(case), Action.UNSATISFIED)
    await with_a_picture(crew, "resident", case.id, Action.REOPEN)
    assert (await sides(crew, "resident", case.id)).count(Side.CHECK) == 1
