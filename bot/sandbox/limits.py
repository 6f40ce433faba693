"""Telegram's pace: a bot 30 calls in any second; a chat 3 at once, refilled one a second; a group besides 20 in any minute."""

import math
from collections import deque

COUNTED = ("send", "copy", "forward", "edit")
UNCOUNTED = {"sendchataction"}


class Pace:
    """Counts what was let through and says how many whole seconds until the next may pass (0: now)."""

    def __init__(self) -> None:
        self._bots: dict[int, deque[float]] = {}
        self._chats: dict[str, tuple[float, float]] = {}
        self._groups: dict[str, deque[float]] = {}

    def wait(self, bot: int, chat: str, group: bool, now: float) -> int:
        second = self._recent(self._bots.setdefault(bot, deque()), now - 1)
        minute = self._recent(self._groups.setdefault(chat, deque()), now - 60) if group else deque()
        tokens, since = self._chats.get(chat, (3.0, now))
        tokens = min(3.0, tokens + now - since)
        waits = [
            second[0] + 1 - now if len(second) >= 30 else 0.0,
            1 - tokens if tokens < 1 else 0.0,
            minute[0] + 60 - now if len(minute) >= 20 else 0.0,
        ]
        if max(waits) > 0:
            return max(1, math.ceil(max(waits)))
        second.append(now)
        minute.append(now)
        self._chats[chat] = (tokens - 1, now)
        return 0

    @staticmethod
    def _recent(times: deque[float], since: float) -> deque[float]:
        while times and times[0] <= since:
            times.popleft()
        return times
