"""What somebody says about a case that is filed: a word or a picture more, to whoever has it in hand."""

from dataclasses import replace

from cases.casework import acting
from cases.district.danger import Danger, meant
from cases.district.spelling import plain
from cases.errors import TooMany
from cases.evidence.photo import Side
from cases.forms import typing
from cases.intake import drafts
from cases.intake.hearing import Heard
from cases.outbox import Address, Letter
from cases.people import Person
from cases.values import changed
from cases.work import Work

LAST = 10
"""Complaints that are looked through."""


async def warn(work: Work, actor: Person, address: Address, words: str, *, surely: bool) -> None:
    """Danger first: whom to call, at once, before anything is filed and whatever becomes of what was said. `surely`: also when
    answers wait already."""
    danger = meant(words, work.district.dangers) if not actor.staff and address.private else None
    if danger:
        await work.store.outbox.write(Letter(address=address, key="danger", facts=first_aid(danger), answer=not surely))


def first_aid(danger: Danger) -> dict[str, str]:
    """What somebody in danger is told first."""
    return {
        "what": danger.name, "call": danger.call, "whose": danger.whose, "todo": danger.todo, "todo_en": danger.todo_in_english,
    }  # fmt: skip


async def number(work: Work, actor: Person, heard: Heard) -> bool:
    """A number that a resident leaves when nothing is being filled in is to call them on about what they complained of last."""
    phone = heard.phone[:40] or (heard.words if typing.is_phone(plain(heard.words[:60]).strip()) else "")
    if actor.staff or not phone or await drafts.report_here(work, actor, heard.address):
        return False
    if not heard.phone and await drafts.form_here(work, actor, heard.address):
        return False
    case = next((one for one in await work.store.cases.mine(actor.id, LAST) if one.open), None)
    if case is None:
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
        await hear(work, actor, case_id, replace(heard, picture=None))


async def hear(work: Work, actor: Person, case_id: int, heard: Heard) -> None:
    """An answer to a case's card. Raises Over when the case has ended, Forbidden for who has no part in it, TooMany pictures."""
    if heard.picture:
        known = await work.store.photos.of_case(case_id)
        if len(known) >= 4 * work.district.limits.photos:
            raise TooMany(limit=4 * work.district.limits.photos)
    where = f"{heard.point.lat:.4f}, {heard.point.lon:.4f}" if heard.point else ""
    words = " ".join(part for part in (heard.words, heard.place_words, where) if part)
    case = await acting.note(work, actor, case_id, words)
    if heard.picture:
        photo = drafts.picture_of(work, heard, Side.BEFORE, draft=0, round_=case.round)
        await drafts.keep_picture(work, actor, heard, changed(photo, case=case.id))
    await work.store.outbox.write(Letter(address=heard.address, key="noted", facts={"number": case.number}, answer=True))
