"""What every use case is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from cases.casework.case import Case
from cases.district.danger import Danger
from cases.district.edition import Category, Department, District, Grid
from cases.store import Store

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Work:
    """What every use case is given: the open transaction, the district as loaded, and the moment."""

    store: Store
    district: District
    now: datetime
    editions: Mapping[int, District] = field(default_factory=dict)
    """Earlier editions of the district, by number."""

    def edition(self, number: int) -> District:
        """The district as it was when a case was filed."""
        return self.editions.get(number, self.district)

    def category(self, case: Case) -> Category | None:
        """As it was when the case was filed; a code of another edition still answers."""
        return self.named(case.category or "", case.edition)

    def named(self, code: str, edition: int) -> Category | None:
        """A category as an edition has it."""
        return self._found(edition, lambda district: district.category_of.get(code))

    def danger(self, case: Case) -> Danger | None:
        """The kind of danger to life a case tells of."""
        return self._found(case.edition, lambda district: district.danger_of.get(case.alarm or ""))

    def department(self, code: str | None, edition: int = 0) -> Department | None:
        return self._found(edition, lambda district: district.department_of.get(code or ""))

    def grid(self, code: str | None, edition: int = 0) -> Grid | None:
        return self._found(edition, lambda district: district.grid_of.get(code or ""))

    def _found(self, edition: int, look: Callable[[District], T | None]) -> T | None:
        """In that edition, else in today's, else in the latest that knows it."""
        earlier = (self.editions[number] for number in sorted(self.editions, reverse=True))
        for district in (self.edition(edition), self.district, *earlier):
            if (found := look(district)) is not None:
                return found
        return None

    @property
    def today(self) -> date:
        return self.district.local(self.now).date()
