"""People at work out of doors."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class ShiftRow(SQLModel, table=True):
    """From when until when somebody was at work, and where they said they were."""

    __tablename__ = "shifts"
    __table_args__ = (Index("shifts_until", "district", "until"),)
    district: str = Field(primary_key=True)
    person: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    since: datetime = moment(primary_key=True)
    until: datetime = moment()
    lat: float | None = None
    lon: float | None = None
