"""How long lists of numbers read."""

import pytest

from handlers.looks.queue import in_runs


@pytest.mark.parametrize(
    ("digits", "shown"),
    [([1], "0001"), ([1, 2], "0001 0002"), ([1, 2, 3], "0001–0003"), ([7, 1, 3, 2], "0001–0003 0007"), ([], ""),
     (list(range(1, 301)), "0001–0300"), ([9999, 10000, 10001], "9999–10001")],
)  # fmt: skip
def test_numbers_that_follow_each_other_stand_as_one(digits: list[int], shown: str) -> None:
    assert in_runs([f"YQ261126-{one:04d}" for one in digits]) == shown


def test_a_new_day_begins_a_new_run() -> None:
    assert in_runs(["YQ261126-0001", "YQ261126-0002", "YQ261126-0003", "YQ261127-0004"]) == "0001–0003 0004"
