"""The main stories once more, in English."""

import pytest

from tests.people import IN_0103, LEADS_GROUP, Someone, Town, jpeg, labels, number_in, text_of

QUEUE = "综合执法队"


async def in_english(town: Town, *names: str) -> list[Someone]:
    found = [town.person(name) for name in names]
    for one in found:
        await one.says("/lang en")
        await one.waits("English from now on")
    return found


async def report(worker: Someone, caption: str) -> str:
    await worker.shows(jpeg("problem"), caption=caption)
    await worker.is_at(*IN_0103)
    await worker.waits("Ready to submit")
    await worker.taps("Submit")
    return number_in(await worker.waits(r"^YQ\d{6}-\d{4} · waiting to be claimed"))


async def test_from_the_photo_to_the_end(town: Town) -> None:
    worker, other, lead, admin = await in_english(town, "worker1", "worker2", "lead_chengguan_1", "admin")
    queue = town.topic(QUEUE)
    await admin.says("/lang en", LEADS_GROUP)
    number = await report(worker, "2 shops trading outside")
    await worker.waits(f"{number}.*Trading outside the shop")
    await lead.waits(f"{number} · waiting to be claimed.*The department that answers for this category", queue)
    await lead.taps("Claim", queue)
    await worker.waits(f"{number} · being handled")
    await lead.waits(f"{number} · being handled", queue)
    await lead.taps("Cleared", queue)
    await lead.waits("Please send photos of the place after clearing", queue)
    await lead.shows(jpeg("done"), where=queue)
    await lead.waits("Photos after: 1", queue)
    await lead.taps("Submit", queue)
    await other.waits(f"{number} · to be checked")
    await other.taps("Pass")
    await worker.waits(f"{number} · closed")
    await lead.says("/tally")
    await lead.waits("1")


async def test_from_the_complaint_to_the_last_word(town: Town) -> None:
    (worker,) = await in_english(town, "worker1")
    anna = town.person("resident_en")
    await anna.says("broken street light outside my door")
    await anna.waits("Your complaint")
    await anna.is_at(*IN_0103)
    await anna.waits("Ready to submit")
    await anna.taps("Submit")
    number = number_in(await anna.waits(r"YQ\d{6}-\d{4}.*received"))
    asked = await worker.waits(f"{number} · to be verified")
    assert "Anna" not in text_of(asked)
    await worker.taps("It is so")
    await anna.waits(f"{number}.*accepted")
    await anna.says("any news")
    await anna.waits("Your latest, 1 in all")
    await anna.says("thanks")
    await anna.waits("welcome")


async def test_danger_needs_no_form(town: Town) -> None:
    anna, dispatcher = town.person("resident_en"), town.person("dispatcher")
    await anna.says("I smell gas in the stairwell")
    await anna.waits("first call")
    await anna.waits("reported at once")
    await dispatcher.waits("I smell gas in the stairwell", town.topic("指挥中心"))
    await anna.taps("No danger")
    await anna.waits("withdrawn by you|withdraw")


async def test_two_things_are_two_drafts_and_what_was_cancelled_comes_back(town: Town) -> None:
    (worker,) = await in_english(town, "worker1")
    await worker.shows(jpeg("one"), caption="2 street vendors")
    await worker.waits("street vendors")
    await worker.says("missing manhole cover")
    await worker.waits("a draft of its own")
    assert "brings it back" in await worker.taps("Cancel")
    await worker.waits("Draft cancelled")
    await worker.says("restore")
    await worker.waits("go on where you were|manhole")


async def test_what_waits_and_what_is_known_is_found(town: Town) -> None:
    worker, lead, supervisor = await in_english(town, "worker1", "lead_chengguan_1", "supervisor")
    number = await report(worker, "2 shops trading outside at Bridge Street")
    await lead.says("/queue")
    card = await lead.waits(f"{number} · waiting to be claimed")
    assert "Claim" in labels(card)
    await supervisor.says("/find bridge street")
    await supervisor.waits(f"“bridge street”: 1.*{number}")
    await supervisor.says("/late")
    await supervisor.waits("Nothing is overdue")
    await worker.says("/my")
    await worker.waits("Your latest, 1 in all")


@pytest.mark.parametrize(("button", "asks", "said", "left"), [
    ("Return", "reason", "Not our duty", "returned to the dispatcher"), ("Transfer", "department", "Sanitation", "waiting to be claimed"),
])  # fmt: skip
async def test_what_is_not_a_departments_goes_on(town: Town, button: str, asks: str, said: str, left: str) -> None:
    worker, lead = await in_english(town, "worker1", "lead_chengguan_1")
    number = await report(worker, "2 shops trading outside")
    await lead.says("/queue")
    await lead.waits(f"{number} · waiting to be claimed")
    if button == "Transfer":
        await lead.taps("Claim")
        await lead.waits(f"{number} · being handled")
    await lead.taps(button)
    await lead.waits(lambda seen: said in str(labels(seen[-1])))
    await lead.taps(said)
    await lead.waits(lambda seen: "Submit" in labels(seen[-1]))
    await lead.taps("Submit")
    await worker.waits(f"{number} · {left}")
    assert asks
