"""No case is ever with nobody: whoever comes finds what waits, and what was in somebody's hand goes on when they go."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from cases import staff
from cases.casework.acting import act
from cases.casework.case import Action, Case, Status
from cases.district.geo import Point
from cases.errors import Forbidden, Unknown
from cases.intake import drafts
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import Grant, Person, Role
from cases.reach import unseen
from cases.work import Work
from storage.store import Transaction
from tests.cases.office import Office
from tests.people import IN_0103

LETTERS_TO = text("SELECT letter FROM letters WHERE chat = :chat")
WORKS_0103 = Grant(role=Role.WORKER, scope="0103")


class District(Office):
    """With everybody in their private chats only: no group or topic is bound."""

    async def alone(self) -> None:
        admin = await self.person("admin")
        for place in self.work.district.places:
            await staff.unbind(self.work, admin, Address(chat=place.chat, thread=place.thread))

    @property
    def store(self) -> Transaction:
        assert isinstance(self.work.store, Transaction)
        return self.work.store

    async def gives(self, username: str, grant: Grant) -> None:
        await staff.give(self.work, await self.person("admin"), (await self.person(username)).id, grant)

    async def takes(self, *usernames: str) -> None:
        for username in usernames:
            await staff.take(self.work, await self.person("admin"), (await self.person(username)).id, None)

    async def blocks(self, *usernames: str) -> None:
        """They block the bot, which learns it when it writes to them next."""
        for username in usernames:
            address = Address(chat=(await self.person(username)).id)
            await self.store.bindings.silence(address, "blocked")
            self.store.people._forget(address.chat)
            await unseen.silenced(self.work, address, "blocked", news=True)

    async def now(self, case: Case) -> Case:
        await self.store.flush()
        return await self.store.cases.get(case.id)

    async def told(self, username: str) -> set[str]:
        """Keys of the letters to them."""
        await self.store.flush()
        rows = await self.store.cases.peek(LETTERS_TO, chat=(await self.person(username)).id)
        return {row.letter for row in rows}

    async def cleared(self) -> Case:
        case = await self.does("lead_chengguan_1", await self.reported(), Action.CLAIM)
        return await self.now(await self.does("lead_chengguan_1", case, Action.CLEAR))

    async def complained(self, *, place: bool) -> Case:
        resident = await self.person("resident")
        await self.sends(resident, picture=Picture(file_id="f", unique="u", as_file=False), words="门口占道经营")
        where = {"point": Point(lon=IN_0103[0], lat=IN_0103[1])} if place else {"words": "解放路9号"}
        draft = await self.sends(resident, **where)
        case = await drafts.submit(self.work, resident, draft.id)
        return await self.now(case)


@pytest.fixture
def town(work: Work) -> District:
    return District(work)


async def test_a_new_worker_finds_what_waits_to_be_checked(town: District) -> None:
    case = await town.cleared()
    await town.gives("worker5", WORKS_0103)
    assert "worker5" in await town.stands(case)
    await town.takes("worker2", "worker1")
    assert (await town.now(case)).status is Status.CHECKING


async def test_what_nobody_near_can_check_comes_to_the_supervisor_and_then_to_the_dispatchers(town: District) -> None:
    case = await town.cleared()
    await town.takes("worker2", "worker1")
    assert "supervisor" in await town.stands(case)
    await town.takes("supervisor")
    assert (await town.now(case)).status is Status.UNCHECKABLE


async def test_checkers_who_block_the_bot_are_as_good_as_gone(town: District) -> None:
    case = await town.cleared()
    await town.blocks("worker1", "worker2")
    assert "supervisor" in await town.stands(case)
    await town.blocks("supervisor")
    assert (await town.now(case)).status is Status.UNCHECKABLE


async def test_a_complaint_is_verified_by_whoever_came_and_by_nobody_when_all_are_gone(town: District) -> None:
    case = await town.complained(place=True)
    assert case.status is Status.VERIFYING
    await town.gives("worker5", WORKS_0103)
    await town.takes("worker1", "worker2")
    assert "worker5" in await town.stands(case)
    await town.blocks("worker5")
    assert (await town.now(case)).status is Status.REPORTED


async def test_a_new_dispatcher_without_a_place_finds_what_waits(town: District) -> None:
    await town.alone()
    case = await town.complained(place=False)
    await town.gives("worker9", Grant(role=Role.DISPATCHER))
    await town.takes("dispatcher")
    assert "worker9" in await town.stands(case)


@pytest.mark.parametrize("bound", [True, False])
async def test_without_any_dispatcher_the_admins_are_told_and_see_what_comes(town: District, bound: bool) -> None:
    if not bound:
        await town.alone()
    before = await town.complained(place=False)
    await town.takes("dispatcher")
    after = await town.complained(place=False)
    assert "admin" in await town.stands(before)
    assert "admin" in await town.stands(after)
    assert "alarm.no_dispatcher" in await town.told("admin")


async def test_a_new_lead_of_a_department_without_a_place_finds_its_cases(town: District) -> None:
    await town.alone()
    case = await town.reported()
    await town.gives("worker9", Grant(role=Role.LEAD, scope="chengguan"))
    assert "worker9" in await town.stands(case)


async def test_who_claimed_a_case_and_blocks_the_bot_keeps_it_only_where_a_place_shows_it(town: District) -> None:
    shown = await town.does("lead_chengguan_1", await town.reported(), Action.CLAIM)
    await town.alone()
    hidden = await town.does("lead_chengguan_2", await town.reported(), Action.CLAIM)
    await town.blocks("lead_chengguan_2")
    assert (await town.now(shown)).status is Status.CLAIMED
    assert (await town.now(hidden)).status is Status.QUEUED
    assert "lead_chengguan_1" in await town.stands(hidden)


async def test_however_many_cases_a_checker_had_all_are_seen(town: District) -> None:
    cases = [await town.cleared() for _ in range(23)]
    await town.blocks("worker1", "worker2")
    assert all([("supervisor" in await town.stands(case)) for case in cases])


async def test_a_closed_general_topic_is_the_groups_own_place(town: District) -> None:
    admin, group = await town.person("admin"), Address(chat=-100777)
    await town.alone()
    await staff.bind(town.work, admin, group, ["dispatchers"])
    case = await town.complained(place=False)
    await town.store.bindings.silence(Address(chat=group.chat, thread=1), "closed")
    await unseen.silenced(town.work, Address(chat=group.chat, thread=1), "closed", news=True)
    assert "dispatcher" in await town.stands(case)
    assert "alarm.place" in await town.told("admin")


async def test_who_reported_a_case_does_not_verify_it(town: District) -> None:
    resident = await town.person("resident")
    case = await town.complained(place=True)
    await town.gives("resident", WORKS_0103)
    again: Person = await town.person("resident")
    assert resident.id == case.reporter == again.id
    with pytest.raises(Forbidden):
        await act(town.work, again, case.id, case.step, Action.VERIFY)


async def test_nobody_is_given_a_role_by_the_number_nought(town: District) -> None:
    with pytest.raises(Unknown):
        await staff.named(town.work, "0", None)


async def test_a_late_photo_of_an_album_and_a_caption_edited_late_belong_to_the_case(town: District) -> None:
    worker = await town.person("worker1")
    here = Address(chat=worker.id)
    first = Heard(
        address=here, message=901, album="G9", words="占道经营2起", picture=Picture(file_id="a", unique="a", as_file=False)
    )
    await drafts.hear(town.work, worker, first)
    draft = await town.sends(worker, point=Point(lon=IN_0103[0], lat=IN_0103[1]))
    case = await drafts.submit(town.work, worker, draft.id)
    await town.now(case)
    late = Heard(address=here, message=902, album="G9", picture=Picture(file_id="b", unique="b", as_file=False))
    assert await drafts.filed_from(town.work, worker, late) == case.id
    assert await drafts.filed_from(town.work, worker, replace(first, words="占道经营20起", album=None)) == case.id
