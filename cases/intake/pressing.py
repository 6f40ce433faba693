"""A draft's own buttons: which stand on it, for this person now, and what each does. Cards are drawn from the same table a
press is held against."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import timedelta

from cases.casework import rights
from cases.casework.case import OUTSIDE, Action, Case, Outcome, Source
from cases.casework.moves import MOVES
from cases.district.edition import District
from cases.errors import NotOffered
from cases.evidence.photo import Side
from cases.intake import drafts, hearing
from cases.intake.draft import Ask, Draft
from cases.outbox import Voice
from cases.people import Person, Role
from cases.values import changed
from cases.work import Work

Offered = Mapping[str, tuple[str, ...]]
"""Buttons by name, each with the values it may bear; "" where it bears none."""
PLAIN = ("",)
TERMS = ("3", "7", "15")
"""Days of a promise that are one tap away."""


async def offered(work: Work, draft: Draft, case: Case | None, owner: Person) -> Offered:
    """What stands on a draft, `case`: the one a form is about."""
    if case is None:
        return on_report(work.district, draft, owner)
    return on_form(work.district, draft, case, [str(one.id) for one in await colleagues(work, draft, case)])


def on_report(district: District, draft: Draft, owner: Person) -> Offered:
    """What stands on the draft of a report."""
    found: dict[str, tuple[str, ...]] = dict.fromkeys(("submit", "cancel", "more", "edit", "urgent"), PLAIN)
    if draft.offered_point and not draft.point:
        found["here"] = PLAIN
    if draft.source is Source.RESIDENT:
        return found | {"anonymous": PLAIN, "ask": _values((Ask.WORDS, Ask.PLACE, Ask.PHONE))}
    category = district.category_of.get(draft.category or "")
    conditions = category.conditions if category and len(category.conditions) > 1 else ()
    found |= {"category": _known(district, draft), "condition": tuple(str(place) for place in range(len(conditions)))}
    asks = (Ask.CATEGORY, Ask.QUANTITY, Ask.PLACE, Ask.WORDS)
    if draft.source is Source.PATROL:
        return found | {"ask": _values(asks)} | ({"self": PLAIN} if owner.has(Role.WORKER) else {})
    sources = (one for one in OUTSIDE if one is not draft.source and rights.may_report(owner, one))
    return found | {"ask": _values((*asks, Ask.PHONE, Ask.NUMBER, Ask.ANSWER_BY)), "source": _values(sources)}


def on_form(district: District, draft: Draft, case: Case, colleagues: list[str]) -> Offered:
    """What stands on the form of an action on a case; `colleagues`: ids of whom it can be handed to."""
    move = MOVES[draft.action]
    asks, also = move.asks, move.also(draft)
    found: dict[str, tuple[str, ...]] = {"submit": PLAIN, "cancel": PLAIN}
    typed: list[Ask] = [ask for ask in (Ask.CATEGORY, Ask.QUANTITY, Ask.PLACE, Ask.WORDS) if ask in asks]
    if move.reasons:
        found["reason"] = _values(move.reasons)
    if Ask.OUTCOME in asks:
        found["outcome"] = _values(Outcome)
    if Ask.DATE in also:
        found["days"] = TERMS
    if Ask.COLLEAGUE in asks:
        found["colleague"] = tuple(colleagues)
    if Ask.DEPARTMENT in asks:
        found["department"] = tuple(one.code for one in district.departments if one.code != case.department)
    if Ask.CATEGORY in asks:
        found["category"] = _known(district, draft)
    return found | {"ask": _values([*typed, *also])}


def _known(district: District, draft: Draft) -> tuple[str, ...]:
    """Categories to choose from: an edition may have come since they were found."""
    return tuple(code for code in draft.offers if code in district.category_of)


def _values(listed: Iterable[str]) -> tuple[str, ...]:
    return tuple(str(one) for one in listed)


async def colleagues(work: Work, draft: Draft, case: Case) -> list[Person]:
    """Other leads of the case's department, to whom a claimed case can be handed."""
    if draft.action is not Action.TRANSFER or not case.department:
        return []
    leads = await work.store.people.with_role(Role.LEAD, case.department)
    return [lead for lead in leads if lead.id not in (draft.owner, case.claimer)]


async def press(work: Work, actor: Person, draft_id: int, button: str, value: str) -> Draft:
    """One of the draft's own buttons; 提交, 取消 and 再报一件 are use cases of `drafts`. Raises NotOffered for what does not
    stand on it now."""
    draft = await drafts.own(work, actor, draft_id)
    case = await work.store.cases.get(draft.case) if draft.case else None
    if button not in PRESSES or value not in (await offered(work, draft, case, actor)).get(button, ()):
        raise NotOffered
    draft = changed(await PRESSES[button](work, actor, draft, value), touched_at=work.now, reminded=False)
    await drafts.keep(work, draft, Voice.QUIET)
    return draft


Press = Callable[[Work, Person, Draft, str], Awaitable[Draft]]


def _sets(change: Callable[[Draft, str], Draft]) -> Press:
    """A button that only sets something."""

    async def pressed(_work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
        return change(changed(draft, asking=None), value)

    return pressed


async def _ask(_work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    return changed(draft, asking=None if draft.asking == value else Ask(value), editing=True)


async def _condition(work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    return changed(draft, condition=work.district.category_of[draft.category or ""].conditions[int(value)].name)


async def _department(_work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    return changed(draft, department=None if draft.department == value else value, colleague=None, asking=None)


async def _days(work: Work, _actor: Person, draft: Draft, value: str) -> Draft:
    return changed(draft, until=work.today + timedelta(days=int(value)), asking=None)


async def _category(work: Work, actor: Person, draft: Draft, code: str) -> Draft:
    category = work.district.category_of[code]
    offers = tuple(one for one in (draft.category, *draft.offers) if one and one != code)[:3]
    chosen = changed(
        draft, category=code, asking=None, because="", condition=None, offers=offers, fixed=draft.fixed | {"category"},
        editing=False,
    )  # fmt: skip
    if "amount" in draft.fixed and draft.unit != category.unit:
        return changed(chosen, amount=None, unit=category.unit, odd_unit=f"{draft.amount} {draft.unit}")
    return await hearing.derived(work, actor, chosen)


async def _self_handled(work: Work, _actor: Person, draft: Draft, _value: str) -> Draft:
    """Done on the address: pictures from now on are after-photos; of several already there the last is one."""
    turned = changed(draft, self_handled=not draft.self_handled)
    photos = await work.store.photos.of_draft(draft.id)
    if not turned.self_handled:
        for photo in photos:
            await work.store.photos.save(changed(photo, side=Side.BEFORE))
        return changed(turned, side=Side.BEFORE, outcome=None)
    if len(photos) > 1:
        await work.store.photos.save(changed(photos[-1], side=Side.AFTER))
    return changed(turned, side=Side.AFTER, outcome=Outcome.CORRECTED)


def _asking_besides(draft: Draft) -> Draft:
    """For what the answer has made needed."""
    return changed(draft, asking=next(iter(MOVES[draft.action].also(draft)), None))


PRESSES: dict[str, Press] = {
    "edit": _sets(lambda draft, _: changed(draft, editing=not draft.editing)),
    "urgent": _sets(lambda draft, _: changed(draft, urgent=not draft.urgent, fixed=draft.fixed | {"urgent"})),
    "anonymous": _sets(lambda draft, _: changed(draft, anonymous=not draft.anonymous)),
    "here": _sets(lambda draft, _: changed(draft, point=draft.offered_point, offered_point=None)),
    "reason": _sets(lambda draft, value: _asking_besides(changed(draft, reason=value))),
    "colleague": _sets(lambda draft, value: changed(draft, colleague=int(value), department=None)),
    "outcome": _sets(lambda draft, value: changed(draft, outcome=Outcome(value))),
    "source": _sets(lambda draft, value: changed(draft, source=Source(value))),
    "ask": _ask, "category": _category, "condition": _condition, "department": _department, "days": _days, "self": _self_handled,
}  # fmt: skip
"""What each does."""
