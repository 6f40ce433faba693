"""What is being filled in, as its card shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cases.casework.case import Case
from cases.district.edition import Category, Condition, Department, Grid
from cases.evidence.photo import Photo
from cases.intake import pressing
from cases.intake.draft import Ask, Draft
from cases.intake.hearing import missing
from cases.outbox import Address
from cases.people import Person
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class DraftCard:
    """A report being filled in, or a form. `lacks` is what 「提交」 would still refuse for."""

    draft: Draft
    photos: tuple[Photo, ...]
    owner: str
    moved: bool
    category: Category | None
    offers: tuple[Category, ...]
    conditions: tuple[Condition, ...]
    grid: Grid | None
    nearest: tuple[Grid, float] | None
    lacks: tuple[Ask, ...]
    case: Case | None = None
    case_category: Category | None = None
    departments: tuple[Department, ...] = ()
    colleagues: tuple[Person, ...] = ()
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which buttons stand on it, by name, each with the values it may bear."""


async def draft_card(work: Work, draft_id: int, address: Address) -> DraftCard:
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
        moved=(draft.chat, draft.thread) != (address.chat, address.thread),
        category=category,
        offers=tuple(offer for offer in offers if offer),
        conditions=category.conditions if category and len(category.conditions) > 1 else (),
        grid=grid,
        nearest=work.district.nearest(draft.point) if draft.point and not grid else None,
        lacks=lacking,
        case=case,
        case_category=work.category(case) if case else None,
        departments=work.district.departments if case else (),
        colleagues=tuple(await pressing.colleagues(work, draft, case)) if case else (),
        offered=await pressing.offered(work, draft, case, owner),
    )
