"""One picture or recording as it was sent, of which side of the work it tells, and what is asked of the records about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from cases.district.geo import Point


class Side(StrEnum):
    BEFORE = "before"
    AFTER = "after"
    CHECK = "check"  # by whoever went and looked afterwards
    VOICE = "voice"  # by somebody else who has seen it too: no evidence, and nobody's business who


class PhotoState(StrEnum):
    GOOD = "good"  # evidence: Telegram made it a JPEG, or our check passed it
    PENDING = "pending"  # a file that has not been checked yet
    BAD = "bad"  # not a picture we can show
    SOUND = "sound"  # nothing to look at: a recording alone


class Kind(StrEnum):
    """As what Telegram takes a recording and gives it out again; an id of one kind cannot be sent as another."""

    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"
    ROUND = "video_note"
    SILENT = "animation"
    FILE = "document"  # a film sent as file


@dataclass(frozen=True, kw_only=True)
class Recording:
    """Voice or film. Once fetched: `sha`, the hash of its bytes; what Telegram does not hand out is known to it alone."""

    kind: Kind
    file_id: str
    seconds: int
    sha: str | None = None


@dataclass(frozen=True, kw_only=True)
class Photo:
    """One picture as it was sent; of a film the picture it is known by, of a voice none. Once fetched: `original`, the hash of
    the bytes as they came; `sha`, of the copy without EXIF that is shown; and what the file knew of place and time."""

    id: int = 0
    draft: int
    case: int | None = None
    side: Side
    file_id: str
    unique: str
    as_file: bool
    album: str | None = None
    message: int
    state: PhotoState
    original: str | None = None
    sha: str | None = None
    point: Point | None = None
    taken_at: datetime | None = None
    sent_at: datetime | None = None
    round: int = 0
    """How often the case had come back when it was handed in: what was found wanting is no proof of what was done after."""
    sender: int | None = None
    recording: Recording | None = None

    @property
    def to_see(self) -> bool:
        return self.state is not PhotoState.SOUND


class Photos(Protocol):
    async def add(self, photo: Photo) -> Photo: ...
    async def get(self, photo: int) -> Photo: ...
    async def save(self, photo: Photo) -> None: ...
    async def of_draft(self, draft: int) -> list[Photo]:
        """None of no draft: what came with a note has 0 there."""
        ...

    async def of_case(self, case: int) -> list[Photo]: ...
    async def of_cases(self, cases: Collection[int]) -> list[Photo]:
        """Of several, each one's in its order."""
        ...

    async def of_album(self, draft_owner: int, album: str) -> list[Photo]: ...
    async def sheet(self, case: int) -> tuple[str, int] | None:
        """Content hash of the before/after picture, and of which round of work it tells."""
        ...

    async def keep_sheet(self, case: int, sha: str, round_: int) -> None: ...
