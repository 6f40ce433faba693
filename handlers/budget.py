"""How fast a bot may speak: 30 in any second; in a chat 3 at once, refilled one a second; in a group 20 in any 60 s."""

from collections import deque
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What may be sent: by the bot in a second, in one chat at once and then each second, in one group in a minute."""

    bot: int = 28
    burst: float = 3
    chat: float = 1
    group: int = 19


class Budget:
    """Counts what was sent; `wait` says how many seconds until a chat may have the next. Kept by one courier, in memory."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._bot: deque[float] = deque()
        self._tokens: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}
        self._paused: dict[int, float] = {}

    def wait(self, chat: int, now: float, spare: float = 0) -> float:
        """`spare`: how many more the chat must have left afterwards, for what is more pressing."""
        pace = self._pace
        lacking = min(1 + spare, pace.burst) - self._left(chat, now)
        waits = [self._paused.get(chat, now) - now, lacking / pace.chat]
        minute = self._groups.get(chat, deque())
        if len(self._bot) >= pace.bot:
            waits.append(self._bot[-pace.bot] + 1 - now)
        group = max(1, pace.group - int(8 * spare))
        if len(minute) >= group:
            waits.append(minute[-group] + 60 - now)
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
        tokens, since = self._tokens.get(chat, (self._pace.burst, now))
        return min(self._pace.burst, tokens + (now - since) * self._pace.chat)
