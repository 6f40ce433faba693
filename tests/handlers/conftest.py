"""A district's service on both stores, with no Telegram to talk to."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import Service, make_bot, make_shared
from bot.clock import Clock
from bot.config import read
from bot.opening import open_records
from storage.engine.database import Database


@pytest.fixture
async def service(tmp_path: Path, begun_url: str) -> AsyncIterator[Service]:
    environment = {"WANGGE_TOKEN": "100:x", "WANGGE_API": "http://127.0.0.1:9", "WANGGE_DATABASE": begun_url}
    config = read(tmp_path, environment).prepared()
    news, clock = make_shared(config), Clock()
    database = Database(config.database, news, patience_ms=1000)
    district = await open_records(config, clock, database)
    async with make_bot(config, config.token) as bot:
        yield Service(config, database, district, bot, "wangge_bot", clock, news)
    await database.close()
