"""What may be done with a case, by whom and when: the use cases themselves, on real records, without Telegram."""

from typing import Any

import pytest

from cases import buttons, drafts, staff
from cases.desk import act
from cases.errors import Forbidden, LastAdmin, Missing, NotNow, Refusal, Stale, TakenBy, Theirs
from cases.model import Action, Case, Draft, Grant, Person, Point, Role, Status
from cases.ports import Spot, Work
from cases.reading import Heard, Picture
from tests.people import IN_0103

PROOF = Picture(file_id="g", unique="v", as_file=False)
FILLED: dict[Action, tuple[dict[str, Any], dict[str, str]]] = {
    Action.CLEAR: ({"picture": PROOF}, {}),
    Action.REWORK: ({"words": "还在原处"}, {}),
    Action.RETURN: ({}, {"reason": "not_ours", "department": "huanwei"}),
}
"""What is sent into a form, and what is pressed on it."""


class Office:
    """People of the example by their names, at work on one case."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._message = 0

    async def person(self, username: str) -> Person:
        (found,) = await self.work.store.people.find(username)
        return await self.work.store.people.get(found)

    async def _sends(self, actor: Person, **what: Any) -> Draft:
        self._message += 1
        draft = await drafts.hear(self.work, actor, Heard(spot=Spot(chat=actor.id), message=self._message, **what))
        assert draft
        return draft

    async def reported(self) -> Case:
        """By a grid's worker, and before the department that answers for it."""
        worker = await self.person("worker1")
        await self._sends(worker, picture=Picture(file_id="f", unique="u", as_file=False), words="占道经营3起")
        draft = await self._sends(worker, point=Point(lon=IN_0103[0], lat=IN_0103[1]))
        filed = await drafts.submit(self.work, worker, draft.id)
        await self.person("worker1")  # a look at the records: what was written so far stands there
        return await self.work.store.cases.get(filed.id)

    async def does(self, username: str, case: Case, action: Action, step: int | None = None) -> Case:
        """With the form filled in, where the action has one."""
        actor = await self.person(username)
        if action not in FILLED:
            return await act(self.work, actor, case.id, case.step if step is None else step, action)
        form = await drafts.open_form(self.work, actor, case, action, Spot(chat=actor.id))
        sent, pressed = FILLED[action]
        if sent:
            await self._sends(actor, **sent)
        for button, value in pressed.items():
            await buttons.press(self.work, actor, form.id, button, value)
        return await drafts.submit(self.work, actor, form.id)


@pytest.fixture
def office(work: Work) -> Office:
    return Office(work)


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
    assert case.reworks == 1
    steps = [event.step for event in await office.work.store.cases.events(case.id)]
    assert steps == list(range(1, case.step + 1))


STRANGERS = [
    ("resident", Action.CLAIM, Forbidden), ("worker2", Action.CLAIM, Forbidden), ("lead_huanwei_1", Action.CLAIM, Forbidden),
    ("resident", Action.DISPATCH, Forbidden), ("lead_chengguan_1", Action.PASS, Forbidden), ("worker2", Action.PASS, NotNow),
]  # fmt: skip


@pytest.mark.parametrize(("username", "action", "refusal"), STRANGERS)
async def test_who_may_not_is_refused_and_nothing_is_written(
    office: Office, username: str, action: Action, refusal: type[Refusal]
) -> None:
    case, actor = await office.reported(), await office.person(username)
    before = office.work.store.written  # type: ignore[attr-defined]
    with pytest.raises(refusal):
        await act(office.work, actor, case.id, case.step, action)
    assert office.work.store.written == before  # type: ignore[attr-defined]
    assert await office.work.store.cases.get(case.id) == case


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
    form = await drafts.open_form(office.work, lead, case, Action.CLEAR, Spot(chat=lead.id))
    with pytest.raises(Missing):
        await drafts.submit(office.work, lead, form.id)
    assert (await office.work.store.cases.get(case.id)).status is Status.CLAIMED


async def test_a_return_goes_straight_once_and_then_to_the_dispatcher(office: Office) -> None:
    case = await office.does("lead_chengguan_1", await office.reported(), Action.RETURN)
    assert (case.status, case.department, case.returns) == (Status.QUEUED, "huanwei", 1)


async def test_what_nobody_could_check_comes_to_the_dispatcher(office: Office) -> None:
    """Who cleared never checks: here the only worker of the grid, who leads too, and no supervisor."""
    work, admin = office.work, await office.person("admin")
    for username, role in (("worker1", Role.WORKER), ("worker2", Role.WORKER), ("supervisor", Role.SUPERVISOR)):
        one = await office.person(username)
        if username == "worker1":
            case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
        await staff.take(work, admin, one.id, Grant(role=role, scope="0103" if role is Role.WORKER else None))
    assert (await office.does("lead_chengguan_1", case, Action.CLEAR)).status is Status.UNCHECKABLE


async def test_the_last_admin_stays(office: Office) -> None:
    admin = await office.person("admin")
    with pytest.raises(LastAdmin):
        await staff.take(office.work, admin, admin.id, Grant(role=Role.ADMIN))
