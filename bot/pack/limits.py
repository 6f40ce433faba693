"""Working time as a pack writes it down: limits, windows of the day, seasons, days that are not what their weekday says."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import pairwise
from typing import Any

from bot.pack.read import Body
from cases.district.edition import Phase
from cases.district.ladder import Rung, Told
from cases.time.calendar import Calendar, Season
from cases.time.days import Windows
from cases.time.units import Limit, Unit

UNITS: dict[str, tuple[Unit, float]] = {
    "uh": (Unit.URGENT_HOUR, 1), "紧急工作时": (Unit.URGENT_HOUR, 1), "小时": (Unit.URGENT_HOUR, 1),
    "min": (Unit.URGENT_HOUR, 1 / 60), "分钟": (Unit.URGENT_HOUR, 1 / 60),
    "wh": (Unit.WORKING_HOUR, 1), "工作时": (Unit.WORKING_HOUR, 1), "工作小时": (Unit.WORKING_HOUR, 1),
    "wd": (Unit.WORKING_DAY, 1), "工作日": (Unit.WORKING_DAY, 1), "个工作日": (Unit.WORKING_DAY, 1),
    "cd": (Unit.CALENDAR_DAY, 1), "自然日": (Unit.CALENDAR_DAY, 1), "天": (Unit.CALENDAR_DAY, 1),
}  # fmt: skip
"""What a unit may be called, and how much of it that is."""
MOST_LIMIT = 2000
"""Hours or days."""
WRITTEN = re.compile(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*(\D+)")


MOST_PHASES, LONGEST_PHASE = 6, 8


def limit(text: str) -> Limit:
    """`4 wh`, `2 uh`, `20 wd`, `3 cd`, `10 min`, or as `4工作时`, `2紧急工作时`, `20工作日`, `3自然日`. Raises ValueError."""
    found = WRITTEN.fullmatch(unicodedata.normalize("NFKC", str(text)).strip())
    if found is None or found[2].strip() not in UNITS:
        raise ValueError(f"{text!r} is no limit such as 4 wh")
    unit, of = UNITS[found[2].strip()]
    amount = float(found[1]) * of
    if not 0 < amount <= MOST_LIMIT:
        raise ValueError(f"a limit must be above zero and at most {MOST_LIMIT}")
    return Limit(amount=amount, unit=unit)


def phases(text: str) -> tuple[Phase, ...]:
    """A limit, or several with names, one after the other: `围挡 3 uh > 抢修 8 uh > 恢复 5 wd`. Raises ValueError."""
    parts = [part.strip() for part in unicodedata.normalize("NFKC", str(text)).split(">")]
    if len(parts) == 1:
        return (Phase(name="", limit=limit(text)),)
    named = [part.partition(" ") for part in parts]
    names = [name for name, _, _ in named]
    if len(parts) > MOST_PHASES or len(set(names)) < len(names) or any(len(name) > LONGEST_PHASE for name in names):
        raise ValueError(f"{text!r}: at most {MOST_PHASES} steps, each with a short name of its own and a limit")
    return tuple(Phase(name=name, limit=limit(within)) for name, _, within in named)


def clock(text: str) -> time:
    """Hour and minute, such as 18:00. Raises ValueError."""
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 — a time of day has no zone
    except (TypeError, ValueError):
        raise ValueError(f"{text!r} is no time such as 18:00") from None


def windows(given: Sequence[Sequence[str]]) -> Windows:
    """Raises ValueError for what is no time, or not one after the other."""
    found = tuple((clock(opens), clock(closes)) for opens, closes in given)
    times = [at for window in found for at in window]
    if times != sorted(set(times)):
        raise ValueError("they must open before they close, one after the other")
    return found


def season(given: Body) -> Season:
    """Raises ValueError."""
    return Season(first=_day_of_year(given["from"]), last=_day_of_year(given["to"]), windows=windows(given["windows"]))


def _day_of_year(text: str) -> tuple[int, int]:
    try:
        found = datetime.strptime(f"2024-{text}", "%Y-%m-%d")  # noqa: DTZ007 — of any year; in a leap year all days are
    except ValueError:
        raise ValueError(f"{text!r} is no day such as 06-01") from None
    return found.month, found.day


def seasons(given: Sequence[Body]) -> tuple[Season, ...]:
    """Raises ValueError, also for a day that is in two of them."""
    found = tuple(season(one) for one in given)
    days = [date.fromordinal(day) for day in range(date(2024, 1, 1).toordinal(), date(2024, 12, 31).toordinal() + 1)]
    doubled = next((day for day in days if sum(one.has(day) for one in found) > 1), None)
    if doubled:
        raise ValueError(f"{doubled:%m-%d} is in two seasons")
    return found


DAYS = ("off", "on", "morning", "afternoon")


def calendar(body: Body, given: Body) -> Calendar:
    """`given`: the district, or a department with windows of its own, which then has no seasons but its own."""
    days: dict[str, frozenset[date]] = {
        kind: frozenset(date.fromisoformat(row["date"]) for row in body["calendar"] if row["day"] == kind) for kind in DAYS
    }
    about: dict[str, Any] = body["district"]
    return Calendar(
        windows=windows(given["windows"]), seasons=seasons(given.get("seasons") or ()), off=days["off"], on=days["on"],
        mornings=days["morning"], afternoons=days["afternoon"], years=frozenset(body["years"]),
        at_closing=about.get("working_day_ends") == "closing",
    )  # fmt: skip


def share(text: str) -> Decimal:
    """5%, 0.5％. Raises ValueError for what is none."""
    percent = re.fullmatch(r"(100|[0-9]{1,2}(?:\.[0-9])?)\s*[%％]", text)
    if percent is None:
        raise ValueError(f"{text!r} is no share such as 75%")
    return Decimal(percent[1]) / 100


def ladder(given: Sequence[Body]) -> tuple[Rung, ...]:
    """Raises ValueError for a rung that is at no time, or earlier than the one before."""
    found = tuple(_rung(one) for one in given)
    shares = [rung.share or 1 for rung in found]
    if shares != sorted(shares) or any(first.after and then.share for first, then in pairwise(found)):
        raise ValueError("its rungs must follow each other in time")
    return found


def dangers_ladder(given: Sequence[Body]) -> tuple[Rung, ...]:
    """Of danger every rung comes so long after it was told of. Raises ValueError."""
    if any(one.get("at") for one in given):
        raise ValueError("of danger a rung says `after`: how long after it was told of")
    return tuple(replace(rung, of_danger=True) for rung in ladder(given))


def _rung(given: Body) -> Rung:
    at, after = given.get("at"), given.get("after")
    if (at is None) == (after is None):
        raise ValueError("a rung says either `at`, a share of the limit, or `after`, how long after its end")
    if at and not share(at):
        raise ValueError(f"{at!r} is no share such as 75%")
    tell = tuple(Told(one) for one in given["tell"])
    return Rung(share=float(share(at)) if at else None, after=limit(after) if after else None, tell=tell)
