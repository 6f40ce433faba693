"""Whatever people do with a case, in whatever order: it goes only where a move leads, its history says what it is, and somebody
always has it in hand."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.clock import Clock
from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases import audit
from cases.casework import rights, telling
from cases.casework.acting import act
from cases.casework.case import OVER, Action, Case, Status
from cases.casework.moves import MOVES
from cases.errors import Refusal
from cases.people import CLOCK, Person
from cases.work import Work
from storage.engine.database import Database
from tests.begun import begun
from tests.cases.office import Office
from tests.stories.derived import store_in

T = TypeVar("T")
EVERYBODY = (
    "worker1", "worker2", "lead_chengguan_1", "lead_chengguan_2", "lead_huanwei_1", "dispatcher", "supervisor", "admin", "resident",
)  # fmt: skip
DISTRICT = build(read(DEFAULT_PACK), 1)


class Life(RuleBasedStateMachine):
    """One case of the example district, on records of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp(prefix="wangge-life-"))
        shutil.copy(begun(), self.folder)
        self.open = AsyncExitStack()
        self.case: Case
        self.office: Office
        self.everybody: list[Person]
        self.before: Status | None = None
        self.waits(self._opened())

    def waits(self, what: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(what)

    async def _opened(self) -> None:
        database = Database(store_in(self.folder))
        self.open.push_async_callback(database.close)
        tx = await self.open.enter_async_context(database.writing(DISTRICT.code, Clock().now))
        self.office = Office(Work(store=tx, district=DISTRICT, now=tx.now))
        self.everybody = [await self.office.person(username) for username in EVERYBODY]

    @initialize(complained=st.booleans(), sorted_=st.booleans())
    def begins(self, complained: bool, sorted_: bool) -> None:
        """A worker's report, or a resident's complaint in words."""
        words = "门口垃圾堆了好几天" if sorted_ else "请来看看，很不像样"
        self.case = self.waits(self.office.complains(words) if complained else self.office.reported())

    @rule(data=st.data())
    def somebody_does_what_their_card_offers(self, data: st.DataObject) -> None:
        doing = [(person, action) for person in self.everybody for action in rights.offered(person, self.case)]
        if not doing:
            assert not self.case.open or self.case.status is Status.PROMISED
            return
        person, action = data.draw(st.sampled_from(doing))
        before = self.case.status
        self.case = self.waits(self.office.fills(person, self.case, action, data.draw(st.integers(0, 9))))
        assert MOVES[action].targets == () or before in MOVES[action].sources

    @rule(data=st.data())
    def nobody_does_what_theirs_does_not(self, data: st.DataObject) -> None:
        person = data.draw(st.sampled_from(self.everybody))
        action = data.draw(st.sampled_from([one for one in Action if one not in rights.offered(person, self.case)]))
        if action is Action.NOTE or action is Action.SELF_CLEAR:
            return
        try:
            self.waits(act(self.office.work, person, self.case.id, self.case.step, action))
        except Refusal:
            return
        raise AssertionError(f"{person.name} did {action} on a case that is {self.case.status}")

    @rule(action=st.sampled_from([Action.UNVERIFIED, Action.OVERDUE, Action.RECHECK, Action.RELEASE]))
    def time_does_what_it_may(self, action: Action) -> None:
        if rights.possible(action, self.case) and not (action is Action.OVERDUE and self.case.overdue):
            self.case = self.waits(act(self.office.work, CLOCK, self.case.id, self.case.step, action))

    @invariant()
    def its_history_says_what_it_is(self) -> None:
        if hasattr(self, "case"):
            events = self.waits(self.office.work.store.cases.events(self.case.id))
            self.case = self.waits(self.office.work.store.cases.get(self.case.id))
            assert list(audit.faults(self.case, events)) == []

    @invariant()
    def somebody_has_it_in_hand(self) -> None:
        if hasattr(self, "case") and self.case.status not in OVER | {Status.PROMISED, Status.CLAIMED}:
            assert self.case.status is not Status.FILED
            assert self.waits(telling.addresses(self.office.work, self.case))

    def teardown(self) -> None:
        self.waits(self.open.aclose())
        self.loop.close()
        shutil.rmtree(self.folder, ignore_errors=True)


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=20, stateful_step_count=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
