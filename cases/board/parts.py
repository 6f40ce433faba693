"""What of a case any card may show: its one picture, its words as far as they may be read, why it stands where it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cases.board.masking import masked
from cases.casework import history, rights
from cases.casework.case import Action, Case, Event, Source, Status
from cases.evidence.photo import Photo, PhotoState, Side
from cases.work import Work

DONE = frozenset({Status.CHECKING, Status.PROMISED, Status.UNCHECKABLE, Status.CLOSED})
"""Where the work is said to be done."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """The one picture a card bears: a photo Telegram already has, or content of ours by hash."""

    file_id: str | None = None
    sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class Why:
    """What the last move said of why the case stands where it does; `original`: the number of the case it is once more."""

    action: Action
    reason: str | None
    words: str
    original: str = ""
    until: date | None = None
    """By when it is meant to be done."""


async def picture_of(work: Work, case: Case, photos: Sequence[Photo]) -> Picture | None:
    """What was found wanting is no proof: the pair is of this round, and only while the work is said to be done."""
    sheet = await work.store.photos.sheet(case.id)
    if sheet and sheet[1] == case.round and case.status in DONE:
        return Picture(sha=sheet[0])
    before = [photo for photo in photos if photo.state is PhotoState.GOOD and photo.side is Side.BEFORE]
    shown = next(iter([*reversed(_still_wrong(case, before)), *before]), None)
    if shown is None or (shown.as_file and shown.sha is None):
        return None
    return Picture(sha=shown.sha, file_id=None if shown.as_file else shown.file_id)


def _still_wrong(case: Case, photos: Sequence[Photo]) -> list[Photo]:
    """What was sent after the last clearing, by who says that it holds no more."""
    since = case.cleared_at
    return [one for one in photos if since and one.sent_at and one.sent_at > since]


async def why_of(work: Work, case: Case, events: Sequence[Event], *, sealed: bool) -> Why | None:
    event = history.said(events)
    if event is None:
        return None
    other = case.merged_into or event.other
    original = await work.store.cases.called(other) if other else ""
    words = await read(work, case, event.words, sealed=sealed)
    return Why(action=event.action, reason=event.reason, words=words, original=original)


async def delay_of(work: Work, case: Case, events: Sequence[Event], *, sealed: bool) -> Why | None:
    """Why it is late, while it is."""
    event = history.delay(events) if case.overdue else None
    if event is None:
        return None
    words = await read(work, case, event.words, sealed=sealed)
    return Why(action=event.action, reason=event.reason, words=words, until=event.day)


IN_A_LIST = 24
"""Characters of what a list says of a case."""


async def about(work: Work, case: Case) -> str:
    """Where it is or what was said, for one line. Sealed for everybody: a list is read in groups, too."""
    said = await read(work, case, case.place, sealed=True) or await read(work, case, case.words, sealed=True)
    return said[:IN_A_LIST].replace("\n", " ")


async def read(work: Work, case: Case, words: int | None, *, sealed: bool) -> str:
    """What was written about a case, the one way to it. `sealed`: for readers whose business it is not who complained."""
    said = await work.store.words.read(words)
    if not said or not sealed or case.source is Source.PATROL:
        return said
    names = (await work.store.people.get(case.reporter)).names if rights.is_resident(case) else ()
    return masked(said, *names)
