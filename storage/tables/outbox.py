"""Chats, cards, posts, letters, errands."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, key, moment


class ChatRow(SQLModel, table=True):
    """What is known of a chat: its language."""

    __tablename__ = "chats"
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger)
    lang: str | None = None


class SilenceRow(SQLModel, table=True):
    """Where the bot may not write, and why: thread 0 is the whole chat, 1 what is sent to a forum itself."""

    __tablename__ = "silences"
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger)
    thread: int = Field(primary_key=True)
    why: str
    since: datetime = moment()
    again: datetime | None = moment(default=None, nullable=True)
    """When it is worth a try without a word from there; None: only such a word ends it."""


class BindingRow(SQLModel, table=True):
    """What a group or topic is for. Thread 0 is the group itself."""

    __tablename__ = "bindings"
    __table_args__ = (UniqueConstraint("district", "chat", "thread", "purpose", "department"),)
    id: int = key()
    district: str
    purpose: str
    department: str = ""
    chat: int = big()
    thread: int = 0
    bound_by: int = big()


class CardRow(SQLModel, table=True):
    """A live message: at rest when what is wanted is shown. Thread 0 is the chat itself."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("district", "subject", "subject_key", "chat", "thread"),
        Index("cards_restless", "district", "id", sqlite_where=text("wanted > shown"), postgresql_where=text("wanted > shown")),
        Index("cards_folded", "district", "chat", "thread", "id", sqlite_where=text("folded > 0"),
              postgresql_where=text("folded > 0")),
        Index("cards_given_up", "district", sqlite_where=text("given_up IS NOT NULL"),
              postgresql_where=text("given_up IS NOT NULL")),
    )  # fmt: skip
    id: int = key()
    district: str
    subject: str
    subject_key: str
    chat: int = big()
    thread: int = 0
    wanted: int = 1
    shown: int = 0
    loud_at: int = 0
    """The revision for which it was last to be sent anew: loud while that is above the one shown."""
    attempts: int = 0
    not_before: datetime | None = moment(default=None, nullable=True)
    folded: int = 0
    """The revision at which it was folded into its queue's card; it has no message then until it is loud again."""
    page: int = 0
    """Of a queue: the page it is open at."""
    marked: str | None = None
    """Of a queue: cases marked on it, by id, and after > what is being done with them; None: nothing is being marked."""
    gathered: int = 0
    """Of a queue: how many cases were folded into it and not yet told."""
    turn: int = big(default=0)
    """Loud cards are carried in the order in which they were asked for."""
    face: str | None = None
    """A mark of what its message shows: the same again is not sent."""
    given_up: str | None = None
    """Why Telegram, or we, could not show it when it was last tried."""


class PostRow(SQLModel, table=True):
    """A message that shows, or showed, a card. One of a card's posts is current."""

    __tablename__ = "posts"
    __table_args__ = (
        Index("posts_card", "card"),
        Index("posts_old", "district", "chat", sqlite_where=text("state = 'old'"), postgresql_where=text("state = 'old'")),
    )
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger)
    message: int = Field(primary_key=True, sa_type=BigInteger)
    card: int = big()
    state: str
    """current, old (still to become one line) or line"""
    pictured: bool


class LetterRow(SQLModel, table=True):
    """Something said once. Sent when it has a message id; given up when it has a reason."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("letters_unsent", "district", "rank", "id", sqlite_where=text("message IS NULL AND given_up IS NULL"),
              postgresql_where=text("message IS NULL AND given_up IS NULL")),
        Index("letters_to", "district", "chat", sqlite_where=text("message IS NULL AND given_up IS NULL"),
              postgresql_where=text("message IS NULL AND given_up IS NULL")),
        Index("letters_given_up", "district", "written_at", sqlite_where=text("given_up IS NOT NULL"),
              postgresql_where=text("given_up IS NOT NULL")),
    )  # fmt: skip
    id: int = key()
    district: str
    chat: int = big()
    thread: int = 0
    letter: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    picture: str | None = None
    keyboard: str | None = None
    rank: int = 0
    """1: an answer to a resident, which staff's cards go before."""
    written_at: datetime = moment()
    attempts: int = 0
    message: int | None = big(default=None, nullable=True)
    given_up: str | None = None


class UploadRow(SQLModel, table=True):
    """The file_id Telegram gave a picture of ours, so that it is uploaded once."""

    __tablename__ = "uploads"
    district: str = Field(primary_key=True)
    sha: str = Field(primary_key=True)
    file_id: str


class ErrandRow(SQLModel, table=True):
    """Work that must not happen inside a transaction. Done by whoever holds its lease."""

    __tablename__ = "errands"
    __table_args__ = (
        Index("errands_open", "district", "id", sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
        Index("errands_owner", "district", "owner",
              sqlite_where=text("done_at IS NULL"), postgresql_where=text("done_at IS NULL")),
    )  # fmt: skip
    id: int = key()
    district: str
    kind: str
    facts: dict[str, Any] = Field(sa_type=JSON)
    rank: int = 0
    """0: bulletins and what staff wait for; 1: what residents sent."""
    turn: int = 0
    """How many of its owner's came before it: everybody's first goes before anybody's second."""
    owner: int | None = big(default=None, nullable=True)
    attempts: int = 0
    leased_until: datetime | None = moment(default=None, nullable=True)
    done_at: datetime | None = moment(default=None, nullable=True)
    error: str | None = None
