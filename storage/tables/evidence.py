"""Pictures and recordings."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, key, moment


class PhotoRow(SQLModel, table=True):
    __tablename__ = "photos"
    __table_args__ = (Index("photos_draft", "draft"), Index("photos_case", "case_id"), Index("photos_album", "album"))
    id: int = key()
    district: str
    draft: int = big()
    case_id: int | None = big(default=None, nullable=True)
    side: str
    file_id: str
    file_unique: str
    as_file: bool
    album: str | None = None
    message: int = big()
    state: str
    original: str | None = None
    sha: str | None = None
    lat: float | None = None
    lon: float | None = None
    taken_at: datetime | None = moment(default=None, nullable=True)
    sent_at: datetime | None = moment(default=None, nullable=True)
    round: int = 0
    sender: int | None = big(default=None, nullable=True)
    recording_kind: str | None = None
    recording_file: str | None = None
    recording_seconds: int | None = None
    recording_sha: str | None = None


class SheetRow(SQLModel, table=True):
    """The before/after picture of a case, by content hash."""

    __tablename__ = "sheets"
    case_id: int = Field(primary_key=True, sa_type=BigInteger)
    district: str
    sha: str
    round: int = 0
    """In which round of work its after-photo was taken."""


SPOKEN_OF = (("photos", "original"), ("photos", "sha"), ("photos", "recording_sha"), ("sheets", "sha"), ("letters", "picture"))
"""Where what is kept by its hash is spoken of: tables and columns."""
