"""Which draft a message belongs to: a form, a report it fits, or a new one; what danger to life is told of goes past them all."""

from dataclasses import replace
from datetime import timedelta

from cases.casework.case import OUTSIDE, Source
from cases.district.danger import meant
from cases.errors import TooMany
from cases.evidence.photo import PhotoState, Side
from cases.forms.answers import Ask
from cases.intake import another, guessing, hearing, orders
from cases.intake.draft import Draft
from cases.intake.forms import asked_alone, batch_of, form_of, stale
from cases.intake.hearing import Heard
from cases.intake.words import only_place
from cases.outbox import Address, Purpose
from cases.people import Person, Role
from cases.values import changed
from cases.work import Work

WHILE = timedelta(minutes=30)
LEFT = timedelta(hours=12)
"""A report untouched for so long takes nothing more by itself: today's photo is not yesterday's."""
RESIDENTS = 3
"""Reports somebody who is not staff may have open at once."""


async def belongs(work: Work, actor: Person, heard: Heard) -> Draft | None:
    """The draft a message is for: the form that is open, else a report it fits; one not written yet when there is none."""
    open_ones = await work.store.drafts.open(actor.id, heard.address)
    if brings_order(actor, heard):
        return await _for_order(work, actor, heard, open_ones)
    if await _files_danger(work, actor, heard, open_ones):
        return await _of_danger(work, actor, heard, open_ones)
    answered = next((draft for draft in open_ones if draft.id == heard.draft), None)
    if answered and not await stale(work, answered):
        return answered
    forms = [draft for draft in open_ones if not draft.is_report and not await stale(work, draft)]
    if forms and not heard.phone and (heard.private or _meant_for_form(work, heard, forms[-1])):
        return await _of_batch(work, forms[-1]) if heard.picture else forms[-1]
    reports = [draft for draft in open_ones if draft.is_report and not left(work, draft)]
    if not heard.private and not await _welcome(work, actor, heard, reports):
        return None
    if heard.picture:
        return await _for_picture(work, actor, heard, reports)
    if not reports:
        return await fresh(work, actor, heard.address)
    home = await _without_place(work, reports) if heard.point or _only_where(work, heard) else reports[-1]
    apart = _is_another(work, actor, heard, home) and await has_room(work, actor, heard.address)
    return _beside(work, actor, heard, home) if apart else home


async def _of_batch(work: Work, form: Draft) -> Draft:
    """Of several opened together the first that lacks a picture."""
    for one in await batch_of(work, form):
        asked = await asked_alone(work, one)
        checked = all(photo.state is not PhotoState.PENDING for photo in asked.photos)
        if checked and Ask.PHOTOS in form_of(one).lacks(asked):
            return one
    return form


def brings_order(actor: Person, heard: Heard) -> bool:
    """Whether a dispatcher has pasted a hotline's order, which is entered as a whole whatever else is being filled in; but what
    answers the card of something is meant for that."""
    return heard.private and heard.draft is None and actor.has(Role.DISPATCHER) and orders.read(heard.words) is not None


def pastes_in_group(actor: Person, heard: Heard) -> bool:
    """Whether a dispatcher does that where nothing can be entered."""
    return not heard.private and actor.has(Role.DISPATCHER) and orders.read(heard.words) is not None


async def _for_order(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> Draft:
    """Into what /new has just begun; else a draft of its own."""
    newest = next((draft for draft in reversed(open_ones) if draft.is_report and draft.source in OUTSIDE), None)
    begun = newest and not newest.heard and not left(work, newest)
    return newest if newest and begun else await fresh(work, actor, heard.address, Source.HOTLINE)


def _only_where(work: Work, heard: Heard) -> bool:
    return only_place(heard.words) and not guessing.named(heard.words, work.district)


async def _without_place(work: Work, reports: list[Draft]) -> Draft:
    """One just begun; of what was begun within a while, the oldest that does not say where; else the last."""
    newest = reports[-1]
    empty = not newest.heard and not await work.store.photos.of_draft(newest.id)
    since = newest.touched_at - WHILE
    waiting = [one for one in reports if one.touched_at >= since and not (one.answers.point or one.answers.place)]
    return newest if empty or newest.asking else next(iter(waiting), newest)


def _is_another(work: Work, actor: Person, heard: Heard, home: Draft) -> bool:
    """Whether a place or words are about another thing than the report they would go into. A resident tells of one thing in many
    words, until it is said where, by itself or among the words."""
    if home.asking or home.hints.odd_unit or home.source in OUTSIDE or home.hints.walked is not None:
        return False
    told = home.answers
    if another.place(heard, told.point, told.place if _only_where(work, heard) else ""):
        return True
    if another.besides(heard.words):
        return bool(told.words or told.category)
    sure = None if Ask.CATEGORY in home.fixed else told.category
    if not another.short(heard.words):
        return False
    if another.place(heard, None, told.words) and another.category(heard.words, "", work.district):
        return True
    return another.category(heard.words, sure, work.district) and (actor.staff or bool(told.point or told.place))


def _beside(work: Work, actor: Person, heard: Heard, home: Draft) -> Draft:
    """A report of its own, which one tap makes part of the one before."""
    begun = _empty(work, actor, heard.address, None)
    return changed(begun, hints=replace(begun.hints, besides=home.id))


async def _files_danger(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> bool:
    """Whether what is said is danger to life, which no form and no question holds up; but what staff write into a form of theirs
    is about its case, and a dispatcher enters what comes by phone as a whole."""
    if not meant(heard.words, work.district.dangers):
        return False
    if not heard.private:
        bound = await work.store.bindings.at(heard.address)
        return bool(heard.picture) and actor.has(Role.WORKER) and any(one.purpose is Purpose.WORKERS for one in bound)
    newest = open_ones[-1] if open_ones else None
    return newest is None or not actor.staff or (newest.is_report and newest.source not in OUTSIDE) or left(work, newest)


async def _of_danger(work: Work, actor: Person, heard: Heard, open_ones: list[Draft]) -> Draft:
    """With pictures and a place that came before and say nothing yet; else by itself, however many are open."""
    reports = [draft for draft in open_ones if draft.is_report and not left(work, draft) and draft.source not in OUTSIDE]
    silent = [draft for draft in reports if not draft.answers.words and draft.answers.category is None]
    return silent[-1] if silent else _empty(work, actor, heard.address, None)


async def form_of_case(work: Work, actor: Person, address: Address, case: int) -> int | None:
    """The form of theirs that is open here about a case."""
    for draft in reversed(await work.store.drafts.open(actor.id, address)):
        if draft.case == case and not draft.is_report and not await stale(work, draft):
            return draft.id
    return None


async def anything_here(work: Work, actor: Person, address: Address) -> bool:
    """Whether something of theirs is being filled in here that takes what they say."""
    for draft in await work.store.drafts.open(actor.id, address):
        if not (left(work, draft) if draft.is_report else await stale(work, draft)):
            return True
    return False


async def waits_here(work: Work, actor: Person, address: Address) -> bool:
    """Whether a form, or a report that has asked for something, takes whatever they say here."""
    for draft in await work.store.drafts.open(actor.id, address):
        if (not draft.is_report and not await stale(work, draft)) or (draft.is_report and draft.asking and not left(work, draft)):
            return True
    return False


async def report_of(work: Work, actor: Person, address: Address) -> Draft | None:
    """The report they filled in last here."""
    open_ones = await work.store.drafts.open(actor.id, address)
    return next((draft for draft in reversed(open_ones) if draft.is_report and not left(work, draft)), None)


def _meant_for_form(work: Work, heard: Heard, form: Draft) -> bool:
    """In a group people also talk, and by voice: into a form goes a picture, a place, what answers the bot, a bare quantity where
    one is wanted, and the next word after it asked."""
    if heard.picture or heard.point or heard.answers_bot:
        return True
    return not heard.answers_somebody and not heard.sound and (bool(form.asking) or hearing.is_quantity(work, form, heard.words))


def left(work: Work, draft: Draft) -> bool:
    return draft.touched_at <= work.now - LEFT


async def _welcome(work: Work, actor: Person, heard: Heard, reports: list[Draft]) -> bool:
    """In a group only a worker's photo that names a category or answers the bot, in the workers' place, opens a draft."""
    if not actor.has(Role.WORKER) or (heard.sound and not heard.answers_bot):
        return False
    asked = bool(reports and reports[-1].asking) and not heard.answers_somebody
    if reports and (heard.point or heard.picture or heard.answers_bot or asked):
        return True
    if not heard.picture:
        return False
    if heard.album and await work.store.photos.of_album(actor.id, heard.album):
        return True
    bound = await work.store.bindings.at(heard.address)
    named = any(one.sure for one in guessing.guesses(heard.words, work.district, {}, 1)) if heard.words else False
    return any(one.purpose is Purpose.WORKERS for one in bound) and (named or heard.answers_bot)


async def _for_picture(work: Work, actor: Person, heard: Heard, reports: list[Draft]) -> Draft:
    """Pictures of one album stay together, whichever of them bear captions; only one that names another category is a report
    of its own, as is a picture with a caption beside a report that has one."""
    album = await work.store.photos.of_album(actor.id, heard.album) if heard.album else []
    home = next((draft for draft in reports if any(photo.draft == draft.id for photo in album)), None)
    if home and home.hints.walked is not None:
        return home
    if home:
        another_one = another.category(heard.words, home.answers.category, work.district)
        return await fresh(work, actor, heard.address) if another_one else home
    current = reports[-1] if reports and not album else None
    if current and current.hints.walked is not None:
        return current
    if current and current.answers.self_handled and not await _has_after(work, current):
        return current
    if current is None or (heard.words and current.captioned):
        return await fresh(work, actor, heard.address)
    begins = another.category(heard.words, current.answers.category, work.district) or await _album_after_words(
        work, heard, current
    )
    return _beside(work, actor, heard, current) if begins and await has_room(work, actor, heard.address) else current


async def _album_after_words(work: Work, heard: Heard, current: Draft) -> bool:
    """Whether several pictures begin to come after there were pictures and words already."""
    if not heard.album or heard.words or current.asking or not current.answers.words:
        return False
    return any(
        photo.to_see and (not photo.album or photo.album != heard.album) for photo in await work.store.photos.of_draft(current.id)
    )


async def _has_after(work: Work, draft: Draft) -> bool:
    return any(photo.to_see and photo.side is Side.AFTER for photo in await work.store.photos.of_draft(draft.id))


async def fresh(work: Work, actor: Person, address: Address, source: Source | None = None) -> Draft:
    """A new empty report, not written yet. Raises TooMany."""
    await room_for_another(work, actor, address)
    return _empty(work, actor, address, source)


async def room_for_another(work: Work, actor: Person, address: Address) -> None:
    """Raises TooMany."""
    if not await has_room(work, actor, address):
        raise TooMany(limit=_most(work, actor))


async def has_room(work: Work, actor: Person, address: Address) -> bool:
    open_ones = [draft for draft in await work.store.drafts.open(actor.id, address) if not left(work, draft)]
    return len(open_ones) < _most(work, actor)


def _most(work: Work, actor: Person) -> int:
    return work.district.limits.open_drafts if actor.staff else RESIDENTS


def _empty(work: Work, actor: Person, address: Address, source: Source | None) -> Draft:
    source = source or (Source.PATROL if actor.staff else Source.RESIDENT)
    return Draft(owner=actor.id, address=address, source=source, touched_at=work.now)
