"""Everything a form can ask for."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cases.casework.case import PROMISES, Case, Delay, Level, Outcome, Reason, Refused, Request
from cases.district.edition import Category, District
from cases.errors import BadCategory, BadDate
from cases.evidence.photo import PhotoState, Side
from cases.forms import finding, typing
from cases.forms.answers import Answers, Ask
from cases.forms.field import PLAIN, Asked, Field, Take
from cases.forms.quantities import COUNTING
from cases.values import changed

TERMS = ("3", "7", "15")
"""Days of a promise that are one tap away."""
MOST_PLACE, MOST_NUMBER, MOST_OUTSIDE = 500, 40, 60


def _sets(name: str, read: Callable[[Asked, str], Any] = lambda _, value: value, **besides: Any) -> Take:
    return lambda asked, value: changed(asked.answers, **{name: read(asked, value)}, **besides)


def _turns(name: str) -> Take:
    return lambda asked, _: changed(asked.answers, **{name: not getattr(asked.answers, name)})


def _has(*names: str) -> Callable[[Asked], bool]:
    return lambda asked: any(getattr(asked.answers, name) for name in names)


def _values(listed: Iterable[str]) -> Callable[[Asked], tuple[str, ...]]:
    values = tuple(str(one) for one in listed)
    return lambda _: values


def _is(name: str) -> Callable[[Asked], str | None]:
    """The answer as its button bears it."""
    return lambda asked: None if getattr(asked.answers, name) is None else str(getattr(asked.answers, name))


# --- what it is ---


def category_of(asked: Asked) -> Category | None:
    return asked.district.category_of.get(asked.answers.category or "")


def unit_of(district: District, answers: Answers) -> str | None:
    category = district.category_of.get(answers.category or "")
    return category.unit if category else answers.unit


def _search(asked: Asked, text: str) -> tuple[str, ...]:
    found = finding.search(text, asked.district.categories)
    if not found:
        raise BadCategory(words=text[:20])
    return found


def _known(asked: Asked) -> tuple[str, ...]:
    """An edition may have come since they were found."""
    return tuple(code for code in asked.offers if code in asked.district.category_of)


def _conditions(asked: Asked) -> tuple[str, ...]:
    category = category_of(asked)
    count = len(category.conditions) if category else 0
    return tuple(str(place) for place in range(count)) if count > 1 else ()


def _condition(asked: Asked, value: str) -> Answers:
    category = category_of(asked)
    assert category
    return changed(asked.answers, condition=category.conditions[int(value)].name)


def _chosen_condition(asked: Asked) -> str | None:
    category = category_of(asked)
    named = [one.name for one in category.conditions] if category else []
    return str(named.index(asked.answers.condition)) if asked.answers.condition in named else None


def _sorted(asked: Asked) -> bool:
    """Today, or already when it was reported."""
    before = asked.case.category if asked.case and not asked.answers.category else None
    return category_of(asked) is not None or before is not None


CATEGORY = Field(
    ask=Ask.CATEGORY,
    search=_search,
    choices=_known,
    tapped=_sets("category", condition=None),
    held=lambda asked: category_of(asked) is not None,
)
SORTED = Field(
    ask=Ask.CATEGORY, search=_search, choices=_known, tapped=_sets("category", condition=None),
    held=_sorted,
)  # fmt: skip
"""The category of a case, which may have one already."""
CONDITION = Field(ask=Ask.CONDITION, choices=_conditions, tapped=_condition, chosen=_chosen_condition)


def _quantity(asked: Asked, text: str) -> Answers:
    category = category_of(asked)
    found = typing.quantity(text, unit_of(asked.district, asked.answers), category.also if category else ())
    return changed(asked.answers, amount=found.amount, unit=found.unit)


def _taken_so(asked: Asked) -> tuple[str, ...]:
    """The number that was said in another unit, taken in the heading's, unless one of the two is a measure."""
    amount, _, said = (asked.odd_unit or "").partition(" ")
    unit = unit_of(asked.district, asked.answers)
    return (f"{amount} {unit}",) if amount and said in COUNTING and unit in COUNTING else ()


def _so_many(asked: Asked, value: str) -> Answers:
    amount, _, unit = value.partition(" ")
    return changed(asked.answers, amount=Decimal(amount), unit=unit)


QUANTITY = Field(ask=Ask.QUANTITY, typed=_quantity, choices=_taken_so, tapped=_so_many, held=lambda asked: not asked.odd_unit)
URGENT = Field(ask=Ask.URGENT, choices=_values(PLAIN), tapped=_turns("urgent"))

# --- where, what is said of it, and by whom ---

PLACE = Field(ask=Ask.PLACE, typed=_sets("place", lambda _, text: text[:MOST_PLACE]), held=_has("point", "place", "words"))
SOMEWHERE = Field(ask=Ask.PLACE, typed=PLACE.typed)
"""A place, where there may be one already."""
CORRECTED = Field(ask=Ask.PLACE, typed=PLACE.typed, held=_has("category", "point", "place"))
"""A place, or a category instead."""
WORDS = Field(ask=Ask.WORDS, held=_has("words"))
TOLD = Field(ask=Ask.WORDS, held=lambda asked: bool(asked.answers.words or good(asked) or recordings(asked)))
"""In words, by a picture, or spoken."""
PHONE = Field(ask=Ask.PHONE, typed=_sets("phone", lambda _, text: typing.phone(text)))
NUMBER = Field(ask=Ask.NUMBER, typed=_sets("outside_number", lambda _, text: text[:MOST_OUTSIDE]))
ANSWER_BY = Field(ask=Ask.ANSWER_BY, typed=_sets("answer_by", lambda asked, text: typing.day(text, asked.today)))
ANONYMOUS = Field(ask=Ask.ANONYMOUS, choices=_values(PLAIN), tapped=_turns("anonymous"))

# --- pictures ---


def good(asked: Asked, *sides: Side) -> int:
    """How many pictures there are that count, of these sides, or of any."""
    return sum(photo.state is PhotoState.GOOD and (not sides or photo.side in sides) for photo in asked.photos)


def recordings(asked: Asked) -> int:
    return sum(photo.recording is not None for photo in asked.photos)


def _proved(asked: Asked) -> bool:
    """As many as the category wants."""
    return good(asked, Side.AFTER) >= (asked.category.evidence if asked.category else 1)


def _both_sides(asked: Asked) -> bool:
    return not asked.answers.self_handled or all(good(asked, side) for side in (Side.BEFORE, Side.AFTER))


PROOFS = Field(ask=Ask.PHOTOS, held=_proved)
BOTH_SIDES = Field(ask=Ask.PHOTOS, held=_both_sides)
"""Of what was handled on the spot."""
PICTURES = Field(ask=Ask.PHOTOS)
LOOKED_AT = Field(ask=Ask.PHOTOS, held=lambda asked: good(asked) > 0)
SEEN = Field(ask=Ask.SEEN, held=lambda asked: not asked.walks or TOLD.held(asked))
"""Of what begins with everything but that."""

# --- why, whose, and what became of it ---


def _why(listed: Iterable[str]) -> Field:
    return Field(ask=Ask.REASON, choices=_values(listed), tapped=_sets("reason"), held=_has("reason"), chosen=_is("reason"))


WHY_REFUSED, WHY_LATE = _why(Refused), _why(Delay)
OF_A_COMMUNITY = (Reason.NO_POWER, Reason.NO_MEANS)
"""For which a community may refuse what was pushed down to it (社区准入)."""


def _returns(asked: Asked) -> tuple[str, ...]:
    here = asked.district.department_of.get(asked.case.department or "") if asked.case else None
    return tuple(one for one in Reason if one not in OF_A_COMMUNITY or (here and here.community))


WHY_RETURNED = Field(ask=Ask.REASON, choices=_returns, tapped=_sets("reason"), held=_has("reason"), chosen=_is("reason"))
ORIGINAL = Field(
    ask=Ask.ORIGINAL, held=_has("original"),
    typed=_sets("original", lambda asked, text: asked.district.number_meant(text, asked.today)[:MOST_NUMBER]),
)  # fmt: skip

OTHER_CASE = Field(
    ask=Ask.ORIGINAL, button="alike", typed=ORIGINAL.typed, held=_has("original"), tapped=_sets("original"),
    choices=lambda asked: tuple(one.case.number for one in asked.alike), chosen=_is("original"),
)  # fmt: skip
"""As which a case goes on, of those that could be the same."""


SHOWN = 8
"""Departments at once: the likely ones, and of the others those that the district names first."""


def _departments(asked: Asked) -> tuple[str, ...]:
    """All others, the likely ones first, but for those that deal with another part of it."""
    here = asked.case.department if asked.case else None
    others = [one.code for one in asked.district.departments if one.code != here and one.code not in asked.taken]
    return tuple(sorted(others, key=lambda code: asked.likely.index(code) if code in asked.likely else len(others)))


def _first(asked: Asked) -> tuple[str, ...]:
    """Of many those that are likely, the one that is chosen, and to whom falls what nobody owns, until the others are asked
    for."""
    found = _departments(asked)
    if asked.unlikely or len(found) <= SHOWN + 1:
        return found
    falls = [one for one in found if asked.district.department_of[one].community and one not in asked.likely][:2]
    kept = [one for one in (asked.answers.department, *falls) if one in found]
    first = [one for one in found if one not in kept][: SHOWN - len(set(kept))]
    return tuple(one for one in found if one in {*first, *kept})


def unshown(asked: Asked) -> int:
    """How many departments more there are than can be tapped."""
    return len(_departments(asked)) - len(_first(asked))


def _department(asked: Asked, value: str) -> Answers:
    """Tapped once more it is none again."""
    return changed(asked.answers, department=None if asked.answers.department == value else value, colleague=None)


def _addressed(asked: Asked) -> bool:
    """To a department there is, or a colleague who is one still."""
    colleague = any(one.id == asked.answers.colleague for one in asked.people)
    return colleague or asked.answers.department in asked.district.department_of


DEPARTMENT = Field(ask=Ask.DEPARTMENT, choices=_first, tapped=_department, held=_addressed, chosen=_is("department"))
COLLEAGUE = Field(
    ask=Ask.COLLEAGUE, choices=lambda asked: tuple(str(one.id) for one in asked.people),
    tapped=_sets("colleague", lambda _, value: int(value), department=None), chosen=_is("colleague"),
)  # fmt: skip
TRUSTEE = Field(
    ask=Ask.COLLEAGUE, choices=COLLEAGUE.choices, tapped=COLLEAGUE.tapped, chosen=COLLEAGUE.chosen,
    held=lambda asked: any(one.id == asked.answers.colleague for one in asked.people),
)  # fmt: skip
"""Somebody who must be named."""
SPONSOR = Field(
    ask=Ask.SPONSOR, choices=COLLEAGUE.choices, chosen=COLLEAGUE.chosen,
    tapped=lambda asked, value: changed(asked.answers, colleague=None if str(asked.answers.colleague) == value else int(value)),
)  # fmt: skip
"""A leader; tapped once more it is none again."""
OUTCOME = Field(
    ask=Ask.OUTCOME, choices=_values(Outcome), tapped=_sets("outcome", lambda _, value: Outcome(value)), held=_has("outcome"),
    chosen=_is("outcome"),
)  # fmt: skip


def _promised(asked: Asked, text: str) -> date:
    """Not today: that is no promise."""
    found = typing.day(text, asked.today)
    if found == asked.today:
        raise BadDate
    return found


def _worked_on(asked: Asked, days: int) -> date:
    """In so many days, or the next after it on which people are at work."""
    proposed = (asked.today + timedelta(days=days + more) for more in range(LONGEST_REST))
    return next((day for day in proposed if asked.district.calendar.works(day)), asked.today + timedelta(days=days))


LONGEST_REST = 30

DATE = Field(
    ask=Ask.DATE, button="days", typed=_sets("until", _promised), choices=_values(TERMS),
    tapped=_sets("until", lambda asked, value: _worked_on(asked, int(value))), held=_has("until"),
)  # fmt: skip


def the_other(answers: Answers) -> tuple[Field, ...]:
    """Which case this one is once more."""
    return (ORIGINAL,) if answers.reason in (Reason.DUPLICATE, Refused.KNOWN) else ()


MOST_EXTENSIONS = 2


def requests(case: Case) -> tuple[Request, ...]:
    """More time may be asked for before it is over and at most twice, a pause once."""
    more = (Request.EXTEND,) if not case.overdue and case.extensions < MOST_EXTENSIONS else ()
    return more if case.paused else (*more, Request.SUSPEND)


def _requests(asked: Asked) -> tuple[str, ...]:
    return requests(asked.case) if asked.case else ()


REQUESTED = Field(
    ask=Ask.REASON, choices=_requests, tapped=_sets("reason"), chosen=_is("reason"),
    held=lambda asked: asked.answers.reason in _requests(asked),
)  # fmt: skip


def _levels(asked: Asked) -> tuple[str, ...]:
    """A second time is red."""
    return (Level.RED,) if asked.case and asked.case.supervised else tuple(Level)


LEVEL = Field(ask=Ask.REASON, choices=_levels, tapped=_sets("reason"), held=_has("reason"), chosen=_is("reason"))


def a_day(answers: Answers) -> tuple[Field, ...]:
    """By which what is promised will be done."""
    return (DATE,) if answers.outcome in PROMISES else ()
