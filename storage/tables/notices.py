"""What people are told of by the way."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class CalledRow(SQLModel, table=True):
    """When somebody was last called by what can wait, or is to be; 0: when everybody was, in the morning; a year below nought:
    when the admins were told that its moved holidays are wanted."""

    __tablename__ = "called"
    district: str = Field(primary_key=True)
    person: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
