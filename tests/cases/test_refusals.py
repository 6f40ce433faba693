"""What is refused where nothing offers it: by a forged button, a right that is gone, a limit."""

from dataclasses import replace
from typing import Any

import pytest

from cases import panel, ticks
from cases.board import details, lists, people, search
from cases.casework import acting
from cases.casework.case import Action, Outcome, Status
from cases.casework.moves.handling import HANDLING
from cases.casework.moves.move import Deed
from cases.casework.recording import record
from cases.district.geo import inside
from cases.errors import BadDate, BadQuantity, Forbidden, NotOffered, Over, Theirs, TooMany, Unknown
from cases.evidence.photo import PhotoState
from cases.forms.answers import Answers
from cases.intake import drafts, notes, rejoining
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import CLOCK, Grant, Role
from cases.reach import handover
from cases.values import changed
from tests.cases.office import Office
from tests.people import LEADS_GROUP


def picture(name: str, **about: Any) -> Picture:
    return Picture(file_id=name, unique=name, as_file=False, **about)


async def test_a_claim_is_its_claimers(office: Office) -> None:
    case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
    with pytest.raises(Theirs):
        await acting.check(office.work, await office.person("lead_chengguan_2"), case, case.step, Action.CLEAR)


async def test_no_move_leads_where_it_does_not(office: Office) -> None:
    case = await office.reported()
    with pytest.raises(ValueError, match="does not lead"):
        await record(office.work, case, Action.CLAIM, CLOCK, {"status": Status.CLOSED})


async def test_nobody_adds_to_what_is_not_theirs_or_over(office: Office) -> None:
    case = await office.reported()
    with pytest.raises(Forbidden):
        await acting.note(office.work, await office.person("resident"), case.id, "我也看见了")
    case = await office.does("lead_chengguan_1", case, Action.CLAIM)
    case = await office.does("lead_chengguan_1", case, Action.CLEAR)
    case = await office.does("supervisor", case, Action.PASS)
    with pytest.raises(Over):
        await acting.note(office.work, await office.person("worker1"), case.id, "还有")


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Answers(unit="吨"), BadQuantity),
        (Answers(outcome=Outcome.TERM_SET), BadDate),
        (Answers(colleague=1), Forbidden),
    ],
)
async def test_what_a_form_never_took_is_not_decided(office: Office, given: Answers, refusal: type[Exception]) -> None:
    """A colleague who is no lead any more, another unit, a promise without its day."""
    case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
    if given.colleague:
        given = changed(given, colleague=(await office.person("worker1")).id)
    move = HANDLING[Action.TRANSFER if given.colleague else Action.CLEAR]
    actor = await office.person("lead_chengguan_1")
    with pytest.raises(refusal):
        await move.decide(Deed(work=office.work, case=case, actor=actor, answers=given))


async def test_a_case_takes_so_many_pictures(office: Office) -> None:
    case, most = await office.reported(), 4 * office.work.district.limits.photos
    worker, other = await office.person("worker1"), await office.person("dispatcher")
    for number in range(most - 1):
        who = (worker, other)[number % 2]
        heard = Heard(address=Address(chat=who.id), message=number + 2, picture=picture(f"p{number}"))
        await notes.hear(office.work, who, case.id, heard)
    with pytest.raises(TooMany):
        await notes.hear(office.work, worker, case.id, Heard(address=Address(chat=worker.id), message=999, picture=picture("q")))


async def test_a_report_takes_so_many_pictures_also_when_two_become_one(office: Office) -> None:
    worker, most = await office.person("worker1"), 2 * office.work.district.limits.photos
    for number in range(most):
        await office.sends(worker, picture=picture(f"p{number}"), album="1")
    with pytest.raises(TooMany):
        await office.sends(worker, picture=picture("q"), album="1")
    await office.sends(worker, words="占道经营3起")
    second = await office.sends(worker, picture=picture("r"), words="暴露垃圾1处")
    with pytest.raises(TooMany):
        await rejoining.join(office.work, worker, second.id)


async def test_a_file_that_is_too_large_counts_for_nothing(office: Office) -> None:
    draft = await office.sends(await office.person("worker1"), picture=picture("p", too_big=True))
    (kept,) = await office.work.store.photos.of_draft(draft.id)
    assert kept.state is PhotoState.BAD


async def test_who_is_not_staff_any_more_hands_in_no_report_of_staffs(office: Office) -> None:
    worker = await office.person("worker1")
    draft = await office.sends(worker, words="占道经营3起")
    with pytest.raises(Forbidden):
        await drafts.submit(office.work, replace(worker, grants=()), draft.id)


async def test_what_is_woken_for_nothing_is_said(office: Office) -> None:
    case = await office.reported()
    with pytest.raises(ValueError, match="woken for nothing"):
        await ticks._wake(office.work, case)


async def test_lists_are_for_their_readers(office: Office) -> None:
    case, worker, resident = await office.reported(), await office.person("worker1"), await office.person("resident")
    with pytest.raises(Forbidden):
        await search.scope_at(office.work, resident, Address(chat=resident.id))
    with pytest.raises(Forbidden):
        await search.scope_at(office.work, worker, Address(chat=-5))
    with pytest.raises(Unknown):
        await lists.numbered(office.work, resident, "9999")
    for asks in (details.ask, details.play):
        with pytest.raises(Forbidden):
            await asks(office.work, resident, case.id)
    with pytest.raises(Forbidden):
        await details.recording(office.work, case.id, Address(chat=worker.id), 1)


@pytest.mark.parametrize("to", ["list/\x00", "rubbish", "given/x/worker", "taken", "person", "person/-1", "give/c1", "add/king"])
async def test_a_forged_path_leads_nowhere(office: Office, to: str) -> None:
    admin = await office.person("admin")
    await people.ask(office.work, admin, "list/")
    await office.records.flush()
    key = await office.work.store.words.keep_list("list/")
    await office.records.flush()
    with pytest.raises((NotOffered, Unknown)):
        await panel.press(office.work, admin, key, to, "token")


async def test_people_are_shown_to_who_may_look_in_their_own_chat(office: Office) -> None:
    admin, worker = await office.person("admin"), await office.person("worker1")
    key = await office.work.store.words.keep_list("list/")
    await office.records.flush()
    for chat, refusal in ((LEADS_GROUP, Forbidden), (worker.id, Forbidden)):
        with pytest.raises(refusal):
            await people.people_card(office.work, str(key), Address(chat=chat))
    with pytest.raises(Unknown):
        await people.people_card(office.work, "1", Address(chat=admin.id))
    with pytest.raises(Unknown):
        await people.whom(office.work, admin, f"{1 << 70}")
    with pytest.raises(Unknown):
        await people.whom(office.work, admin, "u1")


async def test_a_spot_on_the_edge_is_inside() -> None:
    square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)]
    assert inside((0.5, 0.0), square)
    assert not inside((2.0, 0.0), square)


async def test_a_new_lead_of_many_cases_gets_their_queue_and_not_a_card_of_each(office: Office) -> None:
    resident, lead = await office.person("resident"), Grant(role=Role.LEAD, scope="chengguan")
    cases = [await office.reported() for _ in range(handover.MOST + 2)]
    await office.work.store.people.revoke((await office.person("lead_chengguan_1")).id, lead, 0, office.work.now)
    await office.work.store.people.grant(resident.id, lead, 0, office.work.now)
    await handover.came(office.work, resident.id, lead)
    assert all([await office.stands(case) for case in cases])
