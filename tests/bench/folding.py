"""How soon a department's group has seen every new case by name, under Telegram's own limits, at 20, 60, 300 and 600 a minute."""

import asyncio
import re
import time
from functools import cache
from pathlib import Path
from statistics import quantiles

import aiohttp

from bot.config import DEFAULT_PACK
from bot.pack.build import build
from bot.pack.read import read
from cases.district.edition import District
from cases.district.geo import Point
from cases.intake import drafts
from cases.intake.hearing import Heard, Picture
from cases.outbox import Address
from cases.work import Work
from storage.engine.database import Database
from tests.bench.sending import TOKEN, process, taken
from tests.bench.stories import WORKER, Raw, hire
from tests.bench.updates import now
from tests.people import IN_0103, Town, jpeg
from tests.servers import free_port

RATES = {20: 40, 60: 60, 300: 300, 600: 600}
"""Reports a minute: how many."""
NUMBER = re.compile(r"YQ\d{6}-\d{4}")
PATIENCE = 120.0
REST = 75
"""Seconds until a group's minute is free again."""


async def measure(folder: Path, store: str) -> dict[str, float]:
    folder.mkdir(parents=True)
    port = free_port()
    people = str(DEFAULT_PACK / "people.yaml")
    found: dict[str, float] = {}
    async with (
        process(["bot", "sandbox", "--port", str(port), "--data", str(folder / "telegram"), "--people", people]),
        aiohttp.ClientSession() as session,
    ):
        town = Town(session, f"http://127.0.0.1:{port}")
        await town.up()
        await town.post("bots", token=TOKEN)
        environment = {"WANGGE_TOKEN": TOKEN, "WANGGE_API": town.url, "WANGGE_DATABASE": store}
        async with process(["bot", "run", "--roles", "courier,ticks", "--data", str(folder / "wangge")], **environment):
            await taken(store)
            await town.post("limits", on=True)
            database = Database(store)
            picture = await _picture(town)
            first = 0
            for rate, many in RATES.items():
                await hire(database, now, first, many)
                for number in range(many):
                    await town.post("people", first_name=f"W{number}", id=WORKER + first + number, started=True)
                figures = await _flood(town, database, picture, first, many, rate)
                found |= {f"{rate}_a_minute.{key}": value for key, value in figures.items()}
                first += many
                await asyncio.sleep(REST)
            await database.close()
    return found


async def _picture(town: Town) -> Picture:
    """One that Telegram knows."""
    worker = town.person("worker1")
    await worker.shows(jpeg("seen"))
    size = (await worker.sees())[-1]["photo"][-1]
    return Picture(file_id=size["file_id"], unique=size["file_unique_id"], as_file=False)


async def _flood(town: Town, database: Database, picture: Picture, first: int, many: int, rate: int) -> dict[str, float]:
    """So many reports, evenly; seconds until each is seen by name in its department's group, and by its reporter."""
    begun = len(await town.calls(None))
    filed: dict[str, tuple[float, int]] = {}

    async def one(number: int) -> None:
        await asyncio.sleep(number * 60 / rate)
        filed[await _report(database, WORKER + first + number, picture)] = (time.time(), WORKER + first + number)

    async with asyncio.TaskGroup() as group:
        for number in range(many):
            group.create_task(one(number))
    group_chat = town.topic("综合执法队")[0]
    until = time.monotonic() + PATIENCE
    while True:
        calls = (await town.calls(None))[begun:]
        seen, own = _first_named(calls, group_chat), _first_named(calls, None)
        if filed.keys() <= seen.keys() and filed.keys() <= own.keys():
            break
        if time.monotonic() > until:
            raise AssertionError(
                f"not named: {sorted(filed.keys() - seen.keys())}; to nobody: {sorted(filed.keys() - own.keys())}"
            )
        await asyncio.sleep(1)
    waits = [seen[number] - at for number, (at, _) in filed.items()]
    owns = [own[number] - at for number, (at, _) in filed.items()]
    return {
        "p95_seconds_until_named": quantiles(waits, n=20)[-1], "most_seconds_until_named": max(waits),
        "p95_seconds_until_the_reporter_knows": quantiles(owns, n=20)[-1],
        "messages_to_the_group": len([call for call in calls if _to(call) == group_chat and call["answer"]["ok"]]),
        "refused_429": sum(1 for call in calls if call["answer"].get("error_code") == 429),
    }  # fmt: skip


@cache
def example() -> District:
    return build(read(DEFAULT_PACK), 1)


def _first_named(calls: list[Raw], chat: int | None) -> dict[str, float]:
    """When each number first stood in a chat; None: in any private one."""
    found: dict[str, float] = {}
    for call in calls:
        to = _to(call)
        if call["answer"]["ok"] and (to == chat if chat is not None else to > 0):
            for number in _numbers(f"{call['args'].get('text', '')}{call['args'].get('caption', '')}"):
                found.setdefault(number, call["time"])
    return found


def _numbers(text: str) -> list[str]:
    """In full, and of those gathered in a queue's card the last digits."""
    full = NUMBER.findall(text)
    gathered = next((line for line in text.splitlines() if "📥" in line), "")
    named = [range(int(one), int(last or one) + 1) for one, last in re.findall(r"\b(\d{4})(?:–(\d{4}))?\b", gathered)]
    return full + [f"{full[0][:-4]}{number:04d}" for run in named for number in run if full]


def _to(call: Raw) -> int:
    return int(call["args"].get("chat_id", 0))


async def _report(database: Database, worker: int, picture: Picture) -> str:
    district = example()
    here = Address(chat=worker)
    async with database.writing(district.code, now) as tx:
        work = Work(store=tx, district=district, now=tx.now)
        person = await tx.people.get(worker)
        await drafts.hear(work, person, Heard(address=here, message=1, picture=picture, words="占道经营3起"))
        draft = await drafts.hear(work, person, Heard(address=here, message=2, point=Point(lon=IN_0103[0], lat=IN_0103[1])))
        assert draft
        await tx.flush()
        filed = await drafts.submit(work, person, draft.id)
    return tx.cases.number_of(filed.id)
