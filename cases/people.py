"""People, their roles, and what is asked of the records about them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Role(StrEnum):
    WORKER = "worker"  # 网格员, of a grid
    LEAD = "lead"  # 负责人, of a department
    DISPATCHER = "dispatcher"  # 派遣员
    SUPERVISOR = "supervisor"  # 督查员
    SPONSOR = "sponsor"  # 包保领导, of a grid or a community: stands behind what is open there
    ADMIN = "admin"  # 管理员


@dataclass(frozen=True, kw_only=True)
class Grant:
    """A role, and the grid, community or department it is for."""

    role: Role
    scope: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody the bot has met. `id` is Telegram's, and the id of their private chat."""

    id: int
    name: str
    lang: str = "zh"
    grants: tuple[Grant, ...] = ()
    silent: bool = False
    """The bot cannot write to them: they have blocked it, or never opened it."""
    shut_out: bool = False
    """What they send is not read any more; danger they tell of is still answered with whom to call."""
    called: tuple[str, ...] = ()
    """Names they bore before."""
    duty_until: datetime | None = None
    """Until when they are at work, as they say."""
    away_until: date | None = None
    """The last day on which they are away."""

    @property
    def names(self) -> tuple[str, ...]:
        """All that could tell who they are."""
        return self.name, *self.called

    def has(self, role: Role, scope: str | None = None) -> bool:
        return any(grant.role is role and scope in (None, grant.scope) for grant in self.grants)

    def scopes(self, role: Role) -> tuple[str, ...]:
        return tuple(grant.scope for grant in self.grants if grant.role is role and grant.scope)

    def on_duty(self, now: datetime) -> bool:
        return self.duty_until is not None and now < self.duty_until

    def away(self, today: date) -> bool:
        return self.away_until is not None and today <= self.away_until

    @property
    def staff(self) -> bool:
        return bool(self.grants)


CLOCK = Person(id=0, name="")
"""Who acts when time makes something happen."""


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """To a role, by a link whose token nobody keeps; `used_by` and `by` are people's ids, 0 the command line."""

    token_hash: str
    grant: Grant
    by: int
    until: datetime
    used_by: int | None = None

    @property
    def code(self) -> str:
        """By which an admin names it."""
        return self.token_hash[:8]


class Misuse(StrEnum):
    """Why somebody is shut out."""

    FLOOD = "flood"  # 刷屏
    INSULT = "insult"  # 辱骂
    FALSE = "false"  # 虚假反映
    OTHER = "other"  # 其他


@dataclass(frozen=True, kw_only=True)
class Spell:
    """For how long somebody had a role, or was shut out; by whom either. 0 is the pack or the command line."""

    what: Grant | Misuse
    since: datetime
    by: int
    ended_at: datetime | None
    ended_by: int | None
    id: int = 0
    """Of being shut out: by which who has no name is meant."""
    unnamed: bool = False
    """Shut out as who complained without a name: it is told of nobody who is named."""


class People(Protocol):
    async def hold(self, people: Collection[int]) -> None:
        """Reads these people; in a writing transaction nobody else acts for them until its end."""
        ...

    async def get(self, person: int) -> Person: ...
    async def expect(self, people: Collection[int]) -> None:
        """Reads several at once, who will be asked for."""
        ...

    async def with_role(self, role: Role, scope: str | None = None) -> list[Person]: ...
    async def held(self) -> set[Grant]:
        """All roles that somebody has."""
        ...

    async def anybody(self, role: Role, scope: str | None = None) -> bool:
        """Whether anybody holds it, without reading who."""
        ...

    async def grant(self, person: int, grant: Grant, by: int, now: datetime) -> None: ...
    async def revoke(self, person: int, grant: Grant | None, by: int, now: datetime) -> int: ...
    async def shut_out(self, person: int, why: Misuse, by: int, now: datetime, *, unnamed: bool) -> bool:
        """Whether they were not already."""
        ...

    async def let_in(self, person: int, by: int, now: datetime) -> int: ...
    async def spells(self, person: int) -> list[Spell]:
        """All there ever were, in their order."""
        ...

    async def shut_out_by(self, spell: int) -> Person:
        """Who is or was shut out, by the id of that. Raises Unknown."""
        ...

    async def others(self, word: str, most: int) -> list[Person]:
        """Who is not staff and whose name contains a word, or whose id it is; for no word those who are shut out."""
        ...

    async def set_lang(self, person: int, lang: str) -> None: ...
    async def set_duty(self, person: int, until: datetime) -> None: ...
    async def set_away(self, person: int, until: date | None) -> None: ...
    async def staff(self) -> list[Person]: ...
    async def find(self, username: str) -> list[int]:
        """Whoever bore the name when they last said something."""
        ...

    async def invite(self, token_hash: str, grant: Grant, by: int, until: datetime) -> None: ...
    async def invitation(self, token_hash: str) -> Invitation | None: ...
    async def redeem(self, token_hash: str, person: int, now: datetime) -> bool:
        """Once: False when it was used, withdrawn or has lapsed meanwhile."""
        ...

    async def invitations(self, now: datetime) -> list[Invitation]:
        """Those that are open."""
        ...

    async def withdraw_invitations(self, now: datetime, *, by: int | None = None, token_hash: str | None = None) -> int: ...
