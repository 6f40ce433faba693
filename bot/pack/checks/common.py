"""What the checks of several files share."""

from collections import Counter
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfoNotFoundError

from bot.pack.read import Body


def fails(read: Callable[[], Any]) -> str | None:
    try:
        read()
    except (ValueError, KeyError, IndexError, ZoneInfoNotFoundError) as error:
        return str(error) or type(error).__name__
    return None


def twice(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def codes(body: Body, key: str) -> set[str]:
    return {str(one["code"]) for one in body["district"].get(key) or []}
