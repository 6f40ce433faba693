"""Scaling out: the processor time of an update with four processes against one, each taking the same load; and who waits for whom."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import mean

import asyncpg

from storage.engine.database import Database
from tests.bench.stories import Numbers, hire, wave
from tests.bench.updates import Web, deaf_api, now, ours

RATE, EACH, PROCESSES = 60.0, 300, 4
"""Updates a second and in all for each process."""


async def measure(folder: Path, store: str) -> dict[str, float]:
    database = Database(store)
    numbers = Numbers(10_000_000)
    async with deaf_api() as api, AsyncExitStack() as stack:
        doors = [await stack.enter_async_context(ours(folder / "0", store, api))]
        await hire(database, now, 0, (2 * PROCESSES + 4) * EACH)
        await _load(doors, database, numbers, 0)
        alone, _ = await _load(doors, database, numbers, EACH)
        for number in range(1, PROCESSES):
            doors.append(await stack.enter_async_context(ours(folder / str(number), store, api)))
        await _load(doors, database, numbers, 2 * EACH)
        async with asyncio.TaskGroup() as group:
            watching = group.create_task(_waits(store))
            together, count = await _load(doors, database, numbers, (2 + PROCESSES) * EACH)
            watching.cancel()
    await database.close()
    return {
        "cpu_us_per_update_one_process": 1e6 * alone,
        "cpu_us_per_update_four_processes": 1e6 * together,
        "scaling_cpu_ratio": together / alone,
        "backends_waiting_for_a_lock_on_average": mean(WAITS) if WAITS else 0.0,
        "updates_over_four_processes": count,
    }


async def _load(doors: list[Web], database: Database, numbers: Numbers, first: int) -> tuple[float, int]:
    """Each process gets its share of first and second messages at the same pace: processor seconds an update, and how many."""
    before = [door.cpu() for door in doors]
    count = 0
    for step in (0, 1):
        people = range(first, first + EACH // 2 * len(doors))
        updates = await wave(database, now, numbers, [(person, step) for person in people])
        shares = [updates[number :: len(doors)] for number in range(len(doors))]
        await asyncio.gather(*(door.telegram.paced(share, RATE) for door, share in zip(doors, shares, strict=True)))
        count += len(updates)
    return sum(door.cpu() - then for door, then in zip(doors, before, strict=True)) / count, count


WAITS: list[int] = []


async def _waits(store: str) -> None:
    """How many of ours wait for a lock, looked up twenty times a second."""
    WAITS.clear()
    connection = await asyncpg.connect(store.replace("+asyncpg", ""))
    try:
        while True:
            asked = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'wangge' AND wait_event_type = 'Lock'"
            WAITS.append(await connection.fetchval(asked))
            await asyncio.sleep(0.05)
    finally:
        await connection.close()
