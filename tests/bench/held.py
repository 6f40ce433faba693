"""What the courier's look at what waits costs while somebody holds an old snapshot, as a backup does: what was sent meanwhile
stays in the way as dead entries."""

import time
from pathlib import Path
from statistics import median

from sqlalchemy import text

from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases.outbox import Address, Letter
from storage.engine.database import Database
from tests.bench.updates import now

WAITING, SENT, LOOKS = 100, 20_000, 30
FIRST_CHAT, AT_ONCE = 50_000, 1000


async def measure(folder: Path, store: str) -> dict[str, float]:
    folder.mkdir(parents=True)
    config = read(folder, {"WANGGE_TOKEN": "100:x", "WANGGE_API": "http://127.0.0.1:9", "WANGGE_DATABASE": store}).prepared()
    database = Database(store)
    district = (await open_records(config, Clock(), database)).code
    await _write(database, district, WAITING)
    fresh = await _look(database, district)
    async with database.snapshot() as held:
        await held.execute(text("SELECT count(*) FROM letters"))
        await _write(database, district, SENT)
        async with database.filling() as connection:
            await connection.execute(text("UPDATE letters SET message = 1 WHERE message IS NULL"))
        await _write(database, district, WAITING)
        after = await _look(database, district)
        async with database.reading(district, now) as tx:
            floor = await tx.jobs.lowest()
        floored = await _look(database, district, floor)
    await database.close()
    under = f"after_{SENT}_sent_under_a_snapshot"
    return {
        "look_ms": 1000 * fresh, f"look_ms_{under}": 1000 * after, f"look_ms_from_a_floor_{under}": 1000 * floored,
        "from_a_floor_against_before": floored / fresh,
    }  # fmt: skip


async def _write(database: Database, district: str, letters: int) -> None:
    for start in range(0, letters, AT_ONCE):
        async with database.writing(district, now) as tx:
            for number in range(start, min(start + AT_ONCE, letters)):
                await tx.outbox.write(Letter(address=Address(chat=FIRST_CHAT + number), key="plain", facts={"text": "x"}))


async def _look(database: Database, district: str, floor: int = 0) -> float:
    """Seconds, the median of several."""
    taken = []
    for _ in range(LOOKS):
        started = time.perf_counter()
        async with database.reading(district, now) as tx:
            await tx.jobs.pressing(40, [], floor)
        taken.append(time.perf_counter() - started)
    return median(taken)
