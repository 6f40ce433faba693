"""What is said to whom: chats and what they are for, cards, letters."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Protocol


class Subject(StrEnum):
    """What a card can be of."""

    DRAFT = "draft"
    CASE = "case"
    QUEUE = "queue"
    FOUND = "found"
    PEOPLE = "people"
    DIGEST = "digest"
    FIGURES = "figures"


class Purpose(StrEnum):
    """What a group or topic is for."""

    WORKERS = "workers"
    DEPARTMENT = "department"
    DISPATCHERS = "dispatchers"
    BULLETINS = "bulletins"
    DUTY = "duty"  # 值班室: told of every danger to life


class Silence(IntEnum):
    """That nothing can be written somewhere is news, still so after another try, or known."""

    NEW = 0
    STILL = 1
    KNOWN = 2


class Voice(IntEnum):
    """How a card's change reaches people."""

    QUIET = 0  # edited in place
    LOUD = 1  # sent anew at the bottom


@dataclass(frozen=True, kw_only=True)
class Address:
    """A chat, or a topic in it."""

    chat: int
    thread: int | None = None

    @property
    def private(self) -> bool:
        return self.chat > 0


@dataclass(frozen=True, kw_only=True)
class View:
    """How a queue's card is open: at which page, and how many cases were just gathered in it."""

    page: int = 0
    marked: tuple[int, ...] | None = None
    """Cases that are marked on it; None: nothing is being marked."""
    doing: str = ""
    """What is being done with those, of which something is still to be said."""
    gathered: int = 0


FIRST = View()


@dataclass(frozen=True, kw_only=True)
class Job:
    """One thing to carry to one chat: a letter, a card to send or edit, or an old message to turn into one line."""

    kind: str
    id: int
    address: Address
    loud: bool = False
    subject: Subject | None = None
    key: str = ""
    wanted: int = 0
    message: int | None = None
    pictured: bool = False
    view: View = FIRST
    face: str | None = None
    """A mark of what its message shows."""
    letter: str = ""
    facts: Mapping[str, Any] | None = None
    picture: str | None = None
    keyboard: str | None = None
    mute: bool = False
    """Something was known against writing there: it is tried again."""
    asked: bool = False
    """It was gathered in its queue's card, and somebody has asked for it since."""


GENERAL = 1
"""The topic a forum begins with, as Telegram numbers it; what is bound there is bound to the group itself."""
DISPATCHERS = ""
"""The key of the queue of what waits for a dispatcher; a department's queue goes by the department's code."""
CHECKS = "?"
"""The key of what waits to be checked by whoever's own chat it is."""


@dataclass(frozen=True, kw_only=True)
class Binding:
    """What a chat or topic was made for."""

    purpose: Purpose
    department: str | None
    address: Address

    @property
    def queue(self) -> str | None:
        """The key of the queue that stands there, if one does."""
        return DISPATCHERS if self.purpose is Purpose.DISPATCHERS else self.department


@dataclass(frozen=True, kw_only=True)
class Letter:
    """Something said once: a sentence's key and what fills it; pictures by content hash; `keyboard` by name."""

    address: Address
    key: str
    facts: Mapping[str, Any]
    picture: str | None = None
    keyboard: str | None = None
    answer: bool = False
    """To something just said: of those nobody has more than a few waiting."""
    resident: bool = False
    """It may wait until staff have their cards."""


class Bindings(Protocol):
    async def of(self, purpose: Purpose, department: str | None = None) -> list[Address]:
        """Where it is done, as far as the bot can write there."""
        ...

    async def bound(self, purpose: Purpose, department: str | None = None) -> list[Address]:
        """Where it is done, whether or not the bot can write there."""
        ...

    async def in_chat(self, chat: int) -> list[Binding]:
        """What a group and its topics are for."""
        ...

    async def at(self, address: Address) -> list[Binding]: ...
    async def bind(self, bound: Binding, by: int) -> None: ...
    async def set_lang(self, chat: int, lang: str) -> None: ...
    async def unbind(self, address: Address) -> int: ...


class Outbox(Protocol):
    async def show(self, subject: Subject, key: int | str, address: Address, voice: Voice) -> None: ...
    async def letters_to(self, address: Address, keys: Collection[str]) -> int:
        """How many of these wait."""
        ...

    async def touch(self, subject: Subject, key: int | str, address: Address) -> None:
        """The card that stands there, if one does, shows the newest state, quietly."""
        ...

    async def refresh_at(self, address: Address) -> None:
        """Every card that stands there, as `touch`."""
        ...

    async def refresh_lists(self, address: Address) -> None:
        """What was found and stands there last, as `touch`."""
        ...

    async def cases_at(self, address: Address, limit: int) -> list[int]:
        """Open cases whose cards stand there, or are to; the newest first."""
        ...

    async def stand_at(self, address: Address, limit: int) -> list[int]:
        """Those of them that people there have before them now."""
        ...

    async def gathered_at(self, address: Address, limit: int) -> list[int]:
        """Cases that have no card of their own there, for they were gathered in their queue's, the latest first."""
        ...

    async def refresh(self, subject: Subject, key: int | str) -> None:
        """Every card of the subject, wherever it stands, shows the newest state, quietly."""
        ...

    async def hold(self, subject: Subject, key: int | str, until: datetime) -> None:
        """Every card of the subject as it will stand is shown only then, or once it is released."""
        ...

    async def release(self, subject: Subject, key: int | str) -> None:
        """As `refresh`, however long the cards were to be held."""
        ...

    async def become(self, draft: int, case: int, address: Address) -> None:
        """The draft's card at a place is the case's card from now on."""
        ...

    async def write(self, letter: Letter) -> None: ...
    async def errand(self, kind: str, facts: Mapping[str, Any], *, owner: int | None = None, rank: int = 0) -> None:
        """`owner`: whose it is, where everybody's turn is to come; `rank` 1: after what staff wait for."""
        ...
