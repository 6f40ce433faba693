"""Reading: the card of a subject as one place may see it, and lists people ask for."""

import re
from typing import Any

from cases import access, buttons
from cases.cards import Card, CaseCard, DraftCard, Picture, QueueCard
from cases.clock import CALENDAR_UNITS
from cases.errors import Forbidden, Unknown
from cases.masking import masked, number_said
from cases.model import OVER, Action, Case, Person, Photo, PhotoState, Role, Side, Source, Status
from cases.ports import DISPATCHERS, Bound, Purpose, Spot, Subject, View, Work
from cases.reading import missing
from cases.spelling import dense, plain

NUMBER = re.compile(r"[A-Z]{1,6}\d{6}-\d{4,8}")
PAGE = 8
"""Cases on one page of a queue card."""
FIRST = View()
MOST_LOOKED = 100
"""A longer list of what waits to be looked at is not counted to its end."""
ASKING = 14
"""Letters beside a case's number that still only ask for it."""
DONE = frozenset({Status.CHECKING, Status.PROMISED, Status.UNCHECKABLE, Status.CLOSED})
"""Where the work is said to be done."""
MOST_COUNTED = 1000
"""A longer queue is said to be more than 999."""


async def card(work: Work, subject: Subject, key: str, spot: Spot, view: View = FIRST) -> Card:
    """What the card shows there now. Raises Unknown for a subject that does not exist."""
    if subject is Subject.DRAFT:
        return await draft_card(work, int(key), spot)
    if subject is Subject.CASE:
        return await case_card(work, int(key), spot)
    return await queue_card(work, key, spot, view)


# --- drafts ---


async def draft_card(work: Work, draft_id: int, spot: Spot) -> DraftCard:
    draft = await work.store.drafts.get(draft_id)
    photos = await work.store.photos.of_draft(draft.id)
    owner = await work.store.people.get(draft.owner)
    case = await work.store.cases.get(draft.case) if draft.case else None
    category = work.district.category_of.get(draft.category or "")
    grid = work.district.grid_at(draft.point)
    offers = (work.district.category_of.get(code) for code in draft.offers)
    lacking = missing(work.district, draft, photos, case)
    return DraftCard(
        draft=draft,
        photos=tuple(photos),
        owner=owner.name,
        moved=(draft.chat, draft.thread) != (spot.chat, spot.thread),
        category=category,
        offers=tuple(offer for offer in offers if offer),
        conditions=category.conditions if category and len(category.conditions) > 1 else (),
        grid=grid,
        nearest=work.district.nearest(draft.point) if draft.point and not grid else None,
        lacks=lacking,
        case=case,
        case_category=work.category(case) if case else None,
        departments=work.district.departments if case else (),
        colleagues=tuple(await buttons.colleagues(work, draft, case)) if case else (),
        offered=await buttons.offered(work, draft, case, owner),
    )


# --- cases ---


async def case_card(work: Work, case_id: int, spot: Spot) -> CaseCard:
    case = await work.store.cases.get(case_id)
    viewer, actions, gone = await _viewer(work, case, spot)
    called = case.source is not Source.PATROL and not case.anonymous
    photos = [photo for photo in await work.store.photos.of_case(case.id) if photo.state is PhotoState.GOOD]
    return CaseCard(
        case=case,
        viewer=viewer,
        actions=() if gone else actions,
        gone=gone,
        picture=await _picture(work, case, photos),
        because=_because(work, case),
        calls=called and viewer in ("dispatcher", "dispatchers") and (access.is_resident(case) or case.contact is not None),
        events=tuple(await work.store.cases.events(case.id)),
        now=work.now,
        guessed=_guessed(work, case),
        **_data(work, case),
        **await _people(work, case, viewer),
        **await _words(work, case, viewer),
    )


def _guessed(work: Work, case: Case) -> int | None:
    """Only where the limit asks the calendar."""
    category = work.category(case)
    if not case.deadline or not category or category.limit_for(case.condition).unit not in CALENDAR_UNITS:
        return None
    day = work.district.local(case.deadline).date()
    return day.year if work.district.calendar.guesses(day) else None


async def _viewer(work: Work, case: Case, spot: Spot) -> tuple[str, tuple[Action, ...], bool]:
    """Who reads a card there (a person's part in it, or the place's purpose), what it offers, and whether it has left."""
    if spot.chat > 0:
        person = await work.store.people.get(spot.chat)
        own = access.is_resident(case) and person.id == case.reporter
        if not own and not access.may_see(person, case):
            return "nobody", (), True
        return _part(person, own), access.offered(person, case), False
    bound = await work.store.places.at(spot)
    if any(one.purpose is Purpose.DISPATCHERS for one in bound):
        return "dispatchers", access.offered_at("dispatchers", case), False
    here = [one.department for one in bound if one.purpose is Purpose.DEPARTMENT]
    if here:
        gone = case.department not in here and case.status not in OVER
        return "department", access.offered_at("department", case), gone or case.department not in here
    return _bystander(bound)


def _part(person: Person, own: bool) -> str:
    """As what somebody reads a case in their own chat."""
    return "resident" if own else "dispatcher" if person.has(Role.DISPATCHER) else "staff"


def _bystander(bound: list[Bound]) -> tuple[str, tuple[Action, ...], bool]:
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


def _because(work: Work, case: Case) -> str:
    """Why the case went where it went; "" when a person sent it there."""
    return next((rule.because for rule in work.district.rules if rule.name == case.rule), "")


def _data(work: Work, case: Case) -> dict[str, Any]:
    """As things were called when the case was filed."""
    district = work.edition(case.edition)
    return {
        "category": work.category(case),
        "department": work.department(case.department, case.edition),
        "former": case.department is not None and case.department not in work.district.department_of,
        "wanted": work.department(case.wanted_department),
        "grid": work.grid(case.grid, case.edition),
        "community": dict(district.communities).get(case.community or "", ""),
    }


async def _people(work: Work, case: Case, viewer: str) -> dict[str, Any]:
    """Names. Who complained is shown to themselves alone; a dispatcher asks for it by a press."""

    async def name(person: int | None) -> str:
        return (await work.store.people.get(person)).name if person else ""

    hidden = access.is_resident(case) and viewer != "resident"
    return {
        "reporter": None if hidden else await name(case.reporter),
        "claimer": await name(case.claimer),
        "clearer": await name(case.clearer),
        "checker": await name(case.checker),
    }


async def _words(work: Work, case: Case, viewer: str) -> dict[str, Any]:
    open_to = viewer in ("resident", "dispatcher")
    fields = ("words", "spot", "reason_words", "done_words", "note")
    said = {field: await read(work, case, getattr(case, field), sealed=not open_to) for field in fields}
    known = viewer in ("dispatchers", "dispatcher", "staff")
    return said | {"outside_number": await work.store.words.read(case.outside_number) if known else ""}


async def read(work: Work, case: Case, words: int | None, *, sealed: bool) -> str:
    """What was written about a case, the one way to it. `sealed`: for readers whose business it is not who complained."""
    said = await work.store.words.read(words)
    if not said or not sealed or case.source is Source.PATROL:
        return said
    names = [(await work.store.people.get(case.reporter)).name] if access.is_resident(case) else []
    return masked(said, *names)


async def contact(work: Work, actor: Person, case_id: int) -> tuple[str, str]:
    """Who complained, by name and number, for the dispatcher who presses for it. Raises Forbidden for everybody else."""
    case = await work.store.cases.get(case_id)
    if not access.may_call(actor, case):
        raise Forbidden
    name = (await work.store.people.get(case.reporter)).name if access.is_resident(case) else ""
    left = await work.store.words.read(case.contact)
    return name, left or number_said(await work.store.words.read(case.words))


def number_in(text: str) -> str | None:
    """The number of a case in a text that says little else."""
    flat = plain(text[:200]).upper()
    found = NUMBER.search(flat)
    if found is None or len(dense(flat)) - len(dense(found[0])) > ASKING:
        return None
    return found[0]


async def numbered(work: Work, actor: Person, number: str) -> Case:
    """A case by its number, today's by the last digits alone, for whoever may see it; to others there is no such case."""
    flat = plain(number[:200]).upper().strip()
    found = NUMBER.search(flat)
    wanted = found[0] if found else flat
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 4:
        wanted = f"{work.district.numbered_on(work.today)}{int(wanted):04d}"
    case = await work.store.cases.numbered(wanted)
    if case is None or not access.may_see(actor, case):
        raise Unknown
    return case


async def to_look_at(work: Work, actor: Person, most: int) -> list[Case]:
    """What waits to be verified or checked by somebody, oldest first."""
    grids, everywhere = actor.scopes(Role.WORKER), actor.has(Role.SUPERVISOR)
    if not grids and not everywhere:
        return []
    cases = await work.store.cases.to_look_at(actor.id, grids, most, everywhere=everywhere)
    return [case for case in cases if {Action.VERIFY, Action.PASS} & set(access.offered(actor, case))]


# --- queues ---


async def queue_card(work: Work, key: str, spot: Spot, view: View = FIRST) -> QueueCard:
    department = work.department(key)
    if department is None and key != DISPATCHERS:
        raise Unknown
    if spot.private and not access.may_see_queue(await work.store.people.get(spot.chat), key):
        raise Forbidden
    total = await work.store.cases.queued(key, MOST_COUNTED)
    pages = max(1, -(-total // PAGE))
    page = min(view.page, pages - 1)
    cases = await work.store.cases.queue(key, PAGE, page * PAGE)
    claimers = {case.claimer: (await work.store.people.get(case.claimer)).name for case in cases if case.claimer}
    names = {case.category: found.name for case in cases if case.category and (found := work.category(case))}
    return QueueCard(
        department=department, cases=tuple(cases), names=names, claimers=claimers, total=total, page=page, pages=pages,
        gathered=view.gathered, now=work.now,
    )  # fmt: skip
