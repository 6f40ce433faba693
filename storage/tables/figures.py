"""Bulletins."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class BulletinRow(SQLModel, table=True):
    """A day's figures as they were decided, once."""

    __tablename__ = "bulletins"
    district: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(sa_type=JSON)
    decided_at: datetime = moment()
