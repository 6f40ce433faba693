"""Faults of calendar-YYYY.csv."""

from collections.abc import Iterator
from datetime import date

from bot.pack.checks.common import fails
from bot.pack.read import Body, Fault


def calendar(body: Body) -> Iterator[Fault]:
    for number, row in enumerate(body["calendar"], start=2):
        why = fails(lambda row=row: date.fromisoformat(row["date"]))  # type: ignore[misc]
        if not why and len(row["date"]) != len("2026-01-01"):
            why = f"{row['date']} is to be written like 2026-01-01"
        if why or row.get("day") not in ("off", "on"):
            yield Fault(file="calendar-*.csv", row=str(number), reason=why or f"day must be off or on, not {row.get('day')}")
    days = {(row["date"], row["day"]) for row in body["calendar"]}
    for on in sorted(day for day, kind in days if kind == "on" and (day, "off") in days):
        yield Fault(file="calendar-*.csv", row=on, reason="both off and on")
