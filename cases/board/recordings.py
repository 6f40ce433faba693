"""Which recordings of a case somebody may hear: a voice says who complained."""

from collections.abc import Iterable

from cases.board.viewer import DISPATCHING, Part, Viewer
from cases.casework import rights
from cases.casework.case import Case, Source
from cases.evidence.photo import Photo, Side


def playable(case: Case, viewer: Viewer, photos: Iterable[Photo]) -> list[Photo]:
    """In the order in which they came."""
    recorded = [one for one in photos if one.recording and _may_hear(case, viewer, one)]
    return sorted(recorded, key=lambda one: (one.sent_at or case.reported_at, one.message, one.id))


def withheld(case: Case, viewer: Viewer, photos: Iterable[Photo]) -> bool:
    """Whether there is one only a dispatcher may hear, told to who works on it."""
    if viewer.part is Part.REPORTER:
        return False
    return any(one.recording and not _may_hear(case, viewer, one) for one in photos)


def _may_hear(case: Case, viewer: Viewer, photo: Photo) -> bool:
    """What came with a complaint: its reporter, the dispatchers, and who is to verify it, for it may be all that was said. What
    staff say of it is for staff; its reporter hears what is to prove that it was done."""
    told = case.source is not Source.PATROL and photo.sender == case.reporter
    if photo.side is Side.VOICE:
        return viewer.part in DISPATCHING
    if viewer.part is Part.REPORTER:
        return told or photo.side is Side.AFTER
    return not told or viewer.part in DISPATCHING or rights.verifies(viewer.actions)
