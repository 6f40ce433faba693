"""Who has seen a case too, and cases of a kind around a place."""

from collections.abc import Collection
from datetime import datetime
from math import cos, radians

from sqlalchemy import bindparam, select

from cases.casework.case import Status
from cases.casework.voices import Near
from cases.district.geo import METRES_A_DEGREE, Point, metres
from storage.casework import case_of
from storage.engine.sql import Records, Scope, here
from storage.tables import TABLES

CASES, VOICES = TABLES["cases"], TABLES["voices"]
OF = select(VOICES.c.person).where(here(VOICES), VOICES.c.case_id == bindparam("of_case")).order_by(VOICES.c.at, VOICES.c.person)
MOST = 50
"""Cases that are measured."""


class VoiceRecords(Records):
    """Nothing that is pending is written for a look: whoever acts is held, and so is what they said before."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._added: dict[int, list[int]] = {}

    async def add(self, case: int, person: int) -> bool:
        if await self.has(case, person):
            return False
        self._added.setdefault(case, []).append(person)
        self.put("voices", case_id=case, person=person, at=self.now)
        return True

    async def of(self, case: int) -> list[int]:
        rows = await self.peek(OF, of_case=case)
        return list(dict.fromkeys([*(row.person for row in rows), *self._added.get(case, ())]))

    async def has(self, case: int, person: int) -> bool:
        return person in await self.of(case)

    async def near(self, codes: Collection[str], point: Point, within: float, *, closed_since: datetime | None) -> list[Near]:
        """The latest of a square around the point, by an index on category and latitude; then by the sphere."""
        high = within / METRES_A_DEGREE
        wide = high / max(0.01, cos(radians(point.lat)))
        there = select(CASES).where(
            CASES.c.district == self.district, CASES.c.category.in_(sorted(codes)),
            CASES.c.lat.between(point.lat - high, point.lat + high), CASES.c.lon.between(point.lon - wide, point.lon + wide),
        )  # fmt: skip
        if closed_since is None:
            there = there.where(CASES.c.ended_at.is_(None))
        else:
            there = there.where(CASES.c.ended_at >= closed_since, CASES.c.status == Status.CLOSED.value)
        rows = await self.peek(there.order_by(CASES.c.id.desc()).limit(MOST))
        found = [(case, metres(point, case.point)) for case in map(case_of, rows) if case.point]
        return sorted((Near(case=case, metres=away) for case, away in found if away <= within), key=lambda one: one.metres)
