"""Several cases in one go, each by its own right."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from cases.board import lists
from cases.board.queue import queue_card
from cases.casework import several
from cases.casework.case import Action, Case, Outcome, Status
from cases.errors import BadDate, Forbidden, NotNow, NotOffered, Theirs, TooMany
from cases.intake import clearing, drafts, notes, pressing
from cases.intake.draft import Draft
from cases.intake.forms import asked_of
from cases.intake.hearing import Heard, Picture
from cases.outbox import CHECKS, DISPATCHERS, Address
from cases.people import Person
from cases.values import changed
from tests.cases.casework.test_joint import parted
from tests.cases.crew import Crew


async def does(
    crew: Crew, username: str, cases: list[Case], action: Action, key: str = "chengguan", to: str = ""
) -> several.Done:
    actor = await crew.person(username)
    done = await several.do(crew.work, actor, Address(chat=actor.id), key, [case.id for case in cases], action, to)
    await crew.store.flush()
    return done


async def test_what_is_marked_is_claimed_and_what_somebody_else_has_is_named(crew: Crew) -> None:
    cases = [await crew.reported() for _ in range(3)]
    await crew.does("lead_chengguan_2", cases[1], Action.CLAIM)
    done = await does(crew, "lead_chengguan_1", cases, Action.CLAIM)
    assert done.numbers == (cases[0].number, cases[2].number)
    ((number, refusal),) = done.refused
    assert (number, type(refusal)) == (cases[1].number, Theirs)
    assert [(await crew.now(case)).claimer for case in cases].count((await crew.person("lead_chengguan_1")).id) == 2


async def test_what_is_marked_goes_to_another_department_and_a_communitys_to_the_dispatcher(crew: Crew) -> None:
    cases = [await crew.reported() for _ in range(2)]
    await does(crew, "lead_chengguan_1", cases, Action.TRANSFER, to="huanwei")
    assert [(await crew.now(case)).department for case in cases] == ["huanwei", "huanwei"]
    with pytest.raises(NotOffered):
        await does(crew, "lead_chengguan_1", cases, Action.TRANSFER, to="huanwei")
    await does(crew, "lead_huanwei_1", cases, Action.TRANSFER, key="huanwei", to="shequ")
    assert {(await crew.now(case)).status for case in cases} == {Status.RETURNED}
    await does(crew, "dispatcher", cases, Action.DISPATCH, key=DISPATCHERS, to="shequ")
    assert {(await crew.now(case)).department for case in cases} == {"shequ"}


async def test_what_needs_more_is_left_and_the_others_go(crew: Crew) -> None:
    sorted_, unsorted = await crew.complained(place=False), await crew.alarms("楼道里有很浓的煤气味")
    done = await does(crew, "dispatcher", [sorted_, unsorted], Action.DISPATCH, key=DISPATCHERS, to="chengguan")
    assert done.numbers == (sorted_.number,)


@pytest.mark.parametrize(
    ("username", "key", "action", "to"),
    [
        ("lead_chengguan_1", "chengguan", Action.CLEAR, ""),
        ("lead_chengguan_1", "chengguan", Action.DISPATCH, "huanwei"),
        ("lead_chengguan_1", "chengguan", Action.TRANSFER, ""),
        ("lead_chengguan_1", "chengguan", Action.TRANSFER, "nobody"),
        ("lead_chengguan_1", "chengguan", Action.CLAIM, "huanwei"),
        ("dispatcher", DISPATCHERS, Action.CLAIM, ""),
    ],
)
async def test_what_is_not_offered_is_not_done(crew: Crew, username: str, key: str, action: Action, to: str) -> None:
    case = await crew.reported()
    with pytest.raises(NotOffered):
        await does(crew, username, [case], action, key, to)


async def test_a_stranger_learns_nothing(crew: Crew) -> None:
    case = await crew.reported()
    with pytest.raises(Forbidden):
        await does(crew, "resident", [case], Action.CLAIM)
    with pytest.raises(NotOffered):
        await does(crew, "lead_chengguan_1", [case], Action.CLAIM, key="chengguan2")


async def test_of_other_queues_nothing_is_done(crew: Crew) -> None:
    case = await crew.reported()
    with pytest.raises(NotOffered):
        await does(crew, "lead_huanwei_1", [case], Action.CLAIM, key="huanwei")


async def test_what_came_with_notes_on_other_cases_stays_there(crew: Crew) -> None:
    noted, case = await crew.reported(), await crew.reported()
    worker = await crew.person("worker1")
    picture = Picture(file_id="n", unique="n", as_file=False)
    await notes.hear(crew.work, worker, noted.id, Heard(address=Address(chat=worker.id), message=77, picture=picture))
    await crew.store.flush()
    await does(crew, "lead_chengguan_1", [case], Action.TRANSFER, to="huanwei")
    assert len(await crew.work.store.photos.of_case(noted.id)) == 2
    assert len(await crew.work.store.photos.of_case(case.id)) == 1


async def test_to_where_it_is_nothing_is_handed_on(crew: Crew) -> None:
    with pytest.raises(NotOffered):
        await does(crew, "lead_chengguan_1", [await crew.reported()], Action.TRANSFER, to="chengguan")


async def opened(crew: Crew, *words: str) -> list[Draft]:
    """Forms of the lead for several of their queue, one of which they have claimed already."""
    cases = [await crew.reported(one) for one in words]
    await crew.does("lead_chengguan_1", cases[0], Action.CLAIM)
    lead = await crew.person("lead_chengguan_1")
    there = Address(chat=lead.id)
    done = await clearing.open_all(crew.work, lead, there, [one.id for one in cases])
    numbers, refused = list(done.numbers), list(done.refused)
    assert (len(numbers), refused) == (len(cases), [])
    return await crew.work.store.drafts.open(lead.id, there)


def pictured(name: str) -> Picture:
    return Picture(file_id=name, unique=name, as_file=False)


async def test_pictures_go_into_several_forms_one_after_the_other_and_they_are_handed_in_together(crew: Crew) -> None:
    forms, lead = await opened(crew, "占道经营3起", "店外经营1起", "乱堆放2处"), await crew.person("lead_chengguan_1")
    for name in "abc":
        await crew.sends(lead, picture=pictured(name), album="al")
    photos = [[one.file_id for one in await crew.work.store.photos.of_draft(form.id)] for form in forms]
    assert photos == [["a"], ["b"], ["c"]]
    last = await crew.work.store.drafts.get(forms[-1].id)
    assert "together" in pressing.offered(last, await asked_of(crew.work, last), lead)
    done, refused = await drafts.submit_together(crew.work, lead, last.id)
    assert ([one.status for one in done], refused) == ([Status.CHECKING] * 3, [])


async def test_an_answer_to_one_forms_card_goes_into_that(crew: Crew) -> None:
    forms, lead = await opened(crew, "占道经营3起", "店外经营1起"), await crew.person("lead_chengguan_1")
    await crew.sends(lead, draft=forms[1].id, picture=pictured("b"))
    await crew.sends(lead, picture=pictured("a"))
    photos = [[one.file_id for one in await crew.work.store.photos.of_draft(form.id)] for form in forms]
    assert photos == [["a"], ["b"]]


async def test_one_form_alone_is_not_handed_in_together_with_nothing(crew: Crew) -> None:
    forms, lead = await opened(crew, "占道经营3起", "店外经营1起"), await crew.person("lead_chengguan_1")
    await crew.sends(lead, picture=pictured("a"))
    with pytest.raises(NotOffered):
        await drafts.submit_together(crew.work, lead, forms[0].id)


async def test_one_that_moved_on_meanwhile_stops_no_other(crew: Crew) -> None:
    forms, lead = await opened(crew, "占道经营3起", "店外经营1起", "乱堆放2处"), await crew.person("lead_chengguan_1")
    for name in "abc":
        await crew.sends(lead, picture=pictured(name))
    await crew.does("lead_chengguan_1", await crew.now(await crew.store.cases.get(forms[0].case or 0)), Action.CLEAR)
    done, refused = await drafts.submit_together(crew.work, lead, forms[2].id)
    assert (len(done), refused) == (2, [])


async def test_of_what_another_has_claimed_no_form_is_opened_and_it_is_named(crew: Crew) -> None:
    case, lead = await crew.reported(), await crew.person("lead_chengguan_1")
    await crew.does("lead_chengguan_2", case, Action.CLAIM)
    done = await clearing.open_all(crew.work, lead, Address(chat=lead.id), [case.id])
    numbers, refused = list(done.numbers), list(done.refused)
    assert (numbers, [type(why) for _, why in refused]) == ([], [Theirs])


async def lays(crew: Crew, username: str, *words: str) -> tuple[Person, Address, list[Case]]:
    cases = [await crew.reported(one) for one in words]
    lead = await crew.person(username)
    return lead, Address(chat=lead.id), cases


async def test_what_cannot_be_cleared_is_not_claimed_for_it(crew: Crew) -> None:
    lead, there, (case,) = await lays(crew, "lead_chengguan_1", "占道经营3起")
    await parted(crew, case, "yuanlin")
    done = await clearing.open_all(crew.work, lead, there, [case.id])
    numbers, refused = list(done.numbers), list(done.refused)
    assert (numbers, [type(why) for _, why in refused]) == ([], [NotNow])
    assert (await crew.now(case)).status is Status.QUEUED


async def test_of_what_is_handled_in_steps_the_next_is_opened(crew: Crew) -> None:
    lead, there, (case,) = await lays(crew, "lead_gongshui_1", "自来水管破裂1处，水往外漏")
    await clearing.open_all(crew.work, lead, there, [case.id])
    assert [one.action for one in await crew.store.drafts.open(lead.id, there)] == [Action.ADVANCE]


async def test_forms_that_hold_pictures_are_kept_when_more_are_opened(crew: Crew) -> None:
    lead, there, cases = await lays(crew, "lead_chengguan_1", *[f"占道经营{count}起" for count in range(1, 13)])
    done = await clearing.open_all(crew.work, lead, there, [one.id for one in cases])
    numbers, refused = list(done.numbers), list(done.refused)
    assert (len(numbers), refused) == (clearing.MOST, [])
    for name in "abcdefgh":
        await crew.sends(lead, picture=pictured(name))
    done = await clearing.open_all(crew.work, lead, there, [one.id for one in cases[6:]])
    again, refused = list(done.numbers), list(done.refused)
    assert (len(again), [type(why) for _, why in refused]) == (4, [TooMany, TooMany])
    forms = await crew.store.drafts.open(lead.id, there)
    assert sum([bool(await crew.store.photos.of_draft(form.id)) for form in forms]) == clearing.MOST


async def test_what_wants_two_pictures_has_two_before_the_next_has_one(crew: Crew) -> None:
    lead, there, cases = await lays(crew, "lead_chengguan_1", "违章搭建20平方米", "店外经营1起")
    await clearing.open_all(crew.work, lead, there, [one.id for one in cases])
    for name in "abc":
        await crew.sends(lead, picture=pictured(name), album="al")
    forms = await crew.store.drafts.open(lead.id, there)
    assert [[one.file_id for one in await crew.store.photos.of_draft(form.id)] for form in forms] == [["a", "b"], ["c"]]


async def test_who_sees_none_of_it_opens_nothing(crew: Crew) -> None:
    case, stranger = await crew.reported(), await crew.person("lead_huanwei_1")
    with pytest.raises(Forbidden):
        await clearing.open_all(crew.work, stranger, Address(chat=stranger.id), [case.id])


async def test_one_whose_day_has_come_meanwhile_is_named_and_stops_no_other(crew: Crew) -> None:
    forms, lead = await opened(crew, "占道经营3起", "店外经营1起", "乱堆放2处"), await crew.person("lead_chengguan_1")
    for name in "abc":
        await crew.sends(lead, picture=pictured(name))
    await pressing.press(crew.work, lead, forms[0].id, "outcome", "term_set")
    await pressing.press(crew.work, lead, forms[0].id, "days", "3")
    crew.work = replace(crew.work, now=crew.work.now + timedelta(days=4))
    done, refused = await drafts.submit_together(crew.work, lead, forms[1].id)
    assert (len(done), [type(why) for _, why in refused]) == (2, [BadDate])


async def delivered(crew: Crew) -> None:
    """Every card that is to stand somewhere does."""
    await crew.store.flush()
    await crew.store.cases.run(DELIVERED)


DELIVERED = text(
    "INSERT INTO posts (district, chat, message, card, state, pictured) SELECT district, chat, id, id, 'current', :no FROM cards "
    "WHERE NOT EXISTS (SELECT 1 FROM posts WHERE posts.card = cards.id)"
).bindparams(no=False)


async def to_check(crew: Crew, count: int) -> list[Case]:
    """Cleared, and asked of the grid's other worker."""
    cases = [await crew.cleared() for _ in range(count)]
    await delivered(crew)
    return [await crew.now(case) for case in cases]


async def test_a_checker_passes_several_whose_cards_stand_before_them(crew: Crew) -> None:
    cases = await to_check(crew, 3)
    worker = await crew.person("worker2")
    here = Address(chat=worker.id)
    card = await queue_card(crew.work, CHECKS, here)
    assert [case.id for case in card.cases] == [case.id for case in cases]
    assert (card.unseen, card.actions) == (frozenset(), (Action.PASS,))
    done = await does(crew, "worker2", cases[:2], Action.PASS, CHECKS)
    assert done.numbers == tuple(case.number for case in cases[:2])
    assert [(await crew.now(case)).status for case in cases] == [Status.CLOSED, Status.CLOSED, Status.CHECKING]
    assert [case.id for case in (await queue_card(crew.work, CHECKS, here)).cases] == [cases[2].id]


async def test_what_was_not_looked_at_is_not_passed_with_others(crew: Crew) -> None:
    case, *_ = await to_check(crew, 1)
    supervisor = await crew.person("supervisor")
    here = Address(chat=supervisor.id)
    assert (await queue_card(crew.work, CHECKS, here)).unseen == {case.id}
    with pytest.raises(NotOffered):
        await does(crew, "supervisor", [case], Action.PASS, CHECKS)
    await lists.opened(crew.work, supervisor, case.id, here)
    await crew.store.flush()
    assert (await queue_card(crew.work, CHECKS, here)).unseen == {case.id}  # it is on its way
    await delivered(crew)
    assert (await queue_card(crew.work, CHECKS, here)).unseen == frozenset()
    assert (await does(crew, "supervisor", [case], Action.PASS, CHECKS)).numbers == (case.number,)


async def test_nobody_passes_with_others_what_is_not_theirs_to_pass(crew: Crew) -> None:
    cases = await to_check(crew, 2)
    for username in ("lead_chengguan_1", "resident", "worker3"):
        with pytest.raises(NotOffered):
            await does(crew, username, cases, Action.PASS, CHECKS)
    with pytest.raises(Forbidden):
        await queue_card(crew.work, CHECKS, Address(chat=(await crew.person("resident")).id))


async def test_a_promise_is_looked_at_again_one_by_one(crew: Crew) -> None:
    case, *_ = await to_check(crew, 1)
    promised = changed(case, outcome=Outcome.TERM_SET)
    assert several.passable(await crew.person("worker2"), case)
    assert not several.passable(await crew.person("worker2"), promised)
