"""Faults of calendar-YYYY.csv."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from bot.pack.checks.common import fails
from bot.pack.limits import DAYS
from bot.pack.read import Body, Fault


def calendar(body: Body) -> Iterator[Fault]:
    for number, row in enumerate(body["calendar"], start=2):
        why = fails(lambda row=row: date.fromisoformat(row["date"]))  # type: ignore[misc]
        if not why and len(row["date"]) != len("2026-01-01"):
            why = f"{row['date']} is to be written like 2026-01-01"
        if why or row.get("day") not in DAYS:
            said = f"day must be off, on, morning or afternoon, not {row.get('day')}"
            yield Fault(file="calendar-*.csv", row=str(number), reason=why or said)
    days = {(row["date"], row["day"]) for row in body["calendar"]}
    counted = Counter(day for day, _ in days)
    for day in sorted(day for day, times in counted.items() if times > 1):
        kinds = " and ".join(kind for kind in DAYS if (day, kind) in days)
        yield Fault(file="calendar-*.csv", row=day, reason=f"both {kinds}")
    years = body["years"]
    for year in sorted(set(range(years[0], years[-1] + 1)) - set(years) if years else ()):
        yield Fault(file="calendar-*.csv", row=str(year), reason=f"a gap: no list for {year}")
