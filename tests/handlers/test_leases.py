"""Processes of one kind share the districts out among themselves: nobody holds what another does, and nothing is nobody's."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.clock import Clock
from handlers.leases import Lease, Leases
from storage.engine.database import Database
from storage.leases import LEASES

DISTRICTS = [f"d{number:02d}" for number in range(11)]
ENDED = Clock().now() - timedelta(minutes=1)


@pytest.fixture
async def database(begun_url: str) -> AsyncIterator[Database]:
    database = Database(begun_url)
    yield database
    await database.close()


class Process:
    def __init__(self, database: Database, holder: str, districts: Sequence[str] = DISTRICTS) -> None:
        self.leases = Leases(database, Clock().now, holder)
        self.wanted = {code: self.leases.of(code, "courier") for code in districts}

    @property
    def held(self) -> set[str]:
        return {code for code, lease in self.wanted.items() if lease.held}

    def having(self, code: str) -> Lease:
        return self.wanted[code]


async def some_rounds(*processes: Process) -> None:
    for _ in range(4):
        for process in processes:
            await process.leases.renew()


async def test_whoever_comes_gets_as_many_as_everybody_has(database: Database) -> None:
    one, two, three = (Process(database, name) for name in ("one", "two", "three"))
    await some_rounds(one)
    assert one.held == set(DISTRICTS)
    await some_rounds(one, two)
    assert sorted(map(len, (one.held, two.held))) == [5, 6]
    await some_rounds(one, two, three)
    assert sorted(map(len, (one.held, two.held, three.held))) == [3, 4, 4]
    assert one.held | two.held | three.held == set(DISTRICTS)


async def test_what_is_in_hand_is_brought_to_its_end_first(database: Database) -> None:
    one, two = Process(database, "one"), Process(database, "two")
    await some_rounds(one)
    one.having("d10").in_hand = True
    await some_rounds(one, two)
    assert "d10" not in one.held | two.held  # nothing new is begun under it, and nobody else begins
    one.having("d10").in_hand = False
    await some_rounds(one, two)
    assert one.held | two.held == set(DISTRICTS)


@pytest.mark.parametrize("gone", ["stopped", "killed"])
async def test_what_one_had_that_is_gone_the_others_take(database: Database, gone: str) -> None:
    one, two = Process(database, "one"), Process(database, "two")
    await some_rounds(one, two)
    assert len(two.held) == 5
    if gone == "stopped":
        await one.leases.give_back()
    else:
        async with database.writing("", Clock().now) as tx:
            ended = update(LEASES).where(LEASES.c.holder == "one").values(until=ENDED)
            await tx.leases.run(ended)
    await some_rounds(two)
    assert two.held == set(DISTRICTS)


async def test_what_one_process_alone_knows_of_is_not_left_to_another(database: Database) -> None:
    """Districts whose tokens lie on one machine only."""
    one, two = Process(database, "one", DISTRICTS), Process(database, "two", DISTRICTS[:1])
    await some_rounds(two, one)
    assert len(one.held) == 6
    async with database.writing("", Clock().now) as tx:
        await tx.leases.run(update(LEASES).where(LEASES.c.holder == "").values(until=ENDED))
    await one.leases.renew()
    assert one.held | two.held == set(DISTRICTS)


async def test_what_was_let_go_is_taken_again_when_a_newcomer_is_gone(database: Database) -> None:
    one, two = Process(database, "one"), Process(database, "two")
    await some_rounds(one)
    await some_rounds(one, two)
    assert len(two.held) == 5
    await two.leases.give_back()
    await some_rounds(one)
    assert one.held == set(DISTRICTS)
