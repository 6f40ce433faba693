"""Bulletins."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class BulletinRow(SQLModel, table=True):
    """A day's figures as they were decided, once."""

    __tablename__ = "bulletins"
    district: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(sa_type=JSON)
    decided_at: datetime = moment()


class FoldRow(SQLModel, table=True):
    """A day whose histories were folded into figures, once."""

    __tablename__ = "folds"
    district: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    start: datetime = moment()
    until: datetime = moment()
    hour: str
    folded_at: datetime = moment()


class FoldedRow(SQLModel, table=True):
    """How often something was so on a day, as far as became known on the day `folded`; only ever added to."""

    __tablename__ = "folded"
    __table_args__ = (Index("folded_at", "district", "folded"), {"sqlite_with_rowid": False})
    district: str = Field(primary_key=True)
    by: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    key: str = Field(primary_key=True)
    measure: str = Field(primary_key=True)
    since: date = Field(primary_key=True)
    folded: date = Field(primary_key=True)
    count: int


class SummaryRow(SQLModel, table=True):
    """A week's or a month's figures as they were decided, once."""

    __tablename__ = "summaries"
    district: str = Field(primary_key=True)
    span: str = Field(primary_key=True)
    first: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(sa_type=JSON)
    decided_at: datetime = moment()
