"""`make faults`: the long storm over both stores. The last line is one JSON object; it ends with 1 if anything was wrong.
Options: KILLS (default 300 in all), SEED (to repeat)."""

import asyncio
import json
import random
import sys
import tempfile
from pathlib import Path

from tests.faults.storm import storm


def main() -> None:
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    stores = sys.argv[3].split(",") if len(sys.argv) > 3 else ["postgresql", "sqlite"]
    found = []
    for store in stores:
        folder = Path(tempfile.mkdtemp(prefix="wangge-faults-"))
        say(f"{store}: {kills // len(stores)} kills, seed {seed}, logs in {folder}")
        found.append(asyncio.run(storm(folder, store, seed, kills // len(stores), say)))
        for key, value in found[-1].items():
            print(f"{store:12} {key:20} {value}")
    print(json.dumps({"storms": found, "wrong": sum(len(one["wrong"]) for one in found)}, ensure_ascii=False))
    sys.exit(any(one["wrong"] for one in found))


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
