"""Reading: the card of a subject as one place may see it, and lists people ask for."""

import re
from typing import Any

from cases import access
from cases.cards import Card, CaseCard, DraftCard, Picture, QueueCard
from cases.errors import Unknown
from cases.model import OVER, Action, Case, Draft, Person, Photo, PhotoState, Role, Side, Source
from cases.ports import DISPATCHERS, Bound, Purpose, Spot, Subject, View, Work
from cases.reading import missing

MOBILE = re.compile(r"(?<!\d)1\d{10}(?!\d)")
PAGE = 8
"""Cases on one page of a queue card."""
FIRST = View()
MOST_COUNTED = 1000
"""A longer queue is said to be more than 999."""


async def card(work: Work, subject: Subject, key: str, spot: Spot, view: View = FIRST) -> Card:
    """What the card shows there now. Raises Unknown for a subject that does not exist."""
    if subject is Subject.DRAFT:
        return await draft_card(work, int(key), spot)
    if subject is Subject.CASE:
        return await case_card(work, int(key), spot)
    return await queue_card(work, key, view)


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
        case_category=work.district.category_of.get(case.category or "") if case else None,
        departments=work.district.departments if case else (),
        colleagues=await _colleagues(work, draft, case),
    )


async def _colleagues(work: Work, draft: Draft, case: Case | None) -> tuple[Person, ...]:
    if case is None or draft.action is not Action.TRANSFER:
        return ()
    leads = await work.store.people.with_role(Role.LEAD, case.department)
    return tuple(lead for lead in leads if lead.id not in (draft.owner, case.claimer))


# --- cases ---


async def case_card(work: Work, case_id: int, spot: Spot) -> CaseCard:
    case = await work.store.cases.get(case_id)
    viewer, actions, gone = await _viewer(work, case, spot)
    photos = [photo for photo in await work.store.photos.of_case(case.id) if photo.state is PhotoState.GOOD]
    return CaseCard(
        case=case,
        viewer=viewer,
        actions=() if gone else actions,
        gone=gone,
        picture=await _picture(work, case, photos),
        because=_because(work, case),
        events=tuple(await work.store.cases.events(case.id)),
        now=work.now,
        **_data(work, case),
        **await _people(work, case, viewer),
        **await _words(work, case, viewer),
    )


async def _viewer(work: Work, case: Case, spot: Spot) -> tuple[str, tuple[Action, ...], bool]:
    """Who reads a card there (a person's part in it, or the place's purpose), what it offers, and whether it has left."""
    if spot.chat > 0:
        person = await work.store.people.get(spot.chat)
        own = access.is_resident(case) and person.id == case.reporter
        if not own and not access.may_see(person, case):
            return "nobody", (), True
        return ("resident" if own else "staff"), access.offered(person, case), False
    bound = await work.store.places.at(spot)
    if any(one.purpose is Purpose.DISPATCHERS for one in bound):
        return "dispatchers", access.offered_at("dispatchers", case), False
    here = [one.department for one in bound if one.purpose is Purpose.DEPARTMENT]
    if here:
        gone = case.department not in here and case.status not in OVER
        return "department", access.offered_at("department", case), gone or case.department not in here
    return _bystander(bound)


def _bystander(bound: list[Bound]) -> tuple[str, tuple[Action, ...], bool]:
    return ("workers", (), False) if any(one.purpose is Purpose.WORKERS for one in bound) else ("nobody", (), True)


async def _picture(work: Work, case: Case, photos: list[Photo]) -> Picture | None:
    sheet = await work.store.photos.sheet(case.id)
    if sheet and case.cleared_at:
        return Picture(sha=sheet)
    first = next((photo for photo in photos if photo.side is Side.BEFORE), None)
    if first is None or (first.as_file and first.sha is None):
        return None
    return Picture(sha=first.sha, file_id=None if first.as_file else first.file_id)


def _because(work: Work, case: Case) -> str:
    """Why the case went where it went; "" when a person sent it there."""
    return next((rule.because for rule in work.district.rules if rule.name == case.rule), "")


def _data(work: Work, case: Case) -> dict[str, Any]:
    district = work.district
    return {
        "category": district.category_of.get(case.category or ""),
        "department": district.department_of.get(case.department or ""),
        "wanted": district.department_of.get(case.wanted_department or ""),
        "grid": district.grid_of.get(case.grid or ""),
        "community": dict(district.communities).get(case.community or "", ""),
    }


async def _people(work: Work, case: Case, viewer: str) -> dict[str, Any]:
    """Names. Who complained is shown to themselves alone; a dispatcher sees it unless they asked not to be named."""

    async def name(person: int | None) -> str:
        return (await work.store.people.get(person)).name if person else ""

    hidden = access.is_resident(case) and (case.anonymous or viewer not in ("resident", "dispatchers"))
    return {
        "reporter": None if hidden else await name(case.reporter),
        "claimer": await name(case.claimer),
        "clearer": await name(case.clearer),
        "checker": await name(case.checker),
    }


async def _words(work: Work, case: Case, viewer: str) -> dict[str, Any]:
    read = work.store.words.read
    hide = viewer not in ("resident", "dispatchers") and case.source is not Source.PATROL
    said, spot = await read(case.words), await read(case.spot)
    return {
        "words": masked(said) if hide else said,
        "spot": masked(spot) if hide else spot,
        "reason_words": await read(case.reason_words),
        "done_words": await read(case.done_words),
        "outside_number": await read(case.outside_number) if viewer in ("dispatchers", "staff") else "",
        "contact": await read(case.contact) if viewer == "dispatchers" and not case.anonymous else "",
    }


def masked(text: str) -> str:
    """A caller's mobile number in what was written is nobody's business but the dispatcher's."""
    return MOBILE.sub(lambda found: found[0][:3] + "****" + found[0][-2:], text)


async def numbered(work: Work, actor: Person, number: str) -> Case:
    """A case by its number, today's by the last digits alone, for whoever may see it; to others there is no such case."""
    wanted = number.strip().upper()
    if wanted.isascii() and wanted.isdigit() and len(wanted) <= 4:
        wanted = f"{work.district.numbered_on(work.district.local(work.now).date())}{int(wanted):04d}"
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


async def queue_card(work: Work, key: str, view: View = FIRST) -> QueueCard:
    department = work.district.department_of.get(key)
    if department is None and key != DISPATCHERS:
        raise Unknown
    total = await work.store.cases.queued(key, MOST_COUNTED)
    pages = max(1, -(-total // PAGE))
    page = min(view.page, pages - 1)
    cases = await work.store.cases.queue(key, PAGE, page * PAGE)
    claimers = {case.claimer: (await work.store.people.get(case.claimer)).name for case in cases if case.claimer}
    names = {code: category.name for code, category in work.district.category_of.items()}
    return QueueCard(
        department=department, cases=tuple(cases), names=names, claimers=claimers, total=total, page=page, pages=pages,
        gathered=view.gathered, now=work.now,
    )  # fmt: skip
