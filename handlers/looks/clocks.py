"""How much is left, in words."""

from datetime import timedelta

from cases.casework.left import Left
from handlers.texts import Texts

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def left(found: Left, texts: Texts, *, marked: bool = True) -> str:
    """还剩 2 小时 10 分（工作时间）, with a mark where it is short or over."""
    mark = f"{sign} " if marked and (sign := of(found)) else ""
    said = texts.plain("left.over" if found.late else "left", time=_long(found, texts))
    return mark + said + (texts.plain("left.working") if found.working and not found.days else "")


def of(found: Left) -> str:
    return "🔴" if found.late else "🟡" if found.soon else ""


def _long(found: Left, texts: Texts) -> str:
    """In its two largest parts."""
    days = "time.working_days" if found.working else "time.days"
    parts = [(days, found.days), ("time.hours", found.rest // HOUR), ("time.minutes", found.rest % HOUR // MINUTE)]
    first = next((place for place, (_, count) in enumerate(parts) if count), None)
    if first is None:
        return texts.plain("time.moment")
    return " ".join(texts.plain(key, count=count) for key, count in parts[first : first + 2] if count)
