"""What seldom happens, each as it should: lapsed invitations, days that are over, a letter too many, who is not known any more."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from cases import panel, staff
from cases.board import details, lists, people, search
from cases.board.case import CaseCard, case_card
from cases.board.recordings import playable
from cases.board.viewer import Part, Viewer
from cases.casework import joining
from cases.casework.acting import act
from cases.casework.case import Action
from cases.casework.moves.entering import ENTERING
from cases.casework.moves.handling import CLEARING
from cases.casework.moves.move import Deed
from cases.district.geo import Point
from cases.errors import BadInvitation, Forbidden, Gone, Missing, NotOffered, Over, StillSending, Unknown
from cases.evidence.photo import Kind, Photo, PhotoState, Recording, Side
from cases.figures import bulletins
from cases.forms.answers import Answers
from cases.forms.field import Asked
from cases.forms.fields import WORDS
from cases.intake import drafts, notes, rejoining
from cases.intake.draft import Said
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address, Purpose
from cases.people import Grant, Role
from cases.reach import unseen
from cases.values import changed
from tests.cases.crew import MONDAY, Crew
from tests.people import IN_0103, WORKERS_GROUP

GIVEN = Grant(role=Role.WORKER, scope="0103")


async def invited(crew: Crew, token: str) -> None:
    admin = await crew.person("admin")
    await staff.invite(crew.work, admin, Address(chat=admin.id), GIVEN, token)


async def test_an_invitation_is_taken_once_and_in_its_time_and_opened_again_by_whom_it_worked_for(crew: Crew) -> None:
    resident, other = await crew.person("resident"), await crew.person("worker2")
    await invited(crew, "one")
    assert await staff.join(crew.work, resident, "one") == GIVEN
    assert await staff.join(crew.work, await crew.person("resident"), "one") == GIVEN
    with pytest.raises(BadInvitation):
        await staff.join(crew.work, other, "one")
    await invited(crew, "late")
    later = replace(crew.work, now=MONDAY + staff.VALID + timedelta(days=1))
    with pytest.raises(BadInvitation):
        await staff.join(later, other, "late")


async def test_a_card_whose_days_are_over_does_nothing_more(crew: Crew) -> None:
    with pytest.raises(NotOffered):
        await panel.press(crew.work, await crew.person("admin"), 999_999, "people", "token")


async def test_nobody_is_looked_up_by_a_case_but_by_a_dispatcher(crew: Crew) -> None:
    case = await crew.complained(place=False)
    with pytest.raises(Unknown):
        await people.whom(crew.work, await crew.person("supervisor"), f"c{case.id}")
    with pytest.raises(NotOffered):
        await people.shown(crew.work, await crew.person("admin"), 1, "person/\u202e1", 0)


async def test_much_that_was_asked_for_is_sent_before_more_is(crew: Crew) -> None:
    lead, case = await crew.person("lead_chengguan_1"), await crew.reported()
    while await crew.work.store.outbox.letters_to(Address(chat=lead.id), details.SENT) < details.MOST_SENT:
        await details.ask(crew.work, lead, case.id)
        await crew.store.flush()
    with pytest.raises(StillSending):
        await details.ask(crew.work, lead, case.id)


async def test_ones_own_case_of_yesterday_is_found_by_its_last_digits(crew: Crew) -> None:
    case, worker = await crew.reported(), await crew.person("worker1")
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=1))
    found = await lists.numbered(crew.work, worker, case.number[-4:])
    assert found.id == case.id
    with pytest.raises(Unknown):
        await lists.numbered(crew.work, await crew.person("worker2"), "0999")


async def test_in_the_dispatchers_place_everything_is_found(crew: Crew) -> None:
    scope = await search.scope_at(crew.work, await crew.person("dispatcher"), await centre(crew))
    assert scope.everything


async def centre(crew: Crew) -> Address:
    """Where the dispatchers are."""
    bound = [one for one in crew.work.district.places if one.purpose == "dispatchers"]
    return Address(chat=bound[0].chat, thread=bound[0].thread)


async def test_nobody_speaks_of_their_own_case_nor_of_one_that_is_over(crew: Crew) -> None:
    case, worker = await crew.reported(), await crew.person("worker1")
    with pytest.raises(NotOffered):
        await joining.join(crew.work, worker, case.id, "")
    done = await crew.does("worker2", await crew.cleared(), Action.PASS)
    with pytest.raises(Over):
        await joining.join(crew.work, await crew.person("resident"), done.id, "")


async def test_nothing_is_accepted_without_a_category(crew: Crew) -> None:
    case = changed(await crew.complained(place=False), category=None)
    deed = Deed(work=crew.work, actor=await crew.person("dispatcher"), case=case)
    with pytest.raises(Missing):
        await ENTERING[Action.ACCEPT].decide(deed)


async def test_what_is_only_typed_cannot_be_tapped_and_a_form_of_no_case_begins_empty(crew: Crew) -> None:
    asked = Asked(district=crew.work.district, today=date(2026, 11, 23), answers=Answers())
    assert WORDS.choices(asked) == ()
    with pytest.raises(NotOffered):
        WORDS.tap(asked, "")
    assert CLEARING.begins(asked) == Answers()


async def test_without_quiet_hours_the_night_is_as_the_day(crew: Crew) -> None:
    night = MONDAY + timedelta(hours=16)
    assert replace(crew.work.district, quiet=None).awake(night) == night


async def test_a_day_is_decided_once_and_one_that_does_not_add_up_is_an_alarm(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    await crew.reported()
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=1))
    assert await bulletins.close_day(crew.work)
    assert await bulletins.close_day(crew.work) == []
    await crew.store.cases.run(text("UPDATE events SET delta = 7 WHERE action = 'report'"))
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=2))
    await bulletins.close_day(crew.work)
    assert "unbalanced" in await letters(crew)


async def test_figures_are_for_staff(crew: Crew) -> None:
    resident = await crew.person("resident")
    with pytest.raises(Forbidden):
        await bulletins.on_demand(crew.work, resident, Address(chat=resident.id), "")


async def letters(crew: Crew) -> set[str]:
    await crew.store.flush()
    return {row.letter for row in await crew.store.cases.peek(text("SELECT letter FROM letters"))}


async def test_a_photo_of_danger_in_the_workers_group_is_a_case_at_once(crew: Crew) -> None:
    worker = await crew.person("worker1")
    heard = Heard(
        address=Address(chat=WORKERS_GROUP), message=5, words="这里有很浓的煤气味",
        picture=Picture(file_id="g", unique="g", as_file=False),
    )  # fmt: skip
    draft = await drafts.hear(crew.work, worker, heard)
    assert draft
    assert draft.case


async def test_a_place_that_is_edited_counts_as_it_reads_now(crew: Crew) -> None:
    worker = await crew.person("worker1")
    here, there = Point(lon=IN_0103[0], lat=IN_0103[1]), Point(lon=IN_0103[0] + 0.001, lat=IN_0103[1])
    address = Address(chat=worker.id)
    await drafts.hear(crew.work, worker, Heard(address=address, message=1, words="占道经营"))
    await drafts.hear(crew.work, worker, Heard(address=address, message=2, point=here))
    draft = await drafts.edited(crew.work, worker, Heard(address=address, message=2, point=there))
    assert draft
    assert draft.answers.point == there
    same = await drafts.edited(crew.work, worker, Heard(address=address, message=2, point=there))
    assert same == draft


async def test_a_note_is_not_taken_apart_from_what_is_over(crew: Crew) -> None:
    case, worker = await crew.reported(), await crew.person("worker1")
    await notes.hear(crew.work, worker, case.id, Heard(address=Address(chat=worker.id), message=9, words="还有一处"), joins=True)
    case = await crew.now(case)
    await act_withdraw(crew, case.id)
    with pytest.raises(Gone):
        await notes.take_apart(crew.work, worker, case.id, case.last, 9, Address(chat=worker.id))


async def act_withdraw(crew: Crew, case: int) -> None:
    worker, there = await crew.person("worker1"), await crew.store.cases.get(case)
    form = await drafts.open_form(crew.work, worker, there, Action.WITHDRAW, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, words="看错了")
    await drafts.submit(crew.work, worker, form.id)


async def test_two_reports_that_are_danger_only_together_are_an_alarm_when_they_are_one(crew: Crew) -> None:
    resident = await crew.person("resident")
    first = await crew.sends(resident, words="楼道里闻到很浓的")
    second = await drafts.begin(crew.work, resident, Address(chat=resident.id))
    begun = changed(second, hints=replace(second.hints, besides=first.id), heard={"70": Said(words="煤气味")})
    await crew.work.store.drafts.save(changed(begun, answers=Answers(words="煤气味")))
    joined = await rejoining.join(crew.work, resident, second.id)
    assert joined.case is not None


async def test_the_last_dispatcher_leaves_an_alarm_behind(crew: Crew) -> None:
    await crew.complained(place=False)
    await crew.takes("dispatcher")
    assert "alarm.no_dispatcher" in await letters(crew)


async def test_the_last_lead_leaves_an_alarm_behind(crew: Crew) -> None:
    await crew.reported()
    await crew.takes("lead_chengguan_1", "lead_chengguan_2")
    assert "alarm.no_lead" in await letters(crew)


async def test_whose_claim_has_lapsed_is_named_on_the_card(crew: Crew) -> None:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    await crew.time_passes(MONDAY + timedelta(days=7))
    lead = await crew.person("lead_chengguan_1")
    card = await case_card(crew.work, case.id, Address(chat=lead.id))
    assert isinstance(card, CaseCard)
    assert card.lapsed == lead.name


async def test_nobody_clears_what_nobody_has_claimed(crew: Crew) -> None:
    case, lead = await crew.reported(), await crew.person("lead_chengguan_1")
    with pytest.raises(Forbidden):
        await act(crew.work, lead, case.id, case.step, Action.CLEAR)


async def test_what_no_dispatcher_may_decide_comes_to_supervisors(crew: Crew) -> None:
    await crew.alone()
    await crew.gives("dispatcher", Grant(role=Role.LEAD, scope="chengguan"))
    case = await crew.does("dispatcher", await crew.reported(), Action.CLAIM)
    case = await crew.now(await crew.does("dispatcher", case, Action.CLEAR))
    worker = await crew.person("worker1")
    form = await drafts.open_form(crew.work, worker, case, Action.UNCHECKABLE, Address(chat=worker.id))
    await crew.sends(worker, draft=form.id, words="进不去")
    before = await crew.loud()
    await drafts.submit(crew.work, worker, form.id)
    assert ("case", "supervisor") in crew.louder(before, await crew.loud())


async def test_an_invitation_of_who_is_no_admin_any_more_is_none(crew: Crew) -> None:
    await crew.gives("supervisor", Grant(role=Role.ADMIN))
    supervisor = await crew.person("supervisor")
    await staff.invite(crew.work, supervisor, Address(chat=supervisor.id), GIVEN, "his")
    await crew.store.people.revoke(supervisor.id, Grant(role=Role.ADMIN), 0, MONDAY)
    with pytest.raises(BadInvitation):
        await staff.join(crew.work, await crew.person("resident"), "his")


async def test_the_same_picture_of_the_same_message_is_one(crew: Crew) -> None:
    worker = await crew.person("worker1")
    picture = Heard(address=Address(chat=worker.id), message=1, picture=Picture(file_id="g", unique="g", as_file=False))
    draft = await drafts.hear(crew.work, worker, picture)
    assert draft
    await drafts.hear(crew.work, worker, picture)
    assert len(await crew.work.store.photos.of_draft(draft.id)) == 1


async def test_a_message_edited_to_what_it_was_changes_nothing(crew: Crew) -> None:
    worker = await crew.person("worker1")
    said = Heard(address=Address(chat=worker.id), message=1, words="占道经营")
    draft = await drafts.hear(crew.work, worker, said)
    assert await drafts.edited(crew.work, worker, said) == draft


async def test_danger_taken_apart_from_a_case_is_an_alarm_at_once(crew: Crew) -> None:
    case, worker = await crew.reported(), await crew.person("worker1")
    there = Address(chat=worker.id)
    await notes.hear(crew.work, worker, case.id, Heard(address=there, message=9, words="另一处"), joins=True)
    case = await crew.now(case)
    said = (await crew.store.cases.events(case.id))[-1].words or 0
    await crew.store.words.rewrite(said, "另一处有很浓的煤气味")
    apart = await notes.take_apart(crew.work, worker, case.id, case.last, 9, there)
    assert apart.case not in (None, case.id)


async def test_an_album_goes_on_in_a_group_where_nothing_is_open(crew: Crew) -> None:
    worker, there = await crew.person("worker1"), Address(chat=-5)
    assert await drafts.hear(crew.work, worker, Heard(address=there, message=1, picture=pictured("a"), album="al")) is None
    draft = await drafts.begin(crew.work, worker, there)
    first = Heard(address=there, message=2, picture=pictured("b"), album="al2")
    assert await drafts.hear(crew.work, worker, first)
    await drafts.cancel(crew.work, worker, draft.id)
    assert await drafts.hear(crew.work, worker, Heard(address=there, message=3, picture=pictured("c"), album="al2"))


def pictured(name: str) -> Picture:
    return Picture(file_id=name, unique=name, as_file=False)


async def test_who_is_shut_out_or_let_in_twice_is_told_once(crew: Crew) -> None:
    dispatcher, resident = await crew.person("dispatcher"), await crew.person("resident")
    await people.ask(crew.work, dispatcher, f"person/{resident.id}")
    await crew.store.flush()
    rows = await crew.store.cases.peek(text("SELECT subject_key FROM cards WHERE subject = 'people'"))
    key = int(rows[0].subject_key)
    for to, letter in ((f"out/{resident.id}/flood", "shut_out"), (f"in/{resident.id}", "let_in")):
        for _ in range(2):
            await panel.press(crew.work, dispatcher, key, to, "token")
        await crew.store.flush()
        told = await crew.store.cases.peek(text("SELECT 1 FROM letters WHERE letter = :key"), key=letter)
        assert len(told) == 1


async def test_a_bulletin_on_its_way_to_a_group_that_is_gone_is_told_to_the_dispatchers(crew: Crew) -> None:
    await bulletins.close_day(crew.work)
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=1, hours=9, minutes=10))
    await bulletins.close_day(crew.work)
    await crew.store.flush()
    (group,) = set(await crew.store.bindings.of(Purpose.BULLETINS))
    await crew.store.bindings.silence(group, "kicked")
    before = await posters(crew)
    await unseen.silenced(crew.work, group, "kicked", news=True)
    assert await posters(crew) > before


async def posters(crew: Crew) -> int:
    await crew.store.flush()
    return len(await crew.store.cases.peek(text("SELECT 1 FROM errands WHERE kind = 'poster'")))


async def test_a_voice_about_a_complaint_is_heard_by_dispatchers(crew: Crew) -> None:
    case = await crew.complained(place=True)
    voice = Photo(
        draft=0, side=Side.VOICE, file_id="v", unique="v", as_file=False, message=1, state=PhotoState.SOUND, sender=1,
        recording=Recording(kind=Kind.VOICE, file_id="v", seconds=3),
    )  # fmt: skip
    dispatchers, department = Viewer(part=Part.DISPATCHERS), Viewer(part=Part.DEPARTMENT)
    assert [len(playable(case, viewer, [voice])) for viewer in (dispatchers, department)] == [1, 0]
