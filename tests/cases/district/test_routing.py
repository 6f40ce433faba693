"""Which department a case goes to: the rules as loaded, first match first."""

from datetime import UTC, datetime

import pytest

from cases.district.edition import District
from cases.district.routing import route

DAY, NIGHT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC), datetime(2026, 11, 23, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("category", "grid", "urgent", "when", "department"),
    [
        ("E0504", "0103", "no", DAY, "chengguan"),
        ("E0504", "0305", "no", DAY, "shichang"),
        ("E0501", "0103", "no", NIGHT, "gongan"),
        ("E0501", "0103", "no", DAY, "chengguan"),
        ("E0401", "0103", "yes", NIGHT, "gongan"),
        ("E0401", "0103", "no", NIGHT, "shizheng"),
        ("E0183", "0103", "no", DAY, "shequ"),
        ("E0105", "0401", "no", DAY, "yuanlin"),
        (None, None, "no", DAY, "chengguan"),
    ],
)
def test_the_first_rule_that_matches_decides(
    district: District, category: str | None, grid: str | None, urgent: str, when: datetime, department: str
) -> None:
    known = district.category_of.get(category or "")
    facts = {
        "category": category,
        "grid": grid,
        "community": grid[:2] if grid else None,
        "urgent": urgent,
        "department": known.department if known else None,
    }
    assert route(district.rules, facts, when)[1] == department


def test_rules_without_a_last_resort_are_an_error_and_no_guess(district: District) -> None:
    facts = dict.fromkeys(("category", "grid", "community", "urgent", "department"))
    with pytest.raises(LookupError, match="default"):
        route(district.rules[:1], facts, DAY)
