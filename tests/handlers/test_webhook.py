"""The way in for posted updates: answered after the commit, closed to whoever does not know the secret, 503 without the store."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot.app import Service
from handlers.web.webhook import SECRET_HEADER, make_app
from storage.database import Database
from storage.tables import TABLES
from tests.handlers.test_lanes import said


class Way:
    """Posts to the webhook of the service's bot."""

    def __init__(self, service: Service, session: aiohttp.ClientSession, url: str) -> None:
        self.service = service
        self._session = session
        self._url = url

    async def post(self, body: Any, *, bot: int = 100, secret: str | None = None) -> tuple[int, Any, str]:
        """Status, what was answered, and Retry-After."""
        headers = {SECRET_HEADER: self.service.door.secret if secret is None else secret}
        kind = {"data": body} if isinstance(body, bytes) else {"json": body}
        async with self._session.post(f"{self._url}/telegram/{bot}", headers=headers, **kind) as answer:
            text = await answer.text()
            return answer.status, text, answer.headers.get("Retry-After", "")

    async def drafts(self) -> int:
        office = self.service.office
        async with self.service.database.reading(office.district.code, office.clock.now) as tx:
            return int(await tx.cases.scalar(select(func.count()).select_from(TABLES["drafts"])))


@pytest.fixture
async def way(service: Service) -> AsyncIterator[Way]:
    runner = web.AppRunner(make_app({100: service.door}), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with asyncio.TaskGroup() as group, aiohttp.ClientSession() as session:
        loops = [group.create_task(lane.run()) for lane in service.lanes]
        yield Way(service, session, url)
        await runner.cleanup()
        for lane in service.lanes:
            lane.finish()
        await asyncio.gather(*loops)


async def test_taken_after_the_commit_and_once(way: Way) -> None:
    assert (await way.post(said(1, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1
    assert (await way.post(said(1, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1


async def test_the_answer_to_a_press_comes_with_the_receipt(way: Way) -> None:
    press = said(1, "x")["message"] | {"from": {"id": 100, "is_bot": True, "first_name": "b"}}
    query = {"id": "q", "from": said(1, "x")["message"]["from"], "message": press, "chat_instance": "1", "data": "c:77:1:claim"}
    status, text, _ = await way.post({"update_id": 5, "callback_query": query})
    assert status == 200
    said_back = json.loads(text)
    assert said_back["method"] == "answerCallbackQuery"
    assert "没有找到" in said_back["text"]


@pytest.mark.parametrize(("bot", "secret", "status"), [(100, "", 401), (100, "wrong", 401), (200, None, 404)])
async def test_a_stranger_is_shown_the_door(way: Way, bot: int, secret: str | None, status: int) -> None:
    assert (await way.post(said(1, "占道经营3起"), bot=bot, secret=secret))[0] == status
    assert await way.drafts() == 0


@pytest.mark.parametrize("body", [b"not json", b"[]", b"{}", b'{"update_id": "x"}'])
async def test_what_is_no_update_is_dropped_and_nothing_breaks(way: Way, body: bytes) -> None:
    assert (await way.post(body))[0] == 200
    assert (await way.post(said(1, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1


async def test_while_the_store_is_away_telegram_is_asked_to_come_again(way: Way) -> None:
    database = Database(way.service.database.url)
    async with database.writing("yunqiao", way.service.office.clock.now, alone=True):
        status, _, again = await way.post(said(1, "占道经营3起"))
    await database.close()
    assert (status, again) == (503, "1")
    assert await way.drafts() == 0
    assert (await way.post(said(1, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1
