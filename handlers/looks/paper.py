"""How a case reads on paper, each label in both languages."""

from cases.board.paper import Paper, Said, Sheet
from cases.casework.case import Status
from handlers.texts import Texts

BLANK = "　"
SIGNS = {"order": ("received", "checked"), "letter": ("received", "answer")}
"""What is signed by hand."""
Line = tuple[str, str]
"""A label's key, and what stands beside it."""


def sheet(paper: Paper, zh: Texts, en: Texts, link: str) -> Sheet:
    kind = "order" if paper.times else "letter"
    lines = [*_ordered(paper, zh), *_about(paper, zh), *(_answered(paper, zh) if paper.times else _due(paper, zh))]
    return Sheet(
        title=(zh.plain(f"paper.{kind}"), en.plain(f"paper.{kind}")),
        head=zh.plain("paper.head", source=zh.plain(f"source.{paper.case.source}"), time=zh.time(paper.case.reported_at)),
        rows=tuple((zh.plain(f"paper.{key}"), en.plain(f"paper.{key}"), value or BLANK) for key, value in lines),
        pictures=(zh.plain("pair.before"), zh.plain("pair.after")),
        signs=tuple((zh.plain(f"paper.sign.{key}"), en.plain(f"paper.sign.{key}")) for key in SIGNS[kind]),
        foot=zh.plain("paper.foot"), link=link,
    )  # fmt: skip


def _ordered(paper: Paper, zh: Texts) -> list[Line]:
    number = [("number", paper.case.number)]
    if not paper.times or paper.case.supervised is None:
        return number
    level = zh.plain(f"paper.level.{paper.case.supervised}")
    return [("order_number", f"DB-{paper.case.number}-{paper.times}"), *number, ("level", level)]


def _about(paper: Paper, zh: Texts) -> list[Line]:
    case, category, department = paper.case, paper.category, paper.department
    amount = f" · {zh.amount(case.amount, case.unit)}" if case.amount is not None else ""
    what = f"{category.name} {category.english}{amount}" if category else ""
    grid = f"{paper.grid.code} {paper.grid.name}" if paper.grid else ""
    return [
        ("matter", what + (f"（{case.condition}）" if case.condition else "")),
        ("place", " · ".join(part for part in (paper.place, paper.community, grid) if part)),
        ("problem", paper.words),
        ("department", f"{department.name} {department.english}" if department else ""),
        ("claimer", paper.claimer),
        ("standard", category.closing if category else ""),
    ]


def _due(paper: Paper, zh: Texts) -> list[Line]:
    return [("deadline", zh.time(paper.case.deadline) if paper.case.deadline else "")]


def _answered(paper: Paper, zh: Texts) -> list[Line]:
    """What is wanted and by when, and what has come of it."""
    ordered, closed = paper.ordered, paper.case.ended_at if paper.case.status is Status.CLOSED else None
    return [
        ("wanted", f"{ordered.words}（{ordered.by}）" if ordered else ""),
        ("deadline", zh.day(ordered.day) if ordered and ordered.day else ""),
        ("signed", _said(paper.signed, zh)),
        ("answered", _said(paper.answered, zh)),
        ("lifted", _said(paper.lifted, zh) or (zh.time(closed) if closed else "")),
    ]


def _said(said: Said | None, zh: Texts) -> str:
    return " ".join(part for part in (said.words, said.by, zh.time(said.at)) if part) if said else ""
