"""Working days one after the other, and how much is worked until a moment: by this all working time is counted."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate

Windows = tuple[tuple[time, time], ...]
"""Each from its opening to its closing."""
Spans = tuple[tuple[int, int], ...]
"""The same in millionths of a second since midnight."""
NOON = time(12)


class Days:
    """As far as they have been asked for: a year is looked through once. Moments are local and know no zone; what is worked is
    counted in millionths of a second from the first year on that was asked for, and is below zero before."""

    def __init__(self, windows_on: Callable[[date], Windows]) -> None:
        self._windows_on = windows_on
        self._first = self._last = 0
        self._days: list[int] = []
        self._spans: list[Spans] = []
        self._before: list[int] = [0]
        """Worked before each day, and last, before what is not known yet."""

    def worked(self, moment: datetime) -> int:
        """How much is worked until then."""
        self._reach(moment.year)
        day = moment.toordinal()
        place = bisect_left(self._days, day)
        if place == len(self._days) or self._days[place] != day:
            return self._before[place]
        clock = _since_midnight(moment.time())
        inside = (min(clock, closes) - opens for opens, closes in self._spans[place] if clock > opens)
        return self._before[place] + sum(inside)

    def closing(self, worked: int) -> datetime:
        """The first moment until which so much is worked: where work stops, the closing and not the next opening."""
        self._hold(worked)
        return self._moment(bisect_left(self._before, worked) - 1, worked, at_end=True)

    def opening(self, moment: datetime) -> datetime:
        """The moment itself when work is on, else the next opening."""
        worked = self.worked(moment)
        self._hold(worked + 1)
        return self._moment(bisect_right(self._before, worked) - 1, worked, at_end=False)

    def later(self, moment: datetime, count: int) -> datetime:
        """The same clock time so many working days after a moment of work; where nothing is worked then, the closing before."""
        self._reach(moment.year)
        place = bisect_left(self._days, moment.toordinal()) + count
        while place >= len(self._days):
            self._append()
        day = date.fromordinal(self._days[place])
        return self.closing(self.worked(datetime.combine(day, moment.time())))

    def count(self, first: datetime, last: datetime) -> int:
        """How many working days begin after the one day until the other, both included."""
        self._reach(first.year)
        self._reach(last.year)
        return bisect_right(self._days, last.toordinal()) - bisect_right(self._days, first.toordinal())

    def last_closing(self, moment: datetime) -> datetime:
        """Of the working day in which the moment lies."""
        return self.closing(self.worked(datetime.combine(moment.date(), time.max)))

    def _reach(self, year: int) -> None:
        if not self._last:
            self._first, self._last = year, year - 1
        while self._last < year:
            self._append()
        while self._first > year:
            self._prepend()

    def _hold(self, worked: int) -> None:
        while self._before[-1] < worked:
            self._append()
        while self._before[0] >= worked:
            self._prepend()

    def _append(self) -> None:
        days, spans, lengths = self._year(self._last + 1)
        self._last += 1
        self._days += days
        self._spans += spans
        self._before += list(accumulate(lengths, initial=self._before[-1]))[1:]

    def _prepend(self) -> None:
        days, spans, lengths = self._year(self._first - 1)
        self._first -= 1
        self._days[:0] = days
        self._spans[:0] = spans
        self._before[:0] = list(accumulate(lengths, initial=self._before[0] - sum(lengths)))[:-1]

    def _year(self, year: int) -> tuple[list[int], list[Spans], list[int]]:
        """Its working days, when work is on, and how long. Raises OverflowError for a year no calendar has."""
        if not MINYEAR <= year <= MAXYEAR:
            raise OverflowError(f"there is no year {year}")
        days, spans = [], []
        for day in range(date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal() + 1):
            if found := _spans(self._windows_on(date.fromordinal(day))):
                days.append(day)
                spans.append(found)
        return days, spans, [sum(closes - opens for opens, closes in one) for one in spans]

    def _moment(self, place: int, worked: int, *, at_end: bool) -> datetime:
        """Of a day in which so much more is worked."""
        left, spans = worked - self._before[place], iter(self._spans[place])
        opens, closes = next(spans)
        while left > closes - opens or (left == closes - opens and not at_end):
            left -= closes - opens
            opens, closes = next(spans)
        return datetime.combine(date.fromordinal(self._days[place]), time()) + timedelta(microseconds=opens + left)


def clipped(windows: Windows, first: time, last: time) -> Windows:
    """What of them lies between two times of the day."""
    return tuple((max(opens, first), min(closes, last)) for opens, closes in windows if max(opens, first) < min(closes, last))


def _since_midnight(clock: time) -> int:
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * 1_000_000 + clock.microsecond


@lru_cache(maxsize=256)
def _spans(windows: Windows) -> Spans:
    return tuple((_since_midnight(opens), _since_midnight(closes)) for opens, closes in windows)
