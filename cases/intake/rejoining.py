"""What was put aside is filled in further, and what was taken for another thing goes back to the draft it came after."""

from dataclasses import asdict, replace

from cases.casework import rights
from cases.errors import Forbidden, Gone, NotOffered, TooMany
from cases.forms.answers import Answers, Ask
from cases.intake import belonging, drafts, hearing
from cases.intake.draft import Draft, DraftState
from cases.intake.forms import beside, side_of, stale
from cases.outbox import Address, Voice
from cases.people import Person
from cases.values import changed
from cases.work import Work


async def restore(work: Work, actor: Person, draft_id: int) -> Draft:
    """「恢复」. Raises Gone when it lapsed or its case has moved on, Forbidden for what is not theirs any more, TooMany."""
    draft = await work.store.drafts.get(draft_id)
    if draft.owner != actor.id:
        raise Forbidden
    if draft.state is not DraftState.ASIDE or await stale(work, draft):
        raise Gone
    if not rights.may_go_on(actor, draft, await work.store.cases.get(draft.case) if draft.case else None):
        raise Forbidden
    if draft.is_report:
        await belonging.room_for_another(work, actor, draft.address)
    else:
        await drafts.make_room(work, actor, draft.address, draft.case)
    again = changed(draft, state=DraftState.OPEN, reminded=False, touched_at=work.now)
    await drafts.keep(work, again, Voice.LOUD)
    return again


async def restore_newest(work: Work, actor: Person, address: Address) -> Draft | None:
    """The one that was put aside here last, if any was. Raises what `restore` raises."""
    newest = await work.store.drafts.aside(actor.id, address)
    return await restore(work, actor, newest.id) if newest else None


async def join(work: Work, actor: Person, draft_id: int) -> Draft:
    """「是同一件」. Raises NotOffered when the one before is not filled in here any more, TooLong or TooMany."""
    draft = await drafts.own(work, actor, draft_id)
    first = await beside(work, draft)
    if first is None:
        raise NotOffered
    whole = hearing.told(work, _both(work, first, draft), {**first.heard, **draft.heard})
    photos = await work.store.photos.of_draft(draft.id)
    if len(photos) + len(await work.store.photos.of_draft(first.id)) > 2 * work.district.limits.photos:
        raise TooMany(limit=2 * work.district.limits.photos)
    for photo in photos:
        side = photo.side if draft.answers.self_handled else side_of(whole)
        await work.store.photos.save(changed(photo, draft=whole.id, side=side))
    for place, message in [*_messages(draft), *((draft.address, photo.message) for photo in photos)]:
        await work.store.drafts.heard(place, message, whole.id)
    await _follow(work, draft, whole)
    await drafts.close(work, draft, DraftState.DONE)
    whole = await hearing.derived(work, actor, whole)
    danger = hearing.danger(work, whole)
    if danger:
        return await drafts.alarmed(work, actor, whole, danger)
    await drafts.keep(work, whole, Voice.LOUD)
    return whole


def _both(work: Work, first: Draft, second: Draft) -> Draft:
    """What the first says of itself stands, the second says the rest; where it is, whoever said so last."""
    given, came, blank = first.answers, second.answers, asdict(Answers())
    if given.category not in (None, came.category):
        came = changed(came, amount=None, unit=None, condition=None)
    rest = {name: getattr(came, name) for name, empty in blank.items() if getattr(given, name) == empty}
    if given.amount is None and came.amount is not None:
        rest["unit"] = came.unit
    answers = changed(given, **rest | {"point": came.point or given.point, "place": came.place or given.place})
    known = {Ask.CATEGORY: given.category, Ask.QUANTITY: given.amount}
    fixed = first.fixed | second.fixed | {ask for ask, answer in known.items() if answer is not None}
    return changed(first, answers=answers, fixed=fixed, touched_at=work.now)


def _messages(draft: Draft) -> list[tuple[Address, int]]:
    """What was said in it, and where: of one that was begun elsewhere the chat stands in the key."""
    found = []
    for key in draft.heard:
        chat, _, message = key.rpartition("/")
        found.append((Address(chat=int(chat)) if chat else draft.address, int(message)))
    return found


async def _follow(work: Work, gone: Draft, whole: Draft) -> None:
    """What came after the draft that is no more came after the whole one."""
    for other in await work.store.drafts.open(gone.owner, gone.address):
        if other.hints.besides == gone.id:
            await drafts.keep(work, changed(other, hints=replace(other.hints, besides=whole.id)), Voice.QUIET)
