"""Who has seen a case too, and cases of a kind around a place."""

from collections.abc import Collection, Sequence
from datetime import datetime
from math import cos, radians
from typing import Any

from sqlalchemy import Float, Text, bindparam, delete, func, select, text

from cases.casework.voices import Near
from cases.district.geo import METRES_A_DEGREE, Point, measuring
from storage.casework import BY_IDS, case_of
from storage.engine.sql import Records, Scope, among, here
from storage.tables import TABLES
from storage.tables.casework import CLOSED

CASES, VOICES = TABLES["cases"], TABLES["voices"]
OF = (
    select(VOICES.c.person, VOICES.c.via)
    .where(here(VOICES), VOICES.c.case_id == bindparam("of_case"))
    .order_by(VOICES.c.at, VOICES.c.person)
)
HAS = select(VOICES.c.person).where(here(VOICES), VOICES.c.case_id == bindparam("of_case"), VOICES.c.person == bindparam("who"))
BY = select(func.count()).where(here(VOICES), VOICES.c.person == bindparam("who"), VOICES.c.at >= bindparam("since"))
LEAVE = delete(VOICES).where(here(VOICES), VOICES.c.case_id == bindparam("of_case"), VOICES.c.via == bindparam("brought_by"))
MOST, NEAREST = 20, 10
"""Cases that are measured, and that are read of those."""


def _around(*ended: Any) -> Any:
    """By an index that holds all it asks for."""
    return select(CASES.c.id, CASES.c.lat, CASES.c.lon).where(
        here(CASES), among(CASES.c.category, "codes", Text), *ended,
        CASES.c.lat.between(bindparam("south"), bindparam("north")),
        CASES.c.lon.between(bindparam("west"), bindparam("east")),
    )  # fmt: skip


def _squared(column: Any, name: str) -> Any:
    away = column - bindparam(name, type_=Float())
    return away * away


SAID = select(VOICES.c.case_id).where(VOICES.c.case_id == CASES.c.id, VOICES.c.person == bindparam("who"))
STILL_OPEN = (
    _around(CASES.c.ended_at.is_(None), CASES.c.part_of.is_(None), ~SAID.exists())
    .order_by(_squared(CASES.c.lat, "lat") + _squared(CASES.c.lon, "lon") * bindparam("shrink", type_=Float()))
    .limit(MOST)
)  # fmt: skip
LATELY = _around(CASES.c.ended_at >= bindparam("since"), text(CLOSED)).limit(MOST)
"""Closed, as the index of these cases says it, to the letter; some of many, whichever it comes to first."""


def _square(point: Point, within: float) -> dict[str, float]:
    high = within / METRES_A_DEGREE
    wide = high / max(0.01, cos(radians(point.lat)))
    return {"south": point.lat - high, "north": point.lat + high, "west": point.lon - wide, "east": point.lon + wide}


def _nearest(rows: Sequence[Any], point: Point, within: float) -> list[tuple[float, int]]:
    metres = measuring(point)
    away = ((metres(lat, lon), int(case)) for case, lat, lon in rows)
    return sorted(one for one in away if one[0] <= within)


class VoiceRecords(Records):
    """Nothing that is pending is written for a look: whoever acts is held, and so is what they said before."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._added: dict[int, dict[int, int | None]] = {}

    async def add(self, case: int, person: int, via: int | None = None) -> bool:
        if await self.has(case, person):
            return False
        self._added.setdefault(case, {})[person] = via
        self.put("voices", case_id=case, person=person, at=self.now, via=via)
        return True

    async def leave(self, case: int, via: int) -> int:
        added = self._added.get(case, {})
        self._added[case] = {person: with_case for person, with_case in added.items() if with_case != via}
        return await self.run(LEAVE, of_case=case, brought_by=via, ours=self.district)

    async def of(self, case: int) -> list[int]:
        return list(await self.brought(case))

    async def brought(self, case: int) -> dict[int, int | None]:
        rows = await self.peek(OF, of_case=case)
        return {row.person: row.via for row in rows} | self._added.get(case, {})

    async def has(self, case: int, person: int) -> bool:
        return person in self._added.get(case, ()) or bool(await self.peek(HAS, of_case=case, who=person))

    async def by(self, person: int, since: datetime) -> int:
        return int((await self.peek(BY, who=person, since=since))[0][0])

    async def near(self, codes: Collection[str], point: Point, within: float, person: int = 0) -> list[Near]:
        """Of a square around the point, then by the sphere."""
        shrink = cos(radians(point.lat)) ** 2
        there = {"lat": point.lat, "lon": point.lon, "shrink": shrink, **_square(point, within)}
        rows = await self.peek(STILL_OPEN, codes=sorted(codes), who=person, **there)
        away = {case: metres_away for metres_away, case in _nearest(rows, point, within)[:NEAREST]}
        known = {row.id: case_of(row) for row in await self.peek(BY_IDS, ids=list(away))} if away else {}
        return [Near(case=known[case], metres=away[case]) for case in away if case in known]

    async def closed_near(self, code: str, point: Point, within: float, since: datetime) -> int | None:
        rows = await self.peek(LATELY, codes=[code], since=since, **_square(point, within))
        return next((case for _, case in _nearest(rows, point, within)), None)
