"""How often the category of a caption nobody tuned to is named first, and offered; and what a guess costs. `heldout.csv` was
written apart from the words and sayings, and is only for this: never tune to it."""

import csv
import time
from collections.abc import Iterable
from pathlib import Path

from bot.pack.build import build
from bot.pack.read import read
from cases.intake import guessing

HELD_OUT = Path(__file__).with_name("heldout.csv")
PACK = Path("deploy/districts/example")
COMMON = {"E0102": 0}
"""Something is always offered."""


def measure() -> dict[str, float]:
    rows = list(csv.DictReader(HELD_OUT.read_text("utf-8").splitlines()))
    district = build(read(PACK), 1)
    begun = time.perf_counter()
    district.speech.likeness("")
    ready = time.perf_counter()
    found = [guessing.guesses(row["caption"], district, COMMON) for row in rows]
    done = time.perf_counter()
    right = [{row["code"]} for row in rows]
    also = [{row["code"], *row["also"].split(";")} for row in rows]
    sure = [(guesses[0].code, wanted) for guesses, wanted in zip(found, also, strict=True) if guesses[0].sure]
    return {
        "captions": len(rows),
        "named_first_percent": _share(guesses[0].code in wanted for guesses, wanted in zip(found, right, strict=True)),
        "named_first_or_as_good_percent": _share(guesses[0].code in wanted for guesses, wanted in zip(found, also, strict=True)),
        "offered_percent": _share(
            any(one.code in wanted for one in guesses) for guesses, wanted in zip(found, right, strict=True)
        ),
        "taken_percent": 100 * len(sure) / len(rows),
        "taken_rightly_percent": _share(code in wanted for code, wanted in sure),
        "ms_each": 1000 * (done - ready) / len(rows),
        "ms_to_get_ready": 1000 * (ready - begun),
    }


def _share(which: Iterable[bool]) -> float:
    found = list(which)
    return 100 * sum(found) / len(found)
