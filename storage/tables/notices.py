"""What people are told of by the way."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class CalledRow(SQLModel, table=True):
    """When somebody was last called by what can wait, or is to be; person 0: when everybody was, in the morning."""

    __tablename__ = "called"
    district: str = Field(primary_key=True)
    person: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
