"""In which a limit is counted."""

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    URGENT_HOUR = "uh"  # 紧急工作时: round the clock
    WORKING_HOUR = "wh"  # 工作时: inside the day's windows
    WORKING_DAY = "wd"  # 工作日: ends at the same clock time
    CALENDAR_DAY = "cd"  # 自然日


CALENDAR_UNITS = frozenset({Unit.WORKING_HOUR, Unit.WORKING_DAY})
"""Those that ask which days are worked."""


@dataclass(frozen=True, kw_only=True)
class Limit:
    amount: float
    """Above zero; a part of a unit is so much of its working time."""
    unit: Unit
