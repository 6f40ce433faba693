"""What time it is: the real one, in a demo moved forward by what the records say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    def __init__(self, follows: Callable[[datetime], None] = lambda _: None) -> None:
        """`follows` is told the time whenever it is moved."""
        self._follows = follows
        self.ahead = timedelta()

    def move(self, ahead: timedelta) -> None:
        if ahead != self.ahead:
            self.ahead = ahead
            self._follows(self.now())

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251 — the one place that asks


DEMO = "demo"
