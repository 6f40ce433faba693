"""A past day as people name it, and rows that add up."""

from datetime import date

import pytest

from cases.casework.case import Action
from cases.district.spelling import past_day
from cases.figures.counting import count
from tests.cases.office import Office

TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("said", "day"),
    [("2026-11-25", (2026, 11, 25)), ("11-25", (2026, 11, 25)), ("11月25日", (2026, 11, 25)), ("12-31", (2025, 12, 31)), ("昨天", (2026, 11, 25)),
     ("１１－２５", (2026, 11, 25)), ("2026/11/25", (2026, 11, 25)), ("yesterday", (2026, 11, 25)), ("今天", (2026, 11, 26))],
)  # fmt: skip
def test_apast_day_is_the_last_of_that_name(said: str, day: tuple[int, int, int]) -> None:
    assert past_day(said, TODAY) == date(*day)


@pytest.mark.parametrize("said", ["13-40", "0-0", "abc", "11", "2026-11-25-1", "99999-1-1", "🙂", "11-25x"])
def test_what_is_no_day_is_asked_again(said: str) -> None:
    assert past_day(said, TODAY) is None


async def test_departments_and_what_none_has_add_up_to_all_there_is(office: Office) -> None:
    await office.reported()
    case = await office.does("lead_chengguan_1", await office.reported(), Action.CLAIM)
    case = await office.does("lead_chengguan_1", case, Action.CLEAR)
    await office.does("supervisor", case, Action.PASS)
    await office.complains("门口垃圾堆了好几天")
    tally = await count(office.work, office.work.district.bulletin_day(office.work.now))
    assert sum(closed for _, closed, _ in tally.departments) == tally.closed
    assert sum(left for _, _, left in tally.departments) == tally.open
