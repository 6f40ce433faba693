"""Reports are never mixed: what names another thing has a draft of its own, one tap away from the one before; what was put aside
is taken up again."""

from datetime import timedelta
from typing import Any

import pytest

from cases.district.geo import Point
from cases.errors import Forbidden, Gone, NotOffered
from cases.intake import drafts, pressing
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from tests.cases.office import Office
from tests.cases.test_ticks import later
from tests.people import IN_0103

HERE, FAR = Point(lon=IN_0103[0], lat=IN_0103[1]), Point(lon=IN_0103[0] + 0.01, lat=IN_0103[1])
NEAR = Point(lon=IN_0103[0] + 0.001, lat=IN_0103[1])


def picture(name: str) -> Picture:
    return Picture(file_id=name, unique=name, as_file=False)


async def told(office: Office, username: str, *said: dict[str, Any]) -> list[Draft]:
    """Everything said in a row; the drafts it came to, oldest first, as they stand at the end."""
    actor = await office.person(username)
    came = [(await office.sends(actor, **one)).id for one in said]
    return [await office.work.store.drafts.get(one) for one in dict.fromkeys(came)]


PHOTO, SECOND = {"picture": picture("a")}, {"picture": picture("b")}
VENDORS, RUBBISH = {"words": "占道经营3起"}, {"words": "暴露垃圾1处"}
ONE: list[tuple[str, list[dict[str, Any]]]] = [
    ("worker1", [PHOTO, SECOND, VENDORS]),
    ("worker1", [PHOTO, VENDORS, {"words": "不对，是店外经营"}]),
    ("worker1", [PHOTO, VENDORS, {"words": "占道经营把垃圾也扔路上"}]),
    (
        "worker1",
        [PHOTO, VENDORS, {"words": "这个摊主每天早上都来，收摊以后地上全是垃圾也不扫，附近居民意见非常大，希望尽快处理"}],
    ),
    ("worker1", [PHOTO, VENDORS, {"point": HERE}, {"point": NEAR}]),
    ("worker1", [PHOTO, VENDORS, {"words": "解放路35号"}]),
    ("worker1", [PHOTO, VENDORS, {"words": "解放路35号"}, {"words": "解放路53号门口"}]),
    ("resident", [{"words": "楼下垃圾没人收"}, {"words": "都有老鼠了"}, {"words": "晚上还有人烧烤"}]),
]
TWO: list[tuple[str, list[dict[str, Any]]]] = [
    ("worker1", [PHOTO, VENDORS, RUBBISH]),
    ("worker1", [VENDORS, {**PHOTO, **RUBBISH}]),
    ("worker1", [{**PHOTO, **VENDORS}, {**SECOND, **RUBBISH}]),
    ("worker1", [PHOTO, VENDORS, {"point": HERE}, {"point": FAR}]),
    ("worker1", [PHOTO, VENDORS, {"words": "解放路35号"}, {"words": "建设路8号"}]),
    ("worker1", [PHOTO, VENDORS, {"picture": picture("c"), "album": "9"}, {"picture": picture("d"), "album": "9"}]),
    ("worker1", [PHOTO, VENDORS, {"words": "另外路灯也坏了"}]),
    ("resident", [{"words": "楼下垃圾没人收"}, {"point": HERE}, {"words": "路灯不亮"}]),
    ("resident", [{"words": "楼下垃圾没人收"}, {"words": "还有一件，路灯不亮"}]),
]


@pytest.mark.parametrize(("who", "said"), ONE)
async def test_what_goes_on_about_one_thing_is_one_report(office: Office, who: str, said: list[dict[str, Any]]) -> None:
    assert len(await told(office, who, *said)) == 1


@pytest.mark.parametrize(("who", "said"), TWO)
async def test_another_thing_is_a_report_of_its_own(office: Office, who: str, said: list[dict[str, Any]]) -> None:
    assert len(await told(office, who, *said)) == 2


async def test_the_oldest_without_a_place_gets_the_first_one(office: Office) -> None:
    first, second = await told(
        office, "worker1", {**PHOTO, **VENDORS}, {**SECOND, **RUBBISH}, {"point": HERE}, {"words": "建设路8号"}
    )
    assert (first.answers.point, second.answers.place) == (HERE, "建设路8号")


@pytest.mark.parametrize(
    "more", [[RUBBISH], [{"point": FAR}], [{"picture": picture("c"), "album": "9"}, {"picture": picture("d"), "album": "9"}]]
)
async def test_one_tap_makes_it_the_same(office: Office, more: list[dict[str, Any]]) -> None:
    worker = await office.person("worker1")
    first, second = await told(office, "worker1", PHOTO, VENDORS, {"point": HERE}, *more)
    offered = pressing.offered(second, await asked_of(office.work, second), worker)
    assert "join" in offered
    whole = await drafts.join(office.work, worker, second.id)
    assert whole.id == first.id
    assert {"占道经营3起", *[one["words"] for one in more if "words" in one]} == set(whole.answers.words.split("\n"))
    assert whole.answers.point == next((one["point"] for one in more if "point" in one), HERE)
    assert len(await office.work.store.photos.of_draft(first.id)) == 1 + sum("picture" in one for one in more)
    with pytest.raises(Gone):
        await drafts.join(office.work, worker, second.id)
    with pytest.raises(NotOffered):
        await drafts.join(office.work, worker, first.id)


async def test_what_came_apart_cannot_join_what_was_handed_in(office: Office) -> None:
    worker = await office.person("worker1")
    first, second = await told(office, "worker1", PHOTO, VENDORS, {"point": HERE}, RUBBISH)
    await drafts.submit(office.work, worker, first.id)
    assert "join" not in pressing.offered(second, await asked_of(office.work, second), worker)
    with pytest.raises(NotOffered):
        await drafts.join(office.work, worker, second.id)
    assert (await office.work.store.drafts.get(second.id)).answers.words == "暴露垃圾1处"


async def test_what_was_cancelled_is_taken_up_again_with_all_it_had(office: Office) -> None:
    worker = await office.person("worker1")
    (draft,) = await told(office, "worker1", PHOTO, VENDORS, {"point": HERE})
    await drafts.cancel(office.work, worker, draft.id)
    with pytest.raises(Gone):
        await drafts.submit(office.work, worker, draft.id)
    (other,) = await told(office, "worker1", {"words": "路灯不亮"})
    assert other.id != draft.id, "what was put aside takes nothing"
    with pytest.raises(Forbidden):
        await drafts.restore(office.work, await office.person("worker2"), draft.id)
    again = await drafts.restore(office.work, worker, draft.id)
    assert again.answers == draft.answers
    assert (await drafts.submit(office.work, worker, draft.id)).category == "E0504"
    with pytest.raises(Gone):
        await drafts.restore(office.work, worker, draft.id)


async def test_under_a_sure_category_stand_only_those_of_its_heading(office: Office) -> None:
    (draft,) = await told(office, "worker1", {**PHOTO, **VENDORS})
    known = office.work.district.category_of
    assert draft.answers.category
    heading = known[draft.answers.category].heading
    assert {known[one].heading for one in draft.hints.offers} <= {heading}
    worker = await office.person("worker1")
    with pytest.raises(NotOffered):
        await pressing.press(office.work, worker, draft.id, "category", "E0102")


async def test_a_lapsed_one_is_gone(office: Office) -> None:
    worker = await office.person("worker1")
    (draft,) = await told(office, "worker1", PHOTO, VENDORS)
    await drafts.cancel(office.work, worker, draft.id)
    await later(office, timedelta(hours=1.1) / timedelta(days=1))
    assert (await office.work.store.drafts.get(draft.id)).state is DraftState.CANCELLED
    with pytest.raises(Gone):
        await drafts.restore(office.work, worker, draft.id)


async def test_an_edit_after_joining_counts_where_it_went(office: Office) -> None:
    worker = await office.person("worker1")
    first, second = await told(office, "worker1", PHOTO, VENDORS, RUBBISH)
    message = int(next(iter(second.heard)))
    await drafts.join(office.work, worker, second.id)
    await office.records.flush()
    edited = Heard(address=Address(chat=worker.id), message=message, words="暴露垃圾5处")
    after = await drafts.edited(office.work, worker, edited)
    assert after
    assert (after.id, after.answers.words) == (first.id, "占道经营3起\n暴露垃圾5处")
