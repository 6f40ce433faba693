"""`make bench`: figures as ratios within one run. Names of parts may be given; the last line of output is one JSON object."""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench import (
    captions,
    districts,
    figures,
    finding,
    folding,
    growth,
    held,
    pictures,
    reckoned,
    scale,
    sending,
    starting,
    updates,
)
from tests.explained import scans
from tests.servers import Postgres, postgres

ROUNDS, GROUPS = 5, 8
PAST = 1_000_000
Part = Callable[[Path, Postgres], Awaitable[dict[str, float]]]


def embedded(folder: Path) -> str:
    folder.mkdir(parents=True)
    return f"sqlite:///{folder / 'wangge.db'}"


async def _pictures(_folder: Path, _server: Postgres) -> dict[str, float]:
    return pictures.measure()


async def _captions(_folder: Path, _server: Postgres) -> dict[str, float]:
    return captions.measure()


async def _deadlines(_folder: Path, _server: Postgres) -> dict[str, float]:
    return reckoned.measure()


async def _plans(folder: Path, server: Postgres) -> dict[str, float]:
    statements, found = await scans(folder, server.database("plans"), PAST)
    for one in found:
        print(one)
    return {"cases": PAST, "statements_explained": statements, "sequential_scans_of_a_large_table": len(found)}


PARTS: dict[str, Part] = {
    "captions": _captions,
    "updates_sqlite": lambda folder, _: updates.measure(folder / "data", embedded(folder), ROUNDS, GROUPS),
    "updates_postgresql": lambda folder, server: updates.measure(folder / "data", server.database("updates"), ROUNDS, GROUPS),
    "scaling": lambda folder, server: scale.measure(folder, server.database("scaling")),
    "sending": lambda folder, server: sending.measure(folder, server.database("sending")),
    "folding": lambda folder, _: folding.measure(folder / "data", embedded(folder)),
    "finding_sqlite": lambda folder, _: finding.measure(embedded(folder)),
    "finding_postgresql": lambda _, server: finding.measure(server.database("finding")),
    "figures_sqlite": lambda folder, _: figures.measure(embedded(folder)),
    "figures_postgresql": lambda _, server: figures.measure(server.database("figures")),
    "growth": lambda folder, server: growth.measure(folder, server),
    "plans": _plans,
    "held": lambda folder, server: held.measure(folder, server.database("held")),
    "starting": lambda folder, server: starting.measure(folder, server.database("starting")),
    "pictures": _pictures,
    "deadlines": _deadlines,
    "districts_sqlite": lambda folder, _: districts.measure(folder / "data", embedded(folder)),
    "districts_postgresql": lambda folder, server: districts.measure(folder / "data", server.database("districts")),
}


async def main(wanted: list[str]) -> None:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder, postgres(durable=True) as server:
        for name in wanted or PARTS:
            progress(name)
            figures = await PARTS[name](Path(folder) / name, server)
            for key, value in figures.items():
                found[f"{name}.{key}"] = value
                print(f"{name:20} {key:48} {value:12.3f}", flush=True)
    print(json.dumps({key: round(value, 4) for key, value in found.items()}))


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


asyncio.run(main(sys.argv[1:]))
