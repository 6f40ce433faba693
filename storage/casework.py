"""Cases and their events; a case is read and held once, moved in memory, and compared and set once. Should two ever move it
from the same event all the same, the second's event would have the first's key."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select, text, union_all, update

from cases.casework.case import Action, Case, Event, Status
from cases.casework.waking import wake_at
from cases.errors import Unknown
from cases.notices.calls import Standing
from cases.outbox import DISPATCHERS
from cases.values import changed
from storage.engine.codec import columns, dump_fields, load_fields, of_row
from storage.engine.sql import Records, Scope, among, here
from storage.tables import TABLES
from storage.tables.casework import WITH_DISPATCHER

CASES, EVENTS, NUMBERS = TABLES["cases"], TABLES["events"], TABLES["numbers"]
DRAWN = text("drawn")
WAITS = text(WITH_DISPATCHER)
"""As the index of these cases says it, to the letter (a Boolean of SQLAlchemy's would have `= 1` behind it): a planner that does
not know the values, or not the words, could not use it."""
WITH_DEPARTMENT, UNCLAIMED, CLAIMED = ("queued", "claimed", "rework"), ("queued", "rework"), ("claimed", "suspended")
"""So many of a grid's latest reports tell what is often seen there."""

MOVABLE = [column.name for column in CASES.columns if column.name not in ("id", "district", "number")]
BY_IDS = select(CASES).where(among(CASES.c.id, "ids"), here(CASES)).order_by(CASES.c.id)
HOLD = BY_IDS.with_for_update()
MOVE = (
    update(CASES)
    .where(CASES.c.id == bindparam("case_id"), CASES.c.last == bindparam("last_before"))
    .values({name: bindparam(name) for name in MOVABLE})
)
MINE = (
    select(CASES).where(here(CASES), CASES.c.reporter == bindparam("person"))
    .order_by(CASES.c.reported_at.desc()).limit(bindparam("most"))
)  # fmt: skip
REPORTED_BY = (
    select(func.count()).where(here(CASES), CASES.c.reporter == bindparam("person"), CASES.c.reported_at >= bindparam("since"))
)  # fmt: skip

PARTS_OF = select(CASES.c.id).where(here(CASES), CASES.c.part_of == bindparam("whole")).order_by(CASES.c.id)
MERGED_INTO = select(CASES.c.id).where(here(CASES), CASES.c.merged_into == bindparam("into")).order_by(CASES.c.id)


class CaseRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._known: dict[int, Case] = {}
        self._before: dict[int, int] = {}
        """The number of the last event with which each case to be moved was read."""
        self._born: dict[int, date] = {}
        """Cases not written yet, and the day they are numbered in."""
        self._events: list[Event] = []
        scope.settlers.append(self._settle)

    async def expect(self, ids: Collection[int]) -> None:
        """Reads these cases at once; a writing transaction holds them until its end, in the order of their ids."""
        missing = sorted(set(ids) - set(self._known))
        if missing:
            rows = await self.peek(HOLD if self.scope.writes else BY_IDS, ids=missing)
            self._known |= {row.id: case_of(row) for row in rows}

    async def known(self, ids: Collection[int]) -> dict[int, Case]:
        """Those of these cases that there are."""
        await self.expect(ids)
        return {case: self._known[case] for case in ids if case in self._known}

    def concerned(self, ids: Collection[int]) -> set[int]:
        """Who reported and who has claimed these cases, as far as they are known."""
        known = [self._known[case] for case in ids if case in self._known]
        return {case.reporter for case in known} | {case.claimer for case in known if case.claimer}

    async def get(self, case: int) -> Case:
        await self.expect([case])
        if case not in self._known:
            raise Unknown
        return self._known[case]

    async def called(self, case: int) -> str:
        row = await self.first(select(CASES.c.number).where(CASES.c.id == case, CASES.c.district == self.district))
        return str(row.number) if row else ""

    async def numbered(self, number: str) -> Case | None:
        row = await self.first(self._cases().where(CASES.c.number == number))
        return case_of(row) if row else None

    async def add(self, case: Case, event: Event, day: date) -> Case:
        """The case with its id. Its `number` is what comes before the day's running number, which it gets when written."""
        self.gathered()
        added = changed(case, id=await self.scope.number())
        self._known[added.id] = added
        self._born[added.id] = day
        self._events.append(replace(event, case=added.id))
        return added

    def number_of(self, case: int) -> str:
        """A known case's number; that of a new one is whole once the transaction is flushed."""
        return self._known[case].number

    async def save(self, case: Case, event: Event) -> None:
        """The case after an event."""
        self.gathered()
        if case.id not in self._born:
            self._before.setdefault(case.id, case.last - 1)
        self._known[case.id] = case
        self._events.append(event)

    async def _settle(self) -> None:
        events, self._events = self._events, []
        if not events:
            return
        moved, self._before = self._before, {}
        if moved:
            rows = [
                {"case_id": case_id, "last_before": moved[case_id], **_row(self._known[case_id], "id", "number")}
                for case_id in sorted(moved)
            ]
            await self.connection.execute(MOVE, rows)
        numbers = await self._number()
        for event in events:
            if event.case in numbers and event.number == 1:
                event = replace(event, changes={**event.changes, "number": numbers[event.case]})
            self._append(event)

    async def _number(self) -> dict[int, str]:
        """New cases get the next numbers of their day: a row everybody shares, so it is touched as late as can be."""
        born, self._born = self._born, {}
        for day in sorted(set(born.values())):
            ids = [case_id for case_id, of in born.items() if of == day]
            last = await self._count(day, len(ids))
            for running, case_id in enumerate(ids, start=last - len(ids) + 1):
                case = self._known[case_id]
                self._known[case_id] = changed(case, number=f"{case.number}{running:04d}")
        for case_id in born:
            self.append("cases", **_row(self._known[case_id]))
        return {case_id: self._known[case_id].number for case_id in born}

    async def _count(self, day: date, by: int) -> int:
        counted = self.upsert("numbers")
        raised = counted.on_conflict_do_update(
            index_elements=["district", "day"], set_={"last": NUMBERS.c.last + counted.excluded.last}
        ).returning(NUMBERS.c.last)
        return int((await self.peek(raised, district=self.district, day=day, last=by))[0][0])

    def _append(self, event: Event) -> None:
        self.append(
            "events", case_id=event.case, **columns(event, "case", "changes"), changes=dump_fields(Case, event.changes),
        )  # fmt: skip

    async def events(self, case: int) -> list[Event]:
        rows = await self.all(
            select(EVENTS).where(EVENTS.c.case_id == case, EVENTS.c.district == self.district).order_by(EVENTS.c.number)
        )
        return [event_of(row) for row in rows]

    async def happened(self, since: datetime, most: int) -> list[tuple[str, Event]]:
        """Events from a moment on, each with its case's number, in the order of their times."""
        recent = select(EVENTS, CASES.c.number.label("case_number")).join(CASES, CASES.c.id == EVENTS.c.case_id)
        recent = recent.where(EVENTS.c.district == self.district, EVENTS.c.at >= since)
        rows = await self.all(recent.order_by(EVENTS.c.at, EVENTS.c.case_id, EVENTS.c.number).limit(most))
        return [(row.case_number, event_of(row)) for row in rows]

    async def latest(self) -> datetime | None:
        """When something last happened."""
        found: datetime | None = await self.scalar(select(func.max(EVENTS.c.at)).where(EVENTS.c.district == self.district))
        return found

    async def histories(self, after: int, limit: int) -> list[tuple[Case, list[Event]]]:
        page = await self.all(self._cases().where(CASES.c.id > after).order_by(CASES.c.id).limit(limit))
        known: dict[int, list[Event]] = {row.id: [] for row in page}
        listed = select(EVENTS).where(among(EVENTS.c.case_id, "ids")).order_by(EVENTS.c.case_id, EVENTS.c.number)
        for row in await self.all(listed, ids=list(known)):
            known[row.case_id].append(event_of(row))
        return [(case_of(row), known[row.id]) for row in page]

    async def parts_of(self, case: int) -> list[int]:
        written = [row.id for row in await self.peek(PARTS_OF, whole=case)]
        return written + [one for one in self._born if self._known[one].part_of == case]

    async def merged_into(self, case: int) -> list[int]:
        return [row.id for row in await self.peek(MERGED_INTO, into=case)]

    async def reported_since(self, since: datetime, after: int, limit: int) -> list[Case]:
        """With ids above `after`, in their order."""
        listed = self._cases().where(CASES.c.reported_at >= since, CASES.c.id > after, CASES.c.part_of.is_(None))
        return [case_of(row) for row in await self.all(listed.order_by(CASES.c.id).limit(limit))]

    # --- lists ---

    def _cases(self) -> Any:
        return select(CASES).where(CASES.c.district == self.district)

    def _queue(self, key: str) -> tuple[Any, Any]:
        """What stands in a queue, and by which moment it is ordered."""
        if key == DISPATCHERS:
            return self._cases().where(WAITS), CASES.c.reported_at
        inside = and_(CASES.c.department == key, CASES.c.status.in_(WITH_DEPARTMENT), CASES.c.ended_at.is_(None))
        return self._cases().where(inside), CASES.c.deadline

    async def queue(self, key: str, limit: int, skip: int = 0) -> list[Case]:
        """Two stretches of one index, urgent cases and others, however long the queue."""
        inside, moment = self._queue(key)

        def first(urgent: bool) -> Any:
            kind = inside.where(CASES.c.urgent.is_(urgent)).with_only_columns(CASES.c.id)
            return select(kind.order_by(moment, CASES.c.id).limit(skip + limit).subquery())

        ids = union_all(first(True), first(False)).subquery()
        ordered = self._cases().join(ids, ids.c.id == CASES.c.id)
        ordered = ordered.order_by(CASES.c.urgent.desc(), moment, CASES.c.id).limit(limit).offset(skip)
        return [case_of(row) for row in await self.all(ordered)]

    async def queued(self, key: str, most: int) -> int:
        inside, moment = self._queue(key)
        some = inside.with_only_columns(CASES.c.id).order_by(CASES.c.urgent, moment, CASES.c.id).limit(most).subquery()
        return int(await self.scalar(select(func.count()).select_from(some)))

    async def to_look_at(self, person: int, grids: Collection[str], limit: int, *, everywhere: bool) -> list[Case]:
        checked = CASES.c.status == Status.CHECKING.value
        theirs = and_(CASES.c.status.in_((Status.VERIFYING.value, Status.CHECKING.value)), CASES.c.grid.in_(sorted(grids)))
        waiting = self._cases().where(CASES.c.ended_at.is_(None), or_(theirs, checked) if everywhere else theirs)
        waiting = waiting.where(CASES.c.clearer.is_distinct_from(person))
        ordered = waiting.order_by(CASES.c.urgent.desc(), CASES.c.reported_at, CASES.c.id).limit(limit)
        return [case_of(row) for row in await self.all(ordered)]

    async def mine(self, person: int, limit: int) -> list[Case]:
        recent = self._cases().where(CASES.c.reporter == person).order_by(CASES.c.reported_at.desc()).limit(limit)
        return [case_of(row) for row in await self.all(recent)]

    async def mine_lately(self, person: int, limit: int) -> list[Case]:
        rows = await self.peek(MINE, person=person, most=limit)
        found = {row.id: self._known.get(row.id) or case_of(row) for row in rows}
        found |= {case: self._known[case] for case in self._born if self._known[case].reporter == person}
        return sorted(found.values(), key=lambda case: (case.reported_at, case.id), reverse=True)[:limit]

    async def reported_by(self, person: int, since: datetime) -> int:
        new = sum(self._known[case].reporter == person for case in self._born)
        return new + int((await self.peek(REPORTED_BY, person=person, since=since))[0][0])

    def _going_on(self, *where: Any) -> Any:
        return self._cases().where(CASES.c.ended_at.is_(None), *where).order_by(CASES.c.id)

    async def _held(self, listed: Any) -> list[Case]:
        """As they are now, nobody else moving them until the end."""
        ids = [row.id for row in await self.all(listed.with_only_columns(CASES.c.id))]
        known = await self.known(ids)
        return [known[case] for case in ids if case in known]

    async def claimed_by(self, person: int) -> list[Case]:
        return await self._held(self._going_on(CASES.c.claimer == person, CASES.c.status.in_(CLAIMED)))

    async def sponsored(self, person: int, grids: Collection[str], limit: int) -> list[Case]:
        behind = or_(CASES.c.sponsor == person, CASES.c.grid.in_(sorted(grids)))
        found = (
            self._cases().where(CASES.c.ended_at.is_(None), behind).order_by(CASES.c.overdue.desc(), CASES.c.deadline, CASES.c.id)
        )
        return [case_of(row) for row in await self.all(found.limit(limit))]

    async def drawn(self, limit: int) -> list[Case]:
        return [case_of(row) for row in await self.all(self._cases().where(DRAWN).order_by(CASES.c.id).limit(limit))]

    async def kept_by(self, person: int, limit: int) -> list[Case]:
        kept = CASES.c.keeper == person, CASES.c.ended_at.is_(None)
        return [case_of(row) for row in await self.all(self._cases().where(*kept).order_by(CASES.c.id).limit(limit))]

    async def to_be_seen(self, grid: str | None) -> list[Case]:
        looked_at = CASES.c.status.in_((Status.VERIFYING.value, Status.CHECKING.value))
        return await self._held(self._going_on(looked_at, *([CASES.c.grid == grid] if grid else [])))

    async def in_department(self, department: str) -> list[Case]:
        return await self._held(self._going_on(CASES.c.department == department, CASES.c.status.in_(WITH_DEPARTMENT)))

    async def unclaimed(self, department: str, limit: int) -> list[Case]:
        waits = CASES.c.department == department, CASES.c.status.in_(UNCLAIMED), CASES.c.ended_at.is_(None)
        ordered = self._cases().where(*waits).order_by(CASES.c.urgent.desc(), CASES.c.deadline, CASES.c.id)
        return [case_of(row) for row in await self.all(ordered.limit(limit))]

    async def standing(self) -> Standing:
        late = select(CASES.c.id).where(CASES.c.district == self.district, CASES.c.ended_at.is_(None), CASES.c.overdue.is_(True))
        kept = (
            CASES.c.district == self.district,
            CASES.c.ended_at.is_(None),
            CASES.c.keeper.is_not(None),
            CASES.c.overdue.is_(True),
        )
        return Standing(
            claimers=await self._open(CASES.c.claimer, Status.CLAIMED),
            keepers={row[0] for row in await self.all(select(CASES.c.keeper).where(*kept).distinct())},
            departments=await self._open(CASES.c.department, Status.QUEUED, Status.REWORK),
            grids=await self._open(CASES.c.grid, Status.VERIFYING, Status.CHECKING),
            waiting=bool(await self._open(CASES.c.status, Status.REPORTED, Status.RETURNED, Status.UNCHECKABLE)),
            checking=bool(await self._open(CASES.c.status, Status.CHECKING)),
            late=bool(await self.all(late.limit(1))),
            asked=bool(await self.asked(1)),
            drawn=bool(await self.drawn(1)),
        )

    async def asked(self, limit: int) -> list[Case]:
        waits = self._cases().where(CASES.c.request.is_not(None))
        return [case_of(row) for row in await self.all(waits.order_by(CASES.c.id).limit(limit))]

    async def again(self, limit: int) -> list[Case]:
        once_more = EVENTS.c.case_id == CASES.c.id, EVENTS.c.action == Action.DISPATCH.value, EVENTS.c.other.is_not(None)
        found = self._cases().where(CASES.c.ended_at.is_(None), exists().where(*once_more))
        return [case_of(row) for row in await self.all(found.order_by(CASES.c.id.desc()).limit(limit))]

    async def _open(self, column: Any, *statuses: Status) -> set[Any]:
        """What a column says of open cases that stand so."""
        some = select(column).where(CASES.c.district == self.district, CASES.c.ended_at.is_(None), column.is_not(None))
        return {row[0] for row in await self.all(some.where(CASES.c.status.in_(sorted(statuses))).distinct())}

    async def due(self, now: datetime, limit: int, without: Collection[int] = ()) -> list[Case]:
        """Held until the end; what somebody else holds is left for the next time."""
        found = self._going_on(CASES.c.wake_at <= now, CASES.c.id.not_in(sorted(without))).limit(limit)
        found = found.with_for_update(skip_locked=True) if self.scope.writes else found
        cases = [case_of(row) for row in await self.all(found)]
        self._known |= {case.id: case for case in cases}
        return cases


def _row(case: Case, *without: str) -> dict[str, Any]:
    return columns(case, *without) | {"wake_at": wake_at(case)}


def case_of(row: Row[Any]) -> Case:
    return of_row(Case, row)


def event_of(row: Row[Any]) -> Event:
    return of_row(Event, row, case=row.case_id, changes=load_fields(Case, row.changes))
