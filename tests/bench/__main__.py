"""`make bench`: figures as ratios within one run. The last line of output is one JSON object with every figure."""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from statistics import median

from tests.bench import pictures, updates

ROUNDS = 3


async def main() -> None:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="wangge-bench-") as folder:
        rounds = []
        for number in range(ROUNDS):
            progress(f"updates, round {number + 1} of {ROUNDS}")
            rounds.append(await updates.measure(Path(folder) / str(number)))
        found |= {key: median(one[key] for one in rounds) for key in rounds[0]}
    progress("pictures")
    found |= pictures.measure()
    for key, value in found.items():
        print(f"{key:48} {value:12.3f}")
    print(json.dumps({key: round(value, 4) for key, value in found.items()}))


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


asyncio.run(main())
