"""How one person's digest looks."""

from cases.board.digest import DigestCard, Kind, Part
from cases.casework.case import Case
from cases.values import changed
from handlers.chat.keyboards import OpenPress, Rows, button, rows
from handlers.looks.clocks import left, of
from handlers.looks.names import name
from handlers.looks.queue import digits, mark
from handlers.texts import Texts


def digest(card: DigestCard, texts: Texts) -> list[str]:
    found: list[str] = [texts("digest.title", day=texts.day(card.day))]
    for part in card.parts:
        found += ["\n" + _heading(part, texts), *(_line(case, part, card, texts) for case in part.cases)]
        if part.total > len(part.cases):
            found.append(texts(f"digest.more.{part.kind}"))
    return found if card.parts else [*found, texts("digest.nothing")]


def _heading(part: Part, texts: Texts) -> str:
    late = texts("digest.of_it_late", count=texts.many(part.late)) if part.late and part.kind is not Kind.LATE else ""
    return texts(f"digest.{part.kind}", total=texts.many(part.total), late=late, name=name(part.department, texts))


def _line(case: Case, part: Part, card: DigestCard, texts: Texts) -> str:
    named = texts.name(card.categories.get(case.category or "", ""))
    by = card.answer_by.get(case.id)
    answer = texts.plain("digest.answer_by", day=texts.day(by)) if by and part.kind is Kind.ANSWERS else ""
    clock = left(card.left[case.id], texts, marked=False) if case.id in card.left and not answer else ""
    about = " · ".join(said for said in (named, case.grid, card.about[case.id], answer or clock) if said)
    found = card.left.get(case.id)
    usual = mark(changed(case, overdue=False, told_until=None)) if found else mark(case)
    sign = "🚨" if case.alarm else (of(found) if found else "") or usual
    return texts("queue.line", mark=sign, number=case.number, about=about, claimer="")


def digest_rows(card: DigestCard, texts: Texts) -> Rows:
    cases = list({case.id: case for part in card.parts for case in part.cases}.values())
    opens = [button(texts.plain("button.open", number=digits(case, cases)), OpenPress(case=case.id)) for case in cases]
    return rows(opens, 4)
