"""What cases are looked for, and what somebody may find."""

from dataclasses import dataclass
from datetime import datetime

from cases.casework.case import Status


@dataclass(frozen=True, kw_only=True)
class Query:
    """All of it must hold; of what has several values one."""

    grams: frozenset[str] = frozenset()
    statuses: frozenset[Status] = frozenset()
    late_at: datetime | None = None
    """Over its limit at that moment, as figures count it."""
    departments: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    people: frozenset[int] = frozenset()
    """Who reported or has claimed it; never who complained."""
    mine: int | None = None
    """Who looks for their own: complaints too."""
    since: datetime | None = None
    until: datetime | None = None
    number: str | None = None
    digits: str | None = None
    """The last of its number, of any day."""


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What somebody may find: everything, or what is of these departments or grids, or what they had to do with."""

    everything: bool = False
    departments: frozenset[str] = frozenset()
    grids: frozenset[str] = frozenset()
    person: int | None = None
    sponsors: bool = False
    """And what they stand behind by name."""
