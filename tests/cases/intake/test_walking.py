"""连续上报: a picture is a report, one after the other, and one summary tells them all."""

from typing import Any

import pytest

from cases.casework.case import Action, Case
from cases.district.geo import Point
from cases.errors import Missing, TooLong
from cases.forms.answers import Ask
from cases.intake import drafts, pressing
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of, form_of
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import Person
from tests.cases.crew import Crew
from tests.people import IN_0103

HERE, THERE = Point(lon=IN_0103[0], lat=IN_0103[1]), Point(lon=120.1236, lat=30.2677)


def shot(name: str) -> Picture:
    return Picture(file_id=name, unique=name, as_file=False)


async def on_a_walk(crew: Crew, words: str = "墙上小广告5处") -> tuple[Person, Draft]:
    worker = await crew.person("worker1")
    await crew.sends(worker, picture=shot("first"), words=words)
    draft = await crew.sends(worker, point=HERE)
    return worker, await pressing.press(crew.work, worker, draft.id, "walk", "")


async def filed(crew: Crew, worker: Person) -> list[Case]:
    await crew.store.flush()
    return sorted(await crew.work.store.cases.mine(worker.id, 20), key=lambda case: case.id)


async def draft_now(crew: Crew, worker: Person) -> Draft:
    (found,) = await crew.work.store.drafts.open(worker.id, Address(chat=worker.id))
    return found


async def test_each_picture_hands_in_what_is_whole_and_begins_the_next_of_its_kind(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    await crew.sends(worker, picture=shot("second"))
    await crew.sends(worker, words="7处")
    await crew.sends(worker, picture=shot("third"))
    await crew.sends(worker, point=THERE)
    await drafts.submit(crew.work, worker, (await draft_now(crew, worker)).id)
    cases = await filed(crew, worker)
    assert [(case.category, case.grid, case.amount) for case in cases] == [
        ("E0201", "0103", 5), ("E0201", "0103", 7), ("E0201", "0201", None),
    ]  # fmt: skip
    assert [len(await crew.work.store.photos.of_case(case.id)) for case in cases] == [1, 1, 1]


async def test_an_album_is_one_report(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    for name in ("a", "b", "c"):
        await crew.sends(worker, picture=shot(name), album="album")
    assert len(await filed(crew, worker)) == 1
    assert len(await crew.work.store.photos.of_draft((await draft_now(crew, worker)).id)) == 3


async def test_a_caption_that_names_another_thing_is_believed(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    await crew.sends(worker, picture=shot("x"), words="路灯不亮2盏")
    draft = await draft_now(crew, worker)
    assert (draft.answers.category, draft.answers.unit) == ("C0118", "盏")
    assert draft.hints.walked == tuple(one.id for one in await filed(crew, worker))


async def test_at_the_end_one_letter_tells_them_and_an_empty_draft_goes(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    await crew.sends(worker, picture=shot("second"))
    await drafts.submit(crew.work, worker, (await draft_now(crew, worker)).id)
    await crew.store.flush()
    empty = await draft_now(crew, worker)
    ended = await pressing.press(crew.work, worker, empty.id, "walk", "")
    assert ended.state is DraftState.CANCELLED
    assert "walked" in await crew.told("worker1")
    assert len(await filed(crew, worker)) == 2


async def test_what_is_whole_is_handed_in_when_the_walk_ends_and_what_is_not_stays(crew: Crew) -> None:
    worker, draft = await on_a_walk(crew)
    await pressing.press(crew.work, worker, draft.id, "walk", "")
    assert len(await filed(crew, worker)) == 1
    assert await crew.work.store.drafts.open(worker.id, Address(chat=worker.id)) == []
    assert "walked" in await crew.told("worker1")
    await crew.sends(worker, picture=shot("again"), words="小广告")
    begun = await pressing.press(crew.work, worker, (await draft_now(crew, worker)).id, "walk", "")
    ended = await pressing.press(crew.work, worker, begun.id, "walk", "")
    assert (ended.state, ended.hints.walked) == (DraftState.OPEN, None)
    await crew.sends(worker, picture=shot("more"))
    assert len(await filed(crew, worker)) == 1


async def test_what_is_not_whole_waits(crew: Crew) -> None:
    worker = await crew.person("worker1")
    await crew.sends(worker, picture=shot("first"), words="小广告")
    draft = await draft_now(crew, worker)
    await pressing.press(crew.work, worker, draft.id, "walk", "")
    both: dict[str, Any] = {"picture": shot("second")}
    await crew.sends(worker, **both)
    assert await filed(crew, worker) == []


async def test_danger_on_the_way_is_told_of_at_once_and_the_walk_goes_on(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    alarm = await drafts.hear(crew.work, worker, Heard(address=Address(chat=worker.id), message=90, words="这里有很浓的煤气味"))
    assert alarm
    assert alarm.case
    assert (await draft_now(crew, worker)).hints.walked is not None


async def test_an_empty_report_of_a_walk_is_not_handed_in(crew: Crew) -> None:
    worker, draft = await on_a_walk(crew)
    await drafts.submit(crew.work, worker, draft.id)
    empty = await draft_now(crew, worker)
    assert form_of(empty).lacks(await asked_of(crew.work, empty)) == (Ask.SEEN,)
    with pytest.raises(Missing):
        await drafts.submit(crew.work, worker, empty.id)


async def test_a_picture_that_does_not_count_hands_in_nothing(crew: Crew) -> None:
    worker, draft = await on_a_walk(crew)
    await drafts.submit(crew.work, worker, draft.id)
    await crew.sends(worker, picture=Picture(file_id="big", unique="big", as_file=True, too_big=True))
    await crew.sends(worker, picture=shot("next"))
    assert len(await filed(crew, worker)) == 1


async def test_a_picture_for_a_form_hands_in_nothing_and_a_refusal_writes_nothing(crew: Crew) -> None:
    cleared = await crew.cleared()
    worker, _ = await on_a_walk(crew)
    before = len(await filed(crew, worker))
    checker = await crew.person("worker1")
    form = await drafts.open_form(crew.work, checker, cleared, Action.REWORK, Address(chat=checker.id))
    await crew.sends(checker, picture=shot("proof"))
    assert len(await crew.work.store.photos.of_draft(form.id)) == 1
    assert len(await filed(crew, worker)) == before
    await drafts.cancel(crew.work, checker, form.id)
    with pytest.raises(TooLong):
        await crew.sends(worker, picture=shot("long"), words="\ufdfa" * 1024)
    assert len(await filed(crew, worker)) == before


async def test_the_second_picture_of_an_album_stays_with_the_first_whatever_its_caption(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    await crew.sends(worker, picture=shot("a"), album="album")
    await crew.sends(worker, picture=shot("b"), album="album", words="路灯不亮2盏")
    draft = await draft_now(crew, worker)
    assert len(await crew.work.store.photos.of_draft(draft.id)) == 2


async def test_a_walk_that_is_cancelled_is_told_too(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    await crew.sends(worker, picture=shot("second"))
    await drafts.cancel_newest(crew.work, worker, Address(chat=worker.id))
    assert "walked" in await crew.told("worker1")


async def test_captioned_pictures_follow_each_other(crew: Crew) -> None:
    worker, _ = await on_a_walk(crew)
    for count in (2, 3, 4):
        await crew.sends(worker, picture=shot(f"n{count}"), words=f"小广告{count}处")
    assert [case.amount for case in await filed(crew, worker)] == [5, 2, 3]
