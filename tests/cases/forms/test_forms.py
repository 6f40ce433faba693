"""What forms offer, take and lack: the fields by themselves, without records."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.casework.acting import act
from cases.casework.case import Action, Case, Outcome, Reason
from cases.casework.moves import MOVES
from cases.district.edition import District
from cases.district.geo import Point
from cases.errors import BadCategory, BadDate, BadPhone, BadQuantity, NotOffered, Refusal
from cases.evidence.photo import Photo, PhotoState, Side
from cases.forms import fields, typing
from cases.forms.answers import Answers, Ask
from cases.forms.field import Asked, Field
from cases.forms.form import Form
from cases.intake import drafts, pressing
from cases.intake.forms import OUTSIDE, RESIDENTS, WORKERS, asked_of
from cases.outbox import Address
from cases.people import CLOCK
from cases.values import changed
from tests.cases.office import Office
from tests.people import IN_0103

TODAY = date(2026, 11, 26)
HERE = Point(lon=IN_0103[0], lat=IN_0103[1])
FORMS = [WORKERS, OUTSIDE, RESIDENTS, *(move.form for move in MOVES.values())]
TAPPED = [field for form in FORMS for field in (*form.needs, *form.offers) if field.tapped]


def asked(district: District, *photos: Photo, **answers: object) -> Asked:
    given = Answers(**answers)  # type: ignore[arg-type]
    return Asked(district=district, today=TODAY, answers=given, photos=photos, offers=("E0504",))


def photo(side: Side, state: PhotoState = PhotoState.GOOD) -> Photo:
    return Photo(draft=1, side=side, file_id="f", unique="u", as_file=False, message=1, state=state)


BEFORE, AFTER = photo(Side.BEFORE), photo(Side.AFTER)
LACKING: list[tuple[Form, tuple[Photo, ...], dict[str, object], tuple[Ask, ...]]] = [
    (WORKERS, (), {}, (Ask.CATEGORY, Ask.PLACE)),
    (WORKERS, (), {"category": "E0504", "words": "在路口"}, ()),
    (WORKERS, (BEFORE,), {"category": "E0504", "point": HERE, "self_handled": True}, (Ask.PHOTOS,)),
    (WORKERS, (BEFORE, AFTER), {"category": "E0504", "point": HERE, "self_handled": True}, ()),
    (
        WORKERS,
        (BEFORE, photo(Side.AFTER, PhotoState.PENDING)),
        {"category": "E0504", "place": "x", "self_handled": True},
        (Ask.PHOTOS,),
    ),
    (RESIDENTS, (), {}, (Ask.WORDS, Ask.PLACE)),
    (RESIDENTS, (BEFORE,), {"place": "桥下"}, ()),
    (MOVES[Action.CLEAR].form, (), {}, (Ask.PHOTOS, Ask.OUTCOME)),
    (MOVES[Action.CLEAR].form, (BEFORE,), {"outcome": Outcome.CLEANED}, (Ask.PHOTOS,)),
    (MOVES[Action.CLEAR].form, (AFTER,), {"outcome": Outcome.CLEANED}, ()),
    (MOVES[Action.CLEAR].form, (AFTER,), {"outcome": Outcome.TERM_SET}, (Ask.DATE,)),
    (MOVES[Action.RETURN].form, (), {"reason": Reason.DUPLICATE}, (Ask.ORIGINAL,)),
    (MOVES[Action.RETURN].form, (), {"reason": Reason.NOT_OURS}, ()),
    (MOVES[Action.TRANSFER].form, (), {"department": "huanwei"}, ()),
    (MOVES[Action.TRANSFER].form, (), {"department": "no_more", "colleague": 7}, (Ask.DEPARTMENT,)),
    (MOVES[Action.REWORK].form, (AFTER,), {}, (Ask.WORDS,)),
]


@pytest.mark.parametrize(("form", "photos", "answers", "lacks"), LACKING)
def test_what_a_report_still_lacks(
    district: District, form: Form, photos: tuple[Photo, ...], answers: dict[str, object], lacks: tuple[Ask, ...]
) -> None:
    assert form.lacks(asked(district, *photos, **answers)) == lacks


@pytest.mark.parametrize("field", TAPPED, ids=lambda field: f"{field.ask}")
def test_a_tap_outside_what_stands_there_is_refused(district: District, field: Field) -> None:
    for forged in ("zzz", "-1", "999999999999", "E9999", "None", "not_so" if field is fields.WHY_RETURNED else "duplicate "):
        with pytest.raises(NotOffered):
            field.tap(asked(district, category="E0504"), forged)


@pytest.mark.parametrize("field", TAPPED, ids=lambda field: f"{field.ask}")
def test_what_stands_there_is_taken(district: District, field: Field) -> None:
    here = asked(district, category="E0504")
    for value in field.choices(here):
        after = field.tap(here, value)
        assert after != here.answers or value == "E0504"


def test_a_department_tapped_twice_is_none_again(district: District) -> None:
    here = asked(district)
    named = fields.DEPARTMENT.tap(here, "huanwei")
    assert named.department == "huanwei"
    assert fields.DEPARTMENT.tap(replace(here, answers=named), "huanwei").department is None


TYPED: list[tuple[Field, str, dict[str, object] | type[Refusal]]] = [
    (fields.QUANTITY, "１２起", {"amount": Decimal(12), "unit": "起"}),
    (fields.QUANTITY, "三车", BadQuantity),
    (fields.QUANTITY, "很多", BadQuantity),
    (fields.QUANTITY, "0", BadQuantity),
    (fields.QUANTITY, "1000001", BadQuantity),
    (fields.PHONE, "138 0000 1111 转 8", {"phone": "138 0000 1111 转 8"}),
    (fields.PHONE, "2026-11-26", BadPhone),
    (fields.PHONE, "明天", BadPhone),
    (fields.DATE, "12-25", {"until": date(2026, 12, 25)}),
    (fields.DATE, "1月2日", {"until": date(2027, 1, 2)}),
    (fields.DATE, "昨天", BadDate),
    (fields.DATE, "11-20", BadDate),
    (fields.ANSWER_BY, "11月20日", BadDate),
    (fields.PLACE, "桥" * 999, {"place": "桥" * 500}),
    (fields.NUMBER, "12345-" + "9" * 99, {"outside_number": "12345-" + "9" * 54}),
    (fields.ORIGINAL, "0007", {"original": "YQ261126-0007"}),
]


@pytest.mark.parametrize(("field", "text", "expected"), TYPED)
def test_what_is_typed(district: District, field: Field, text: str, expected: dict[str, object] | type[Refusal]) -> None:
    here = asked(district, category="E0504")
    assert field.typed
    if isinstance(expected, dict):
        after = field.typed(here, text)
        assert {name: getattr(after, name) for name in expected} == expected
    else:
        with pytest.raises(expected):
            field.typed(here, text)


def test_words_of_no_category_are_asked_again(district: District) -> None:
    assert fields.CATEGORY.search
    assert "E0504" in fields.CATEGORY.search(asked(district), "占道经营")
    with pytest.raises(BadCategory):
        fields.CATEGORY.search(asked(district), "啊啊啊啊啊啊")


@given(st.text(max_size=60))
def test_whatever_is_typed_for_a_day_is_a_day_ahead_or_asked_again(text: str) -> None:
    try:
        found = typing.day(text, TODAY)
    except BadDate:
        return
    assert TODAY <= found <= TODAY + timedelta(days=366)


@pytest.mark.parametrize(
    ("code", "usual"),
    [("E0102", Outcome.CLEANED), ("E0110", Outcome.REPAIRED), ("E0504", Outcome.CORRECTED), ("C0118", Outcome.REPAIRED)],
)
async def test_a_clearing_form_begins_with_how_such_things_are_mostly_dealt_with(
    office: Office, code: str, usual: Outcome
) -> None:
    case = changed(await office.reported(), category=code, unit=office.work.district.category_of[code].unit)
    form = Asked(
        district=office.work.district, today=office.work.today, answers=Answers(), case=case, category=office.work.category(case)
    )
    assert MOVES[Action.CLEAR].form.begins(form).outcome is usual


async def test_a_dispatch_form_begins_with_the_department_the_rules_name(office: Office) -> None:
    case = await office.complains("门口垃圾堆了好几天")
    case = await act(office.work, CLOCK, case.id, case.step, Action.UNVERIFIED)
    dispatcher = await office.person("dispatcher")
    form = await drafts.open_form(office.work, dispatcher, case, Action.DISPATCH, Address(chat=dispatcher.id))
    assert form.answers.department == "huanwei"


async def departments(office: Office, username: str, case: Case, action: Action) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those that stand on the form, and those after the others are asked for."""
    actor = await office.person(username)
    draft = await drafts.open_form(office.work, actor, case, action, Address(chat=actor.id))
    first = pressing.offered(draft, await asked_of(office.work, draft), actor)
    draft = await pressing.press(office.work, actor, draft.id, "others", "")
    then = pressing.offered(draft, await asked_of(office.work, draft), actor)
    assert ("others" in first, "others" in then) == (True, False)
    return first["department"], then["department"]


async def test_the_likely_departments_stand_first_and_the_others_once_they_are_asked_for(office: Office) -> None:
    case = await office.reported()  # E0504, with 综合执法
    likely, known = await departments(office, "lead_chengguan_1", case, Action.RETURN)
    assert (likely[0], likely[-1], len(likely)) == ("shichang", "shequ", fields.SHOWN)
    assert known[: fields.SHOWN - 1] == likely[:-1]
    assert "chengguan" not in known
    assert len(known) == len(office.work.district.departments) - 1
    back = await office.does("lead_chengguan_1", case, Action.RETURN, department="shequ")  # only by the dispatcher's word
    assert (await departments(office, "dispatcher", back, Action.DISPATCH))[0][:2] == ("shequ", "shichang")


async def test_a_department_that_is_not_shown_is_not_taken(office: Office) -> None:
    case = await office.reported()
    lead = await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.RETURN, Address(chat=lead.id))
    with pytest.raises(NotOffered):
        await pressing.press(office.work, lead, form.id, "department", "minzheng")
    await pressing.press(office.work, lead, form.id, "others", "")
    await pressing.press(office.work, lead, form.id, "department", "minzheng")
    with pytest.raises(NotOffered):
        await pressing.press(office.work, lead, form.id, "others", "")


async def test_of_few_departments_all_are_shown(office: Office) -> None:
    few = changed(office.work.district, departments=office.work.district.departments[:10])
    asked = Asked(district=few, today=TODAY, answers=Answers(), case=await office.reported())
    assert (len(fields.DEPARTMENT.choices(asked)), fields.unshown(asked)) == (9, 0)


async def test_the_one_that_was_chosen_stays_to_be_seen(office: Office) -> None:
    asked = Asked(district=office.work.district, today=TODAY, answers=Answers(department="minzheng"), likely=("shichang",))
    first = fields.DEPARTMENT.choices(asked)
    assert (first[0], first[-2:], len(first)) == ("shichang", ("minzheng", "shequ"), fields.SHOWN)
    assert fields.unshown(asked) > 0


async def test_a_community_may_refuse_for_reasons_of_its_own(office: Office) -> None:
    case = await office.reported()
    lead = await office.person("lead_chengguan_1")
    form = await drafts.open_form(office.work, lead, case, Action.RETURN, Address(chat=lead.id))
    assert "no_power" not in pressing.offered(form, await asked_of(office.work, form), lead)["reason"]
    pushed = changed(case, department="shequ")
    asked = Asked(district=office.work.district, today=TODAY, answers=Answers(), case=pushed)
    assert {"no_power", "no_means", "not_ours"} <= set(fields.WHY_RETURNED.choices(asked))
