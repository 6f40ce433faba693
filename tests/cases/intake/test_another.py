"""Reports are never mixed: what names another thing has a draft of its own, one tap away from the one before; what was put aside
is taken up again."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from cases.casework.case import Action
from cases.district.geo import Point
from cases.errors import Forbidden, Gone, NotOffered
from cases.evidence.photo import Side
from cases.intake import belonging, drafts, pressing, rejoining
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.values import changed
from tests.cases.office import Office
from tests.cases.test_ticks import later
from tests.people import IN_0103, WORKERS_GROUP

HERE, FAR = Point(lon=IN_0103[0], lat=IN_0103[1]), Point(lon=IN_0103[0] + 0.01, lat=IN_0103[1])
NEAR = Point(lon=IN_0103[0] + 0.001, lat=IN_0103[1])


def picture(name: str) -> Picture:
    return Picture(file_id=name, unique=name, as_file=False)


async def told(office: Office, username: str, *said: dict[str, Any]) -> list[Draft]:
    """Everything said in a row; the drafts it came to, oldest first, as they stand at the end."""
    actor = await office.person(username)
    came = [(await office.sends(actor, **one)).id for one in said]
    return [await office.work.store.drafts.get(one) for one in dict.fromkeys(came)]


Message = dict[str, Any]
PHOTO: Message = {"picture": picture("a")}
SECOND: Message = {"picture": picture("b")}
VENDORS: Message = {"words": "占道经营3起"}
RUBBISH: Message = {"words": "暴露垃圾1处"}
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
    *(
        ("worker1", [PHOTO, VENDORS, {"words": "解放路35号"}, {"words": again}])
        for again in (
            "解放路53号门口",
            "在解放路53号",
            "位于解放路53号门口",
            "地址解放路35号",
            "就在解放路35号",
            "解放路和建设路交叉口",
        )
    ),
    ("worker1", [PHOTO, VENDORS, {"words": "江南大道8号"}, {"words": "滨江区江南大道8号"}]),
    ("resident", [{"words": "Broken street light"}, {"words": "35 Jiefang Road"}, {"words": "in front of 37 Jiefang Rd"}]),
    ("resident", [{"words": "Garbage on the street"}, {"words": "it blocks the whole road near the gate"}]),
    ("resident", [{"words": "楼下垃圾没人收"}, {"words": "小区门口"}]),
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
    ("resident", [{"words": "Garbage not collected, 35 Jiefang Road"}, {"words": "Street lamp broken at Jianshe Road 98"}]),
    ("resident", [{"words": "解放路35号楼下垃圾没人收"}, {"words": "建设路98号路灯不亮"}]),
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
    whole = await rejoining.join(office.work, worker, second.id)
    assert whole.id == first.id
    assert {"占道经营3起", *[one["words"] for one in more if "words" in one]} == set(whole.answers.words.split("\n"))
    assert whole.answers.point == next((one["point"] for one in more if "point" in one), HERE)
    assert len(await office.work.store.photos.of_draft(first.id)) == 1 + sum("picture" in one for one in more)
    with pytest.raises(Gone):
        await rejoining.join(office.work, worker, second.id)
    with pytest.raises(NotOffered):
        await rejoining.join(office.work, worker, first.id)


async def test_what_came_apart_cannot_join_what_was_handed_in(office: Office) -> None:
    worker = await office.person("worker1")
    first, second = await told(office, "worker1", PHOTO, VENDORS, {"point": HERE}, RUBBISH)
    await drafts.submit(office.work, worker, first.id)
    assert "join" not in pressing.offered(second, await asked_of(office.work, second), worker)
    with pytest.raises(NotOffered):
        await rejoining.join(office.work, worker, second.id)
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
        await rejoining.restore(office.work, await office.person("worker2"), draft.id)
    again = await rejoining.restore(office.work, worker, draft.id)
    assert again.answers == draft.answers
    assert (await drafts.submit(office.work, worker, draft.id)).category == "E0504"
    with pytest.raises(Gone):
        await rejoining.restore(office.work, worker, draft.id)


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
        await rejoining.restore(office.work, worker, draft.id)


async def test_an_edit_after_joining_counts_where_it_went(office: Office) -> None:
    worker = await office.person("worker1")
    first, second = await told(office, "worker1", PHOTO, VENDORS, RUBBISH)
    message = int(next(iter(second.heard)))
    await rejoining.join(office.work, worker, second.id)
    await office.records.flush()
    edited = Heard(address=Address(chat=worker.id), message=message, words="暴露垃圾5处")
    after = await drafts.edited(office.work, worker, edited)
    assert after
    assert (after.id, after.answers.words) == (first.id, "占道经营3起\n暴露垃圾5处")


async def test_what_was_set_by_hand_goes_along_and_the_first_keeps_what_it_says(office: Office) -> None:
    worker = await office.person("worker1")
    first, second = await told(
        office, "worker1", PHOTO, {"words": "小广告5处"}, {"point": HERE}, {**SECOND, "words": "僵尸车1辆"}
    )
    await pressing.press(office.work, worker, second.id, "urgent", "")
    await pressing.press(office.work, worker, second.id, "self", "")
    await office.sends(worker, picture=picture("after"))
    whole = await rejoining.join(office.work, worker, second.id)
    assert (whole.answers.category, whole.answers.amount) == (first.answers.category, Decimal(5))
    assert (whole.answers.urgent, whole.answers.self_handled) == (True, True)
    assert [one.side for one in await office.work.store.photos.of_draft(whole.id)].count(Side.AFTER) == 1


async def test_an_amount_typed_into_the_second_goes_along(office: Office) -> None:
    worker = await office.person("worker1")
    said = [PHOTO, {"words": "占道经营"}, {"point": HERE}, {"words": "另外这边也是占道经营"}, {"words": "5"}]
    _, second = await told(office, "worker1", *said)
    assert (await rejoining.join(office.work, worker, second.id)).answers.amount == 5


async def test_of_three_in_a_row_all_are_joined(office: Office) -> None:
    worker = await office.person("worker1")
    first, second, third = await told(office, "worker1", PHOTO, VENDORS, {"point": HERE}, RUBBISH, {"words": "路灯不亮"})
    await rejoining.join(office.work, worker, second.id)
    whole = await rejoining.join(office.work, worker, third.id)
    assert (whole.id, whole.answers.words) == (first.id, "占道经营3起\n暴露垃圾1处\n路灯不亮")


async def test_drafts_of_two_chats_are_not_joined(office: Office) -> None:
    worker, group = await office.person("worker1"), Address(chat=WORKERS_GROUP)

    async def says(message: int, **what: Any) -> Draft:
        heard = Heard(address=group, message=message, answers_bot=True, **what)
        found = await drafts.hear(office.work, worker, heard)
        assert found
        return found

    first, second = await says(1, **PHOTO, **VENDORS), await says(2, **RUBBISH)
    assert first.id != second.id
    await drafts.move(office.work, worker, first.id)
    with pytest.raises(NotOffered):
        await rejoining.join(office.work, worker, second.id)
    await drafts.move(office.work, worker, second.id)
    whole = await rejoining.join(office.work, worker, second.id)
    assert whole.answers.words == "占道经营3起\n暴露垃圾1处"
    after = await drafts.edited(office.work, worker, Heard(address=group, message=2, words="暴露垃圾5处"))
    assert after
    assert after.answers.words == "占道经营3起\n暴露垃圾5处"


async def test_what_finds_no_room_beside_stays_with_the_one_before(office: Office) -> None:
    worker = await office.person("worker1")
    for _ in range(office.work.district.limits.open_drafts):
        await drafts.begin(office.work, worker, Address(chat=worker.id))
    (draft,) = await told(office, "worker1", {**PHOTO, **VENDORS}, RUBBISH)
    assert draft.answers.words == "占道经营3起\n暴露垃圾1处"


async def test_a_late_picture_of_a_cancelled_album_goes_into_no_other_report(office: Office) -> None:
    worker = await office.person("worker1")
    (other,) = await told(office, "worker1", PHOTO)
    await drafts.begin(office.work, worker, Address(chat=worker.id))
    (gone,) = await told(office, "worker1", {**SECOND, **RUBBISH, "album": "9"})
    await drafts.cancel(office.work, worker, gone.id)
    (late,) = await told(office, "worker1", {"picture": picture("d"), "album": "9"})
    assert late.id not in (other.id, gone.id)


async def test_an_edit_counts_while_a_draft_is_put_aside(office: Office) -> None:
    worker = await office.person("worker1")
    (draft,) = await told(office, "worker1", VENDORS)
    await drafts.cancel(office.work, worker, draft.id)
    edited = Heard(address=Address(chat=worker.id), message=int(next(iter(draft.heard))), words="占道经营5起")
    await drafts.edited(office.work, worker, edited)
    again = await rejoining.restore_newest(office.work, worker, edited.address)
    assert again
    assert again.answers.words == "占道经营5起"
    assert await rejoining.restore_newest(office.work, worker, edited.address) is None


@pytest.mark.parametrize("form", [True, False])
async def test_who_lost_the_role_does_not_get_it_back(office: Office, *, form: bool) -> None:
    case, name = await office.reported(), "lead_chengguan_1" if form else "worker1"
    actor = await office.person(name)
    if form:
        draft = await drafts.open_form(office.work, actor, case, Action.RETURN, Address(chat=actor.id))
    else:
        (draft,) = await told(office, name, PHOTO, VENDORS)
    await drafts.cancel(office.work, actor, draft.id)
    with pytest.raises(Forbidden):
        await rejoining.restore(office.work, changed(actor, grants=frozenset()), draft.id)


async def test_a_form_is_restored_as_it_is_opened(office: Office) -> None:
    case, lead = await office.reported(), await office.person("lead_chengguan_1")
    address = Address(chat=lead.id)
    for _ in range(office.work.district.limits.open_drafts):
        await drafts.begin(office.work, lead, address)
    first = await drafts.open_form(office.work, lead, case, Action.RETURN, address)
    await drafts.cancel(office.work, lead, first.id)
    await drafts.open_form(office.work, lead, case, Action.RETURN, address)
    await rejoining.restore(office.work, lead, first.id)
    assert await belonging.form_of_case(office.work, lead, address, case.id) == first.id
    assert len([one for one in await office.work.store.drafts.open(lead.id, address) if one.case == case.id]) == 1


async def test_who_was_asked_late_is_left_time_to_answer(office: Office) -> None:
    (draft,) = await told(office, "worker1", PHOTO)
    await later(office, 5)
    asked = await office.work.store.drafts.get(draft.id)
    assert (asked.state, asked.reminded) == (DraftState.OPEN, True)
    await later(office, 2)
    assert (await office.work.store.drafts.get(draft.id)).state is DraftState.ASIDE
