"""Logs for people: one line each, no secrets, no people's words."""

import logging
import re
import sys

_TOKEN = re.compile(r"\b(?:bot)?\d+:[A-Za-z0-9_-]{4,}")


class Discreet(logging.Formatter):
    """Whatever looks like a bot's token is blotted out, also in tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))


def start(*, verbose: bool = False) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Discreet("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S"))
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO, handlers=[handler], force=True)
    for chatty in ("aiogram", "aiohttp.access", "alembic", "PIL"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
