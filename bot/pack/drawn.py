"""What a pack brings onto cards, drawn once in each language before it is loaded: a card that cannot be drawn is nobody's."""

from collections.abc import Iterator
from datetime import UTC, datetime

from aiogram.types import InlineKeyboardMarkup

from cases.board.cards import Card
from cases.board.case import CaseCard
from cases.board.draft import DraftCard
from cases.board.queue import QueueCard
from cases.casework import several
from cases.casework.case import Action, Case, Source, Status
from cases.casework.moves import BUTTONS, MOVES
from cases.district.edition import Category, Department, District
from cases.forms.answers import Answers
from cases.forms.field import Asked
from cases.intake import notes, pressing
from cases.intake.draft import Draft, Hints
from cases.intake.forms import form_of
from cases.outbox import Address
from cases.people import Grant, Person, Role
from handlers.looks import letters
from handlers.looks.look import look
from handlers.texts import LANGUAGES, Texts

MOST_BUTTONS = 100
"""On one message; Telegram refuses more (REPLY_MARKUP_TOO_LONG)."""
LATE = datetime(2999, 12, 31, 23, 59, tzinfo=UTC)
HIGHEST = (1 << 63) - 1
"""The longest id a button can bear."""
WORKER = Person(id=HIGHEST, name="?", grants=(Grant(role=Role.WORKER),))


def undrawable(district: District) -> Iterator[tuple[str, str]]:
    """What it is (a category's or department's code, or a danger's), and why it cannot be shown."""
    found: dict[tuple[str, str], None] = {}
    for lang in LANGUAGES:
        texts = Texts(lang, district.tz, district.in_english)
        for what, card in _cards(district):
            found |= dict.fromkeys((what, why) for why in _drawn(card, texts))
        for danger in district.dangers:
            try:
                letters.render("danger", notes.first_aid(danger), texts)
            except Exception as error:
                found[f"dangers.{danger.code}", f"{type(error).__name__}: {error}"] = None
    yield from found


def _drawn(card: Card, texts: Texts) -> Iterator[str]:
    try:
        count = _count(look(card, texts, "b" * 32, private=False).buttons)
    except Exception as error:
        yield f"{type(error).__name__}: {error}"
    else:
        if count > MOST_BUTTONS:
            yield f"{count} buttons, Telegram takes {MOST_BUTTONS} on one message"


def _count(keyboard: InlineKeyboardMarkup | None) -> int:
    return sum(len(row) for row in keyboard.inline_keyboard) if keyboard else 0


def _cards(district: District) -> Iterator[tuple[str, Card]]:
    for category in district.categories:
        yield category.code, _report(district, category)
        yield category.code, _case(district, category)
    for department in district.departments:
        yield department.code, _queue(district, department)
    for action, move in MOVES.items():
        if move.form.fields(Answers()) and action in BUTTONS:
            yield f"departments ({action})", _form(district, action)


def _report(district: District, category: Category) -> DraftCard:
    others = [one.code for one in district.categories if one is not category and one.heading == category.heading]
    answers = Answers(category=category.code, condition=_condition(category), unit=category.unit)
    return _draft_card(district, _draft(answers=answers, hints=Hints(offers=tuple(others[:3]))), None)


def _form(district: District, action: Action) -> DraftCard:
    """Over a case of no department, so that all are offered."""
    hints = Hints(offers=tuple(one.code for one in district.categories[:3]))
    draft = _draft(action=action, case=HIGHEST, step=1, hints=hints)
    return _draft_card(district, draft, _a_case(district.categories[0], None))


def _draft(**fields: object) -> Draft:
    given = {"id": HIGHEST, "owner": HIGHEST, "address": Address(chat=HIGHEST), "touched_at": LATE, "source": Source.PATROL}
    return Draft(**(given | fields))  # type: ignore[arg-type]


def _draft_card(district: District, draft: Draft, case: Case | None) -> DraftCard:
    asked = Asked(
        district=district, today=LATE.date(), answers=draft.answers, case=case, offers=draft.hints.offers,
        category=district.category_of[case.category or ""] if case else None,
    )  # fmt: skip
    offered = pressing.offered(draft, asked, WORKER)
    return DraftCard(draft=draft, form=form_of(draft), asked=asked, owner=WORKER.name, lacks=(), now=LATE, offered=offered)


def _condition(category: Category) -> str | None:
    return category.conditions[-1].name if len(category.conditions) > 1 else None


def _a_case(category: Category, department: str | None) -> Case:
    return Case(
        id=HIGHEST, number="A991231-9999", edition=0, status=Status.QUEUED, source=Source.PATROL, reporter=HIGHEST,
        reported_at=LATE, category=category.code, condition=_condition(category), unit=category.unit, department=department,
        deadline=LATE,
    )  # fmt: skip


def _case(district: District, category: Category) -> CaseCard:
    grid = district.grids[0]
    department = district.department_of[category.department]
    return CaseCard(
        case=_a_case(category, category.department), category=category, department=department, wanted=department,
        grid=grid, community=dict(district.communities)[grid.community], words="", place="", why=None, done_words="", notes=(),
        more_notes=0, alarm=None, looked=None, question=None, request=None, supervised=None, decided=None, lapsed="",
        outside_number="", answer_by=None, chosen="", known=False, prints=True,
        calls=False, former=False, reporter=None, claimer="", keeper="", sponsors=(), clearer="", checker="",
        because=district.rules[-1].because if district.rules else "", actions=(), picture=None,
    )  # fmt: skip


def _queue(district: District, department: Department) -> QueueCard:
    names = {category.code: category.name for category in district.categories}
    some = tuple(_a_case(category, department.code) for category in district.categories[:10])
    return QueueCard(
        key=department.code, unseen=frozenset(),
        department=department, cases=some, names=names, claimers={}, dangers={}, about={case.id: "和平路8号" for case in some},
        late=frozenset(), total=1000, page=0, pages=100, gathered=0, newest=(), marked=tuple(case.id for case in some),
        actions=several.offered(department.code), doing=Action.TRANSFER, others=district.departments,
    )  # fmt: skip
