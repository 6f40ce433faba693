"""How the ledger reads: the field's columns, in one language."""

from cases.board.ledger import Cell, Entry
from cases.casework.case import Action, Status
from cases.district.edition import Category
from handlers.looks.names import name
from handlers.texts import Texts

COLUMNS = (
    "row", "number", "source", "reported", "community", "grid", "reporter", "major", "minor", "words", "place", "lon", "lat",
    "department", "answers", "dispatched", "deadline", "measures", "before", "after", "ended", "late", "check", "struck_off",
    "opinion", "note",
)  # fmt: skip
WIDTHS = {
    "row": 6,
    "words": 34,
    "place": 26,
    "measures": 30,
    "note": 26,
    "late": 9,
    "struck_off": 9,
    "opinion": 12,
    "lon": 11,
    "lat": 11,
}
WIDE = 17
"""Of a column, in characters, where nothing else is said; there is room for a time or a small picture."""
LON, LAT = COLUMNS.index("lon"), COLUMNS.index("lat")
PICTURES = (COLUMNS.index("before"), COLUMNS.index("after"))


def heads(texts: Texts) -> list[tuple[str, int]]:
    """What each column is called, and how wide it is."""
    return [(texts.plain(f"ledger.{one}"), WIDTHS.get(one, WIDE)) for one in COLUMNS]


def row(number: int, entry: Entry, texts: Texts) -> list[Cell]:
    """Where pictures stand there is nothing yet."""
    case, category = entry.case, entry.category
    return [
        number, case.number, texts.plain(f"source.{case.source}"), texts.local(case.reported_at), texts.name(entry.community),
        entry.grid.name if entry.grid else case.grid, entry.reporter or texts.plain("ledger.unnamed"),
        _major(category, texts), texts.name(category.name) if category else "", _words(entry, texts), entry.place,
        case.lon, case.lat, name(entry.department, texts), entry.answers,
        texts.local(entry.dispatched) if entry.dispatched else "", texts.local(case.deadline) if case.deadline else "",
        _measures(entry, texts), None, None, texts.local(case.ended_at) if case.ended_at else "",
        texts.plain("ledger.yes" if case.overdue else "ledger.no"), _check(entry, texts),
        texts.plain("ledger.yes" if case.status is Status.CLOSED else "ledger.no"), _opinion(entry, texts),
        " ".join(part for part in (texts.plain(f"status.{case.status}"), entry.note) if part),
    ]  # fmt: skip


def _major(category: Category | None, texts: Texts) -> str:
    return texts.name(category.major) if category else ""


def _words(entry: Entry, texts: Texts) -> str:
    case = entry.case
    amount = texts.amount(case.amount, case.unit) if case.amount is not None else ""
    return " ".join(part for part in (case.condition, entry.words, amount) if part)


def _measures(entry: Entry, texts: Texts) -> str:
    outcome = texts.plain(f"outcome.{entry.case.outcome}") if entry.case.outcome else ""
    return " ".join(part for part in (outcome, entry.done) if part)


def _check(entry: Entry, texts: Texts) -> str:
    """By whom, and what came of it."""
    case = entry.case
    key = {Status.CLOSED: "passed", Status.REWORK: "rework", Status.UNCHECKABLE: "uncheckable"}.get(case.status)
    return f"{texts.plain(f'ledger.check.{key}')} {entry.checker}".strip() if key else ""


def _opinion(entry: Entry, texts: Texts) -> str:
    opinion = entry.case.opinion
    return texts.plain(f"ledger.opinion.{opinion}") if opinion in (Action.SATISFIED, Action.UNSATISFIED, Action.SLOW) else ""
