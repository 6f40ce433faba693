"""Which days are worked, and in which windows of the day."""

from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Windows of a working day (local, in order, not touching) and the days that are not what their weekday says."""

    windows: tuple[tuple[time, time], ...]
    off: frozenset[date]
    on: frozenset[date]
    years: frozenset[int]
    """Years whose moved holidays are known; others fall back to weekends."""

    def guesses(self, day: date) -> bool:
        """Whether the day's year is not known, so that it works as its weekday says."""
        return day.year not in self.years

    def works(self, day: date) -> bool:
        return day in self.on or (day not in self.off and day.weekday() < 5)

    def next_working(self, day: date) -> date:
        """The first working day after the day."""
        day += timedelta(days=1)
        while not self.works(day):
            day += timedelta(days=1)
        return day
