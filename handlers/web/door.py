"""Telegram's way in: `POST /telegram/{bot}`, answered after the commit; while the store is away, 503 and nothing done."""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from cases.store import StoreDown
from handlers.errors import said
from handlers.updates.answers import Answer
from handlers.updates.lanes import well_numbered
from handlers.updates.reception import Raw

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
MOST_BYTES = 1024 * 1024
BODY_SECONDS = 20
"""How long a body may take to arrive."""


@dataclass(frozen=True, kw_only=True)
class Door:
    """Where one bot's updates go, and the secret Telegram shows for it."""

    secret: str = field(repr=False)
    take: Callable[[Raw], Awaitable[Answer | None]]


DOORS = web.AppKey("DOORS", Mapping[int, Door])


def make_app(doors: Mapping[int, Door]) -> web.Application:
    """`doors` by bot id; may change while the application runs."""
    app = web.Application(client_max_size=MOST_BYTES)
    app[DOORS] = doors
    app.router.add_post(r"/telegram/{bot:[0-9]{1,19}}", receive)
    app.on_response_prepare.append(_unnamed)
    return app


async def _unnamed(_request: web.Request, response: web.StreamResponse) -> None:
    """What we are made of is nobody's business."""
    response.headers.pop("Server", None)


async def receive(request: web.Request) -> web.Response:
    door = request.app[DOORS].get(int(request.match_info["bot"]))
    shown = request.headers.get(SECRET_HEADER, "")
    if door is None or not hmac.compare_digest(shown.encode(errors="replace"), door.secret.encode()):
        return web.Response(status=404 if door is None else 401)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw: Any = json.loads(await request.read())
    except (ValueError, RecursionError):
        raw = None
    except TimeoutError:
        return web.Response(status=408)
    if not well_numbered(raw):
        log.error("an update without a number cannot be told from others; it is dropped")
        return web.Response()
    try:
        answer = await door.take(raw)
    except StoreDown as trouble:
        log.error("the records are out of reach: %s", said(trouble))
        return web.Response(status=503, headers={"Retry-After": "1"})
    if answer is None:
        return web.Response()
    shown_to = {"callback_query_id": answer.query, "text": answer.text, "show_alert": answer.alert}
    return web.json_response({"method": "answerCallbackQuery", **shown_to})
