"""Many at once, on several processes over one PostgreSQL: one wins, all others are told."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.config import read
from bot.introduction import secret_of
from cases.casework.case import Action
from storage.engine.database import Database
from storage.tables import TABLES
from tests.bench.load import Telegram
from tests.bench.stories import CHECKER, DISTRICT, LEAD, WORKER, Numbers, hire, photo, press, wave
from tests.bench.updates import TOKEN, deaf_api
from tests.processes import Process
from tests.servers import Postgres, free_port

PROCESSES = 4
RACERS = 200


def now() -> datetime:
    return datetime.now(UTC)


class Racing:
    """Four processes that take updates, and a way to each."""

    def __init__(self, database: Database, ways: list[Telegram]) -> None:
        self.database = database
        self.numbers = Numbers()
        self._ways = ways

    async def all_at_once(self, updates: list[dict[str, Any]]) -> list[str]:
        """What each is answered, spread over the processes."""
        posts = (self._ways[number % PROCESSES].ask(update) for number, update in enumerate(updates))
        return [json.loads(body or "{}").get("text", "") for _, body in await asyncio.gather(*posts)]

    async def step(self, step: int) -> None:
        """The first story's next update."""
        (update,) = await wave(self.database, now, self.numbers, [(0, step)])
        status, _ = await self._ways[0].ask(update)
        assert status == 200

    async def only(self, table: str, **where: Any) -> list[Any]:
        found = TABLES[table]
        conditions = [found.c[name] == value for name, value in where.items()]
        async with self.database.reading(DISTRICT, now) as tx:
            return list(await tx.cases.all(select(found).where(*conditions)))

    async def count(self, action: Action) -> int:
        events = TABLES["events"]
        async with self.database.reading(DISTRICT, now) as tx:
            return int(await tx.cases.scalar(select(func.count()).select_from(events).where(events.c.action == action.value)))


@pytest.fixture
async def racing(tmp_path: Path, postgres_server: Postgres) -> AsyncIterator[Racing]:
    store = postgres_server.database("racing")
    async with deaf_api() as api:
        environment = {"WANGGE_TOKEN": TOKEN, "WANGGE_API": api, "WANGGE_DATABASE": store}
        secret = secret_of(read(tmp_path, environment), TOKEN)
        processes, ways = [], []
        for number in range(PROCESSES):
            port = free_port()
            more = {"WANGGE_PORT": str(port), "WANGGE_WEBHOOK": f"http://127.0.0.1:{port}"}
            arguments = ["run", "--roles", "web", "--data", str(tmp_path / str(number))]
            processes.append(Process(str(number), arguments, environment | more, tmp_path / f"{number}.log", port))
            ways.append(Telegram(port, "/telegram/100", secret))
        await asyncio.gather(*(process.start() for process in processes))
        try:
            for way in ways:
                await way.opened()
            database = Database(store)
            await hire(database, now, 0, RACERS)
            yield Racing(database, ways)
            await database.close()
        finally:
            for way in ways:
                way.close()
            for process in processes:
                await process.end(signal.SIGKILL)


async def test_races(racing: Racing) -> None:
    await racing.step(0)
    await racing.step(1)
    (draft,) = await racing.only("drafts", owner=WORKER)
    submits = [press(racing.numbers(), WORKER, f"d:{draft.id}:submit:") for _ in range(40)]
    answers = await racing.all_at_once(submits)
    assert len(await racing.only("cases")) == 1
    assert sum("已上报" in answer for answer in answers) == 1

    (case,) = await racing.only("cases")
    claims = [press(racing.numbers(), LEAD + racer, f"c:{case.id}:{case.step}:claim") for racer in range(RACERS)]
    answers = await racing.all_at_once(claims)
    assert sum("已认领" in answer for answer in answers) == 1
    assert sum("刚刚由" in answer for answer in answers) == RACERS - 1
    assert await racing.count(Action.CLAIM) == 1

    (case,) = await racing.only("cases")
    lead = case.claimer
    await racing.all_at_once([press(racing.numbers(), lead, f"c:{case.id}:{case.step}:clear")])
    assert lead is not None
    await racing.all_at_once([photo(racing.numbers(), lead)])
    (form,) = await racing.only("drafts", owner=lead)
    await racing.all_at_once([press(racing.numbers(), lead, f"d:{form.id}:submit:")])
    (case,) = await racing.only("cases")
    assert case.status == "checking"
    passes = [press(racing.numbers(), CHECKER + racer, f"c:{case.id}:{case.step}:pass") for racer in range(RACERS)]
    answers = await racing.all_at_once(passes)
    assert sum("核查通过" in answer for answer in answers) == 1
    assert all(answer for answer in answers)
    assert await racing.count(Action.PASS) == 1


async def test_several_ticks_decide_a_day_once(tmp_path: Path, postgres_server: Postgres) -> None:
    """Four at once, on a district whose last bulletin was yesterday's."""
    store = postgres_server.database("ticking")
    environment = {"WANGGE_DATABASE": store, "WANGGE_DEMO": "1"}
    first = Process("load", ["tick", "--data", str(tmp_path)], environment, tmp_path / "load.log")
    await first.start()
    assert await first.wait() == 0
    at = ["--at", (now() + timedelta(days=2)).isoformat(timespec="seconds")]
    ticks = [Process(str(n), ["tick", "--data", str(tmp_path), *at], environment, tmp_path / f"t{n}.log") for n in range(4)]
    await asyncio.gather(*(tick.start() for tick in ticks))
    assert [await tick.wait() for tick in ticks] == [0, 0, 0, 0]
    database = Database(store)
    async with database.reading(DISTRICT, now) as tx:
        decided = await tx.figures.bulletins()
        posters = await tx.cases.all(select(TABLES["errands"]).where(TABLES["errands"].c.kind == "poster"))
    await database.close()
    assert len(decided) == 3
    assert len(posters) == 1
