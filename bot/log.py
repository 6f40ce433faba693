"""Logs for people: one line each, no secrets, no people's words."""

import logging
import re
import sys
from types import TracebackType

from handlers.errors import trace

_TOKEN = re.compile(r"\b(?:bot)?\d+:[A-Za-z0-9_-]{4,}")
Info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Discreet(logging.Formatter):
    """Whatever looks like a bot's token is blotted out; of exceptions their kind and way are told, not their text."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))

    def formatException(self, ei: Info) -> str:  # noqa: N802 — logging calls it so
        return "\n".join(trace(ei[1])) if ei[1] else ""


def start(*, verbose: bool = False) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True)
    for chatty in ("aiogram", "aiohttp.access", "alembic", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
