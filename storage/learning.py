"""What a district is used to: how often its grids see each category, and what its words have come to mean."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Text, bindparam, func, select

from cases.casework.case import Status
from storage.engine.sql import Records, Scope, among, here
from storage.people import lines
from storage.tables import TABLES

CASES, EVENTS, TAUGHT, WORDS, PEOPLE = (TABLES[name] for name in ("cases", "events", "taught", "words", "people"))
LEARNED = select(TAUGHT.c.gram, TAUGHT.c.category, TAUGHT.c.times).where(here(TAUGHT), among(TAUGHT.c.gram, "said", Text))
USUAL = 100
"""A grid's latest reports that are looked at."""
LATEST = (
    select(CASES.c.category)
    .where(here(CASES), CASES.c.grid == bindparam("grid"), CASES.c.reported_at >= bindparam("since"))
    .order_by(CASES.c.reported_at.desc())
    .limit(USUAL)
    .subquery()
)
OFTEN = select(LATEST.c.category, func.count()).where(LATEST.c.category.is_not(None)).group_by(LATEST.c.category)
MOST_KNOWN = 100_000
"""Pieces of words, or grids, that are kept in memory."""


class Habits:
    """What was read within the hour: none of it is exact, and most changes once a day."""

    def __init__(self) -> None:
        self._hour = 0
        self.words: dict[tuple[str, str], dict[str, int]] = {}
        """By district and piece of words."""
        self.grids: dict[tuple[str, str], dict[str, int]] = {}
        """By district and grid."""

    def at(self, now: datetime) -> "Habits":
        hour = int(now.timestamp()) // 3600
        if hour != self._hour or len(self.words) > MOST_KNOWN or len(self.grids) > MOST_KNOWN:
            self._hour = hour
            self.forget()
        return self

    def forget(self) -> None:
        self.words, self.grids = {}, {}


class LearningRecords(Records):
    def __init__(self, scope: Scope, habits: Habits) -> None:
        super().__init__(scope)
        self._habits = habits.at(scope.now)

    async def often(self, grid: str, since: datetime) -> Mapping[str, int]:
        key = (self.district, grid)
        if key not in self._habits.grids:
            rows = await self.peek(OFTEN, grid=grid, since=since)
            self._habits.grids[key] = {str(code): int(times) for code, times in rows}
        return self._habits.grids[key]

    async def ended(self, start: datetime, end: datetime) -> list[tuple[str, str, tuple[str, ...]]]:
        reporter = (PEOPLE.c.district == CASES.c.district) & (PEOPLE.c.id == CASES.c.reporter)
        said = select(CASES.c.category, WORDS.c.text, PEOPLE.c.name, PEOPLE.c.called)
        said = said.join(WORDS, WORDS.c.id == CASES.c.words).join(PEOPLE, reporter)
        flow = (
            EVENTS.c.district == self.district,
            EVENTS.c.at >= start,
            EVENTS.c.at < end,
            EVENTS.c.delta != 0,
            EVENTS.c.delta == -1,
        )
        closed = CASES.c.status == Status.CLOSED.value, CASES.c.id.in_(select(EVENTS.c.case_id).where(*flow))
        rows = await self.all(said.where(CASES.c.category.is_not(None), *closed))
        return [(row.category, row.text, (row.name, *lines(row.called))) for row in rows]

    async def learn(self, counted: Mapping[tuple[str, str], int]) -> None:
        statement = self.upsert("taught")
        more = {"times": TAUGHT.c.times + statement.excluded.times}
        changed = statement.on_conflict_do_update(index_elements=["district", "gram", "category"], set_=more)
        for (gram, category), times in sorted(counted.items()):
            await self.run(changed, district=self.district, gram=gram, category=category, times=times)
        self._habits.forget()

    async def learned(self, grams: Collection[str]) -> dict[str, dict[str, int]]:
        known = self._habits.words
        missing = sorted(gram for gram in grams if (self.district, gram) not in known)
        if missing:
            rows = await self.peek(LEARNED, said=missing)
            known |= {(self.district, gram): {} for gram in missing}
            for gram, category, times in rows:
                known[self.district, gram][category] = times
        return {gram: known[self.district, gram] for gram in grams}
