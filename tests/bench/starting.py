"""From start to ready against importing the two largest libraries; and whether memory grows with what was handled."""

import asyncio
import sys
import time
from pathlib import Path
from statistics import median

from storage.engine.database import Database
from tests.bench.stories import WORKER, Numbers, captioned, hire, placed
from tests.bench.updates import deaf_api, now, ours

FEW, MANY = 10_000, 100_000
ROUNDS = 3


async def measure(folder: Path, store: str) -> dict[str, float]:
    found: dict[str, float] = {}
    async with deaf_api() as api:
        async with ours(folder / "first", store, api):
            pass
        starts, imports = [], []
        for number in range(ROUNDS):
            imports.append(await _import())
            started = time.perf_counter()
            async with ours(folder / str(number), store, api):
                starts.append(time.perf_counter() - started)
        found |= {"start_to_ready_seconds": median(starts), "import_seconds": median(imports)}
        found["start_ratio_to_import"] = median(a / b for a, b in zip(starts, imports, strict=True))
        async with ours(folder / "memory", store, api) as door:
            await asyncio.sleep(1)
            found["memory_idle_mb"] = door.memory()
            database, numbers = Database(store), Numbers()
            await hire(database, now, 0, MANY // 2 + 100)
            done = 0
            for most in (FEW, MANY):
                while done < most:
                    people = range(done // 2, done // 2 + 250)
                    for tell in (captioned, placed):
                        await door.telegram.flood([tell(numbers(), WORKER + person) for person in people])
                    done += 500
                found[f"memory_after_{most}_updates_mb"] = door.memory()
            await database.close()
    found["memory_growth_ratio"] = found[f"memory_after_{MANY}_updates_mb"] / found[f"memory_after_{FEW}_updates_mb"]
    return found


async def _import() -> float:
    started = time.perf_counter()
    done = await asyncio.create_subprocess_exec(sys.executable, "-c", "import aiogram, sqlmodel")
    await done.wait()
    return time.perf_counter() - started
