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
from handlers.web.door import SECRET_HEADER, make_app
from storage.engine.database import Database
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

    async def raw(self, request: bytes) -> bytes:
        """The answer to bytes as they are."""
        host, port = self._url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        writer.close()
        return answer

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


NO_UPDATES = {
    "words": b"not json", "list": b"[]", "nothing": b"{}", "no number": b'{"update_id": "x"}', "deep": b"[" * 200_000,
    "bytes": b"\xff\xfe\x00", "yes": b'{"update_id": true}', "beyond": b'{"update_id": 1180591620717411303424}',
    "endless": b'{"update_id": 1e999}', "half": b'{"update_id": 1.5}', "below": b'{"update_id": -1}',
}  # fmt: skip


@pytest.mark.parametrize("body", NO_UPDATES.values(), ids=NO_UPDATES)
async def test_what_is_no_update_is_dropped_and_nothing_breaks(way: Way, body: bytes) -> None:
    assert (await way.post(body))[0] == 200
    assert (await way.post(said(1, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1


MALFORMED: list[dict[str, Any]] = [
    {"callback_query": "x"}, {"callback_query": {}}, {"message": []}, {"message": {"chat": {"id": 2**70, "type": "private"}}},
    {"message": {"chat": "x"}}, {"message": {"from": {"id": "x"}}}, {"my_chat_member": {"chat": {}}}, {"edited_message": None},
]  # fmt: skip


@pytest.mark.parametrize("inside", MALFORMED, ids=lambda inside: str(inside)[:40])
async def test_an_update_of_any_shape_is_taken_and_stops_nobody(way: Way, inside: dict[str, Any]) -> None:
    assert (await way.post({"update_id": 7, **inside}))[0] == 200
    assert (await way.post(said(8, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1


@pytest.mark.parametrize(
    ("bot", "secret"), [("9" * 5000, b"x"), ("100", b"\xff"), ("100", b"\xe4\xbd\xa0"), ("-1", b"x"), ("1e3", b"x")]
)
async def test_what_no_client_sends_is_refused_in_one_line(way: Way, bot: str, secret: bytes) -> None:
    head = f"POST /telegram/{bot} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n{SECRET_HEADER}: ".encode()
    answer = await way.raw(head + secret + b"\r\n\r\n{}")
    assert answer.split(b" ")[1] in (b"400", b"401", b"404")
    assert b"\r\nServer:" not in answer
    assert (await way.post(said(1, "占道经营3起")))[0] == 200


async def test_while_the_store_is_away_telegram_is_asked_to_come_again(way: Way) -> None:
    database = Database(way.service.database.url)
    async with database.writing("yunqiao", way.service.office.clock.now, alone=True):
        status, _, again = await way.post(said(1, "占道经营3起"))
    await database.close()
    assert (status, again) == (503, "1")
    assert await way.drafts() == 0
    assert (await way.post(said(1, "占道经营3起")))[0] == 200
    assert await way.drafts() == 1
