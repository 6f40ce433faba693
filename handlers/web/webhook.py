"""Telegram's way in: `POST /telegram/{bot}`, answered after the commit; while the store is away, 503 and nothing done."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from cases.ports import StoreDown
from handlers.answers import Answer
from handlers.chat.reception import Raw

log = logging.getLogger(__name__)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
MOST_BYTES = 1024 * 1024


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
    app.router.add_post(r"/telegram/{bot:\d+}", receive)
    return app


async def receive(request: web.Request) -> web.Response:
    door = request.app[DOORS].get(int(request.match_info["bot"]))
    shown = request.headers.get(SECRET_HEADER, "")
    if door is None or not hmac.compare_digest(shown.encode(), door.secret.encode()):
        return web.Response(status=404 if door is None else 401)
    try:
        raw: Any = await request.json()
        int(raw["update_id"])
    except (ValueError, TypeError, KeyError):
        log.error("an update without a number cannot be told from others; it is dropped")
        return web.Response()
    try:
        answer = await door.take(raw)
    except StoreDown as trouble:
        log.error("the records are out of reach: %s", trouble)
        return web.Response(status=503, headers={"Retry-After": "1"})
    if answer is None:
        return web.Response()
    said = {"callback_query_id": answer.query, "text": answer.text, "show_alert": answer.alert}
    return web.json_response({"method": "answerCallbackQuery", **said})
