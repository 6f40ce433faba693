"""A case read whole: all that was written, all that happened, and all its pictures in their order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from cases.board.masking import masked
from cases.board.parts import Picture, read
from cases.board.recordings import playable, withheld
from cases.board.viewer import UNSEALED, Part, Viewer, unaware, viewer_of
from cases.casework import rights
from cases.casework.case import Action, Case, Event
from cases.casework.moves import MOVES
from cases.district.edition import Category, Department
from cases.errors import Forbidden, StillSending
from cases.evidence.photo import Photo, PhotoState, Recording, Side
from cases.forms.answers import Ask
from cases.outbox import Address, Letter
from cases.people import Person
from cases.work import Work

IN_AN_ALBUM = 10
"""Pictures Telegram takes in one."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """One thing that happened. `by` is empty where it is nobody's business who, and for the clock."""

    at: datetime
    action: Action
    by: str
    reason: str | None
    words: str
    department: Department | None
    deadline: datetime | None
    """The one it has since then."""
    until: date | None
    complainer: bool


@dataclass(frozen=True, kw_only=True)
class Details:
    number: str
    category: Category | None
    words: str
    place: str
    told: tuple[Told, ...]
    pictures: int
    recordings: int
    withheld: bool


@dataclass(frozen=True, kw_only=True)
class Framed:
    """A picture or a recording with what is said of it."""

    picture: Picture
    recording: Recording | None
    side: Side
    by: str
    at: datetime | None


async def ask(work: Work, actor: Person, case_id: int) -> None:
    """To the person's own chat, wherever it was asked: what is written, then the pictures. Raises Forbidden, StillSending."""
    home = Address(chat=actor.id)
    case, viewer = await _seen(work, case_id, home)
    albums = [{"first": first} for first in range(0, len(await _photos(work, case, viewer)), IN_AN_ALBUM)]
    await _send(work, home, [("details", {"case": case.id}), *(("album", {"case": case.id, **first}) for first in albums)])


SENT, MOST_SENT = ("details", "album", "recording"), 10


async def _send(work: Work, home: Address, letters: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Whatever else there is to say goes before them. Raises StillSending while much that was asked for before is on its way."""
    if await work.store.outbox.letters_to(home, SENT) >= MOST_SENT:
        raise StillSending
    for key, facts in letters:
        await work.store.outbox.write(Letter(address=home, key=key, facts=facts, resident=True))


async def details(work: Work, case_id: int, address: Address) -> Details:
    """As who looks there may read it. Raises Forbidden."""
    case, viewer = await _seen(work, case_id, address)
    sealed = viewer.part not in UNSEALED
    events, photos = await work.store.cases.events(case.id), await work.store.photos.of_case(case.id)
    return Details(
        number=case.number,
        category=work.category(case),
        words=await read(work, case, case.words, sealed=sealed),
        place=await read(work, case, case.place, sealed=sealed),
        told=tuple([await _told(work, case, event, viewer) for event in _theirs(case, events, viewer)]),
        pictures=len(await _photos(work, case, viewer)),
        recordings=len(playable(case, viewer, photos)),
        withheld=withheld(case, viewer, photos),
    )


async def album(work: Work, case_id: int, address: Address, first: int) -> list[Framed]:
    """Ten of its pictures, from one on. Raises Forbidden."""
    case, viewer = await _seen(work, case_id, address)
    photos = await _photos(work, case, viewer)
    return [await _framed(work, case, photo, viewer) for photo in photos[first : first + IN_AN_ALBUM]]


async def play(work: Work, actor: Person, case_id: int) -> None:
    """「播放」: what they may hear, to their own chat. Raises Forbidden where that is nothing, StillSending."""
    home = Address(chat=actor.id)
    case, viewer = await _seen(work, case_id, home)
    recorded = playable(case, viewer, await work.store.photos.of_case(case.id))
    if not recorded:
        raise Forbidden
    await _send(work, home, [("recording", {"case": case.id, "photo": one.id}) for one in recorded])


async def recording(work: Work, case_id: int, address: Address, photo_id: int) -> Framed:
    """As who it goes to may hear it when it leaves. Raises Forbidden."""
    case, viewer = await _seen(work, case_id, address)
    photos = [one for one in await work.store.photos.of_case(case.id) if one.id == photo_id]
    if not playable(case, viewer, photos):
        raise Forbidden
    return await _framed(work, case, photos[0], viewer)


async def _seen(work: Work, case_id: int, address: Address) -> tuple[Case, Viewer]:
    case = await work.store.cases.get(case_id)
    viewer = await viewer_of(work, case, address)
    if viewer.gone:
        raise Forbidden
    return case, viewer


def _theirs(case: Case, events: Sequence[Event], viewer: Viewer) -> list[Event]:
    """Of a complaint its reporter reads the steps that are told and what they said themselves. That a case was drawn to be looked
    at again is told to nobody beforehand."""
    if viewer.part is not Part.REPORTER:
        return [event for event in events if event.action is not Action.DRAW]
    return [event for event in events if MOVES[event.action].listed or event.actor == case.reporter]


async def _told(work: Work, case: Case, event: Event, viewer: Viewer) -> Told:
    move = MOVES[event.action]
    said = viewer.part is not Part.REPORTER or event.actor == case.reporter or move.milestone(case) or move.proves
    return Told(
        at=event.at,
        action=event.action,
        by="" if move.unnamed else await _name(work, case, event.actor, viewer),
        complainer=rights.complainer(case, event.actor),
        reason=event.reason if MOVES[event.action].form.has(Ask.REASON) else None,
        words=await _words_of(work, case, event, viewer) if said else "",
        department=work.department(event.changes.get("department"), case.edition) if event.changes.get("department") else None,
        deadline=event.changes.get("deadline"),
        until=event.day,
    )


async def _words_of(work: Work, case: Case, event: Event, viewer: Viewer) -> str:
    """Of who has seen it too as of who complained: nothing that tells who they are."""
    sealed = viewer.part not in UNSEALED
    said = await read(work, case, event.words, sealed=sealed)
    if not said or not sealed or not MOVES[event.action].unnamed:
        return said
    return masked(said, *(await work.store.people.get(event.actor)).names)


async def _name(work: Work, case: Case, person: int | None, viewer: Viewer) -> str:
    if not person or viewer.part is Part.REPORTER or unaware(viewer) or rights.complainer(case, person):
        return ""
    return (await work.store.people.get(person)).name


WORK = (Side.BEFORE, Side.AFTER)
"""What everybody sees who sees the case at all."""


async def _photos(work: Work, case: Case, viewer: Viewer) -> list[Photo]:
    """In the order in which they came; of a complaint's its reporter sees what the check found by its end."""
    photos = [one for one in await work.store.photos.of_case(case.id) if one.state is PhotoState.GOOD and _can_be_shown(one)]
    return sorted(
        (one for one in photos if viewer.part is not Part.REPORTER or one.sender == case.reporter or one.side in WORK),
        key=lambda one: (one.sent_at or case.reported_at, one.message, one.id),
    )


def _can_be_shown(photo: Photo) -> bool:
    return not photo.as_file or photo.sha is not None


async def _framed(work: Work, case: Case, photo: Photo, viewer: Viewer) -> Framed:
    return Framed(
        picture=Picture(sha=photo.sha, file_id=None if photo.as_file else photo.file_id), recording=photo.recording,
        side=photo.side, at=photo.sent_at,
        by="" if photo.side is Side.VOICE else await _name(work, case, photo.sender, viewer),
    )  # fmt: skip
