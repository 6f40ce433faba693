"""Acting as people do: a thin client of the sandbox's `/sim`, with waiting for what one would wait to see."""

import asyncio
import io
import re
from collections.abc import Callable, Iterable
from typing import Any

import aiohttp
from PIL import Image, ImageDraw

Message = dict[str, Any]
IN_0103 = (120.1348, 30.2627)
"""(lon, lat) inside grid 0103 of the example district."""
WORKERS_GROUP, LEADS_GROUP = -1001000000001, -1001000000002
PATIENCE = 15.0
AT_MOST = 0.5
"""Seconds until one looks again though nothing has come."""


def jpeg(words: str = "", size: tuple[int, int] = (320, 240), colour: str = "#8899aa") -> bytes:
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).text((10, 10), words, fill="white")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


class Town:
    """The sandbox with its people. Every wait has an end, and says what was there instead."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session = session
        self.url = url
        self._ids: dict[str, int] = {}
        self.topics: dict[str, Any] = {}
        """Where each topic, or group of its own, is found by its name."""

    async def up(self) -> None:
        """Until the sandbox answers."""
        async with asyncio.timeout(60):
            while True:
                try:
                    await self.settle_in()
                    return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)

    async def settle_in(self) -> None:
        state = await self.get("state")
        self._ids = {person["username"]: person["id"] for person in state["people"] if person["username"]}
        for chat in state["chats"]:
            self.topics[chat["title"]] = chat["id"]
            self.topics |= {topic["name"]: (chat["id"], topic["thread"]) for topic in chat["topics"]}

    async def get(self, path: str, **query: Any) -> Any:
        params = {key: str(value) for key, value in query.items() if value is not None}
        async with self._session.get(f"{self.url}/sim/{path}", params=params) as answer:
            body = await answer.json()
            assert answer.status == 200, body
            return body

    async def file(self, file_id: str) -> bytes:
        """As whoever got it has it."""
        async with self._session.get(f"{self.url}/sim/file", params={"id": file_id}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.read()

    async def post(self, path: str, expect: int = 200, **body: Any) -> Any:
        given = {key: value for key, value in body.items() if value is not None}
        async with self._session.post(f"{self.url}/sim/{path}", json=given) as answer:
            said = await answer.json()
            assert answer.status == expect, said
            return said

    async def newcomer(self, name: str, **about: Any) -> "Someone":
        made = await self.post("people", first_name=name, **about)
        return Someone(self, made["id"])

    def person(self, username: str) -> "Someone":
        return Someone(self, self._ids[username])

    def topic(self, name: str) -> Any:
        """Chat and thread of a department's topic, or a group by its title."""
        return self.topics[name]

    async def calls(self, method: str | None) -> list[Message]:
        found: list[Message] = (await self.get("calls", method=method))["calls"]
        return found


class Someone:
    """One person. `where` is None for their private chat, a group's id, or (group, thread)."""

    def __init__(self, town: Town, person: int) -> None:
        self._town = town
        self.id = person

    def _address(self, where: Any) -> dict[str, Any]:
        if where is None:
            return {}
        return {"chat": where[0], "thread": where[1]} if isinstance(where, tuple) else {"chat": where}

    async def says(self, text: str, where: Any = None, **more: Any) -> int:
        return int((await self._town.post("send", **{"from": self.id}, text=text, **self._address(where), **more))["message_id"])

    async def is_at(self, lon: float, lat: float, where: Any = None) -> int:
        place = {"latitude": lat, "longitude": lon}
        return int((await self._town.post("send", **{"from": self.id}, location=place, **self._address(where)))["message_id"])

    async def shows(self, *pictures: bytes, caption: str | None = None, where: Any = None, as_file: str | None = None,
                    reply_to: int | None = None) -> list[int]:  # fmt: skip
        kind = "document" if as_file else "photo"
        return await self._uploads(pictures, as_file or "photo.jpg", where, caption=caption, reply_to=reply_to, **{"as": kind})

    async def records(self, body: bytes, kind: str = "voice", where: Any = None, name: str = "", **more: Any) -> int:
        """A voice, a video and so on; or with a name a film as file."""
        return (await self._uploads([body], name or "recording", where, **{"as": kind}, **more))[0]

    async def _uploads(self, bodies: Iterable[bytes], name: str, where: Any, **fields: Any) -> list[int]:
        form = aiohttp.FormData()
        for key, value in {"from": self.id, **self._address(where), **fields}.items():
            if value is not None:
                form.add_field(key, str(value))
        for body in bodies:
            kind = "video/mp4" if name.endswith(".mp4") else "application/octet-stream"
            form.add_field("file", io.BytesIO(body), filename=name, content_type=kind)
        async with self._town._session.post(f"{self._town.url}/sim/upload", data=form) as answer:
            said = await answer.json()
            assert answer.status == 200, said
            return list(said["message_ids"])

    async def taps(self, label: str, where: Any = None, message: int | None = None) -> str:
        """The answer's text, "" when there is none."""
        said = await self._town.post("tap", **{"from": self.id}, label=label, message_id=message, **self._address(where))
        return str((said.get("answer") or {}).get("text") or "")

    async def sees(self, where: Any = None) -> list[Message]:
        return list((await self._look(where))["messages"])

    async def _look(self, where: Any, **until: Any) -> Any:
        given = {"chat": self.id, "as": self.id, **self._address(where), **until}
        return await self._town.get("messages", **given)

    async def waits(self, wanted: str | Callable[[list[Message]], Any], where: Any = None, patience: float = PATIENCE) -> Message:
        """Until a message matches a pattern (the newest that does), or a condition on all of them holds."""
        async with asyncio.timeout(patience + 5):
            until = asyncio.get_running_loop().time() + patience
            while True:
                seen = await self._look(where)
                messages = list(seen["messages"])
                found: Message | None = self._found(messages, wanted)
                if found:
                    return found
                if asyncio.get_running_loop().time() > until:
                    raise AssertionError(f"never saw {wanted!r}; there was:\n" + "\n---\n".join(map(text_of, messages)))
                await self._look(where, after=seen["seq"], wait=AT_MOST)

    @staticmethod
    def _found(messages: list[Message], wanted: str | Callable[[list[Message]], Any]) -> Any:
        if callable(wanted):
            return wanted(messages)
        return next((one for one in reversed(messages) if re.search(wanted, text_of(one), re.DOTALL)), None)


def text_of(message: Message) -> str:
    return str(message.get("text") or message.get("caption") or "")


def labels(message: Message) -> list[str]:
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]


def number_in(message: Message) -> str:
    found = re.search(r"YQ\d{6}-\d{4}", text_of(message))
    assert found, text_of(message)
    return found[0]
