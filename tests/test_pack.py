"""Every fault of a pack is named with file, row and reason; a good one is loaded once."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from bot.config import DEFAULT_PACK
from bot.pack.check import check
from bot.pack.read import Unreadable, read

GOOD = read(DEFAULT_PACK)
Body = dict[str, Any]


def overlap(body: Body) -> None:
    ring = body["grids"]["features"][0]["geometry"]["coordinates"][0]
    ring[2] = [ring[2][0] + 0.002, ring[2][1] + 0.002]


def gap(body: Body) -> None:
    del body["grids"]["features"][7]


def rule_after_all(body: Body) -> None:
    body["routing"]["rules"].append({"name": "late", "department": "huanwei", "because": "x", "when": {"category": "E0102"}})


FAULTS: list[tuple[str, Callable[[Body], object], str]] = [
    ("overlap", overlap, "grids.geojson:0101: overlap with grid"),
    ("gap", gap, "grids.geojson: gap between grids near"),
    ("unknown community", lambda b: b["grids"]["features"][0]["properties"].update(community="99"), "unknown parent community 99"),
    ("duplicate grid", lambda b: b["grids"]["features"][1]["properties"].update(code="0101"), "duplicate code 0101"),
    ("duplicate category", lambda b: b["categories"].append(b["categories"][0]), "categories.csv:154: duplicate code E0101"),
    ("duplicate name", lambda b: b["categories"][1].update(minor_name="私搭乱建"), "duplicate name 私搭乱建 in major E01"),
    ("no such parent", lambda b: b["categories"][0].update(major="77"), "no such parent"),
    ("two units", lambda b: b["categories"][0].update(heading="占道经营"), "counts in"),
    ("unknown unit", lambda b: b["categories"][0].update(unit="坨"), "unknown unit 坨"),
    ("unknown department", lambda b: b["categories"][0].update(department="nobody"), "unknown department nobody"),
    ("bad limit", lambda b: b["categories"][0].update(limit="soon"), "limit or condition"),
    ("no default", lambda b: b["routing"].pop("default"), "no default"),
    ("shadowed rule", rule_after_all, "routing.yaml:late: unreachable"),
    ("rule for nothing", lambda b: b["routing"]["rules"][0]["when"].update(category="X9"), "unreachable: no category X9"),
    ("contradicting category and department",
     lambda b: b["routing"]["rules"][0].update(when={"category": "E0101", "department": "yuanlin"}), "contradict each other"),
    ("contradicting grid and community",
     lambda b: b["routing"]["rules"][0].update(when={"grid": "0103", "community": "04"}), "contradict each other"),
    ("rule to nowhere", lambda b: b["routing"]["rules"][0].update(department="x"), "unknown department x"),
    ("no lead", lambda b: b["people"].update(people=[p for p in b["people"]["people"] if p["username"] != "lead_xumu_1"]),
     "department xumu has no lead"),
    ("bad date", lambda b: b["calendar"].append({"date": "2026-13-01", "day": "off"}), "calendar-*.csv"),
    ("bad zone", lambda b: b["district"].update(zone="Asia/Nowhere"), "district.yaml:zone"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "damage", "said"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named(name: str, damage: Callable[[Body], object], said: str) -> None:
    body = copy.deepcopy(GOOD)
    damage(body)
    errors = [str(fault) for fault in check(body) if not fault.warning]
    assert any(said in error for error in errors), errors


def test_the_example_has_no_fault_and_all_the_classes() -> None:
    assert [fault for fault in check(GOOD) if not (fault.warning and fault.file == "calendar-*.csv")] == []
    assert len(GOOD["categories"]) >= 140
    assert len(GOOD["grids"]["features"]) >= 24


def test_a_missing_file_is_one_clear_fault(tmp_path: Any) -> None:
    with pytest.raises(Unreadable, match=r"district\.yaml: the file is missing"):
        read(tmp_path)
