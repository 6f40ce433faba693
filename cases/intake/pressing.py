"""A draft's own buttons: which stand on it, for this person now, and what each does. Cards are drawn from the same table a
press is held against."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from cases.casework import rights
from cases.casework.case import OUTSIDE, Outcome, Source
from cases.errors import NotOffered
from cases.evidence.photo import Side
from cases.forms.answers import Ask
from cases.forms.field import PLAIN, Asked, Field
from cases.forms.fields import unshown
from cases.intake import belonging, drafts, hearing, walking
from cases.intake.draft import Draft
from cases.intake.forms import asked_of, form_of
from cases.outbox import Voice
from cases.people import Person, Role
from cases.values import changed
from cases.work import Work

Offered = Mapping[str, tuple[str, ...]]
"""Buttons by name, each with the values it may bear; "" where it bears none."""


def offered(draft: Draft, asked: Asked, owner: Person) -> Offered:
    """What stands on a draft: what its fields let choose, what can be typed, and what is done with the draft itself."""
    fields = form_of(draft).fields(draft.answers)
    found: dict[str, tuple[str, ...]] = {one.name: one.choices(asked) for one in fields if one.tapped}
    found |= {"submit": PLAIN, "cancel": PLAIN, "ask": tuple(one.ask.value for one in fields if one.can_be_typed)}
    if Ask.DEPARTMENT in found and unshown(asked):
        found["others"] = PLAIN
    if asked.together > 1:
        found["together"] = PLAIN
    return found | _of_report(draft, asked, owner) if draft.is_report else found


def _of_report(draft: Draft, asked: Asked, owner: Person) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {"more": PLAIN, "edit": PLAIN}
    if asked.joins:
        found["join"] = PLAIN
    if draft.hints.point and not draft.answers.point:
        found["here"] = PLAIN
    if draft.source is Source.PATROL and owner.has(Role.WORKER):
        found["self"] = PLAIN
    if draft.hints.walked is not None or ("self" in found and draft.address.private and not draft.answers.self_handled):
        found["walk"] = PLAIN
    if draft.source in OUTSIDE:
        found["source"] = tuple(one.value for one in OUTSIDE if one is not draft.source and rights.may_report(owner, one))
    return found


async def press(work: Work, actor: Person, draft_id: int, button: str, value: str) -> Draft:
    """One of the draft's own buttons; what is done with a draft as a whole are use cases of `drafts`. Raises NotOffered for
    what does not stand on it now."""
    draft = await drafts.own(work, actor, draft_id)
    asked, field = await asked_of(work, draft), form_of(draft).named(button, draft.answers)
    if value not in offered(draft, asked, actor).get(button, ()) or not (field or button in PRESSES):
        raise NotOffered
    if field:
        draft = _tapped(draft, field, asked, value)
        draft = await hearing.derived(work, actor, draft) if field.ask in (Ask.CATEGORY, Ask.QUANTITY) else draft
    else:
        draft = await PRESSES[button](work, draft, value)
    draft = changed(draft, touched_at=work.now, reminded=False)
    await drafts.keep(work, draft, Voice.QUIET)
    return draft


def _tapped(draft: Draft, field: Field, asked: Asked, value: str) -> Draft:
    """With the answer, and asking for what it has made needed and cannot be tapped."""
    answers = field.tap(asked, value)
    besides = form_of(draft).also(answers)
    asking = next((one.ask for one in besides if not one.tapped and not one.held(replace(asked, answers=answers))), None)
    taken = changed(draft, answers=answers, asking=asking, fixed=draft.fixed | {field.ask})
    if field.ask is not Ask.CATEGORY:
        return taken
    others = tuple(one for one in (draft.answers.category, *draft.hints.offers) if one and one != value)[:3]
    return changed(taken, editing=False, hints=replace(draft.hints, offers=others, because=""))


Press = Callable[[Work, Draft, str], Awaitable[Draft]]


async def _ask(_work: Work, draft: Draft, value: str) -> Draft:
    return changed(draft, asking=None if draft.asking == value else Ask(value), editing=True)


async def _edit(_work: Work, draft: Draft, _value: str) -> Draft:
    return changed(draft, editing=not draft.editing, asking=None)


async def _others(_work: Work, draft: Draft, _value: str) -> Draft:
    return changed(draft, hints=replace(draft.hints, unlikely=True))


async def _here(_work: Work, draft: Draft, _value: str) -> Draft:
    answers, hints = changed(draft.answers, point=draft.hints.point), replace(draft.hints, point=None)
    return changed(draft, answers=answers, hints=hints, asking=None)


async def _source(_work: Work, draft: Draft, value: str) -> Draft:
    return changed(draft, source=Source(value), asking=None)


async def _self_handled(work: Work, draft: Draft, _value: str) -> Draft:
    """Done on the spot: pictures from now on are after-photos; of several already there the last is one."""
    on = not draft.answers.self_handled
    photos = [one for one in await work.store.photos.of_draft(draft.id) if one.to_see]
    for photo in photos if not on else photos[1:][-1:]:
        await work.store.photos.save(changed(photo, side=Side.AFTER if on else Side.BEFORE))
    return changed(draft, answers=changed(draft.answers, self_handled=on, outcome=Outcome.CORRECTED if on else None))


async def _walk(work: Work, draft: Draft, _value: str) -> Draft:
    """Begun, or ended: what is whole is handed in first."""
    if await drafts.whole(work, draft):
        owner = await work.store.people.get(draft.owner)
        await drafts.submit(work, owner, draft.id)
        draft = await belonging.report_of(work, owner, draft.address) or draft
    return await walking.turned(work, draft)


PRESSES: dict[str, Press] = {
    "ask": _ask, "edit": _edit, "others": _others, "here": _here, "source": _source, "self": _self_handled, "walk": _walk,
}  # fmt: skip
"""What each of those does that is no answer."""
