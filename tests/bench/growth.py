"""What an update and a queue's first page cost as the past grows: small and large districts on one server, in turn."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median

from sqlalchemy import text

from bot.app import Service, make_bot, make_shared
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases.board import cards
from cases.outbox import Purpose, Subject
from storage.engine.database import Database
from tests.bench.stories import Numbers, hire, wave
from tests.bench.updates import now
from tests.populated import populate
from tests.servers import Postgres

SMALL, LARGE, OPEN_SMALL, OPEN_LARGE = 10_000, 3_000_000, 100, 100_000
ROUNDS, BATCH = 9, 20


async def measure(folder: Path, server: Postgres) -> dict[str, float]:
    found = {}
    for name, past, still_open in (("small", SMALL, OPEN_SMALL), ("large", LARGE, OPEN_LARGE)):
        found[name] = await _district(folder / name, server.database(name), past, still_open)
    times: dict[str, list[float]] = {"small": [], "large": [], "small_queue": [], "large_queue": []}
    for number in range(ROUNDS):
        for name in ("small", "large") if number % 2 else ("large", "small"):
            update, queue = found[name]
            times[name].append(await update(number))
            times[f"{name}_queue"].append(await queue(number))
    middle = {name: median(values[1:]) for name, values in times.items()}
    return {
        "update_ms_small_past": 1000 * middle["small"], "update_ms_large_past": 1000 * middle["large"],
        "update_growth_ratio": middle["large"] / middle["small"], "large_past_cases": LARGE,
        "queue_ms_100_open": 1000 * middle["small_queue"], "queue_ms_100k_open": 1000 * middle["large_queue"],
        "queue_growth_ratio": middle["large_queue"] / middle["small_queue"],
    }  # fmt: skip


Timed = Callable[[int], Awaitable[float]]


async def _district(folder: Path, store: str, past: int, still_open: int) -> tuple[Timed, Timed]:
    config = read(folder, {"WANGGE_TOKEN": "100:x", "WANGGE_API": "http://127.0.0.1:9", "WANGGE_DATABASE": store}).prepared()
    database = Database(store)
    district = await open_records(config, Clock(), database)
    await populate(database, district.code, past)
    async with database.filling() as connection:
        opened = (
            f"UPDATE cases SET status = 'queued', ended_at = NULL, department = 'jiaojing' WHERE id < {10_000_000 + still_open}"
        )
        await connection.execute(text(opened))
    async with database.filling() as connection:
        await connection.execute(text("ANALYZE cases"))
    await hire(database, now, 0, 2 * BATCH * ROUNDS)
    service = Service(config, database, district, make_bot(config, config.token), "b", Clock(), make_shared(config))
    lane, numbers = next(iter(service.lanes)), Numbers()

    async def update(number: int) -> float:
        """Seconds for one update, photo or place, of a batch of twenty."""
        updates = await wave(database, now, numbers, [(BATCH * number + one, 0) for one in range(BATCH)])
        started = time.perf_counter()
        for raw in updates:
            await lane.handle([raw])
        return (time.perf_counter() - started) / BATCH

    async def queue(_number: int) -> float:
        started = time.perf_counter()
        for _ in range(20):
            async with service.office.reading() as (tx, work):
                (address,) = await tx.bindings.of(Purpose.DEPARTMENT, "jiaojing")
                await cards.card(work, Subject.QUEUE, "jiaojing", address)
        return (time.perf_counter() - started) / 20

    return update, queue
