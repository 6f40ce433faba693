"""How a page of a queue looks."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton

from cases.board.queue import QueueCard
from cases.casework.case import Case, Status
from cases.outbox import CHECKS
from handlers.chat.keyboards import WHITHER, OpenPress, QueuePress, Rows, SeveralPress, button, rows
from handlers.looks.names import name
from handlers.texts import Texts

MARKS = {Status.CLAIMED: "🔧", Status.REWORK: "🔁", Status.RETURNED: "↩️", Status.UNCHECKABLE: "❔"}


def queue(card: QueueCard, texts: Texts) -> list[str]:
    total = texts.many(card.total)
    whose = texts("queue.title", name=name(card.department, texts), total=total) if card.department else ""
    lines: list[str] = [whose or texts("queue.checks" if card.key == CHECKS else "queue.waiting", total=total)]
    if card.marked is not None:
        lines.append(_marked(card, card.marked, texts))
    if card.gathered:
        lines.append(texts("queue.gathered", count=card.gathered, numbers=in_runs(card.newest)))
    lines += [_queued(case, card, texts) for case in card.cases]
    if not card.cases:
        lines.append(texts("queue.empty"))
    return lines


def _marked(card: QueueCard, marked: tuple[int, ...], texts: Texts) -> str:
    if not card.doing or not marked:
        return texts("queue.marking.checks" if card.unseen else "queue.marking", count=len(marked))
    numbers = " ".join(digits(case, card.cases) for case in card.cases if case.id in marked)
    return texts("queue.whither", count=len(marked), numbers=numbers, action=texts.plain(f"do.{card.doing}"))


MOST_RUNS = 200
"""Where numbers lie far apart; a queue's page has to stand below."""


def in_runs(numbers: Sequence[str]) -> str:
    """Their last digits, those that follow each other as one: 0284–0340 0342."""
    runs: list[list[tuple[str, int]]] = []
    for day, running in sorted((number[: number.rfind("-")], int(number[number.rfind("-") + 1 :])) for number in numbers):
        if runs and runs[-1][-1] == (day, running - 1):
            runs[-1].append((day, running))
        else:
            runs.append([(day, running)])
    return " ".join(_run([f"{running:04d}" for _, running in run]) for run in runs[-MOST_RUNS:])


def _run(digits: list[str]) -> str:
    return " ".join(digits) if len(digits) < 3 else f"{digits[0]}–{digits[-1]}"


def queue_rows(card: QueueCard, texts: Texts) -> Rows:
    if card.marked is not None:
        return _marking(card, card.marked, texts)
    opens = [button(texts.plain("button.open", number=digits(case, card.cases)), OpenPress(case=case.id)) for case in card.cases]
    return [*rows(opens, 4), _turning(card, texts), [_several(card, "on", texts)] if card.total > 1 else []]


def _several(card: QueueCard, do: str, texts: Texts) -> InlineKeyboardButton:
    return button(texts.plain(f"button.several.{do}"), SeveralPress(key=card.key, do=do))


def _marking(card: QueueCard, marked: tuple[int, ...], texts: Texts) -> Rows:
    """A tap marks a case; then what is to be done with all that are, and to whom."""
    key = card.key
    if card.doing and marked:
        whither = [button(name(one, texts), SeveralPress(key=key, do=WHITHER, value=one.code)) for one in card.others]
        return [*rows(whither, 3), [_several(card, "back", texts)]]
    marks = [_mark(case, card, marked, texts) for case in card.cases]
    labels = {one: texts.plain("button.several.do", action=texts.plain(f"do.{one}"), count=len(marked)) for one in card.actions}
    doing = [button(label, SeveralPress(key=key, do=one), "success") for one, label in labels.items() if marked]
    return [*rows(marks, 4), _turning(card, texts), [_several(card, "all", texts), _several(card, "off", texts)], doing]


def _mark(case: Case, card: QueueCard, marked: tuple[int, ...], texts: Texts) -> InlineKeyboardButton:
    """What was not looked at is opened first."""
    number = digits(case, card.cases)
    if case.id in card.unseen:
        return button(texts.plain("button.open", number=number), OpenPress(case=case.id))
    sign = "☑" if case.id in marked else "☐"
    return button(f"{sign} {number}", SeveralPress(key=card.key, do="mark", value=str(case.id)))


def _turning(card: QueueCard, texts: Texts) -> list[InlineKeyboardButton]:
    """Back and on, with where one is between them; nothing where there is one page."""
    if card.pages == 1:
        return []
    key = card.key

    def turn(label: str, page: int) -> InlineKeyboardButton:
        return button(label, QueuePress(key=key, page=page % card.pages))

    where = texts.plain("queue.page", page=card.page + 1, pages=texts.many(card.pages) if card.total < 1000 else "…")
    back, on = texts.plain("button.previous"), texts.plain("button.next")
    return [turn(back, card.page - 1), turn(where, card.page), turn(on, card.page + 1)]


def digits(case: Case, listed: Sequence[Case]) -> str:
    """By which it is told from the others: the last of its number, with the day where another has the same."""
    alike = sum(one.number[-4:] == case.number[-4:] for one in listed) > 1
    return case.number[-9:] if alike else case.number[-4:]


def mark(case: Case, *, late: bool = False) -> str:
    """What stands before a case in a list; `late`: whatever stage it stands in."""
    usual = MARKS.get(case.status, "▫️")
    if not case.open:
        return "⚡" if case.urgent else usual
    marks = ((case.alarm, "🚨"), (case.overdue or late, "🔴"), (case.urgent, "⚡"), (case.told_until, "🟡"))
    return next((sign for holds, sign in marks if holds), usual)


def _queued(case: Case, card: QueueCard, texts: Texts) -> str:
    claimer = texts("queue.claimer", name=card.claimers[case.claimer]) if case.claimer else ""
    due = case.until if card.key == CHECKS else case.deadline
    time = texts.time(due) if due else texts.plain("queue.reported", time=texts.time(case.reported_at))
    category = texts.name(card.names.get(case.category or "", ""))
    danger = texts.name(card.dangers.get(case.id, ""))
    about = " · ".join(part for part in (danger, category, case.grid, card.about[case.id], time) if part)
    return texts("queue.line", mark=mark(case, late=case.id in card.late), number=case.number, about=about, claimer=claimer)
