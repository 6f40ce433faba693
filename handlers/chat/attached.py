"""What a message brings besides words: a photo, a file, a voice, a film with the picture it is known by."""

from typing import Any

from aiogram.types import Message

from cases.evidence.photo import Kind, Recording
from cases.intake.hearing import Picture

MOST_BYTES = 20 * 1024 * 1024
"""Of a file Telegram hands out to bots."""
FILMS = (Kind.VIDEO, Kind.SILENT, Kind.FILE)
"""What brings a picture of what is the matter; an audio brings its cover, a round film mostly a face."""
LONGEST = 24 * 3600


def attached(message: Message) -> tuple[Picture | None, Picture | None]:
    """What there is to be seen, or else what there is to be heard. An animation is a document besides."""
    if message.photo:
        return Picture(file_id=message.photo[-1].file_id, unique=message.photo[-1].file_unique_id, as_file=False), None
    kind = next((one for one in Kind if getattr(message, one) and (one is not Kind.FILE or _is_film(message))), None)
    if kind is not None:
        return _recorded(getattr(message, kind), kind)
    return (_file(message.document), None) if message.document else (None, None)


def size(message: Message) -> int:
    """Bytes that are to be fetched."""
    parts = (message.photo[-1] if message.photo else None, *(getattr(message, one) for one in Kind))
    return max((part.file_size or 0 for part in parts if part and not _too_big(part)), default=0)


def _is_film(message: Message) -> bool:
    return bool(message.document and (message.document.mime_type or "").startswith("video/"))


def _recorded(sent: Any, kind: Kind) -> tuple[Picture | None, Picture | None]:
    recording = Recording(kind=kind, file_id=sent.file_id, seconds=min(getattr(sent, "duration", 0) or 0, LONGEST))
    known_by = sent.thumbnail if kind in FILMS else None
    found = Picture(
        file_id=known_by.file_id if known_by else sent.file_id, unique=sent.file_unique_id, as_file=True,
        too_big=_too_big(sent), recording=recording,
    )  # fmt: skip
    return (found, None) if known_by else (None, found)


def _file(file: Any) -> Picture:
    return Picture(file_id=file.file_id, unique=file.file_unique_id, as_file=True, too_big=_too_big(file))


def _too_big(file: Any) -> bool:
    return (file.file_size or 0) > MOST_BYTES
