"""Filling in a report or a form: what each message and tap comes to, whatever comes between."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cases.board.case import CaseCard, case_card
from cases.board.draft import draft_card
from cases.board.own import OwnCard
from cases.casework.case import Action, Case, Status
from cases.district.edition import District
from cases.errors import BadQuantity, Missing, NotOffered, Stale
from cases.forms.answers import Ask
from cases.intake import drafts, pressing
from cases.intake.draft import Draft
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.people import Person
from tests.cases.office import Office


async def opened(office: Office, actor: Person, case: Case, action: Action) -> Draft:
    return await drafts.open_form(office.work, actor, case, action, Address(chat=actor.id))


async def edited(office: Office, actor: Person, message: int, words: str) -> Draft | None:
    return await drafts.edited(office.work, actor, Heard(address=Address(chat=actor.id), message=message, words=words))


async def claimed(office: Office) -> tuple[Case, Person]:
    return await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM), await office.person("lead_chengguan_1")


def without(district: District, code: str) -> District:
    """The next edition, in which a department is no more."""
    return replace(district, edition=2, departments=tuple(one for one in district.departments if one.code != code))


async def test_an_edit_of_what_is_asked_no_more_says_nothing(office: Office) -> None:
    case, lead = await claimed(office)
    form = await opened(office, lead, case, Action.RETURN)
    await pressing.press(office.work, lead, form.id, "reason", "duplicate")
    said = await office.sends(lead, words="YQ261124-0001")
    await pressing.press(office.work, lead, form.id, "reason", "not_ours")
    after = await edited(office, lead, int(next(iter(said.heard))), "YQ261124-0002")
    assert after
    assert (after.answers.words, after.answers.original) == ("", "YQ261124-0001")


async def test_words_below_a_picture_are_kept_with_a_move_that_asks_for_none(office: Office) -> None:
    case = await office.complains("请来看看，很不像样")
    worker = await office.person("worker1")
    form = await opened(office, worker, case, Action.VERIFY)
    await office.sends(worker, picture=Picture(file_id="p", unique="p", as_file=False), words="在二楼平台")
    await office.sends(worker, words="占道经营")
    await pressing.press(office.work, worker, form.id, "category", "E0504")
    await drafts.submit(office.work, worker, form.id)
    card = await case_card(office.work, case.id, Address(chat=(await office.person("dispatcher")).id))
    assert isinstance(card, CaseCard)
    assert [note.words for note in card.notes] == ["在二楼平台"]


@pytest.mark.parametrize("action", [Action.TRANSFER, Action.DISPATCH])
async def test_nothing_goes_to_a_department_there_is_no_more(office: Office, action: Action) -> None:
    case, dispatcher = await office.reported(), await office.person("dispatcher")
    if action is Action.DISPATCH:
        for username, named in (("lead_chengguan_1", "huanwei"), ("lead_huanwei_1", "chengguan")):
            case = await office.does(username, case, Action.RETURN, department=named)
        assert case.status is Status.RETURNED
    form = await opened(office, dispatcher, case, action)
    if form.answers.department != "chengguan":
        await pressing.press(office.work, dispatcher, form.id, "department", "yuanlin")
    gone = (await office.work.store.drafts.get(form.id)).answers.department
    office.work = replace(office.work, district=without(office.work.district, str(gone)), editions={1: office.work.district})
    assert (await draft_card(office.work, form.id, Address(chat=dispatcher.id))).lacks == (Ask.DEPARTMENT,)
    with pytest.raises(Missing):
        await drafts.submit(office.work, dispatcher, form.id)


async def test_a_quantity_set_by_hand_outlives_another_category(office: Office) -> None:
    worker = await office.person("worker1")
    draft = await office.sends(worker, picture=Picture(file_id="p", unique="p", as_file=False), words="占道经营")
    await pressing.press(office.work, worker, draft.id, "ask", "quantity")
    await office.sends(worker, words="5")
    for search, code, odd in (("井盖", "C0180", "5 起"), ("占道经营", "E0504", None)):
        await pressing.press(office.work, worker, draft.id, "ask", "category")
        found = await office.sends(worker, words=search)
        assert code in found.hints.offers
        chosen = await pressing.press(office.work, worker, draft.id, "category", code)
        assert (chosen.answers.amount, chosen.hints.odd_unit) == (Decimal(5), odd)


async def test_a_tap_beside_leaves_what_was_searched(office: Office) -> None:
    worker = await office.person("worker1")
    draft = await office.sends(worker, picture=Picture(file_id="p", unique="p", as_file=False), words="占道经营3起")
    await pressing.press(office.work, worker, draft.id, "ask", "category")
    searched = await office.sends(worker, words="井盖")
    urgent = await pressing.press(office.work, worker, draft.id, "urgent", "")
    assert urgent.hints.offers == searched.hints.offers


async def test_messages_of_two_chats_are_two(office: Office) -> None:
    """A draft begun in the group goes on in private, where messages are numbered anew."""
    worker, group = await office.person("worker1"), Address(chat=-1001000000001)
    picture = Picture(file_id="g", unique="g", as_file=False)
    draft = await drafts.hear(office.work, worker, Heard(address=group, message=5, words="占道经营3起", picture=picture))
    assert draft
    moved = await drafts.move(office.work, worker, draft.id)
    here = Heard(address=moved.address, message=5, words="就在校门口，天天都有")
    after = await drafts.hear(office.work, worker, here)
    assert after
    assert after.answers.words == "占道经营3起\n就在校门口，天天都有"


@pytest.mark.parametrize("text", ["2起", "两起", "大约4", "共3起", "清了2起", "５", "大约4起。"])
async def test_nothing_but_how_many_is_a_quantity(office: Office, text: str) -> None:
    case, lead = await claimed(office)
    await opened(office, lead, case, Action.CLEAR)
    assert Ask.QUANTITY in (await office.sends(lead, words=text)).fixed


@pytest.mark.parametrize("text", ["还剩1起没清", "已清完", "只剩2起了", "3号楼"])
async def test_what_says_more_is_words(office: Office, text: str) -> None:
    case, lead = await claimed(office)
    await opened(office, lead, case, Action.CLEAR)
    after = await office.sends(lead, words=text)
    assert (after.answers.words, after.fixed) == (text, frozenset())


async def test_none_at_all_is_asked_again(office: Office) -> None:
    case, lead = await claimed(office)
    await opened(office, lead, case, Action.CLEAR)
    with pytest.raises(BadQuantity):
        await office.sends(lead, words="0")


async def test_a_form_whose_case_has_moved_on_is_void(office: Office) -> None:
    """It says so, takes nothing more, and nobody is reminded of it."""
    case, lead = await office.reported(), await office.person("lead_chengguan_1")
    form = await opened(office, lead, case, Action.RETURN)
    await office.does("lead_chengguan_2", case, Action.CLAIM)
    assert (await draft_card(office.work, form.id, Address(chat=lead.id))).stale
    await pressing.press(office.work, lead, form.id, "reason", "not_ours")
    with pytest.raises(Stale):
        await drafts.submit(office.work, lead, form.id)
    report = await office.sends(lead, picture=Picture(file_id="p", unique="p", as_file=False))
    assert report.is_report
    assert (await office.work.store.drafts.get(form.id)).state == "cancelled"


async def test_each_step_names_the_department_that_had_the_case_then(office: Office) -> None:
    case, resident = await office.complains("门口垃圾堆了好几天"), await office.person("resident")
    case = await office.fills(await office.person("worker1"), case, Action.VERIFY, 0)
    first = case.department
    lead = {"huanwei": "lead_huanwei_1", "chengguan": "lead_chengguan_1"}[str(first)]
    case = await office.does(lead, case, Action.CLAIM)
    await office.does(lead, case, Action.RETURN, department="yuanlin")
    card = await case_card(office.work, case.id, Address(chat=resident.id))
    assert isinstance(card, OwnCard)
    named = [(step.status, step.department.code if step.department else None) for step in card.happened]
    assert (Status.CLAIMED, first) in named
    assert card.department
    assert card.department.code == "yuanlin"


async def test_an_edit_back_to_earlier_words_counts(office: Office) -> None:
    case = await office.reported()
    for words, anew in (("在门口", False), ("在后门", True), ("在门口", True)):
        await office.says("worker1", case, words, anew=anew)
    await office.says("lead_chengguan_1", case, "收到")
    await office.says("worker1", case, "收到", anew=True)
    card = await case_card(office.work, case.id, Address(chat=(await office.person("dispatcher")).id))
    assert isinstance(card, CaseCard)
    assert [note.words for note in card.notes] == ["在门口", "收到", "收到"]
    said = [event for event in await office.work.store.cases.events(case.id) if event.action is Action.NOTE]
    assert [event.actor for event in said][-1] == (await office.person("worker1")).id


async def test_a_hand_over_without_a_word_hides_nothing(office: Office) -> None:
    case = await office.reported()
    for username, action in (
        ("lead_chengguan_1", Action.CLAIM), ("lead_chengguan_1", Action.CLEAR), ("worker2", Action.REWORK), ("lead_chengguan_1", Action.CLAIM),
    ):  # fmt: skip
        case = await office.does(username, case, action)
    lead, other = await office.person("lead_chengguan_1"), await office.person("lead_chengguan_2")
    form = await opened(office, lead, case, Action.TRANSFER)
    await pressing.press(office.work, lead, form.id, "colleague", str(other.id))
    await drafts.submit(office.work, lead, form.id)
    card = await case_card(office.work, case.id, Address(chat=other.id))
    assert isinstance(card, CaseCard)
    assert card.why
    assert (card.why.action, card.why.words) == (Action.REWORK, "还在原处")


async def test_what_was_counted_otherwise_is_taken_with_a_tap(office: Office) -> None:
    worker = await office.person("worker1")
    draft = await office.sends(worker, picture=Picture(file_id="p", unique="p", as_file=False), words="井盖坏了2台")
    assert draft.hints.odd_unit == "2 台"
    taken = await pressing.press(office.work, worker, draft.id, "quantity", "2 个")
    assert (taken.answers.amount, taken.answers.unit, taken.hints.odd_unit) == (Decimal(2), "个", None)
    with pytest.raises(NotOffered):
        await pressing.press(office.work, worker, draft.id, "quantity", "3 个")
    length = await office.sends(worker, picture=Picture(file_id="q", unique="q", as_file=False), words="道路破损 坑3个")
    with pytest.raises(NotOffered):
        await pressing.press(office.work, worker, length.id, "quantity", "3 个")
