"""Who belongs to a district: invitations, roles and bindings, and who may give and take them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases import staff
from cases.board import people
from cases.casework.case import Action
from cases.errors import (
    Ambiguous,
    BadCommand,
    BadInvitation,
    Forbidden,
    GroupOnly,
    LastAdmin,
    Mixed,
    PrivateOnly,
    Refusal,
    Unknown,
)  # fmt: skip
from cases.outbox import Address, Purpose
from cases.people import Grant, Role
from tests.cases.office import Office
from tests.people import LEADS_GROUP, WORKERS_GROUP

LEAD = Grant(role=Role.LEAD, scope="huanwei")
HERE = Address(chat=1)
NEW_GROUP = Address(chat=-1009999999999)


async def test_an_invitation_is_good_once_and_for_its_days(office: Office) -> None:
    admin, resident, worker = [await office.person(name) for name in ("admin", "resident", "worker3")]
    await staff.invite(office.work, admin, HERE, LEAD, "token")
    assert await staff.join(office.work, resident, "token") == LEAD
    joined = await office.person("resident")
    assert joined.has(Role.LEAD, "huanwei")
    assert await staff.join(office.work, joined, "token") == LEAD, "opened again by whom it worked for"
    for who, token in ((worker, "token"), (worker, "another")):
        with pytest.raises(BadInvitation):
            await staff.join(office.work, who, token)
    await staff.invite(office.work, admin, HERE, LEAD, "late")
    office.work = replace(office.work, now=office.work.now + staff.VALID + timedelta(seconds=1))
    with pytest.raises(BadInvitation):
        await staff.join(office.work, worker, "late")


async def test_an_invitation_of_who_is_no_admin_any_more_is_none(office: Office) -> None:
    admin, other = await office.person("admin"), await office.person("supervisor")
    await staff.give(office.work, admin, other.id, Grant(role=Role.ADMIN))
    await staff.invite(office.work, await office.person("supervisor"), HERE, LEAD, "token")
    await staff.take(office.work, admin, other.id, Grant(role=Role.ADMIN))
    with pytest.raises(BadInvitation):
        await staff.join(office.work, await office.person("resident"), "token")


async def test_an_open_invitation_is_listed_and_taken_back(office: Office) -> None:
    admin = await office.person("admin")
    await staff.invite(office.work, admin, HERE, LEAD, "token")
    (found,) = await staff.invitations(office.work, admin, HERE)
    assert await staff.withdraw(office.work, admin, HERE, found.token_hash[:8].upper()) == 1
    for code in (found.token_hash[:8], "", "zz"):
        with pytest.raises(Unknown):
            await staff.withdraw(office.work, admin, HERE, code)


async def test_only_an_admin_gives_and_only_in_private(office: Office) -> None:
    admin, lead, group = await office.person("admin"), await office.person("lead_chengguan_1"), Address(chat=LEADS_GROUP)
    with pytest.raises(Forbidden):
        await staff.invite(office.work, lead, HERE, LEAD, "token")
    with pytest.raises(Forbidden):
        await staff.give(office.work, lead, lead.id, LEAD)
    with pytest.raises(PrivateOnly):
        await staff.invite(office.work, admin, group, LEAD, "token")
    with pytest.raises(PrivateOnly):
        await staff.invitations(office.work, admin, group)
    with pytest.raises(Forbidden):
        await people.ask(office.work, lead, "list")
    card = await people.shown(office.work, admin, 1, "list/综合执法", 0)
    assert isinstance(card, people.PeopleList)
    assert lead.id in {one.id for one in card.people}


async def test_a_role_is_given_once_and_ends_with_all_that_hangs_on_it(office: Office) -> None:
    admin, case = await office.person("admin"), await office.reported()
    case = await office.does("lead_chengguan_1", case, Action.CLAIM)
    lead = await office.person("lead_chengguan_1")
    for _ in range(2):
        await staff.give(office.work, admin, lead.id, LEAD)
    assert len((await office.person("lead_chengguan_1")).grants) == 2
    assert await staff.take(office.work, admin, lead.id, None) == 2
    assert (await office.work.store.cases.get(case.id)).claimer is None
    assert await staff.take(office.work, lead, lead.id, None) == 0
    with pytest.raises(LastAdmin):
        await staff.take(office.work, admin, admin.id, None)


WORDS: list[tuple[list[str], Grant | type[Refusal]]] = [
    (["lead", "huanwei"], LEAD), (["worker", "0103"], Grant(role=Role.WORKER, scope="0103")), (["admin"], Grant(role=Role.ADMIN)),
    (["lead"], BadCommand), (["boss"], BadCommand), ([], BadCommand), (["lead", "0103"], Unknown), (["worker", "huanwei"], Unknown),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), WORDS)
async def test_a_role_in_words(office: Office, words: list[str], expected: Grant | type[Refusal]) -> None:
    if isinstance(expected, Grant):
        assert staff.wanted(office.work, words) == expected
    else:
        with pytest.raises(expected):
            staff.wanted(office.work, words)


async def test_who_is_meant_by_a_name(office: Office) -> None:
    lead = await office.person("lead_chengguan_1")
    assert await staff.named(office.work, "lead_chengguan_1", LEAD) == lead.id
    assert await staff.named(office.work, str(lead.id), Grant(role=Role.ADMIN)) == lead.id
    for word, grant, refusal in (
        ("lead_chengguan_1", Grant(role=Role.ADMIN), Ambiguous), ("nobody", LEAD, Unknown), ("²", LEAD, Unknown), ("0", LEAD, Unknown),
        ("9" * 30, LEAD, Unknown),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await staff.named(office.work, word, grant)


async def test_a_place_is_bound_and_taken_back(office: Office) -> None:
    admin = await office.person("admin")
    bound = await staff.bind(office.work, admin, NEW_GROUP, ["department", "huanwei"])
    assert (bound.purpose, bound.queue) == (Purpose.DEPARTMENT, "huanwei")
    assert await staff.unbind(office.work, admin, NEW_GROUP) == 1
    refused: list[tuple[Address, list[str], type[Refusal]]] = [
        (HERE, ["workers"], GroupOnly), (NEW_GROUP, ["department"], BadCommand), (NEW_GROUP, ["x"], BadCommand), (NEW_GROUP, [], BadCommand),
        (NEW_GROUP, ["department", "no_more"], Unknown), (Address(chat=WORKERS_GROUP), ["dispatchers"], Mixed),
    ]  # fmt: skip
    for address, words, refusal in refused:
        with pytest.raises(refusal):
            await staff.bind(office.work, admin, address, words)


async def test_a_groups_language_is_an_admins_to_choose(office: Office) -> None:
    admin, worker = await office.person("admin"), await office.person("worker1")
    await staff.speak(office.work, worker, Address(chat=worker.id), "en")
    assert (await office.person("worker1")).lang == "en"
    with pytest.raises(Forbidden):
        await staff.speak(office.work, worker, Address(chat=WORKERS_GROUP), "en")
    await staff.speak(office.work, admin, Address(chat=WORKERS_GROUP), "en")
