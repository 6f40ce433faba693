"""A case read whole: everything for who may, nothing of who complained for anybody else; pictures in their order."""

import pytest

from cases.board import details
from cases.casework.case import Action
from cases.errors import Forbidden
from cases.evidence.photo import Side
from cases.intake import notes
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from handlers.looks.details import MOST, caption, whole
from handlers.texts import Texts
from tests.cases.office import Office

PHONE = "13900001111"


async def at(office: Office, username: str) -> Address:
    return Address(chat=(await office.person(username)).id)


async def test_all_that_happened_is_told_with_who_and_what_was_said(office: Office) -> None:
    case = await office.reported()
    case = await office.does("lead_chengguan_1", case, Action.CLAIM)
    await office.says("worker1", case, "在二楼平台")
    case = await office.does("lead_chengguan_1", case, Action.CLEAR)
    case = await office.does("supervisor", case, Action.REWORK)
    found = await details.details(office.work, case.id, await at(office, "dispatcher"))
    told = [(one.action, one.by, one.words) for one in found.told]
    assert (Action.NOTE, (await office.person("worker1")).name, "在二楼平台") in told
    assert told[-1][0] is Action.REWORK
    assert told[-1][2] == "还在原处"
    assert all(by for action, by, _ in told if action in (Action.CLAIM, Action.CLEAR, Action.REWORK))


async def test_who_complained_is_nobodys_business_and_reads_their_own(office: Office) -> None:
    case = await office.complains(f"门口垃圾堆了好几天，电话{PHONE}")
    case = await office.does("worker1", case, Action.VERIFY)
    resident = await office.person("resident")
    await notes.hear(office.work, resident, case.id, Heard(address=Address(chat=resident.id), message=70, words=f"打我{PHONE}"))
    await office.says("worker1", case, "内部说明")
    theirs = await details.details(office.work, case.id, await at(office, "lead_huanwei_1"))
    text = whole(theirs, Texts("zh", office.work.district.tz, office.work.district.in_english))
    assert PHONE not in text
    assert resident.name not in text
    own = whole(await details.details(office.work, case.id, Address(chat=resident.id)), Texts("zh", office.work.district.tz, {}))
    assert PHONE in own
    assert "内部说明" not in own


@pytest.mark.parametrize("username", ["resident_en", "lead_huanwei_1", "worker3"])
async def test_who_has_no_part_in_it_reads_nothing(office: Office, username: str) -> None:
    case = await office.reported()
    stranger = await office.person(username)
    with pytest.raises(Forbidden):
        await details.ask(office.work, stranger, case.id)
    with pytest.raises(Forbidden):
        await details.album(office.work, case.id, Address(chat=stranger.id), 0)


async def test_pictures_come_in_their_order_with_who_and_when(office: Office) -> None:
    case = await office.reported()
    case = await office.does("lead_chengguan_1", case, Action.CLAIM)
    case = await office.does("lead_chengguan_1", case, Action.CLEAR)
    worker = await office.person("worker1")
    heard = Heard(address=Address(chat=worker.id), message=71, picture=Picture(file_id="c", unique="c", as_file=False))
    await notes.answer(office.work, worker, case.id, heard)
    found = await details.album(office.work, case.id, await at(office, "dispatcher"), 0)
    assert [one.side for one in found] == [Side.BEFORE, Side.AFTER, Side.CHECK]
    texts = Texts("zh", office.work.district.tz, {})
    assert "处置后 · 胡霞" in caption(found[1], texts)


async def test_of_a_long_history_the_latest_is_read(office: Office) -> None:
    case = await office.reported()
    for turn in range(12):
        await office.says("worker1", case, f"{turn}" + "长" * 700)
    text = whole(
        await details.details(office.work, case.id, await at(office, "worker1")), Texts("zh", office.work.district.tz, {})
    )
    assert len(text) < MOST + 800
    assert "更早的" in text
    assert "11长" in text
