"""When each person was last called by what can wait."""

from datetime import datetime

from sqlalchemy import bindparam, select

from storage.engine.sql import Records, Scope, here
from storage.tables import TABLES

CALLED = TABLES["called"]
OF = select(CALLED.c.at).where(here(CALLED), CALLED.c.person == bindparam("whom"))


class NoticeRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._called: dict[int, datetime] = {}

    async def called(self, person: int) -> datetime | None:
        if person not in self._called:
            rows = await self.peek(OF, whom=person)
            if not rows:
                return None
            self._called[person] = rows[0].at
        return self._called[person]

    async def call(self, person: int, at: datetime) -> None:
        self._called[person] = at
        self.put("called", person=person, at=at)
