"""People and roles."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, key, moment


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"
    district: str = Field(primary_key=True)
    id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str
    username: str | None = None
    called: str | None = None
    """Names they bore before, one a line, the latest first."""
    lang: str
    lang_chosen: bool = False
    met_at: datetime = moment()
    duty_until: datetime | None = moment(default=None, nullable=True)
    away_until: date | None = None
    heard_on: date | None = None
    """The day the next two count: what they have sent, for somebody who is not staff."""
    heard_count: int = 0
    heard_bytes: int = big(default=0)


class GrantRow(SQLModel, table=True):
    """A role somebody has, or had until `ended_at`."""

    __tablename__ = "grants"
    __table_args__ = (
        Index("grants_person", "district", "person"),
        Index("grants_role", "district", "role", "scope"),
    )
    id: int = key()
    district: str
    person: int = big()
    role: str
    scope: str | None = None
    given_by: int = big()
    since: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)
    ended_by: int | None = big(default=None, nullable=True)


class ShutOutRow(SQLModel, table=True):
    """Somebody is, or was until `ended_at`, shut out."""

    __tablename__ = "shut_out"
    __table_args__ = (
        Index(
            "shut_out_person", "district", "person", unique=True, sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )  # fmt: skip
    id: int = key()
    district: str
    person: int = big()
    why: str
    unnamed: bool = False
    given_by: int = big()
    since: datetime = moment()
    ended_at: datetime | None = moment(default=None, nullable=True)
    ended_by: int | None = big(default=None, nullable=True)


class InvitationRow(SQLModel, table=True):
    __tablename__ = "invitations"
    token_hash: str = Field(primary_key=True)
    district: str
    role: str
    scope: str | None = None
    invited_by: int = big()
    until: datetime = moment()
    used_by: int | None = big(default=None, nullable=True)
