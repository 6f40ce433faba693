"""`wangge watch`: what happens, as it happens, in every district: a line for each step of a case. Codes and ids, nobody's
name and nobody's words. Hints from the service wake it; what happened stands in the records, and without hints it looks
every second."""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.clock import Clock
from cases.casework.case import Event
from storage.engine.database import PATIENCE_MS, Database

LATE = timedelta(milliseconds=PATIENCE_MS + 5000)
"""So long after the moment it bears something may still be committed."""
MOST = 10_000


class Watch:
    def __init__(self, database: Database, say: Callable[[str], None]) -> None:
        self._database = database
        self._say = say
        self._told: dict[tuple[str, int, int], datetime] = {}
        """What was said lately: district, case and event, and when it was."""
        self._fresh = True

    async def once(self) -> bool:
        """Says what is new; at first nothing is. False when there was nothing."""
        told = len(self._told)
        async with self._database.reading("", Clock().now) as tx:
            districts = sorted(await tx.editions.districts())
        for code in districts:
            async with self._database.reading(code, Clock().now) as tx:
                newest = await tx.cases.latest()
                found = await tx.cases.happened(newest - LATE, MOST) if newest else []
                staff = {person.id for person in await tx.people.staff()}
            for number, event in found:
                self._one(code, number, event, staff)
            self._told = {key: at for key, at in self._told.items() if not newest or key[0] != code or at >= newest - LATE}
        if self._fresh:
            self._say(f"watching {', '.join(districts)}")
        self._fresh = False
        return len(self._told) > told

    def _one(self, code: str, number: str, event: Event, staff: Collection[int]) -> None:
        key = (code, event.case, event.number)
        if key not in self._told and not self._fresh:
            self._say(line(code, number, event, staff))
        self._told[key] = event.at


def line(code: str, number: str, event: Event, staff: Collection[int]) -> str:
    """When, where, which case, what, by whom, and what it is now where that changed; residents are not named, not even by id."""
    now = {name: event.changes[name] for name in ("status", "department") if event.changes.get(name)}
    known = f"by {event.actor}" if event.actor in staff else "by a resident"
    whom = known if event.actor else "by the clock"
    then = f" → {' '.join(str(value) for value in now.values())}" if now else ""
    return f"{event.at:%Y-%m-%d %H:%M:%S}Z {code} {number} {event.action} {whom}{then}"
