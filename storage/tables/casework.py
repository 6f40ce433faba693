"""Cases, their history, their numbers, what was written about them."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.engine.types import Thousandths
from storage.tables.columns import big, key, moment


class WordsRow(SQLModel, table=True):
    """What people wrote, apart from the history that names it, so that it can be erased."""

    __tablename__ = "words"
    id: int = key()
    district: str
    text: str = Field(sa_type=Text)


class NumberRow(SQLModel, table=True):
    """The last case number given out on a day."""

    __tablename__ = "numbers"
    district: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    last: int


CLOSED = "status = 'closed' AND part_of IS NULL"
SPONSORED = "ended_at IS NULL AND sponsor IS NOT NULL"
KEPT = "ended_at IS NULL AND keeper IS NOT NULL"
WITH_DISPATCHER = "ended_at IS NULL AND status IN ('reported', 'returned', 'uncheckable')"


class CaseRow(SQLModel, table=True):
    """A case's present state; fields as in `Case`, and when it is to be woken."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("district", "number"),
        Index("cases_queue", "district", "department", "urgent", "deadline", "id",
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("cases_waiting", "district", "urgent", "reported_at", "id",
              sqlite_where=text(WITH_DISPATCHER), postgresql_where=text(WITH_DISPATCHER)),
        Index("cases_reporter", "district", "reporter", "reported_at"),
        Index("cases_grid", "district", "grid", "reported_at", "category"),
        Index("cases_reported", "district", "reported_at"),
        Index("cases_near", "district", "category", "lat", "lon", "id",
              sqlite_where=text("ended_at IS NULL"), postgresql_where=text("ended_at IS NULL")),
        Index("cases_closed_near", "district", "category", "lat", "lon", "ended_at", "id",
              sqlite_where=text(CLOSED), postgresql_where=text(CLOSED)),
        Index("cases_merged", "merged_into", sqlite_where=text("merged_into IS NOT NULL"),
              postgresql_where=text("merged_into IS NOT NULL")),
        Index("cases_drawn", "district", "id", sqlite_where=text("drawn"), postgresql_where=text("drawn")),
        Index("cases_sponsored", "sponsor", "district", sqlite_where=text(SPONSORED), postgresql_where=text(SPONSORED)),
        Index("cases_parts", "part_of", sqlite_where=text("part_of IS NOT NULL"),
              postgresql_where=text("part_of IS NOT NULL")),
        Index("cases_asked", "district", "id", sqlite_where=text("request IS NOT NULL"),
              postgresql_where=text("request IS NOT NULL")),
        Index("cases_kept", "keeper", "district", sqlite_where=text(KEPT), postgresql_where=text(KEPT)),
        Index("cases_wake", "wake_at", "district", sqlite_where=text("wake_at IS NOT NULL"),
              postgresql_where=text("wake_at IS NOT NULL")),
        Index("cases_open", "district", "status", sqlite_where=text("ended_at IS NULL"),
              postgresql_where=text("ended_at IS NULL")),
    )  # fmt: skip
    id: int = key()
    district: str
    number: str
    edition: int
    status: str
    step: int
    last: int
    source: str
    reporter: int = big()
    anonymous: bool
    reported_at: datetime = moment()
    words: int | None = big(default=None, nullable=True)
    place: int | None = big(default=None, nullable=True)
    lat: float | None = None
    lon: float | None = None
    grid: str | None = None
    community: str | None = None
    category: str | None = None
    condition: str | None = None
    amount: Decimal | None = Field(default=None, sa_type=Thousandths, nullable=True)
    unit: str | None = None
    urgent: bool
    alarm: str | None = None
    keeper: int | None = big(default=None, nullable=True)
    department: str | None = None
    since: datetime | None = moment(default=None, nullable=True)
    until: datetime | None = moment(default=None, nullable=True)
    told_until: datetime | None = moment(default=None, nullable=True)
    ring_at: datetime | None = moment(default=None, nullable=True)
    filed_at: datetime | None = moment(default=None, nullable=True)
    total_until: datetime | None = moment(default=None, nullable=True)
    past: bool = False
    deadline: datetime | None = moment(default=None, nullable=True)
    overdue: bool
    phases_left: int = 0
    claimer: int | None = big(default=None, nullable=True)
    request: str | None = None
    requester: int | None = big(default=None, nullable=True)
    supervised: str | None = None
    supervision: str | None = None
    supervised_until: datetime | None = moment(default=None, nullable=True)
    sponsor: int | None = big(default=None, nullable=True)
    extensions: int = 0
    paused: bool = False
    clearer: int | None = big(default=None, nullable=True)
    cleared_at: datetime | None = moment(default=None, nullable=True)
    outcome: str | None = None
    done_amount: Decimal | None = Field(default=None, sa_type=Thousandths, nullable=True)
    checker: int | None = big(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)
    drawn: bool = False
    voices: int = 0
    merged_into: int | None = big(default=None, nullable=True)
    part_of: int | None = big(default=None, nullable=True)
    parts: int = 0
    appeal: str | None = None
    round: int
    opinion: str | None = None
    asked_until: datetime | None = moment(default=None, nullable=True)
    wake_at: datetime | None = moment(default=None, nullable=True)


class VoiceRow(SQLModel, table=True):
    """Somebody who has seen a case too."""

    __tablename__ = "voices"
    __table_args__ = (Index("voices_person", "person", "at"),)
    district: str
    case_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    person: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    via: int | None = big(default=None, nullable=True)


class ListRow(SQLModel, table=True):
    """What somebody asked for: the words of a list, kept for their days and emptied then."""

    __tablename__ = "lists"
    __table_args__ = (Index("lists_asked", "district", "asked_at"),)
    id: int = key()
    """The words' own."""
    district: str
    asked_at: datetime = moment()


class GramRow(SQLModel, table=True):
    """By what words a case is found: nothing a stranger could be called or found by is among them."""

    __tablename__ = "grams"
    __table_args__ = {"sqlite_with_rowid": False}
    district: str = Field(primary_key=True)
    gram: str = Field(primary_key=True)
    case_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})


class TaughtRow(SQLModel, table=True):
    """Of how many cases that ended with a category a piece of words was said."""

    __tablename__ = "taught"
    __table_args__ = {"sqlite_with_rowid": False}
    district: str = Field(primary_key=True)
    gram: str = Field(primary_key=True)
    category: str = Field(primary_key=True)
    times: int


class ComplaintRow(SQLModel, table=True):
    """What a complaint brought beside its case."""

    __tablename__ = "complaints"
    case_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    district: str
    contact: int | None = big(default=None, nullable=True)
    outside_number: int | None = big(default=None, nullable=True)
    answer_by: date | None = None


class DrawRow(SQLModel, table=True):
    """Which of a day's closed cases were drawn, by which seed, out of how many."""

    __tablename__ = "draws"
    district: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    seed: str
    lot: int
    picked: list[str] = Field(sa_type=JSON)
    drawn_at: datetime = moment()


class EventRow(SQLModel, table=True):
    """A case's history, appended only. `delta` is what the event did to the number of open cases."""

    __tablename__ = "events"
    __table_args__ = (
        Index("events_flow", "district", "at", "delta", "action", "case_id",
              sqlite_where=text("delta <> 0"), postgresql_where=text("delta <> 0")),
        Index("events_at", "district", "at", "actor", "case_id"),
    )  # fmt: skip
    case_id: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    district: str
    step: int
    action: str
    actor: int = big()
    at: datetime = moment()
    delta: int
    reason: str | None = None
    words: int | None = big(default=None, nullable=True)
    other: int | None = big(default=None, nullable=True)
    named: str | None = None
    day: date | None = None
    changes: dict[str, Any] = Field(sa_type=JSON)
