"""Whatever people do with a case, in whatever order: it goes only where a move leads, its history says what it is, and somebody
always has it in hand."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from random import Random
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases import audit
from cases.casework import rights, telling
from cases.casework.acting import act
from cases.casework.case import OVER, Action, Case, Status
from cases.casework.moves import BUTTONS, MOVES
from cases.errors import Refusal
from cases.figures.facts import Measure, facts
from cases.people import CLOCK, Person
from tests.cases.office import Office
from tests.cases.records import at_work

T = TypeVar("T")
COMPLAINTS = ("门口垃圾堆了好几天", "请来看看，很不像样")
TIMED = (Action.UNVERIFIED, Action.OVERDUE, Action.RECHECK, Action.RELEASE, Action.RING, Action.LAPSE)
EVERYBODY = (
    "worker1", "worker2", "lead_chengguan_1", "lead_chengguan_2", "lead_huanwei_1", "dispatcher", "supervisor", "admin", "resident",
)  # fmt: skip
DISTRICT = build(read(DEFAULT_PACK), 1)


class Life(RuleBasedStateMachine):
    """One case of the example district, on records that are as before when it ends."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.open = AsyncExitStack()
        self.case: Case
        self.office: Office
        self.everybody: list[Person]
        self.before: Status | None = None
        self.waits(self._opened())

    def waits(self, what: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(what)

    async def _opened(self) -> None:
        self.office = Office(await self.open.enter_async_context(at_work(DISTRICT)))
        self.everybody = [await self.office.person(username) for username in EVERYBODY]

    @initialize()
    def begins(self) -> None:
        self.case = self.waits(self.office.reported())

    @rule(seed=st.integers(0, 1 << 32))
    def a_day_passes(self, seed: int) -> None:
        """Ten things happen; what has come to its end is followed by another report, or a complaint in words, clear or not."""
        chance = Random(seed)
        for _ in range(10):
            if self.case.status in OVER and not chance.randrange(3):
                self.case = self.waits(chance.choice([self.office.reported, *map(self._complaint, COMPLAINTS)])())
            happens = chance.choice([self.somebody_does] * 6 + [self.nobody_does, self.time_does])
            happens(chance.randrange(10_000))
            self.its_history_says_what_it_is()
            self.somebody_has_it_in_hand()

    def _complaint(self, words: str) -> Callable[[], Coroutine[Any, Any, Case]]:
        return lambda: self.office.complains(words)

    def somebody_does(self, choice: int) -> None:
        """What their card offers."""
        doing: dict[Action, list[Person]] = defaultdict(list)
        for one in self.everybody:
            for offered in rights.offered(one, self.case):
                doing[offered].append(one)
        if not doing:
            assert not self.case.open or self.case.status in (Status.PROMISED, Status.SUSPENDED)
            return
        action, before = sorted(doing)[choice % len(doing)], self.case.status
        person = doing[action][choice % len(doing[action])]
        self.case = self.waits(self.office.fills(person, self.case, action, choice))
        assert before in MOVES[action].sources

    def nobody_does(self, choice: int) -> None:
        """What their card does not offer."""
        person = self.everybody[choice % len(self.everybody)]
        others = [one for one in BUTTONS if one not in rights.offered(person, self.case)]
        with pytest.raises(Refusal):
            self.waits(act(self.office.work, person, self.case.id, self.case.step, others[choice % len(others)]))

    def time_does(self, choice: int) -> None:
        action = TIMED[choice % len(TIMED)]
        if rights.possible(action, self.case) and not (action is Action.OVERDUE and self.case.overdue):
            self.case = self.waits(act(self.office.work, CLOCK, self.case.id, self.case.step, action))

    @invariant()
    def its_history_says_what_it_is(self) -> None:
        if hasattr(self, "case"):
            events = self.waits(self.office.work.store.cases.events(self.case.id))
            self.case = self.waits(self.office.work.store.cases.get(self.case.id))
            assert list(audit.faults(self.case, events)) == []

    @invariant()
    def its_figures_add_up(self) -> None:
        if hasattr(self, "case"):
            counts: Counter[Measure] = Counter()
            for one in facts(self.waits(self.office.work.store.cases.events(self.case.id))):
                counts[one.measure] += one.count
            assert counts[Measure.REPORTED] == 1
            assert 0 <= counts[Measure.ON_TIME] + counts[Measure.LATE] <= counts[Measure.DUE]
            assert 0 <= counts[Measure.ENDED_ON_TIME] + counts[Measure.ENDED_LATE] <= counts[Measure.TO_END]

    @invariant()
    def somebody_has_it_in_hand(self) -> None:
        if hasattr(self, "case") and self.case.status not in OVER | {Status.PROMISED, Status.SUSPENDED, Status.CLAIMED}:
            assert self.case.status is not Status.FILED
            assert self.waits(telling.addresses(self.office.work, self.case))

    def teardown(self) -> None:
        self.waits(self.open.aclose())
        self.loop.close()


TestLife = Life.TestCase
TestLife.settings = settings(
    max_examples=10, stateful_step_count=5, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
