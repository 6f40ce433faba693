"""同一问题: what somebody else has reported already is offered before it is handed in, counted, and told of; and what comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cases.board.case import CaseCard, GoneCard, case_card
from cases.board.details import album, details
from cases.board.digest import Kind, digest_card
from cases.board.draft import draft_card
from cases.board.own import OwnCard
from cases.casework.acting import act
from cases.casework.case import Action, Case, Source, Status
from cases.district.geo import Point
from cases.errors import Forbidden, Missing, NotOffered, TooMany
from cases.evidence.photo import Side
from cases.intake import drafts, nearby, pressing
from cases.intake.draft import Draft, DraftState
from cases.intake.hearing import Picture
from cases.outbox import Address
from tests.cases.crew import MONDAY, Crew
from tests.people import IN_0103

LON, LAT = IN_0103
METRE = 1 / 111_320
"""Degrees of latitude."""


async def drafted(crew: Crew, username: str, words: str = "占道经营", *, metres: float = 10) -> Draft:
    person = await crew.person(username)
    await crew.sends(person, picture=Picture(file_id=f"f-{username}", unique=f"u-{username}", as_file=False), words=words)
    return await crew.sends(person, point=Point(lon=LON, lat=LAT + metres * METRE))


async def near(crew: Crew, draft: Draft) -> list[int]:
    card = await draft_card(crew.work, draft.id, draft.address)
    return [one.case.id for one in card.near]


async def same(crew: Crew, username: str, draft: Draft, case: Case) -> Case:
    return await nearby.same(crew.work, await crew.person(username), draft.id, case.id)


@pytest.mark.parametrize(
    ("words", "metres", "offered"),
    [
        ("占道经营", 10, True),
        ("占道经营", 39, True),
        ("占道经营", 45, False),
        ("流动摊贩", 10, True),
        ("绿化带里有垃圾", 10, False),
    ],
)
async def test_the_same_kind_of_thing_close_by_is_offered(crew: Crew, words: str, metres: float, offered: bool) -> None:
    case = await crew.reported()
    assert await near(crew, await drafted(crew, "worker2", words, metres=metres)) == [case.id] * offered


async def test_a_degree_of_longitude_is_shorter_than_one_of_latitude(crew: Crew) -> None:
    case, person = await crew.reported(), await crew.person("worker2")
    await crew.sends(person, words="占道经营", picture=Picture(file_id="f", unique="w", as_file=False))
    draft = await crew.sends(person, point=Point(lon=LON + 42 * METRE, lat=LAT))  # 42 m on the equator, 36 m here
    assert await near(crew, draft) == [case.id]


async def test_what_has_ended_and_ones_own_is_not_offered(crew: Crew) -> None:
    case = await crew.reported()
    assert await near(crew, await drafted(crew, "worker1")) == []
    case = await crew.does("lead_chengguan_1", case, Action.CLAIM)
    case = await crew.does("lead_chengguan_1", case, Action.CLEAR)
    await crew.does("worker2", case, Action.PASS)
    assert await near(crew, await drafted(crew, "worker3")) == []


async def test_one_more_voice_is_counted_once_and_told_at_each_milestone(crew: Crew) -> None:
    case, resident = await crew.reported(), await crew.person("resident")
    draft = await drafted(crew, "resident", "门口摆摊占道，天天这样")
    after = await same(crew, "resident", draft, case)
    assert (after.voices, after.urgent, after.step, after.status) == (1, False, case.step, Status.QUEUED)
    assert (await crew.store.drafts.get(draft.id)).state is DraftState.DONE
    assert "resident" in await crew.stands(case)
    assert await near(crew, await drafted(crew, "resident")) == []
    case = await crew.does("lead_chengguan_1", after, Action.CLAIM)
    case = await crew.does("lead_chengguan_1", case, Action.CLEAR)
    before = await crew.loud()
    await crew.does("worker2", case, Action.PASS)
    assert ("case", "resident") in crew.louder(before, await crew.loud())
    card = await case_card(crew.work, case.id, Address(chat=resident.id))
    assert isinstance(card, OwnCard)
    assert (card.followed, card.status, card.words, card.picture, card.actions) == (True, Status.CLOSED, "", None, ())


async def test_who_follows_reads_nothing_of_who_complained(crew: Crew) -> None:
    case = await crew.complains("门口垃圾堆了好几天，我住3幢201")
    draft = await drafted(crew, "worker9", "暴露垃圾")
    assert await near(crew, draft) == [case.id]
    await same(crew, "worker9", draft, case)
    worker = await crew.person("worker9")
    card = await case_card(crew.work, case.id, Address(chat=worker.id))
    assert isinstance(card, OwnCard)
    assert (card.words, card.place, card.recordings) == ("", "", 0)
    with pytest.raises(Forbidden):
        await details(crew.work, case.id, Address(chat=worker.id))
    stranger = await crew.person("worker11")
    assert isinstance(await case_card(crew.work, case.id, Address(chat=stranger.id)), GoneCard)


async def test_enough_voices_make_it_urgent_and_whoever_has_it_hears(crew: Crew) -> None:
    case = await crew.reported()
    for username in ("worker2", "resident"):
        case = await same(crew, username, await drafted(crew, username), case)
    before = await crew.loud()
    case = await same(crew, "worker3", await drafted(crew, "worker3"), case)
    assert (case.voices, case.urgent) == (3, True)
    assert ("case", "-1001000000002/3") in crew.louder(before, await crew.loud())


async def test_only_what_is_near_now_can_be_joined(crew: Crew) -> None:
    case, far = await crew.reported(), await crew.reported("绿化带里有垃圾")
    draft = await drafted(crew, "worker2")
    with pytest.raises(NotOffered):
        await same(crew, "worker2", draft, far)
    with pytest.raises(Forbidden):
        await same(crew, "worker3", draft, case)
    worker = await crew.person("worker1")
    withdrawn = await drafts.open_form(crew.work, worker, case, Action.WITHDRAW, Address(chat=worker.id))
    await crew.sends(worker, words="看错了")
    await drafts.submit(crew.work, worker, withdrawn.id)
    with pytest.raises(NotOffered):
        await same(crew, "worker2", draft, case)


# --- what comes back ---


async def closed(crew: Crew) -> Case:
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.CLAIM)
    case = await crew.does("lead_chengguan_1", case, Action.CLEAR)
    return await crew.does("worker2", case, Action.PASS)


@pytest.mark.parametrize(("days", "again"), [(29, True), (31, False)])
async def test_the_same_thing_within_a_month_is_marked_and_the_supervisor_is_told(crew: Crew, days: int, again: bool) -> None:
    first = await closed(crew)
    crew.work = replace(crew.work, now=MONDAY + timedelta(days=days))
    case = await crew.reported()
    lead = await crew.person("lead_chengguan_1")
    card = await case_card(crew.work, case.id, Address(chat=lead.id))
    assert isinstance(card, CaseCard)
    assert card.again == (first.number if again else "")
    supervisor = await crew.person("supervisor")
    digest = await digest_card(crew.work, str(supervisor.id), Address(chat=supervisor.id))
    assert [part.cases[0].id for part in digest.parts if part.kind is Kind.AGAIN] == [case.id] * again


async def test_what_is_sent_on_is_not_asked_about_anew(crew: Crew) -> None:
    await closed(crew)
    case = await crew.does("lead_chengguan_1", await crew.reported(), Action.RETURN, department="shequ")
    dispatcher = await crew.person("dispatcher")
    form = await drafts.open_form(crew.work, dispatcher, case, Action.DISPATCH, Address(chat=dispatcher.id))
    await pressing.press(crew.work, dispatcher, form.id, "department", "huanwei")
    case = await drafts.submit(crew.work, dispatcher, form.id)
    events = await crew.store.cases.events(case.id)
    assert [bool(event.other) for event in events if event.action is Action.DISPATCH] == [True, False]
    with pytest.raises(Forbidden):
        await act(crew.work, await crew.person("worker5"), case.id, case.step, Action.CLAIM)


async def test_who_is_refused_for_what_is_known_follows_that_case(crew: Crew) -> None:
    first = await crew.now(await crew.reported())
    mine, worker = await crew.complains("请来看看，很不像样"), await crew.person("worker1")
    form = await drafts.open_form(crew.work, worker, mine, Action.REFUTE, Address(chat=worker.id))
    await crew.sends(worker, words="同一处")
    await pressing.press(crew.work, worker, form.id, "reason", "known")
    with pytest.raises(Missing):
        await drafts.submit(crew.work, worker, form.id)
    await crew.sends(worker, words=first.number)
    mine = await drafts.submit(crew.work, worker, form.id)
    assert mine.status is Status.NOT_ACCEPTED
    resident = await crew.person("resident")
    card = await case_card(crew.work, mine.id, Address(chat=resident.id))
    assert isinstance(card, OwnCard)
    assert card.why
    assert card.why.original == first.number
    assert (await crew.now(first)).voices == 1
    followed = await case_card(crew.work, first.id, Address(chat=resident.id))
    assert isinstance(followed, OwnCard)
    assert followed.followed


# --- what an attacker found ---


async def joined(crew: Crew, words: str, *, case: Case | None = None) -> Case:
    case = case or await crew.reported()
    return await same(crew, "resident", await drafted(crew, "resident", words), case)


async def test_nothing_tells_the_department_who_has_seen_it_too(crew: Crew) -> None:
    case = await joined(crew, "占道经营，我叫冯霞，电话13812345678")
    topic = Address(chat=-1001000000002, thread=3)
    card = await case_card(crew.work, case.id, topic)
    assert isinstance(card, CaseCard)
    assert [note.by for note in card.notes] == []
    told = await details(crew.work, case.id, topic)
    said = next(one for one in told.told if one.action is Action.ME_TOO)
    assert said.by == ""
    assert "冯霞" not in said.words
    assert "13812345678" not in said.words
    assert {one.by for one in await album(crew.work, case.id, topic, 0)} == {"刘杰", ""}


async def test_what_a_voice_brings_is_no_evidence_and_not_the_complainers_to_see(crew: Crew) -> None:
    case = await crew.complains("门口垃圾堆了好几天")
    case = await same(crew, "worker9", await drafted(crew, "worker9", "暴露垃圾"), case)
    resident = await crew.person("resident")
    assert await album(crew.work, case.id, Address(chat=resident.id), 0) == []
    sides = [photo.side for photo in await crew.store.photos.of_case(case.id)]
    assert sides == [Side.VOICE]


async def test_who_follows_reads_nothing_that_staff_write(crew: Crew) -> None:
    case = await joined(crew, "占道经营")
    lead = await crew.person("lead_chengguan_1")
    case = await crew.does("lead_chengguan_1", case, Action.CLAIM)
    form = await drafts.open_form(crew.work, lead, case, Action.CLEAR, Address(chat=lead.id))
    await crew.sends(lead, picture=Picture(file_id="g", unique="v", as_file=False), words="已约谈摊主王建国")
    case = await drafts.submit(crew.work, lead, form.id)
    resident = await crew.person("resident")
    card = await case_card(crew.work, case.id, Address(chat=resident.id))
    assert isinstance(card, OwnCard)
    assert card.done_words == ""


async def test_a_resident_joins_no_more_cases_than_they_may_report(crew: Crew) -> None:
    crew.work = replace(
        crew.work, district=replace(crew.work.district, limits=replace(crew.work.district.limits, reports_a_day=2))
    )
    for _ in range(2):
        await joined(crew, "占道经营")
    case = await crew.reported()
    with pytest.raises(TooMany):
        await joined(crew, "占道经营", case=case)


async def test_who_follows_hears_that_it_was_taken_back(crew: Crew) -> None:
    case = await joined(crew, "占道经营")
    worker = await crew.person("worker1")
    form = await drafts.open_form(crew.work, worker, case, Action.WITHDRAW, Address(chat=worker.id))
    await crew.sends(worker, words="看错了")
    before = await crew.loud()
    await drafts.submit(crew.work, worker, form.id)
    assert ("case", "resident") in crew.louder(before, await crew.loud())


async def test_who_is_to_verify_or_is_at_work_on_it_is_not_asked_whether_it_is_the_same(crew: Crew) -> None:
    await crew.complains("门口垃圾堆了好几天")
    assert await near(crew, await drafted(crew, "worker2", "暴露垃圾")) == []


async def test_the_exact_place_is_offered_among_many_and_the_next_after_each(crew: Crew) -> None:
    for _ in range(21):
        await drafted_and_filed(crew, metres=-35)
    exact = await crew.reported()
    draft = await drafted(crew, "worker2", metres=0)
    assert (await near(crew, draft))[0] == exact.id
    await same(crew, "worker2", draft, exact)
    assert len(await near(crew, await drafted(crew, "worker2", metres=0))) == 2


async def drafted_and_filed(crew: Crew, *, metres: float) -> Case:
    draft = await drafted(crew, "worker1", metres=metres)
    return await drafts.submit(crew.work, await crew.person("worker1"), draft.id)


async def test_who_typed_in_a_call_that_is_refused_for_what_is_known_follows_nothing(crew: Crew) -> None:
    first = await crew.now(await crew.reported())
    dispatcher = await crew.person("dispatcher")
    draft = await drafts.begin(crew.work, dispatcher, Address(chat=dispatcher.id), Source.HOTLINE)
    await crew.sends(dispatcher, words="店外占道经营3起")
    await crew.sends(dispatcher, point=Point(lon=LON + 1, lat=LAT))  # in no grid: it waits for a decision
    called = await crew.now(await drafts.submit(crew.work, dispatcher, draft.id))
    form = await drafts.open_form(crew.work, dispatcher, called, Action.REFUSE, Address(chat=dispatcher.id))
    await pressing.press(crew.work, dispatcher, form.id, "reason", "known")
    await crew.sends(dispatcher, words=first.number)
    assert (await drafts.submit(crew.work, dispatcher, form.id)).status is Status.NOT_ACCEPTED
    assert (await crew.now(first)).voices == 0
