"""What can be asked for on a form, and what was answered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from cases.casework.case import Outcome
from cases.district.geo import Point


class Ask(StrEnum):
    """What a form can ask for."""

    PHOTOS = "photos"
    SEEN = "seen"  # a picture or words
    CATEGORY = "category"
    CONDITION = "condition"
    PLACE = "place"
    QUANTITY = "quantity"
    WORDS = "words"
    REASON = "reason"
    ORIGINAL = "original"  # the case that this one is once more
    DEPARTMENT = "department"
    COLLEAGUE = "colleague"
    SPONSOR = "sponsor"
    OUTCOME = "outcome"
    DATE = "date"
    PHONE = "phone"
    NUMBER = "number"
    ANSWER_BY = "answer_by"
    URGENT = "urgent"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Everything a form can hold; pictures stand in rows of their own."""

    words: str = ""
    place: str = ""
    point: Point | None = None
    category: str | None = None
    condition: str | None = None
    amount: Decimal | None = None
    unit: str | None = None
    urgent: bool = False
    anonymous: bool = False
    self_handled: bool = False
    reason: str | None = None
    original: str = ""
    department: str | None = None
    colleague: int | None = None
    outcome: Outcome | None = None
    until: date | None = None
    phone: str = ""
    outside_number: str = ""
    answer_by: date | None = None
