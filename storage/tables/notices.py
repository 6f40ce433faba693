"""What people are told of by the way."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.tables.columns import moment


class CalledRow(SQLModel, table=True):
    """Since when a chat or topic is called by what can wait, and how often since; chat 0: when everybody was, in the morning, and
    under a year when the admins were told that its moved holidays are wanted."""

    __tablename__ = "called"
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    thread: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
    times: int


class GatheredRow(SQLModel, table=True):
    """What a chat was called for beside what came as a card of its own; until the next morning."""

    __tablename__ = "gathered"
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    case_id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    at: datetime = moment()
