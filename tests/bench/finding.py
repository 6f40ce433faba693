"""How long it takes to find cases among a million, by words of two characters, street and category, and what is left of the rest."""

import asyncio
import time
from datetime import UTC, datetime
from random import Random
from statistics import quantiles

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from cases.board.search import meant
from cases.casework.query import Scope
from cases.district.geo import Point
from storage.engine.database import Database, migrate
from tests.bench.folding import example
from tests.bench.updates import now
from tests.populated import NUMBERS, populate

PAST, ASKED = 1_000_000, 200
FIRST = 10_000_000
STREETS, MATTERS = 400, 40
"""How many there are; each case names one of each, a few much more often than the others."""


def street(number: int) -> str:
    """Two characters, of each of which two grams more are made with 路 in a search."""
    return chr(0x4E00 + number * 7) + chr(0x5200 + number * 3)


def matter(number: int) -> str:
    return chr(0x6000 + number * 5) + chr(0x7000 + number * 11)


async def measure(store: str) -> dict[str, float]:
    await asyncio.to_thread(migrate, store)
    database = Database(store)
    district = example()
    await populate(database, district.code, PAST, first=FIRST)
    await _named(database, district.code)
    if not database.embedded:
        await _settled(store)
    chance = Random(26)
    asked = [_asked(chance) for _ in range(ASKED)]
    waits: list[float] = []
    for words in asked:
        query = meant(district, words, now())
        async with database.reading(district.code, now) as tx:
            begun = time.perf_counter()
            await tx.search.count(query, Scope(everything=True), 1000)
            await tx.search.find(query, Scope(everything=True), 8)
            waits.append(time.perf_counter() - begun)
    near, before = await _near(database, district.code, chance)
    await database.close()
    cuts = quantiles(waits, n=100)
    return {
        "cases": PAST,
        "p50_ms_to_find": 1000 * cuts[49],
        "p95_ms_to_find": 1000 * cuts[94],
        "most_ms_to_find": 1000 * max(waits),
        "p95_ms_of_open_ones_near": 1000 * quantiles(near, n=100)[94],
        "p95_ms_of_closed_ones_near": 1000 * quantiles(before, n=100)[94],
    }


async def _near(database: Database, district: str, chance: Random) -> tuple[list[float], list[float]]:
    """What is open within forty metres of a place, and what was closed there lately: a million lie in ten kilometres square."""
    near: list[float] = []
    before: list[float] = []
    for _ in range(ASKED):
        point = Point(lat=30.2 + chance.random() / 10, lon=120.1 + chance.random() / 10)
        async with database.reading(district, now) as tx:
            begun = time.perf_counter()
            await tx.voices.near(["E0504"], point, 40.0)
            near.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            await tx.voices.closed_near("E0504", point, 40.0, datetime(2026, 10, 1, tzinfo=UTC))
            before.append(time.perf_counter() - begun)
    return near, before


async def _settled(store: str) -> None:
    """As the database's own housekeeping leaves a million rows that were not written a moment ago."""
    engine = create_async_engine(store, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("VACUUM (ANALYZE)"))
    await engine.dispose()


def _asked(chance: Random) -> str:
    """A street, what is the matter, or both; with a status or without."""
    words = [street(int(STREETS * chance.random() ** 3)), matter(int(MATTERS * chance.random() ** 2))]
    chosen = words if chance.random() < 0.5 else [chance.choice(words)]
    return " ".join([*chosen, *(["!queued"] if chance.random() < 0.3 else [])])


async def _named(database: Database, district: str) -> None:
    """By what each case is found: a street by the cube of chance, so that one in some thirteen cases names the commonest."""
    async with database.filling() as connection:
        await connection.execute(
            text("CREATE TABLE vocabulary (kind integer, number integer, gram varchar, PRIMARY KEY (kind, number))")
        )
        rows = [{"kind": 0, "number": one, "gram": street(one)} for one in range(STREETS)]
        rows += [{"kind": 1, "number": one, "gram": matter(one)} for one in range(MATTERS)]
        await connection.execute(text("INSERT INTO vocabulary VALUES (:kind, :number, :gram)"), rows)
        for kind, many, step in ((0, STREETS, 7919), (1, MATTERS, 104729)):
            part = f"(CAST((i * {step}) % 10007 AS float) / 10007)"
            number = f"CAST({many} * {part} * {part} * {part} AS integer)"
            chosen = f"SELECT :district AS district, i, {number} AS number FROM n"
            insert = "INSERT INTO grams (district, gram, case_id) "
            joined = (
                f"SELECT c.district, v.gram, c.i FROM ({chosen}) c JOIN vocabulary v ON v.kind = {kind} AND v.number = c.number"
            )
            statement = insert + NUMBERS + joined if database.embedded else NUMBERS + insert + joined
            await connection.execute(text(statement), {"district": district, "first": FIRST, "last": FIRST + PAST - 1})
        await connection.execute(text("ANALYZE"))
