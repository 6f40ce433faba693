"""A case on paper: a supervision order 督办单, or a letter 交办单 to an owner who has no chat here. It says what a department
reads, and nothing of who complained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cases.board.parts import read
from cases.casework import history, rights
from cases.casework.case import Action, Case, Event
from cases.district.edition import Category, Department, Grid
from cases.errors import Forbidden
from cases.evidence.photo import Photo, PhotoState, Side
from cases.people import Person
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page in words: rows of a label in two languages and what stands beside it, and what is written below each picture."""

    title: tuple[str, str]
    head: str
    rows: tuple[tuple[str, str, str], ...]
    pictures: tuple[str, str]
    """Below the one before and the one after."""
    signs: tuple[tuple[str, str], ...]
    """What is signed by hand."""
    foot: str
    link: str
    """To be scanned by whoever may see the case."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """`by` whom and when; `words` may be empty."""

    words: str
    by: str
    at: datetime
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Paper:
    case: Case
    times: int
    """How often it was supervised; 0: it is a letter."""
    category: Category | None
    department: Department | None
    grid: Grid | None
    community: str
    claimer: str
    words: str
    place: str
    ordered: Said | None
    signed: Said | None
    answered: Said | None
    lifted: Said | None
    before: Photo | None
    after: Photo | None


async def ask(work: Work, actor: Person, case_id: int) -> None:
    """Printed for whoever asks, into their own chat. Raises Forbidden."""
    case = await work.store.cases.get(case_id)
    if not rights.may_print(actor, case):
        raise Forbidden
    await work.store.outbox.errand("paper", {"case": case.id, "chat": actor.id, "thread": None}, owner=actor.id)


async def paper(work: Work, actor: Person, case_id: int) -> Paper:
    """As things stand now. Raises Forbidden for who may not have it any more."""
    case = await work.store.cases.get(case_id)
    if not rights.may_print(actor, case):
        raise Forbidden
    events, photos = await work.store.cases.events(case.id), await work.store.photos.of_case(case.id)
    seen = [photo for photo in photos if photo.state is PhotoState.GOOD and photo.sha]
    since = [index for index, event in enumerate(events) if event.action is Action.SUPERVISE]
    pressed = events[since[-1] :] if since else []
    communities = dict(work.edition(case.edition).communities)
    return Paper(
        case=case, times=len(since), category=work.category(case), department=work.department(case.department, case.edition),
        grid=work.grid(case.grid, case.edition), community=communities.get(case.community or "", ""),
        claimer=(await work.store.people.get(case.claimer)).name if case.claimer else "",
        words=await read(work, case, case.words, sealed=True), place=await read(work, case, case.place, sealed=True),
        ordered=await _said(work, case, pressed, Action.SUPERVISE), signed=await _said(work, case, pressed, Action.SIGN),
        answered=await _said(work, case, pressed, Action.ANSWER), lifted=await _said(work, case, pressed, Action.LIFT),
        before=next((one for one in seen if one.side is Side.BEFORE), None),
        after=next((one for one in reversed(seen) if one.side is Side.AFTER and one.round == case.round), None),
    )  # fmt: skip


async def _said(work: Work, case: Case, events: Sequence[Event], action: Action) -> Said | None:
    event = history.last(events, (action,))
    if event is None:
        return None
    words = await read(work, case, event.words, sealed=True)
    return Said(words=words, by=(await work.store.people.get(event.actor)).name, at=event.at, day=event.day)
