"""Updates to transactions: a second delivery is nothing, a poison update harms nobody, the store's trouble is not counted."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.app import Service, make_bot, make_shared
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from cases.ports import StoreDown
from handlers.lanes import Lane
from storage.database import Database
from storage.tables import TABLES


def said(update_id: int, text: str, person: int = 1101) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "刘杰", "username": "worker1", "language_code": "zh"}
    chat = {"id": person, "type": "private", "first_name": "刘杰"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1_795_000_000, "chat": chat, "from": user, "text": text},
    }


def poison(update_id: int) -> dict[str, Any]:
    """An update no Telegram of ours could decode."""
    broken = said(update_id, "x")
    return {**broken, "message": {**broken["message"], "date": "not a date", "photo": "nor a photo"}}


@pytest.fixture
async def service(tmp_path: Path, database_url: str) -> AsyncIterator[Service]:
    environment = {"WANGGE_TOKEN": "100:x", "WANGGE_API": "http://127.0.0.1:9", "WANGGE_DATABASE": database_url}
    config = read(tmp_path, environment).prepared()
    news, clock = make_shared(config), Clock()
    database = Database(config.database, news, patience_ms=300)
    district = await open_records(config, clock, database)
    async with make_bot(config, config.token) as bot:
        yield Service(config, database, district, bot, "wangge_bot", clock, news)
    await database.close()


def lane(service: Service) -> Lane:
    found = next(iter(service.lanes))
    assert isinstance(found, Lane)
    return found


async def counted(service: Service, table: str) -> int:
    async with service.database.reading("yunqiao", service.office.clock.now) as tx:
        return int(await tx.cases.scalar(select(func.count()).select_from(TABLES[table])))


async def test_delivered_twice_counts_once(service: Service) -> None:
    await lane(service).handle([said(1, "占道经营3起")])
    await lane(service).handle([said(1, "占道经营3起"), said(1, "占道经营3起")])
    assert await counted(service, "drafts") == 1
    assert await counted(service, "updates") == 1


async def test_a_poison_update_is_set_aside_and_its_neighbours_are_handled(service: Service) -> None:
    await lane(service).handle([said(1, "占道经营3起"), poison(2), said(3, "暴露垃圾", person=1102)])
    assert await counted(service, "drafts") == 2
    assert await counted(service, "failed") == 1
    assert await counted(service, "updates") == 3
    assert await counted(service, "letters") == 1
    await lane(service).handle([poison(2)])
    assert await counted(service, "failed") == 1


async def test_while_the_store_is_locked_nothing_is_kept_and_nothing_counted(service: Service) -> None:
    database = Database(service.database.url)
    async with database.writing("yunqiao", service.office.clock.now, alone=True):
        (outcome,) = await lane(service).handle([said(1, "占道经营3起")])
        assert isinstance(outcome, StoreDown)
    await database.close()
    await lane(service).handle([said(1, "占道经营3起")])
    assert await counted(service, "drafts") == 1
    assert await counted(service, "failed") == 0
