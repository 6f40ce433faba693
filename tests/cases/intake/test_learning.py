"""A district teaches what it calls so: by what its cases ended with, a day later, by several of them."""

from datetime import timedelta

from cases.casework.case import Status
from cases.district.geo import Point
from cases.intake import drafts, learning, pressing
from cases.intake.hearing import Picture
from tests.cases.office import Office
from tests.people import IN_0103

SAID = "八角亭老地方又来了2起"
HERE = Point(lon=IN_0103[0], lat=IN_0103[1])


async def handled(office: Office, words: str, called: str, code: str, number: int) -> None:
    """Reported, put under a category by hand, and dealt with on the spot."""
    worker = await office.person("worker1")
    draft = await drafts.begin(office.work, worker, (await office.sends(worker, words="x")).address)
    draft = await office.sends(worker, picture=Picture(file_id=f"a{number}", unique=f"a{number}", as_file=False), words=words)
    await pressing.press(office.work, worker, draft.id, "ask", "category")
    await office.sends(worker, words=called, draft=draft.id)
    await pressing.press(office.work, worker, draft.id, "category", code)
    await office.sends(worker, point=HERE, draft=draft.id)
    await pressing.press(office.work, worker, draft.id, "self", "")
    await office.sends(worker, picture=Picture(file_id=f"b{number}", unique=f"b{number}", as_file=False), draft=draft.id)
    case = await drafts.submit(office.work, worker, draft.id)
    assert (case.status, case.category) == (Status.CLOSED, code)


async def guessed(office: Office, words: str) -> tuple[str | None, bool, tuple[str, ...]]:
    dispatcher = await office.person("worker9")
    draft = await office.sends(dispatcher, picture=Picture(file_id="g", unique=words, as_file=False), words=words)
    await drafts.cancel(office.work, dispatcher, draft.id)
    return draft.answers.category, draft.hints.taught, draft.hints.offers


async def test_what_ended_so_several_times_is_taken_to_be_meant_after_a_day(office: Office) -> None:
    today = office.work.district.bulletin_day(office.work.now)
    assert (await guessed(office, SAID))[0] != "E0501"
    for number in range(3):
        await handled(office, SAID, "游商", "E0501", number)
    await learning.learn(office.work, today)
    assert (await guessed(office, SAID))[:2] != ("E0501", True), "not on the same day"
    await learning.learn(office.work, today + timedelta(days=1))
    assert (await guessed(office, SAID))[:2] == ("E0501", True)
    assert not (await guessed(office, "井盖丢了1个"))[1]


async def test_twice_is_no_habit_and_what_is_called_both_ways_is_none(office: Office) -> None:
    today = office.work.district.bulletin_day(office.work.now)
    for number in range(2):
        await handled(office, SAID, "游商", "E0501", number)
    await learning.learn(office.work, today + timedelta(days=1))
    assert not (await guessed(office, SAID))[1]
    for number in range(2, 5):
        await handled(office, SAID, "店外经营", "E0504", number)
    await learning.learn(office.work, today + timedelta(days=1))
    assert not (await guessed(office, SAID))[1], "four to three: what ended that day was counted twice here"


async def test_some_of_the_words_offer_it(office: Office) -> None:
    for number in range(3):
        await handled(office, SAID, "游商", "E0501", number)
    await learning.learn(office.work, office.work.district.bulletin_day(office.work.now) + timedelta(days=1))
    category, taught, offers = await guessed(office, "八角亭老地方那边请来人看一下")
    assert (category, taught) == (None, False)
    assert "E0501" in offers
    assert (await guessed(office, "八角亭老地方暴露垃圾1处"))[:2] == ("E0102", False)
