"""What is being filled in, as its card shows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cases.casework.voices import Near
from cases.district.edition import Category, Grid
from cases.forms import fields
from cases.forms.answers import Ask
from cases.forms.field import Asked
from cases.forms.form import Form
from cases.intake import nearby, pressing
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import asked_of, form_of, stale
from cases.outbox import Address
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class DraftCard:
    """A report being filled in, or a form. `lacks` is what 「提交」 would still refuse for."""

    draft: Draft
    form: Form
    asked: Asked
    owner: str
    lacks: tuple[Ask, ...]
    moved: bool = False
    stale: bool = False
    """Of a form: its case has moved on."""
    grid: Grid | None = None
    nearest: tuple[Grid, float] | None = None
    near: tuple[Near, ...] = ()
    """Open cases that it may be once more."""
    now: datetime
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which buttons stand on it, by name, each with the values it may bear."""

    @property
    def category(self) -> Category | None:
        """The one that was answered."""
        return fields.category_of(self.asked)


async def draft_card(work: Work, draft_id: int, address: Address) -> DraftCard:
    draft = await work.store.drafts.get(draft_id)
    owner = await work.store.people.get(draft.owner)
    asked, form, point = await asked_of(work, draft), form_of(draft), draft.answers.point
    grid = work.district.grid_at(point)
    return DraftCard(
        draft=draft, form=form, asked=asked, owner=owner.name, lacks=form.lacks(asked), moved=draft.address != address, grid=grid,
        stale=await stale(work, draft),
        nearest=work.district.nearest(point) if point and not grid else None,
        near=await nearby.near(work, draft) if draft.state is DraftState.OPEN else (), now=work.now,
        offered=pressing.offered(draft, asked, owner),
    )  # fmt: skip
