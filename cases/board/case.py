"""A case as one place may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.board.masking import masked, number_said
from cases.casework import history, rights
from cases.casework.case import OVER, Action, Case, Event, Source, Status
from cases.casework.complaint import Complaint
from cases.district.edition import Category, Department, Grid
from cases.errors import Forbidden
from cases.evidence.photo import Photo, PhotoState, Side
from cases.outbox import Address, Binding, Purpose
from cases.people import Person, Role
from cases.time.units import CALENDAR_UNITS
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The one picture a card bears: a photo Telegram already has, or content of ours by hash."""

    file_id: str | None = None
    sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """What the last move said of why the case stands where it does; `original`: the number of the case it is once more."""

    action: Action
    reason: str | None
    words: str
    original: str


@dataclass(frozen=True, kw_only=True)
class CaseCard:
    """A case for one viewer: the `resident` who reported it, a `dispatcher` or other `staff` in their own chat, or a place.
    `gone`: it has left this department. `former`: of a department there is no more. `reporter` is None where it is nobody's
    business; `calls`: a press tells it."""

    case: Case
    viewer: str
    category: Category | None
    department: Department | None
    wanted: Department | None
    grid: Grid | None
    community: str
    words: str
    place: str
    why: Why | None
    done_words: str
    note: str
    outside_number: str
    answer_by: date | None
    calls: bool
    former: bool
    reporter: str | None
    claimer: str
    clearer: str
    checker: str
    chosen: str
    """What chose the department: a rule's name, or one of `history`'s; "" for none."""
    because: str
    actions: tuple[Action, ...]
    events: tuple[Event, ...]
    picture: Picture | None
    now: datetime
    gone: bool = False
    guessed: int | None = None
    """The year the deadline lies in, when its moved holidays are not known."""


DISPATCHING = ("dispatcher", "dispatchers")
DONE = frozenset({Status.CHECKING, Status.PROMISED, Status.UNCHECKABLE, Status.CLOSED})
"""Where the work is said to be done."""


async def case_card(work: Work, case_id: int, address: Address) -> CaseCard:
    case = await work.store.cases.get(case_id)
    viewer, actions, gone = await _viewer(work, case, address)
    called = case.source is not Source.PATROL
    complaint = await work.store.complaints.of(case.id) if called else Complaint(case=case.id)
    events = await work.store.cases.events(case.id)
    chosen = history.chosen(events)
    photos = [photo for photo in await work.store.photos.of_case(case.id) if photo.state is PhotoState.GOOD]
    return CaseCard(
        case=case,
        viewer=viewer,
        actions=() if gone else actions,
        gone=gone,
        picture=await _picture(work, case, photos),
        chosen=chosen,
        because=next((rule.because for rule in work.district.rules if rule.name == chosen), ""),
        calls=called
        and not case.anonymous
        and viewer in DISPATCHING
        and (rights.is_resident(case) or complaint.contact is not None),
        answer_by=complaint.answer_by,
        events=tuple(events),
        now=work.now,
        guessed=_guessed(work, case),
        wanted=work.department(history.wanted(case, events)),
        **_data(work, case),
        **await _people(work, case, viewer),
        **await _words(work, case, viewer, events, complaint),
    )


def _guessed(work: Work, case: Case) -> int | None:
    """Only where the limit asks the calendar."""
    category = work.category(case)
    if not case.deadline or not category or category.limit_for(case.condition).unit not in CALENDAR_UNITS:
        return None
    day = work.district.local(case.deadline).date()
    return day.year if work.district.calendar.guesses(day) else None


async def _viewer(work: Work, case: Case, address: Address) -> tuple[str, tuple[Action, ...], bool]:
    """Who reads a card there (a person's part in it, or the place's purpose), what it offers, and whether it has left."""
    if address.chat > 0:
        person = await work.store.people.get(address.chat)
        own = rights.is_resident(case) and person.id == case.reporter
        if not own and not rights.may_see(person, case):
            return "nobody", (), True
        return _part(person, own), rights.offered(person, case), False
    bound = await work.store.bindings.at(address)
    if any(one.purpose is Purpose.DISPATCHERS for one in bound):
        return "dispatchers", rights.offered_at("dispatchers", case), False
    here = [one.department for one in bound if one.purpose is Purpose.DEPARTMENT]
    if here:
        gone = case.department not in here and case.status not in OVER
        return "department", rights.offered_at("department", case), gone or case.department not in here
    return _bystander(bound)


def _part(person: Person, own: bool) -> str:
    """As what somebody reads a case in their own chat."""
    return "resident" if own else "dispatcher" if person.has(Role.DISPATCHER) else "staff"


def _bystander(bound: list[Binding]) -> tuple[str, tuple[Action, ...], bool]:
    return ("workers", (), False) if any(one.purpose is Purpose.WORKERS for one in bound) else ("nobody", (), True)


async def _picture(work: Work, case: Case, photos: list[Photo]) -> Picture | None:
    """What was found wanting is no proof: the pair is of this round, and only while the work is said to be done."""
    sheet = await work.store.photos.sheet(case.id)
    if sheet and sheet[1] == case.round and case.status in DONE:
        return Picture(sha=sheet[0])
    first = next((photo for photo in photos if photo.side is Side.BEFORE), None)
    if first is None or (first.as_file and first.sha is None):
        return None
    return Picture(sha=first.sha, file_id=None if first.as_file else first.file_id)


def _data(work: Work, case: Case) -> dict[str, Any]:
    """As things were called when the case was filed."""
    district = work.edition(case.edition)
    return {
        "category": work.category(case),
        "department": work.department(case.department, case.edition),
        "former": case.department is not None and case.department not in work.district.department_of,
        "grid": work.grid(case.grid, case.edition),
        "community": dict(district.communities).get(case.community or "", ""),
    }


async def _people(work: Work, case: Case, viewer: str) -> dict[str, Any]:
    """Names. Who complained is shown to themselves alone; a dispatcher asks for it by a press."""

    async def name(person: int | None) -> str:
        return (await work.store.people.get(person)).name if person else ""

    hidden = rights.is_resident(case) and viewer != "resident"
    return {
        "reporter": None if hidden else await name(case.reporter),
        "claimer": await name(case.claimer),
        "clearer": await name(case.clearer),
        "checker": await name(case.checker),
    }


async def _words(work: Work, case: Case, viewer: str, events: Sequence[Event], complaint: Complaint) -> dict[str, Any]:
    async def said(words: int | None) -> str:
        return await read(work, case, words, sealed=viewer not in ("resident", "dispatcher"))

    why, done, note = history.said(events), history.last(events, (Action.CLEAR,)), history.last(_noted(events), (Action.NOTE,))
    original = await work.store.cases.known([why.other]) if why and why.other else {}
    return {
        "words": await said(case.words),
        "place": await said(case.place),
        "why": why and Why(
            action=why.action, reason=why.reason, words=await said(why.words),
            original=next((one.number for one in original.values()), ""),
        ),
        "done_words": await said(done.words if done else None),
        "note": await said(note.words if note else None),
        "outside_number": await work.store.words.read(complaint.outside_number) if viewer in (*DISPATCHING, "staff") else "",
    }  # fmt: skip


def _noted(events: Sequence[Event]) -> list[Event]:
    """Notes in words: one can also be a picture alone."""
    return [event for event in events if event.words]


async def read(work: Work, case: Case, words: int | None, *, sealed: bool) -> str:
    """What was written about a case, the one way to it. `sealed`: for readers whose business it is not who complained."""
    said = await work.store.words.read(words)
    if not said or not sealed or case.source is Source.PATROL:
        return said
    names = [(await work.store.people.get(case.reporter)).name] if rights.is_resident(case) else []
    return masked(said, *names)


async def contact(work: Work, actor: Person, case_id: int) -> tuple[str, str]:
    """Who complained, by name and number, for the dispatcher who presses for it. Raises Forbidden for everybody else."""
    case = await work.store.cases.get(case_id)
    if not rights.may_call(actor, case):
        raise Forbidden
    name = (await work.store.people.get(case.reporter)).name if rights.is_resident(case) else ""
    left = await work.store.words.read((await work.store.complaints.of(case.id)).contact)
    return name, left or number_said(await work.store.words.read(case.words))
