"""Who is where: by what can be said after so few, with ties, and with a scheme of the district's."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.district.edition import Ranking
from cases.figures.facts import Measure
from cases.figures.indicators import Counts, bucket, median, percent
from cases.figures.rankings import lower, ranked, score

M = Measure
SCHEME = Ranking()


def counts(due: int, on_time: int, late: int = 0, reworked: int = 0, extended: int = 0) -> Counts:
    told = {M.DUE: due, M.ON_TIME: on_time, M.LATE: late, M.REWORKED: reworked, M.EXTENDED: extended}
    return Counts(all=told, own=told)


def test_one_case_fixed_in_four_minutes_is_not_first() -> None:
    found = ranked({"quick": counts(1, 1), "steady": counts(100, 95, 4), "slow": counts(50, 20, 10)}, Ranking(least=1))
    assert found[0].key == "steady"
    scores = {one.key: one.score or 0 for one in found}
    assert scores["quick"] < scores["slow"] < scores["steady"] < 100


def test_of_too_little_nothing_is_said_but_its_score() -> None:
    found = {one.key: one for one in ranked({"few": counts(4, 4), "none": counts(0, 0), "many": counts(5, 3)}, SCHEME)}
    assert (found["many"].place, found["few"].place, found["none"].place) == (1, None, None)
    assert (found["few"].score, found["none"].score) == (None, None)


def test_the_same_is_the_same_place() -> None:
    found = ranked({"a": counts(10, 9), "b": counts(10, 9), "c": counts(10, 5)}, SCHEME)
    assert [(one.key, one.place) for one in found] == [("a", 1), ("b", 1), ("c", 3)]


def test_the_published_scheme() -> None:
    """处置率×30 + 按期处置率×20 + (1−返工率)×20 + (1−超期待处置率)×20 + (1−延期率)×10, of ten due: nine handled, eight of those on
    time, one came back, two extended."""
    many = 1_000_000  # of so many the bound is the share
    found = counts(10 * many, 8 * many, many, reworked=many, extended=2 * many)
    assert score(found, SCHEME) == pytest.approx(27 + 16 + 18 + 18 + 8, abs=0.05)


def test_weights_that_weigh_nothing_rank_nobody_by_score() -> None:
    nothing = Ranking(weights={"handled": 0})
    assert score(counts(10, 9), nothing) is None
    assert [(one.place, one.score) for one in ranked({"a": counts(10, 9), "b": counts(10, 5)}, nothing)] == [(None, None)] * 2


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_bound_lies_below_the_share_and_rises_with_the_sample(happened: int, total: int) -> None:
    happened = min(happened, total)
    assert 0 <= lower(happened, total) <= happened / total + 1e-9
    assert lower(happened, total) <= lower(happened * 10, total * 10) + 1e-9


def test_percentages_are_rounded_as_people_do() -> None:
    assert percent(Fraction(2003, 2984)) == "67.1"
    assert (percent(Fraction(1, 3)), percent(Fraction(2, 3)), percent(Fraction(1, 1)), percent(Fraction(0))) == (
        "33.3", "66.7", "100.0", "0.0",
    )  # fmt: skip


@given(st.lists(st.integers(0, 60_000), min_size=1, max_size=60))
def test_the_median_falls_into_the_span_of_the_middle_one(minutes: list[int]) -> None:
    spans: dict[int, int] = {}
    for one in minutes:
        spans[bucket(one)] = spans.get(bucket(one), 0) + 1
    found = median(spans)
    assert found is not None
    low, high = sorted(minutes)[(len(minutes) - 1) // 2], sorted(minutes)[len(minutes) // 2]
    assert bucket(low) <= bucket(found) + 1
    assert bucket(found) <= bucket(high) + 1
    assert median({}) is None
