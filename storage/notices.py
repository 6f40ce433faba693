"""Since when, and how often, people and places were called by what can wait, and for what beside."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select

from cases.notices.calls import Call
from cases.outbox import Address
from storage.engine.sql import Records, Scope, here
from storage.tables import TABLES

CALLED, GATHERED = TABLES["called"], TABLES["gathered"]
OF = select(CALLED.c.at, CALLED.c.times).where(
    here(CALLED), CALLED.c.chat == bindparam("there"), CALLED.c.thread == bindparam("in_thread")
)
FOR = (
    select(GATHERED.c.case_id).where(here(GATHERED), GATHERED.c.chat == bindparam("there"))
    .order_by(GATHERED.c.at, GATHERED.c.case_id)
)  # fmt: skip


class NoticeRecords(Records):
    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._called: dict[Address, Call] = {}

    async def called(self, address: Address) -> Call | None:
        if address not in self._called:
            rows = await self.peek(OF, there=address.chat, in_thread=address.thread or 0)
            if not rows:
                return None
            self._called[address] = Call(at=rows[0].at, times=rows[0].times)
        return self._called[address]

    async def call(self, address: Address, call: Call) -> None:
        self._called[address] = call
        self.put("called", chat=address.chat, thread=address.thread or 0, at=call.at, times=call.times)

    async def call_for(self, address: Address, case: int) -> None:
        self.put("gathered", chat=address.chat, case_id=case, at=self.now)

    async def called_for(self, address: Address) -> list[int]:
        return [row.case_id for row in await self.all(FOR, ours=self.district, there=address.chat)]

    async def forget(self, before: datetime) -> None:
        await self.run(delete(GATHERED).where(GATHERED.c.district == self.district, GATHERED.c.at < before))
