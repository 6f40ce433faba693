"""How fast a bot may speak: 30 in any second; in a chat 3 at once, refilled one a second; in a group 20 in any 60 s."""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Pace:
    """What may be sent: by the bot in a second, in one chat at once and then each second, in one group in a minute."""

    bot: int = 30
    burst: float = 3
    chat: float = 1
    group: int = 19


WEIGHT = 8
"""Of a group's minute, for each message that a chat must have left afterwards."""
TURN = 0.01
"""Seconds until it is worth looking again whether something has landed."""


class Budget:
    """Counts what was sent; `wait` says how many seconds until a chat may have the next, `turn` until the bot may send one.
    Something is spent for a chat when it is chosen, leaves at the bot's turn, and lands. Kept by one courier, in memory."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._bot: deque[float] = deque()
        """When what was sent in the last second had landed."""
        self._flying = 0
        """How many messages are on their way: Telegram may count them at any moment until they have landed."""
        self._burst = max(1.0, pace.bot / 4)
        self._evenly = (self._burst, 0.0)
        """What may leave at once, a quarter of a second's, and since when: all together would crowd out what comes next, one by
        one a processor that must wake for each takes twice as long for it."""
        self._tokens: dict[int, tuple[float, float]] = {}
        self._groups: dict[int, deque[float]] = {}
        self._paused: dict[int, float] = {}

    def wait(self, chat: int, now: float, spare: float = 0) -> float:
        """`spare`: how many more the chat must have left afterwards, for what is more pressing."""
        pace = self._pace
        lacking = min(1 + spare, pace.burst) - self._left(chat, now)
        waits = [self._paused.get(chat, now) - now, lacking / pace.chat]
        minute = self._groups.get(chat, ())
        group = max(1, pace.group - int(WEIGHT * spare))
        if len(minute) >= group:
            waits.append(minute[-group] + 60 - now)
        return max(0.0, *waits)

    def turn(self, now: float) -> float:
        """Seconds until the bot may send the next message, whatever the chat."""
        recent = sum(at > now - 1 for at in self._bot)
        left = self._at_once(now)
        uneven = (self._burst - left) / self._pace.bot if left < 1 else 0.0
        if recent + self._flying < self._pace.bot:
            return uneven
        return max(uneven, self._bot[-recent] + 1 - now) if recent else TURN

    def room(self, chat: int, now: float) -> int:
        """How many messages a group may still have in this minute."""
        minute = self._groups.get(chat, ())
        return self._pace.group - sum(at > now - 60 for at in minute)

    def blocked(self, now: float) -> set[int]:
        """Chats that may not have their next message yet."""
        known = {*self._tokens, *self._groups, *self._paused}
        waiting = {chat for chat in known if self._chat_wait(chat, now) > 0}
        for chat in known - waiting:
            self._forget_if_rested(chat, now)
        return waiting

    def opens(self, now: float) -> float:
        """Seconds until the next chat that has to wait may have a message again; infinite when none has to wait."""
        return min((self._chat_wait(chat, now) for chat in self.blocked(now)), default=math.inf)

    def spend(self, chat: int, now: float) -> None:
        self._tokens[chat] = (self._left(chat, now) - 1, now)
        if chat < 0:
            minute = self._groups.setdefault(chat, deque())
            minute.append(now)
            while minute and minute[0] < now - 60:
                minute.popleft()

    def leaves(self, now: float) -> None:
        """One of the messages spent goes out."""
        self._flying += 1
        self._evenly = (self._at_once(now) - 1, now)

    def landed(self, chat: int | None, now: float) -> None:
        """What left for a chat has come there by now at the latest: Telegram may count from this moment on; None: it counts there
        for nothing."""
        self._flying -= 1
        self._bot.append(now)
        while self._bot[0] < now - 1:
            self._bot.popleft()
        if chat is None:
            return
        left, _ = self._tokens.get(chat, (self._pace.burst - 1, now))
        self._tokens[chat] = (left, now)
        if self._groups.get(chat):
            self._groups[chat][-1] = now

    def recall(self, sent: Iterable[tuple[int, float]], now: float) -> None:
        """Takes over what somebody else has sent in the last minute: chats, and how many seconds ago."""
        for chat, ago in sorted(sent, key=lambda one: -one[1]):
            self.spend(chat, now - ago)
            self.leaves(now - ago)
            self.landed(chat, now - ago)

    def pause(self, chat: int, seconds: float, now: float) -> None:
        """A 429 pauses that chat, not the others."""
        self._paused[chat] = now + seconds

    def _at_once(self, now: float) -> float:
        tokens, since = self._evenly
        return min(self._burst, tokens + (now - since) * self._pace.bot)

    def _chat_wait(self, chat: int, now: float) -> float:
        minute = self._groups.get(chat, ())
        crowded = minute[-self._pace.group] + 60 - now if len(minute) >= self._pace.group else 0.0
        return max(0.0, self._paused.get(chat, now) - now, (1 - self._left(chat, now)) / self._pace.chat, crowded)

    def _forget_if_rested(self, chat: int, now: float) -> None:
        minute = self._groups.get(chat)
        if self._left(chat, now) >= self._pace.burst and not (minute and minute[-1] > now - 60):
            for kept in (self._tokens, self._groups, self._paused):
                kept.pop(chat, None)

    def _left(self, chat: int, now: float) -> float:
        tokens, since = self._tokens.get(chat, (self._pace.burst, now))
        return min(self._pace.burst, tokens + (now - since) * self._pace.chat)
