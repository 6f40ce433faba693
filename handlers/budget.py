"""How fast a bot may speak: 30 in any second; in a chat 3 at once, refilled one a second; in a group 20 in any 60 s."""

from collections import deque


class Budget:
    """Counts what was sent; `wait` says how many seconds until a chat may have the next. Kept by one courier, in memory."""

    def __init__(self, per_second: int = 28, per_minute: int = 19) -> None:
        self._per_second, self._per_minute = per_second, per_minute
        self._bot: deque[float] = deque()
        self._tokens: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}
        self._paused: dict[int, float] = {}

    def wait(self, chat: int, now: float) -> float:
        tokens = self._left(chat, now)
        minute = self._groups.get(chat, deque())
        waits = [self._paused.get(chat, now) - now, 1 - tokens if tokens < 1 else 0.0]
        if len(self._bot) >= self._per_second:
            waits.append(self._bot[-self._per_second] + 1 - now)
        if len(minute) >= self._per_minute:
            waits.append(minute[-self._per_minute] + 60 - now)
        return max(0.0, *waits)

    def spend(self, chat: int, now: float) -> None:
        self._tokens[chat] = (self._left(chat, now) - 1, now)
        self._bot.append(now)
        while self._bot and self._bot[0] < now - 1:
            self._bot.popleft()
        if chat < 0:
            minute = self._groups.setdefault(chat, deque())
            minute.append(now)
            while minute and minute[0] < now - 60:
                minute.popleft()

    def pause(self, chat: int, seconds: float, now: float) -> None:
        """A 429 pauses that chat, not the others."""
        self._paused[chat] = now + seconds

    def _left(self, chat: int, now: float) -> float:
        tokens, since = self._tokens.get(chat, (3.0, now))
        return min(3.0, tokens + now - since)
