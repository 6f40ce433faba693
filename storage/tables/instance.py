"""What an instance knows of itself: editions, settings, leases, updates."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, moment


class EditionRow(SQLModel, table=True):
    """A district's pack as it was loaded; a case keeps the number of the one it was filed under."""

    __tablename__ = "editions"
    district: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    sha: str
    loaded_at: datetime = moment()
    body: dict[str, Any] = Field(sa_type=JSON)


class SettingRow(SQLModel, table=True):
    """What an instance knows about itself, such as how far a demo's clock was moved."""

    __tablename__ = "settings"
    district: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str


class IdRow(SQLModel, table=True):
    """The next number for a new row of any table, reserved in blocks; nothing counts by itself."""

    __tablename__ = "ids"
    one: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    next: int = big()


class LeaseRow(SQLModel, table=True):
    """Who does a piece of standing work, and until when."""

    __tablename__ = "leases"
    district: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    holder: str
    until: datetime = moment()
    number: int


class UpdateRow(SQLModel, table=True):
    """The dedupe mark of an update that was handled."""

    __tablename__ = "updates"
    __table_args__ = (Index("updates_at", "at"),)
    district: str
    bot: int = Field(primary_key=True, sa_type=BigInteger)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = moment()


class FailedRow(SQLModel, table=True):
    """An update set aside: it failed three times by itself with the store in order."""

    __tablename__ = "failed"
    district: str
    bot: int = Field(primary_key=True, sa_type=BigInteger)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    at: datetime = moment()
    raw: str = Field(sa_type=Text)
    error: str = Field(sa_type=Text)


class TryRow(SQLModel, table=True):
    """How often an update has failed by itself; also when the process that counts ends in between."""

    __tablename__ = "tries"
    district: str
    bot: int = Field(primary_key=True, sa_type=BigInteger)
    update_id: int = Field(primary_key=True, sa_type=BigInteger)
    count: int
    at: datetime = moment()
