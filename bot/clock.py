"""What time it is: the real one, in a demo moved forward by what the records say."""

from datetime import UTC, datetime, timedelta


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead  # noqa: TID251 — the one place that asks


SETTING = "clock_ahead_seconds"
DEMO = "demo"
