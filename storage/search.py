"""What cases are found by: two characters that stand together, and whole Latin words; the rarest of a search leads."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import and_, bindparam, case, func, or_, select, true

from cases.casework.case import OVER, STILL, WITH_DISPATCHER, Case, Source
from cases.casework.query import Query, Scope
from storage.casework import case_of
from storage.engine.sql import Records, here
from storage.tables import TABLES

CASES, GRAMS = (TABLES[name] for name in ("cases", "grams"))
WITH_WHOM = case((CASES.c.status.in_(sorted(WITH_DISPATCHER)), ""), else_=func.coalesce(CASES.c.department, ""))
LATEST = (WITH_WHOM, CASES.c.deadline, CASES.c.id)
COMMON = 2000
"""So many cases with one of them, and it leads no search that has a rarer one."""
HOW_MANY = select(func.count()).select_from(
    select(GRAMS.c.case_id).where(here(GRAMS), GRAMS.c.gram == bindparam("one")).limit(COMMON).subquery()
)


class SearchRecords(Records):
    async def index(self, case: int, grams: Collection[str]) -> None:
        for gram in grams:
            self.put("grams", gram=gram, case_id=case)

    async def find(self, query: Query, scope: Scope, limit: int, skip: int = 0) -> list[Case]:
        """The newest first, for ids rise with the time a case was reported; what is late by department, the longest first."""
        found, by = await self._ids(query, scope)
        ordered, listed = (LATEST, LATEST) if query.late_at else ((by.desc(),), (CASES.c.id.desc(),))
        ids = found.order_by(*ordered).limit(limit).offset(skip).subquery()
        rows = await self.all(select(CASES).join(ids, ids.c.id == CASES.c.id).order_by(*listed))
        return [case_of(row) for row in rows]

    async def count(self, query: Query, scope: Scope, most: int) -> int:
        some = (await self._ids(query, scope))[0].limit(most).subquery()
        return int(await self.scalar(select(func.count()).select_from(some)))

    async def worst(self, query: Query, limit: int) -> list[Case]:
        found = select(CASES).where(CASES.c.district == self.district, and_(*_conditions(query)))
        ordered = found.order_by(CASES.c.alarm.is_(None), CASES.c.urgent.is_(False), CASES.c.deadline, CASES.c.id)
        return [case_of(row) for row in await self.all(ordered.limit(limit))]

    async def _ids(self, query: Query, scope: Scope) -> tuple[Any, Any]:
        """What is found, and by what it is ordered. The rarest word leads, or the open cases where only those are."""
        wanted = and_(*_conditions(query), _seen_by(scope))
        mine = select(CASES.c.id).where(CASES.c.district == self.district, wanted)
        if not query.grams:
            return mine, CASES.c.id
        if _only_open(query):
            return mine.where(*(self._named(gram, CASES.c.id) for gram in sorted(query.grams))), CASES.c.id
        first, *others = await self._rarest_first(query.grams)
        lead = GRAMS.alias("lead")
        found = select(CASES.c.id).select_from(lead).join(CASES, CASES.c.id == lead.c.case_id)
        found = found.where(lead.c.district == self.district, lead.c.gram == first, wanted)
        return found.where(*(self._named(gram, lead.c.case_id) for gram in others)), lead.c.case_id

    def _named(self, gram: str, case: Any) -> Any:
        other = GRAMS.alias()
        match = other.c.district == self.district, other.c.gram == gram, other.c.case_id == case
        return select(other.c.case_id).where(*match).exists()

    async def _rarest_first(self, grams: Collection[str]) -> list[str]:
        counted = [(int(await self.scalar(HOW_MANY, ours=self.district, one=gram)), gram) for gram in sorted(grams)]
        return [gram for _, gram in sorted(counted)]


def _only_open(query: Query) -> bool:
    return query.late_at is not None or (bool(query.statuses) and not query.statuses & OVER)


def _conditions(query: Query) -> list[Any]:
    found: list[Any] = []
    listed = (
        (CASES.c.status, [status.value for status in query.statuses]), (CASES.c.department, query.departments),
        (CASES.c.category, query.categories), (CASES.c.grid, query.grids),
    )  # fmt: skip
    found += [column.in_(sorted(values)) for column, values in listed if values]
    if query.late_at:
        found += [CASES.c.deadline <= query.late_at, CASES.c.status.not_in(sorted(STILL))]
    if _only_open(query):
        found.append(CASES.c.ended_at.is_(None))
    found += _whose(query)
    if query.since:
        found.append(CASES.c.reported_at >= query.since)
    if query.until:
        found.append(CASES.c.reported_at < query.until)
    if query.number:
        found.append(CASES.c.number == query.number)
    if query.digits:
        found.append(CASES.c.number.like(f"%-{query.digits}"))
    return found


def _whose(query: Query) -> list[Any]:
    theirs = sorted(query.people)
    by_name = CASES.c.reporter.in_(theirs) & (CASES.c.source != Source.RESIDENT.value)
    named = [or_(by_name, CASES.c.claimer.in_(theirs))] if theirs else []
    mine = [or_(CASES.c.reporter == query.mine, CASES.c.claimer == query.mine)] if query.mine is not None else []
    return named + mine


TOUCHED = tuple(CASES.c[name] for name in ("reporter", "claimer", "clearer", "checker", "keeper"))


def _seen_by(scope: Scope) -> Any:
    if scope.everything:
        return true()
    own: list[Any] = [CASES.c.department.in_(sorted(scope.departments))] if scope.departments else []
    own += [CASES.c.grid.in_(sorted(scope.grids))] if scope.grids else []
    if scope.person is not None:
        own += [column == scope.person for column in TOUCHED]
    own += [CASES.c.sponsor == scope.person] if scope.sponsors else []
    return or_(*own) if own else CASES.c.id.is_(None)
