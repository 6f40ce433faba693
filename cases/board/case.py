"""A case as staff see it, each as far as it is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from cases.board import working
from cases.board.masking import number_said
from cases.board.own import OwnCard, followed_card, own_card
from cases.board.parts import Picture, Why, delay_of, picture_of, read, why_of
from cases.board.recordings import playable, withheld
from cases.board.viewer import DISPATCHING, UNSEALED, Part, Viewer, unaware, viewer_of
from cases.board.working import ALONE, At, Joint
from cases.casework import history, rights, telling
from cases.casework.case import Action, Case, Event, Source, Status
from cases.casework.clocks import lapsing
from cases.casework.complaint import Complaint
from cases.casework.left import Left, in_all, left
from cases.casework.stages import handling, slot_of
from cases.district.danger import Danger
from cases.district.edition import Category, Department, Grid
from cases.errors import Forbidden
from cases.outbox import Address
from cases.people import Person
from cases.time.units import CALENDAR_UNITS
from cases.values import changed
from cases.work import Work

MOST_MERGED = 3
MOST_NOTES, MOST_LOOKED = 3, 30
"""On a card; and looked through for those."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """`by` is empty where it is nobody's business who."""

    action: Action
    words: str
    by: str
    at: datetime
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class CaseCard:
    """A case for staff. `former`: of a department there is no more. `reporter` is None where it is nobody's business; `calls`: a
    press tells it."""

    case: Case
    category: Category | None
    department: Department | None
    wanted: Department | None
    grid: Grid | None
    community: str
    words: str
    place: str
    why: Why | None
    done_words: str
    notes: tuple[Note, ...]
    """What was said besides, the last of it."""
    more_notes: int
    """How many there are beside those."""
    request: Note | None
    """What is asked for it and not decided; `until`: for which day."""
    supervised: Note | None
    """With what words it is pressed, by whom and until when."""
    decided: Note | None
    """What became of what was asked for."""
    lapsed: str
    """Whose claim has lapsed."""
    question: Note | None
    """What who reported it has been asked and not answered."""
    alarm: Danger | None
    looked: Note | None
    """What somebody near found of a danger; `words` are empty."""
    outside_number: str
    answer_by: date | None
    calls: bool
    prints: bool
    """Whoever looks there may have it on paper."""
    known: bool
    """Who complained is somebody the dispatchers may look at, and shut out."""
    former: bool
    reporter: str | None
    claimer: str
    sponsors: tuple[str, ...]
    """Leaders who stand behind it."""
    keeper: str
    """Who answers for a complaint."""
    clearer: str
    checker: str
    chosen: str
    """What chose the department: a rule's name, or one of `history`'s; "" for none."""
    because: str
    actions: tuple[Action, ...]
    picture: Picture | None
    recordings: int = 0
    """Which whoever looks there may hear."""
    withheld: bool = False
    """There are others, of who complained."""
    lapses: datetime | None = None
    """When the claim does, once whoever made it has been warned."""
    phase: At | None = None
    """Of its handling, where there are several."""
    total: Left | None = None
    """Of the time for all its stages together."""
    apart: float | None = None
    """See `working.apart`."""
    slot: tuple[datetime, datetime] | None = None
    """In which it is checked."""
    blind: bool = False
    """Whoever looks there is to look again at what is closed, and learns of nobody who had it in hand."""
    joint: Joint = ALONE
    merged: tuple[str, ...] = ()
    """The numbers of the last that were put together with it."""
    again: str = ""
    """The number of the case closed lately that this one is again."""
    left: Left | None = None
    """Of the clock that runs."""
    delay: Why | None = None
    """Why it is late, as who has it in hand says."""
    returns: int = 0
    on_the_spot: bool = False
    guessed: int | None = None
    """The year the deadline lies in, when its moved holidays are not known."""


@dataclass(frozen=True, kw_only=True)
class GoneCard:
    """A case that is not, or no more, theirs who look: where it went, and to strangers not even that."""

    number: str
    stranger: bool
    department: Department | None
    """None: with the dispatchers."""


async def case_card(work: Work, case_id: int, address: Address) -> CaseCard | OwnCard | GoneCard:
    """As who looks there may see it."""
    case = await work.store.cases.get(case_id)
    viewer = await viewer_of(work, case, address)
    if viewer.gone and address.private and case.voices and await work.store.voices.has(case.id, address.chat):
        return await followed_card(work, case, await work.store.cases.events(case.id))
    if viewer.gone:
        with_department = case.status is not Status.RETURNED
        where = work.department(case.department, case.edition) if with_department else None
        return GoneCard(number=case.number, stranger=viewer.part is Part.NOBODY, department=where)
    events = await work.store.cases.events(case.id)
    if viewer.part is Part.REPORTER:
        return await own_card(work, case, viewer, events)
    return await _staffs(work, case, viewer, events, address)


async def _staffs(work: Work, case: Case, viewer: Viewer, events: Sequence[Event], address: Address) -> CaseCard:
    called = case.source is not Source.PATROL
    complaint = await work.store.complaints.of(case.id) if called else Complaint(case=case.id)
    chosen, photos = history.chosen(events), await work.store.photos.of_case(case.id)
    card = CaseCard(
        case=case,
        actions=viewer.actions,
        picture=await picture_of(work, case, photos) or await working.of_whole(work, case),
        recordings=len(playable(case, viewer, photos)),
        withheld=withheld(case, viewer, photos),
        chosen=chosen,
        because=next((rule.because for rule in work.district.rules if rule.name == chosen), ""),
        calls=viewer.part in DISPATCHING and _calls(case, complaint),
        prints=await _prints(work, case, viewer, address),
        known=viewer.part in DISPATCHING and rights.is_resident(case),
        answer_by=complaint.answer_by,
        returns=history.returns(events),
        left=left(work, case),
        merged=await _merged(work, case, events),
        again=await work.store.cases.called(before) if (before := history.again(events)) else "",
        lapses=case.until if (warned := lapsing(work, case)) and warned <= work.now else None,
        delay=await delay_of(work, case, events, sealed=viewer.part not in UNSEALED),
        on_the_spot=history.on_the_spot(events),
        guessed=_guessed(work, case),
        wanted=work.department(history.wanted(case, events)),
        alarm=work.danger(case),
        looked=await _looked(work, case, events),
        question=await _told(work, case, viewer, history.question(case, events)),
        request=await _told(work, case, viewer, history.requested(case, events)),
        supervised=await _told(work, case, viewer, history.supervised(case, events)),
        decided=await _told(work, case, viewer, history.decided(case, events)),
        lapsed=await _lapsed(work, case, events),
        notes=(notes := await _notes(work, case, viewer, events))[-MOST_NOTES:],
        more_notes=max(0, len(notes) - MOST_NOTES),
        **_data(work, case),
        slot=slot_of(work, changed(case, status=Status.CHECKING) if unaware(viewer) else case),
        apart=working.apart(case, events, photos),
        joint=await working.joint(work, case, events),
        total=in_all(work, case),
        phase=working.phase(work, case),
        blind=unaware(viewer),
        **await _people(work, case),
        **await _words(work, case, viewer, events, complaint),
    )
    return _unaware(card) if card.blind else card


def _unaware(card: CaseCard) -> CaseCard:
    """Without anybody's name."""
    return replace(
        card, request=_by_nobody(card.request), supervised=_by_nobody(card.supervised), decided=_by_nobody(card.decided),
        question=_by_nobody(card.question), looked=_by_nobody(card.looked), lapsed="", reporter=None, prints=False,
        notes=tuple(replace(one, by=NOBODY) for one in card.notes), claimer="", clearer="", checker="", keeper="", sponsors=(),
    )  # fmt: skip


NOBODY = "—"


def _by_nobody(note: Note | None) -> Note | None:
    return replace(note, by=NOBODY) if note else None


async def _prints(work: Work, case: Case, viewer: Viewer, address: Address) -> bool:
    """In a group by what it is for; a press asks who presses."""
    if not address.private:
        return viewer.part in (Part.DISPATCHERS, Part.DEPARTMENT)
    return rights.may_print(await work.store.people.get(address.chat), case)


async def _merged(work: Work, case: Case, events: Sequence[Event]) -> tuple[str, ...]:
    others = await work.store.cases.known(history.brought(events, MOST_MERGED))
    return tuple(one.number for one in others.values() if one.merged_into == case.id)


def _calls(case: Case, complaint: Complaint) -> bool:
    """Whether a dispatcher may ask who complained."""
    known = rights.is_resident(case) or complaint.contact is not None
    return case.source is not Source.PATROL and not case.anonymous and known


def _guessed(work: Work, case: Case) -> int | None:
    """Only where the limit asks the calendar."""
    category = work.category(case)
    if not case.deadline or not category or (limit := handling(work, case)) is None or limit.unit not in CALENDAR_UNITS:
        return None
    day = work.district.local(case.deadline).date()
    return day.year if work.district.calendar.guesses(day) else None


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


async def _people(work: Work, case: Case) -> dict[str, Any]:
    """Names. Who complained is not among them; a dispatcher asks for it by a press."""

    async def name(person: int | None) -> str:
        return (await work.store.people.get(person)).name if person else ""

    return {
        "reporter": None if rights.is_resident(case) else await name(case.reporter),
        "claimer": await name(case.claimer),
        "keeper": await name(case.keeper),
        "sponsors": tuple(one.name for one in await telling.sponsors(work, case)) if case.open else (),
        "clearer": await name(case.clearer),
        "checker": await name(case.checker),
    }


async def _words(work: Work, case: Case, viewer: Viewer, events: Sequence[Event], complaint: Complaint) -> dict[str, Any]:
    sealed = viewer.part not in UNSEALED
    done = history.done(events)
    known = viewer.part in (*DISPATCHING, Part.STAFF)
    return {
        "words": await read(work, case, case.words, sealed=sealed),
        "place": await read(work, case, case.place, sealed=sealed),
        "why": await why_of(work, case, events, sealed=sealed),
        "done_words": await read(work, case, done.words if done else None, sealed=sealed),
        "outside_number": await work.store.words.read(complaint.outside_number) if known else "",
    }


async def _notes(work: Work, case: Case, viewer: Viewer, events: Sequence[Event]) -> tuple[Note, ...]:
    """Some may have been struck out since."""
    sealed = viewer.part not in UNSEALED
    said = [(event, await read(work, case, event.words, sealed=sealed)) for event in history.noted(case, events, MOST_LOOKED)]
    return tuple([await _note(work, case, event, words) for event, words in said if words])


async def _told(work: Work, case: Case, viewer: Viewer, event: Event | None) -> Note | None:
    if event is None:
        return None
    return await _note(work, case, event, await read(work, case, event.words, sealed=viewer.part not in UNSEALED))


async def _lapsed(work: Work, case: Case, events: Sequence[Event]) -> str:
    if history.lapsed(case, events) is None:
        return ""
    claimed = next((event.changes["claimer"] for event in reversed(events) if event.changes.get("claimer")), None)
    return (await work.store.people.get(claimed)).name if claimed else ""


async def _looked(work: Work, case: Case, events: Sequence[Event]) -> Note | None:
    event = history.looked(events)
    return await _note(work, case, event, "") if event else None


async def _note(work: Work, case: Case, event: Event, words: str) -> Note:
    by = "" if rights.complainer(case, event.actor) or not event.actor else (await work.store.people.get(event.actor)).name
    return Note(action=event.action, words=words, by=by, at=event.at, until=event.day)


async def contact(work: Work, actor: Person, case_id: int) -> tuple[str, str]:
    """Who complained, by name and number, for the dispatcher who presses for it. Raises Forbidden for everybody else."""
    case = await work.store.cases.get(case_id)
    if not rights.may_call(actor, case):
        raise Forbidden
    name = (await work.store.people.get(case.reporter)).name if rights.is_resident(case) else ""
    left = await work.store.words.read((await work.store.complaints.of(case.id)).contact)
    who, number = _parted(left)
    return name or who, number or number_said(await work.store.words.read(case.words))


def _parted(contact: str) -> tuple[str, str]:
    """Who is written before the number they left."""
    first = next((at for at, char in enumerate(contact) if char.isdigit() or char == "+"), len(contact))
    return contact[:first].strip(" （(，,：:"), contact[first:]
