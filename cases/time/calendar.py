"""Which days are worked, and in which windows of the day."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property

from cases.time.days import NOON, Days, Windows, clipped


@dataclass(frozen=True, kw_only=True)
class Season:
    """Windows of a stretch of each year, from a (month, day) to another, both included; it may go over the turn of the year."""

    first: tuple[int, int]
    last: tuple[int, int]
    windows: Windows

    def has(self, day: date) -> bool:
        at = day.month, day.day
        return self.first <= at <= self.last if self.first <= self.last else not self.last < at < self.first


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Windows of a working day (local, in order, not touching) and the days that are not what their weekday says."""

    windows: Windows
    seasons: tuple[Season, ...] = ()
    off: frozenset[date]
    on: frozenset[date]
    mornings: frozenset[date] = field(default_factory=frozenset)
    """Worked until noon; off or a weekend otherwise."""
    afternoons: frozenset[date] = field(default_factory=frozenset)
    """Worked from noon on."""
    years: frozenset[int]
    """Years whose moved holidays are known; others fall back to weekends."""
    at_closing: bool = False
    """Whether a working day ends when that day's work does, and not at the same clock time."""

    def guesses(self, day: date) -> bool:
        """Whether the day's year is not known, so that it works as its weekday says."""
        return day.year not in self.years

    def works(self, day: date) -> bool:
        halves = day in self.mornings or day in self.afternoons
        return halves or day in self.on or (day not in self.off and day.weekday() < 5)

    def windows_on(self, day: date) -> Windows:
        """When work is on that day; none on a day off."""
        if not self.works(day):
            return ()
        usual = next((season.windows for season in self.seasons if season.has(day)), self.windows)
        if day in self.mornings:
            return clipped(usual, time.min, NOON)
        return clipped(usual, NOON, time.max) if day in self.afternoons else usual

    @cached_property
    def length(self) -> timedelta:
        """Of a usual working day."""
        spans = ((datetime.combine(date.min, opens), datetime.combine(date.min, closes)) for opens, closes in self.windows)
        return sum((closes - opens for opens, closes in spans), timedelta())

    @cached_property
    def days(self) -> Days:
        return Days(self.windows_on)
