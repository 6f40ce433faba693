"""Every table. Each row carries its district; Telegram's ids are 64 bits wide; moments are UTC."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.types import Thousandths, Utc

BIG = BigInteger().with_variant(Integer, "sqlite")
"""To SQLite an INTEGER primary key is the row itself; its integers are 64 bits wide anyway."""


def key() -> Any:
    """A number from the stock in `ids`, given by us before the row is written."""
    return Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})


def big(**more: Any) -> Any:
    return Field(sa_type=BigInteger, **more)


def moment(**more: Any) -> Any:
    return Field(sa_type=Utc, **more)


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


class PersonRow(SQLModel, table=True):
    __tablename__ = "people"
    district: str = Field(primary_key=True)
    id: int = Field(primary_key=True, sa_type=BigInteger)
    name: str
    username: str | None = None
    lang: str
    lang_chosen: bool = False
    met_at: datetime = moment()
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


class InvitationRow(SQLModel, table=True):
    __tablename__ = "invitations"
    token_hash: str = Field(primary_key=True)
    district: str
    role: str
    scope: str | None = None
    invited_by: int = big()
    until: datetime = moment()
    used_by: int | None = big(default=None, nullable=True)


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


class PlaceRow(SQLModel, table=True):
    """What a group or topic is for. Thread 0 is the group itself."""

    __tablename__ = "places"
    __table_args__ = (UniqueConstraint("district", "chat", "thread", "purpose", "department"),)
    id: int = key()
    district: str
    purpose: str
    department: str = ""
    chat: int = big()
    thread: int = 0
    bound_by: int = big()


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


WITH_DISPATCHER = "ended_at IS NULL AND status IN ('reported', 'returned', 'uncheckable')"


class CaseRow(SQLModel, table=True):
    """A case's present state; fields as in cases.model.Case, and when it is to be woken."""

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
    source: str
    reporter: int = big()
    anonymous: bool
    reported_at: datetime = moment()
    words: int | None = big(default=None, nullable=True)
    spot: int | None = big(default=None, nullable=True)
    lat: float | None = None
    lon: float | None = None
    grid: str | None = None
    community: str | None = None
    category: str | None = None
    condition: str | None = None
    amount: Decimal | None = Field(default=None, sa_type=Thousandths, nullable=True)
    unit: str | None = None
    urgent: bool
    self_handled: bool
    rule: str | None = None
    department: str | None = None
    wanted_department: str | None = None
    decide_by: datetime | None = moment(default=None, nullable=True)
    filed_at: datetime | None = moment(default=None, nullable=True)
    queued_at: datetime | None = moment(default=None, nullable=True)
    deadline: datetime | None = moment(default=None, nullable=True)
    overdue: bool
    claimer: int | None = big(default=None, nullable=True)
    claimed_at: datetime | None = moment(default=None, nullable=True)
    clearer: int | None = big(default=None, nullable=True)
    cleared_at: datetime | None = moment(default=None, nullable=True)
    outcome: str | None = None
    done_words: int | None = big(default=None, nullable=True)
    done_amount: Decimal | None = Field(default=None, sa_type=Thousandths, nullable=True)
    promised_on: date | None = None
    checker: int | None = big(default=None, nullable=True)
    ended_at: datetime | None = moment(default=None, nullable=True)
    reason: str | None = None
    reason_words: int | None = big(default=None, nullable=True)
    returns: int
    reworks: int
    reopenings: int
    opinion: str | None = None
    contact: int | None = big(default=None, nullable=True)
    outside_number: int | None = big(default=None, nullable=True)
    answer_by: date | None = None
    note: int | None = big(default=None, nullable=True)
    wake_at: datetime | None = moment(default=None, nullable=True)


class EventRow(SQLModel, table=True):
    """A case's history, appended only. `delta` is what the event did to the number of open cases."""

    __tablename__ = "events"
    __table_args__ = (
        Index("events_flow", "district", "at", "delta", "action", "case_id",
              sqlite_where=text("delta <> 0"), postgresql_where=text("delta <> 0")),
        Index("events_at", "district", "at", "actor", "case_id"),
    )  # fmt: skip
    case_id: int = Field(primary_key=True, sa_type=BigInteger)
    step: int = Field(primary_key=True)
    district: str
    action: str
    actor: int = big()
    at: datetime = moment()
    delta: int
    changes: dict[str, Any] = Field(sa_type=JSON)


class DraftRow(SQLModel, table=True):
    """A draft: what is searched by in columns, all of it in `body`."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("drafts_open", "district", "owner", "chat", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
        Index("drafts_touched", "district", "touched_at", sqlite_where=text("state = 'open'"),
              postgresql_where=text("state = 'open'")),
    )  # fmt: skip
    id: int = key()
    district: str
    owner: int = big()
    chat: int = big()
    thread: int = 0
    state: str
    touched_at: datetime = moment()
    reminded: bool
    body: dict[str, Any] = Field(sa_type=JSON)


class HeardRow(SQLModel, table=True):
    """Which draft a message went into."""

    __tablename__ = "heard"
    district: str = Field(primary_key=True)
    chat: int = Field(primary_key=True, sa_type=BigInteger)
    message: int = Field(primary_key=True, sa_type=BigInteger)
    draft: int = big()


class PhotoRow(SQLModel, table=True):
    __tablename__ = "photos"
    __table_args__ = (Index("photos_draft", "draft"), Index("photos_case", "case_id"), Index("photos_album", "album"))
    id: int = key()
    district: str
    draft: int = big()
    case_id: int | None = big(default=None, nullable=True)
    side: str
    file_id: str
    file_unique: str
    as_file: bool
    album: str | None = None
    message: int = big()
    state: str
    original: str | None = None
    sha: str | None = None
    lat: float | None = None
    lon: float | None = None
    taken_at: datetime | None = moment(default=None, nullable=True)
    sent_at: datetime | None = moment(default=None, nullable=True)
    round: int = 0


class SheetRow(SQLModel, table=True):
    """The before/after picture of a case, by content hash."""

    __tablename__ = "sheets"
    case_id: int = Field(primary_key=True, sa_type=BigInteger)
    district: str
    sha: str
    round: int = 0
    """In which round of work its after-photo was taken."""


class CardRow(SQLModel, table=True):
    """A live message: at rest when what is wanted is shown. Thread 0 is the chat itself."""

    __tablename__ = "cards"
    __table_args__ = (
        UniqueConstraint("district", "subject", "subject_key", "chat", "thread"),
        Index("cards_restless", "district", "id", sqlite_where=text("wanted > shown"), postgresql_where=text("wanted > shown")),
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


class BulletinRow(SQLModel, table=True):
    """A day's figures as they were decided, once."""

    __tablename__ = "bulletins"
    district: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    figures: dict[str, Any] = Field(sa_type=JSON)
    decided_at: datetime = moment()


TABLES = SQLModel.metadata.tables
"""Core tables by name; statements are built on these."""
