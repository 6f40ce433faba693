"""What somebody says about a case that is filed: a word or a picture more, to whoever has it in hand."""

from dataclasses import replace

from cases.casework import acting, history, rights
from cases.casework.case import Case
from cases.district.danger import Danger, meant
from cases.district.geo import Point
from cases.district.numbers import number_in
from cases.district.spelling import plain
from cases.errors import Gone, TooMany
from cases.evidence.photo import Side
from cases.forms import typing
from cases.intake import afterwards, drafts, hearing
from cases.intake.draft import Draft
from cases.intake.hearing import Heard
from cases.intake.words import only_place
from cases.outbox import Address, Letter, Subject
from cases.people import Person
from cases.values import changed
from cases.work import Work

LAST = 10
"""Complaints that are looked through."""


async def warn(work: Work, actor: Person, address: Address, words: str, *, surely: bool) -> None:
    """Danger first: whom to call, at once, before anything is filed and whatever becomes of what was said; once for what goes on.
    `surely`: also when answers wait already."""
    danger = meant(words, work.district.dangers) if not actor.staff and address.private else None
    case = await afterwards.just_filed(work, actor) if danger else None
    if danger and not (case and case.alarm == danger.code):
        await work.store.outbox.write(Letter(address=address, key="danger", facts=first_aid(danger), answer=not surely))


def first_aid(danger: Danger) -> dict[str, str]:
    """What somebody in danger is told first."""
    return {
        "what": danger.name, "call": danger.call, "whose": danger.whose, "todo": danger.todo, "todo_en": danger.todo_in_english,
    }  # fmt: skip


async def named(work: Work, actor: Person, words: str) -> int | None:
    """The case of theirs that danger is told of by its number."""
    said = number_in(words)
    case = await work.store.cases.numbered(said) if said and meant(words, work.district.dangers) else None
    return case.id if case and case.open and rights.reported(actor, case) else None


async def number(work: Work, actor: Person, heard: Heard) -> bool:
    """A number that a resident leaves when nothing is being filled in is to call them on about what they complained of last."""
    phone = heard.phone[:40] or (heard.words if typing.is_phone(plain(heard.words[:60]).strip()) else "")
    if actor.staff or not phone:
        return False
    case = next((one for one in await work.store.cases.mine(actor.id, LAST) if one.open), None)
    if case is None or not await afterwards.free_for(work, actor, heard.address, case):
        return False
    await acting.note(work, actor, case.id, "", phone)
    await work.store.outbox.write(Letter(address=heard.address, key="noted", facts={"number": case.number}, answer=True))
    return True


async def edited(work: Work, actor: Person, case_id: int, heard: Heard) -> None:
    """What was said about a case is said anew, unless it reads as it did."""
    case = await work.store.cases.get(case_id)
    own = [event.words for event in await work.store.cases.events(case_id) if event.actor == actor.id and event.words]
    written = [*own[-1:], *([case.words] if case.reporter == actor.id else [])]
    said = [await work.store.words.read(words) for words in written]
    if not any(heard.words in one.split("\n") or heard.words == one for one in said):
        await hear(work, actor, case_id, replace(heard, picture=None, sound=None))


async def answer(work: Work, actor: Person, case_id: int, heard: Heard) -> None:
    """An answer to a case's card does what it can only mean: a picture of who claimed it, or may, is proof for clearing it;
    danger told of one that has ended is a report; everything else is added to the case. Raises what `hear` raises."""
    case = await work.store.cases.get(case_id)
    if not case.open and heard.private and meant(heard.words, work.district.dangers):
        await drafts.hear(work, actor, heard)
        return
    if heard.picture:
        hearing.fits(work, heard)
        proved = await acting.proved_by(work, actor, case)
        if proved:
            await drafts.open_form(work, actor, *proved, heard.address)
            await drafts.hear(work, actor, heard)
            return
    await hear(work, actor, case_id, heard)


async def hear(work: Work, actor: Person, case_id: int, heard: Heard, *, joins: bool = False) -> None:
    """About a case that is filed: an answer to its card, or with `joins` what goes on after it, which can be taken out again.
    Raises Over when the case has ended, Forbidden for who has no part in it, TooMany pictures."""
    if heard.attached:
        known = [one for one in await work.store.photos.of_case(case_id) if one.side is not Side.VOICE]
        if len(known) >= 4 * work.district.limits.photos:
            raise TooMany(limit=4 * work.district.limits.photos)
    before = await work.store.cases.get(case_id)
    if not heard.attached and await _located(work, actor, before, heard):
        return
    words = " ".join(part for part in (heard.words, heard.place_words, _spot(work, heard.point)) if part)
    urgent = bool(meant(heard.words, work.district.dangers))
    phone = (
        typing.mobile_in(heard.words) if before.alarm and rights.is_resident(before) and rights.reported(actor, before) else ""
    )
    case = await acting.note(work, actor, case_id, words, phone, beyond=urgent)
    if heard.attached:
        side = Side.BEFORE if rights.reported(actor, case) and not rights.is_done(case) else Side.CHECK
        photo = drafts.picture_of(work, actor, heard, side, draft=0, round_=case.round)
        await drafts.keep_picture(work, actor, heard, changed(photo, case=case.id))
    facts = {"number": case.number, "case": case.id, "event": case.last, "message": heard.message}
    apart = joins and not (before.asked_until and rights.reported(actor, before))
    letter = Letter(address=heard.address, key="noted", facts=facts, keyboard="apart" if apart else None, answer=True)
    await work.store.outbox.write(letter)
    await _alarmed(work, actor, case, heard.words)


def _spot(work: Work, point: Point | None) -> str:
    """For a sentence: the grid by name, where it lies in one."""
    if point is None:
        return ""
    grid = work.district.grid_at(point)
    return f"📍{f'{grid.name} ' if grid else ''}{point.lat:.5f},{point.lon:.5f}"


async def _located(work: Work, actor: Person, case: Case, heard: Heard) -> bool:
    """Where it is, said by who reported it and did not say before."""
    if not rights.may_locate(actor, case):
        return False
    where = only_place(heard.words) and not meant(heard.words, work.district.dangers)
    in_words = heard.place_words or (heard.words if where else "")
    if not heard.point and not in_words:
        return False
    known = await work.store.words.read(case.place)
    await acting.locate(work, actor, case, heard.point, " ".join(part for part in (known, in_words) if part) if in_words else "")
    await work.store.outbox.write(Letter(address=heard.address, key="located", facts={"number": case.number}, answer=True))
    return True


async def _alarmed(work: Work, actor: Person, case: Case, words: str) -> None:
    """Danger to life in what its reporter adds makes a case an alarm."""
    danger = meant(words, work.district.dangers)
    if danger and not case.alarm and rights.reported(actor, case):
        await acting.alarm(work, case, case, danger)


async def take_apart(work: Work, actor: Person, case_id: int, number: int, message: int, address: Address) -> Draft:
    """「另报一件」: what had joined a case is struck out there and begins a report of its own, albums whole. Raises Gone."""
    case = await work.store.cases.get(case_id)
    lately = work.now - afterwards.HURRIED
    said = history.note_of(await work.store.cases.events(case_id), actor.id, number)
    if said is None or said.at < lately or "asked_until" in said.changes:
        raise Gone
    if not (case.open and rights.reported(actor, case)):
        raise Gone
    loose = [one for one in await work.store.photos.of_case(case_id) if not one.draft]
    came = [one for one in loose if one.sent_at == said.at and one.message == message]
    albums = {one.album for one in came} - {None}
    photos = [one for one in loose if one in came or one.album in albums]
    words = await work.store.words.read(said.words)
    if not words and not photos:
        raise Gone
    draft = await drafts.apart(work, actor, Heard(address=address, message=message, words=words), photos)
    if said.words:
        await work.store.words.rewrite(said.words, "")
    await work.store.outbox.refresh(Subject.CASE, case_id)
    return draft
