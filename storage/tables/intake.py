"""Drafts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, key, moment


class DraftRow(SQLModel, table=True):
    """A draft: what is searched by in columns, all of it in `body`."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("drafts_open", "district", "owner", "chat", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
        Index("drafts_touched", "district", "touched_at", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
        Index("drafts_aside", "district", "touched_at", sqlite_where=text("state = 'aside'"),
              postgresql_where=text("state = 'aside'")),
    )  # fmt: skip
    id: int = key()
    district: str
    owner: int = big()
    chat: int = big()
    thread: int = 0
    state: str
    touched_at: datetime = moment()
    reminded: bool
    body: dict[str, Any] = Field(sa_type=JSON)


class HeardRow(SQLModel, table=True):
    """Which draft a message went into."""

    __tablename__ = "heard"
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger)
    message: int = Field(primary_key=True, sa_type=BigInteger)
    draft: int = big()
