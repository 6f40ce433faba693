"""同一问题: others who have seen it too. Each counts once, is told at each milestone, and makes a case more urgent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from cases.casework.case import Case
from cases.district.edition import Category, District
from cases.district.geo import Point

RECURS_WITHIN = timedelta(days=30)
"""反复: so soon after it was closed the same thing in the same place is the same thing again."""


@dataclass(frozen=True, kw_only=True)
class Near:
    """A case of the same kind, and how many metres it is away; None where that is not known."""

    case: Case
    metres: float | None


class Voices(Protocol):
    async def add(self, case: int, person: int, via: int | None = None) -> bool:
        """Whether they had not said so before. `via`: they speak of the case that was merged into it."""
        ...

    async def leave(self, case: int, via: int) -> int:
        """How many came with a case that is merged into it no more."""
        ...

    async def of(self, case: int) -> list[int]:
        """Who has said so, the first first."""
        ...

    async def brought(self, case: int) -> dict[int, int | None]:
        """As `of`, each with the case that was merged, or refused, with which they came."""
        ...

    async def has(self, case: int, person: int) -> bool: ...
    async def by(self, person: int, since: datetime) -> int:
        """Of how many cases they have said so since then."""
        ...

    async def near(self, codes: Collection[str], point: Point, within: float, person: int = 0) -> list[Near]:
        """Open cases of these categories around a point, the nearest first, but for those of which a person has said so."""
        ...

    async def closed_near(self, code: str, point: Point, within: float, since: datetime) -> int | None:
        """The nearest case of a category around a point that was closed since a moment."""
        ...


def kindred(district: District, category: Category) -> frozenset[str]:
    """Codes of what counts under the same heading: people call the one the other."""
    return frozenset(one.code for one in district.categories if one.heading == category.heading)
