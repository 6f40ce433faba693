"""One storm: people tell their stories while faults come at random instants, until so many were dealt; then the verdict."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from tests.faults.city import City, city
from tests.faults.telling import WORDS, Told, leaving, telling
from tests.faults.verdict import at_rest, verdict

MANY = range(100_000)
CALM = 0.5
"""Seconds between two faults, at the least."""


def faults_of(found: City) -> list[tuple[int, Callable[[], Awaitable[None]]]]:
    """Each fault and how often it comes, against the others."""
    everywhere: list[tuple[int, Callable[[], Awaitable[None]]]] = [
        (12, found.kill), (2, found.storm), (2, found.hang_up), (1, found.poison), (1, found.roll), (1, found.jump), (1, found.freeze),
        (1, found.malformed), (1, found.close_topic), (1, found.take_rights), (1, found.block), (1, found.load_edition),
    ]  # fmt: skip
    if found.database:
        return [*everywhere, (1, found.restart_database), (2, found.cut), (1, found.migrate), (2, found.forget_redis)]
    return [*everywhere, (1, found.fill_disk)]


async def storm(
    folder: Path, store: str, seed: int, kills: int, say: Callable[[str], None], *, spread: float = 2.0, least: int = 0
) -> dict[str, Any]:
    """`kills`: so many processes are killed, other faults between them, about every `spread` seconds; `least`: so many
    stories come to their end after it. Returns what was done and counted, and what is wrong: nothing, if all is well."""
    started = time.monotonic()
    told: list[Told] = []
    async with city(folder, store, seed) as found:
        raging = True
        enough = len(told) + least

        def going_on() -> bool:
            return raging or sum(one.closed for one in told) < enough

        async with asyncio.TaskGroup() as group:
            for department in WORDS:
                group.create_task(telling(found.town, department, MANY, told, going_on))
            group.create_task(leaving(found.town, told, lambda: raging))
            again = group.create_task(found.everything_twice())
            await _rage(found, kills, say, spread)
            again.cancel()
            await found.town.post("faults", clear=True)
            await found.all_ready()
            raging = False
        say(f"{store}: the storm is over, {sum(one.closed for one in told)} stories came to their end")
        await at_rest(found)
        wrong, counts = await verdict(found, told)
    done = {"stories": len(told), "closed": sum(one.closed for one in told), **found.counted, **counts}
    return {"store": store, "seed": seed, "seconds": round(time.monotonic() - started), **done, "wrong": wrong}


async def _rage(found: City, kills: int, say: Callable[[str], None], spread: float) -> None:
    table = faults_of(found)
    weights = [weight for weight, _ in table]
    while found.counted.get("kills", 0) < kills:
        await asyncio.sleep(CALM + found.chance.random() * spread)
        (_, fault) = found.chance.choices(table, weights)[0]
        await fault()
        dealt = found.counted.get("kills", 0)
        say(f"[{'#' * (20 * dealt // kills):<20}] {dealt}/{kills} kills · {fault.__name__}")
