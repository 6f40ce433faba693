"""A draft's own buttons: one short function each, found by the button's name."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from cases import drafts, reading
from cases.errors import Unknown
from cases.model import OUTSIDE, Ask, Draft, Outcome, Person, Side, Source, changed
from cases.ports import Voice, Work


async def press(work: Work, actor: Person, draft_id: int, button: str, value: str) -> Draft:
    """One of the draft's own buttons; 提交 and 取消 are `drafts.submit` and `drafts.cancel`. Raises Unknown."""
    draft = await drafts.own(work, actor, draft_id)
    draft = changed(await _pressed(work, actor, draft, button, value), touched_at=work.now, reminded=False)
    await drafts.keep(work, draft, Voice.QUIET)
    return draft


async def _pressed(work: Work, actor: Person, draft: Draft, button: str, value: str) -> Draft:
    try:
        if button in SIMPLE:
            return SIMPLE[button](changed(draft, asking=None), value)
        return await PRESSES[button](work, actor, draft, value)
    except (KeyError, ValueError) as error:
        raise Unknown from error


Simple = Callable[[Draft, str], Draft]
Press = Callable[[Work, Person, Draft, str], Awaitable[Draft]]

SIMPLE: dict[str, Simple] = {
    "edit": lambda draft, _: changed(draft, editing=not draft.editing),
    "urgent": lambda draft, _: changed(draft, urgent=not draft.urgent, fixed=draft.fixed | {"urgent"}),
    "anonymous": lambda draft, _: changed(draft, anonymous=not draft.anonymous),
    "here": lambda draft, _: changed(draft, point=draft.offered_point, offered_point=None),
    "reason": lambda draft, value: changed(draft, reason=value),
    "colleague": lambda draft, value: changed(draft, colleague=int(value), department=None),
    "outcome": lambda draft, value: changed(draft, outcome=Outcome(value)),
    "source": lambda draft, value: changed(draft, source=Source(value)) if Source(value) in OUTSIDE else draft,
}
"""Buttons that only set something."""


async def _ask(_work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    return changed(draft, asking=None if draft.asking == value else Ask(value), editing=True)


async def _condition(work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    names = dict(enumerate(one.name for one in work.district.category_of[draft.category or ""].conditions))
    return changed(draft, condition=names[int(value)])


async def _department(work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    named = work.district.department_of[value].code
    return changed(draft, department=None if draft.department == named else named, colleague=None, asking=None)


async def _days(work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    until = work.district.local(work.now).date() + timedelta(days=int(value))
    return changed(draft, until=until, asking=None)


async def _category(work: Work, actor: Person, draft: Draft, code: str) -> Draft:
    category = work.district.category_of[code]
    offers = tuple(one for one in (draft.category, *draft.offers) if one and one != code)[:3]
    chosen = changed(
        draft, category=code, asking=None, because="", condition=None, offers=offers, fixed=draft.fixed | {"category"},
        editing=False,
    )  # fmt: skip
    if "amount" in draft.fixed and draft.unit != category.unit:
        return changed(chosen, amount=None, unit=category.unit, odd_unit=f"{draft.amount} {draft.unit}")
    return await reading.derived(work, actor, chosen)


async def _self_handled(work: Work, _actor: Person, draft: Draft, _value: str) -> Draft:
    """Done on the spot: pictures from now on are after-photos; of several already there the last is one."""
    turned = changed(draft, self_handled=not draft.self_handled)
    photos = await work.store.photos.of_draft(draft.id)
    if not turned.self_handled:
        for photo in photos:
            await work.store.photos.save(changed(photo, side=Side.BEFORE))
        return changed(turned, side=Side.BEFORE, outcome=None)
    if len(photos) > 1:
        await work.store.photos.save(changed(photos[-1], side=Side.AFTER))
    return changed(turned, side=Side.AFTER, outcome=Outcome.CORRECTED)


PRESSES: dict[str, Press] = {
    "ask": _ask, "category": _category, "condition": _condition, "department": _department, "days": _days, "self": _self_handled,
}  # fmt: skip
"""Buttons that need to look something up."""
