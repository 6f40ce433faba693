"""When a limit ends and how that came about, day by day, for whoever doubts it."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from bot.config import Misconfigured
from bot.pack.build import build
from bot.pack.limits import limit
from bot.pack.read import Body
from cases.district.edition import District
from cases.time.calendar import Calendar
from cases.time.engine import deadline
from cases.time.units import CALENDAR_UNITS

MOST_DAYS = 62
"""So many days are told one by one; of more the first and the last."""

WORDS = {
    "zh": {
        "days": "周一 周二 周三 周四 周五 周六 周日", "off": "休息", "name": "（{}）", "hours": "{:g} 小时", "more": "……共 {} 天",
        "guess": "没有 {} 年的调休安排，只按周末计算", "uh": "紧急工作时", "wh": "工作时", "wd": "工作日", "cd": "自然日",
    },
    "en": {
        "days": "Mon Tue Wed Thu Fri Sat Sun", "off": "not worked", "name": " ({})", "hours": "{:g} h",
        "more": "… {} days in all", "guess": "the moved holidays of {} are not known: weekends only", "uh": "urgent hours",
        "wh": "working hours",
        "wd": "working days", "cd": "calendar days",
    },
}  # fmt: skip


def lines(body: Body, start: datetime, wanted: str, department: str | None, lang: str) -> Iterator[str]:
    """`start` without a zone is in the district's. Raises Misconfigured for no limit, no such department, or a year too far."""
    district, words = build(body, 0), WORDS[lang]
    if department is not None and department not in district.department_of:
        raise Misconfigured(f"--department {department}: none of {', '.join(sorted(district.department_of))}")
    calendar = district.calendar_of_department(department)
    try:
        found = limit(wanted)
        begun = start.astimezone(district.tz) if start.tzinfo else start.replace(tzinfo=district.tz)
        end = deadline(begun, found, calendar, district.tz)
    except ValueError as error:
        raise Misconfigured(f"{error}; e.g. 3工作日, '4 wh', '2 uh', '3 cd'") from error
    except OverflowError as error:
        raise Misconfigured(f"{wanted} from {start:%Y-%m-%d}: that is beyond every calendar") from error
    amount = f"{found.amount:.3f}".rstrip("0").rstrip(".")
    yield f"{_said(begun, words)} + {amount} {words[found.unit]} = {_said(end, words)}"
    if found.unit in CALENDAR_UNITS:
        yield from _days(district, calendar, begun, end, {row["date"]: row.get("name") or "" for row in body["calendar"]}, words)


def _said(moment: datetime, words: dict[str, str]) -> str:
    seconds = "%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M"
    return f"{moment:{seconds}} {words['days'].split()[moment.weekday()]}"


def _days(
    district: District, calendar: Calendar, begun: datetime, end: datetime, names: dict[str, str], words: dict[str, str]
) -> Iterator[str]:
    count = (end.date() - begun.date()).days + 1
    for number in range(count):
        if count > MOST_DAYS and number == MOST_DAYS // 2:
            yield f"  {words['more'].format(count)}"
        if count <= MOST_DAYS or not MOST_DAYS // 2 <= number < count - MOST_DAYS // 2:
            yield _day(calendar, begun.date() + timedelta(days=number), begun, end, names, words)
    for year in range(begun.year, end.year + 1):
        if calendar.guesses(date(year, 1, 1)):
            yield f"  {words['guess'].format(year)}"


def _day(calendar: Calendar, day: date, begun: datetime, end: datetime, names: dict[str, str], words: dict[str, str]) -> str:
    """What of it counts."""
    first = begun.time() if day == begun.date() else time.min
    last = end.time() if day == end.date() else time.max
    spans = [(max(opens, first), min(closes, last)) for opens, closes in calendar.windows_on(day)]
    counted = [(opens, closes) for opens, closes in spans if opens < closes]
    name = words["name"].format(names[day.isoformat()]) if names.get(day.isoformat()) else ""
    shown = " ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in counted)
    hours = sum((datetime.combine(day, closes) - datetime.combine(day, opens) for opens, closes in counted), timedelta())
    told = f"{shown}  {words['hours'].format(hours / timedelta(hours=1))}" if counted else words["off"] if not spans else "–"
    return f"  {day:%m-%d} {words['days'].split()[day.weekday()]}  {told}{name}"
