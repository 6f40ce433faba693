"""What many districts cost one process while nobody does anything: processor, transactions, memory, coming and going; and
what an answered message costs among them."""

import asyncio
import time
from pathlib import Path

from sqlalchemy import text

from bot.config import DEFAULT_PACK
from bot.pack.load import fingerprint
from bot.pack.read import read
from storage.engine.database import Database, migrate
from tests.bench.stories import message
from tests.bench.updates import Web, deaf_api, now, ours

MANY = (1, 1000)
AT_REST_SECONDS = 30.0
ANSWERED, A_SECOND = 500, 25
"""Messages that are answered, and how many of them a second: below Telegram's pace."""


async def measure(folder: Path, store: str) -> dict[str, float]:
    found: dict[str, float] = {}
    await asyncio.to_thread(migrate, store)
    database = Database(store)
    (folder / "tokens").mkdir(parents=True)
    sent: list[float] = []
    async with deaf_api(sent) as api:
        there = 1
        for many in MANY:
            await _more(database, folder / "tokens", there, many)
            there = many
            started = time.perf_counter()
            async with ours(folder / "data", store, api, roles="web,courier,ticks") as process:
                await process.ready()
                found[f"{many}.up_seconds"] = time.perf_counter() - started
                await asyncio.sleep(5)
                found[f"{many}.memory_mb"] = process.memory()
                cpu, transactions = process.cpu(), await _transactions(database)
                await asyncio.sleep(AT_REST_SECONDS)
                found[f"{many}.core_at_rest"] = (process.cpu() - cpu) / AT_REST_SECONDS
                found[f"{many}.transactions_a_second"] = (await _transactions(database) - transactions) / AT_REST_SECONDS
                found[f"{many}.cpu_ms_per_answered_message"] = 1000 * await _answered(process, sent, 1_000_000 * many)
                started = time.perf_counter()
                process.process.terminate()
                await process.process.wait()
                found[f"{many}.down_seconds"] = time.perf_counter() - started
    await database.close()
    most = MANY[-1]
    found["kb_a_district"] = (found[f"{most}.memory_mb"] - found["1.memory_mb"]) * 1000 / (most - 1)
    dear, alone = (found[f"{districts}.cpu_ms_per_answered_message"] for districts in (most, 1))
    return found | {"an_answered_message_among_many": dear / alone}


async def _answered(process: Web, sent: list[float], base: int) -> float:
    """Processor seconds a message that is answered by another, sent by as many people, whose ids begin with `base`."""
    for first in (base, base + ANSWERED):
        cpu, before = process.cpu(), len(sent)
        asked = [message(first + one, first + one, text="/help") for one in range(ANSWERED)]
        await process.telegram.paced(asked, A_SECOND)
        async with asyncio.timeout(60):
            while len(sent) < before + ANSWERED:
                await asyncio.sleep(0.1)
    return (process.cpu() - cpu) / ANSWERED


async def _more(database: Database, tokens: Path, there: int, many: int) -> None:
    """Districts like the example, each with a bot of its own."""
    body = read(DEFAULT_PACK)
    for number in range(there, many):
        code, token = f"d{number:04d}", tokens / f"{number}"
        token.write_text(f"{1000 + number}:bench")
        token.chmod(0o600)
        one = {**body, "district": {**body["district"], "code": code, "token_file": str(token)}}
        async with database.writing(code, now) as tx:
            await tx.editions.keep(fingerprint(one), one, tx.now)


async def _transactions(database: Database) -> float:
    """How many there have been, where the records count them."""
    if database.embedded:
        return 0.0
    async with database.snapshot() as connection:
        await connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        counted = await connection.execute(text("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"))
        return float(counted.scalar())
