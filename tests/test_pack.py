"""Every fault of a pack is named with file, row and reason; a good one is loaded once."""

import copy
import os
import re
import shutil
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from bot.config import DEFAULT_PACK
from bot.pack import chinese
from bot.pack.build import build
from bot.pack.check import check
from bot.pack.read import Unreadable, read
from cases.district.geo import Point
from cases.intake.guessing import guesses

GOOD = read(DEFAULT_PACK)
Body = dict[str, Any]


def overlap(body: Body) -> None:
    ring = body["grids"]["features"][0]["geometry"]["coordinates"][0]
    ring[2] = [ring[2][0] + 0.002, ring[2][1] + 0.002]


def gap(body: Body) -> None:
    del body["grids"]["features"][7]


def rule_after_all(body: Body) -> None:
    body["routing"]["rules"].append({"name": "late", "department": "huanwei", "because": "x", "when": {"category": "E0102"}})


def many_departments(body: Body) -> None:
    body["district"]["departments"] += [{"code": f"d{number}", "name": f"单位{number}"} for number in range(120)]
    for number in range(120):
        body["people"]["people"].append({"id": 9000 + number, "first_name": "x", "roles": [f"lead d{number}"]})


def rename(body: Body, code: str) -> None:
    """Everywhere, so that nothing but the code is wrong."""
    for one in body["district"]["departments"]:
        one["code"] = code if one["code"] == "xumu" else one["code"]
    for row in body["categories"]:
        row["department"] = code if row["department"] == "xumu" else row["department"]
    for person in body["people"]["people"]:
        person["roles"] = [role.replace("lead xumu", f"lead {code}") for role in person.get("roles") or []]


def geometry(body: Body, **changes: object) -> None:
    body["grids"]["features"][0]["geometry"].update(changes)


def corner(body: Body, value: object) -> None:
    body["grids"]["features"][0]["geometry"]["coordinates"][0][1] = value


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
    ("bad steps", lambda b: b["categories"][0].update(limit="围挡 3 uh > 围挡 8 uh"), "at most 6 steps"),
    ("bad share", lambda b: b["district"].update(blind_recheck="500%"), "blind_recheck: '500%' is no share"),
    ("bad total", lambda b: b["district"].update(total_within="never"), "total_within: 'never' is no limit"),
    ("leader of nothing", lambda b: b["people"]["people"][2]["roles"].append("sponsor zz"), "unknown grid or community zz"),
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
    ("both off and on", lambda b: b["calendar"].append({"date": b["calendar"][0]["date"], "day": "on", "name": ""}),
     "both off and on"),
    ("a morning and off", lambda b: b["calendar"].append({"date": b["calendar"][0]["date"], "day": "morning", "name": ""}),
     "both off and morning"),
    ("a year left out", lambda b: b.update(years=[2026, 2028]), "calendar-*.csv:2027: a gap: no list for 2027"),
    ("no day of a season", lambda b: b["district"].update(seasons=[{"from": "06-31", "to": "07-01", "windows": [["08:00", "12:00"]]}]),
     "district.yaml:seasons: '06-31' is no day such as 06-01"),
    ("seasons that overlap", lambda b: b["district"].update(seasons=[
        {"from": "05-01", "to": "06-01", "windows": [["08:00", "12:00"]]},
        {"from": "06-01", "to": "07-01", "windows": [["08:00", "12:00"]]}]), "district.yaml:seasons: 06-01 is in two seasons"),
    ("a department's windows in disorder", lambda b: b["district"]["departments"][0].update(windows=[["12:00", "08:00"]]),
     "district.yaml:departments.chengguan.windows: they must open before"),
    ("a department's seasons alone", lambda b: b["district"]["departments"][0].update(
        seasons=[{"from": "06-01", "to": "07-01", "windows": [["08:00", "12:00"]]}]), "windows are missing"),
    ("when a working day ends", lambda b: b["district"].update(working_day_ends="never"), "district.yaml:working_day_ends"),
    ("a date in another form", lambda b: b["calendar"].append({"date": "20260101", "day": "on", "name": ""}), "is to be written like"),
    ("a scope where none is", lambda b: b["people"]["people"][0].update(roles=["admin 0103"]), "roles"),
    ("a name of two lines", lambda b: b["categories"][0].update(minor_name="店外\n经营"), "minor_name is no name"),
    ("a name without end", lambda b: b["categories"][0].update(heading="店" * 5000), "heading is no name"),
    ("a blank name", lambda b: b["categories"][0].update(minor_name=" "), "minor_name is no name"),
    ("the general topic", lambda b: b["people"]["groups"][1]["topics"][0].update(thread=1), "thread"),
    ("neither off nor on", lambda b: b["calendar"][0].update(day="holiday"), "day must be off, on, morning or afternoon, not holiday"),
    ("no number", lambda b: b["categories"][0].update(limit="nan wh"), "limit or condition: 'nan wh' is no limit"),
    ("without end", lambda b: b["categories"][0].update(limit="9999 wh"), "categories.csv:2: limit or condition: a limit must be"),
    ("backwards", lambda b: b["categories"][0].update(limit="-1 wh"), "limit or condition: '-1 wh' is no limit"),
    ("no unit", lambda b: b["categories"][0].update(conditions="轻微=2 moons"), "limit or condition: '2 moons' is no limit"),
    ("a colon in a code", lambda b: rename(b, "xu:mu"), "district.yaml:departments.xu:mu.code"),
    ("a long code", lambda b: rename(b, "x" * 40), ".code: "),
    ("small letters", lambda b: b["district"].update(letters="yq"), "district.yaml:letters: "),
    ("Chinese letters", lambda b: b["district"].update(letters="云桥"), "district.yaml:letters: "),
    ("letters that are HTML", lambda b: b["district"].update(letters="<b>"), "district.yaml:letters: "),
    ("many a day", lambda b: b["district"].update(reports_a_day="many"), "district.yaml:reports_a_day: "),
    ("a word for yes", lambda b: b["district"].update(verify_first="perhaps"), "district.yaml:verify_first: "),
    ("misspelt", lambda b: b["district"].update(verify_frist=True), "district.yaml:verify_frist: is not known"),
    ("no windows", lambda b: b["district"].pop("windows"), "district.yaml:windows: is missing"),
    ("windows in disorder", lambda b: b["district"].update(windows=[["14:00", "18:00"], ["08:00", "12:00"]]),
     "district.yaml:windows: they must open before they close"),
    ("a window of nothing", lambda b: b["district"].update(windows=[["18:00", "08:00"]]), "district.yaml:windows: they must open"),
    ("a number as a time", lambda b: b["district"].update(bulletin_at=1200), "district.yaml:bulletin_at: "),
    ("a time that is none", lambda b: b["district"].update(bulletin_at="25:00"), "district.yaml:bulletin_at: '25:00' is no time"),
    ("a department that is a word", lambda b: b["district"]["departments"].append("huanwei"), "district.yaml:departments.17: "),
    ("departments that are none", lambda b: b["district"].update(departments="all"), "district.yaml:departments: "),
    ("emergencies without a number", lambda b: b["district"]["emergencies"][0].pop("call"), "call: is missing"),
    ("unknown retention", lambda b: b["district"].update(retention={"photos": 3}), "district.yaml:retention.photos: is not known"),
    ("kept for nought days", lambda b: b["district"].update(retention={"drafts": 0}), "district.yaml:retention.drafts: "),
    ("a district that is a list", lambda b: b.update(district=[1]), "district.yaml: "),
    ("an empty district", lambda b: b.update(district=None), "district.yaml: "),
    ("people that are a word", lambda b: b.update(people="all"), "people.yaml: "),
    ("a person by name", lambda b: b["people"]["people"][0].update(id="abc"), "people.yaml:people.admin.id: "),
    ("a person with a group's id", lambda b: b["people"]["people"][0].update(id=-5), "people.yaml:people.admin.id: "),
    ("an id over 52 bits", lambda b: b["people"]["people"][0].update(id=1 << 60), "people.yaml:people.admin.id: "),
    ("a group by name", lambda b: b["people"]["groups"][0].update(id="hello"), "people.yaml:groups."),
    ("an unknown role", lambda b: b["people"]["people"][0].update(roles=["mayor"]), "people.yaml:people.admin.roles.0: "),
    ("a lead of nothing", lambda b: b["people"]["people"][0].update(roles=["lead nowhere"]), "admin: unknown department nowhere"),
    ("an open ring", lambda b: b["grids"]["features"][0]["geometry"]["coordinates"][0].pop(), "0101: the ring is not closed"),
    ("no number for a corner", lambda b: corner(b, [float("nan"), 30.0]), "grids.geojson:features.0101.geometry"),
    ("a word for a corner", lambda b: corner(b, ["120", "30"]), "grids.geojson:features.0101.geometry"),
    ("one number for a corner", lambda b: corner(b, [120.1]), "grids.geojson:features.0101.geometry"),
    ("latitude first", lambda b: geometry(b, coordinates=[[[y, x] for x, y in b["grids"]["features"][0]["geometry"]["coordinates"][0]]]),
     "0101: its corners are nowhere"),
    ("a line for a grid", lambda b: geometry(b, type="LineString"), "grids.geojson:features.0101.geometry"),
    ("a shape nobody knows", lambda b: geometry(b, type="Blob"), "grids.geojson:features.0101.geometry"),
    ("a grid without a shape", lambda b: b["grids"]["features"][0].update(geometry=None), "grids.geojson:features.0101.geometry"),
    ("more departments than buttons", many_departments, "buttons, Telegram takes 100"),
    ("dispatchers among departments", lambda b: b["people"]["groups"][1].update({"for": ["dispatchers", "workers"]}),
     "dispatchers can learn who complained"),
    ("more proof than a case may have", lambda b: b["categories"][0].update(evidence="99"), "categories.csv:2: evidence is 0 to 9"),
    ("a kind of its own", lambda b: b["categories"][0].update(kind="elephant"), "categories.csv:2: kind is event or component"),
    ("a condition twice", lambda b: b["categories"][0].update(conditions="轻微=4 wh;轻微=8 wh"), "each condition has a name of its own"),
    ("a condition without a name", lambda b: b["categories"][0].update(conditions="=4 wh"), "each condition has a name of its own"),
    ("two departments of one name", lambda b: b["district"]["departments"][1].update(name="综合执法队"), "duplicate name 综合执法队"),
    ("danger in no text", lambda b: b["district"]["danger_words"].append("！！"), "district.yaml:danger_words: '！！' can be in no text"),
    ("hours of nothing", lambda b: b["routing"]["rules"][0].update(hours=["22:00", "22:00"]), "its hours begin where they end"),
    ("two lines for a name", lambda b: b["district"]["departments"][0].update(name="a\nb"), "district.yaml:departments.chengguan.name: "),
    ("NUL in a name", lambda b: b["people"]["people"][0].update(first_name="a\0"), "people.yaml:people.admin.first_name: "),
    ("metres for degrees", lambda b: b["grids"].update(crs={"type": "name", "properties": {"name": "EPSG:3857"}}), "grids.geojson:crs: "),
    ("a topic for two", lambda b: b["people"]["groups"][1]["topics"][1].update(thread=b["people"]["groups"][1]["topics"][0]["thread"]),
     "a topic is for one thing"),
    ("a department in two places", lambda b: b["people"]["groups"][1]["topics"][1].update(department="chengguan"),
     "department chengguan has two places"),
    ("a topic for nobody", lambda b: b["people"]["groups"][1]["topics"][0].update(department="nobody"), "unknown department nobody"),
    ("a group twice", lambda b: b["people"]["groups"].append(b["people"]["groups"][0]), "duplicate group"),
    ("pieces for a measure", lambda b: b["district"]["counts_as"].update({"违章搭建": ["间"]}), "违章搭建 is measured in 平方米"),
    ("a measure for pieces", lambda b: b["district"]["counts_as"].update({"暴露垃圾": ["米"]}), "暴露垃圾: 米 is no unit one counts in"),
    ("an empty saying", lambda b: b["sayings"][1].update(saying=" "), "sayings.csv:3: a saying has one to 80 characters"),
    ("a comma in a saying", lambda b: b["sayings"][0].update({None: ["x"]}), "sayings.csv:2: each row has two cells"),
    ("bad zone", lambda b: b["district"].update(zone="Asia/Nowhere"), "district.yaml:zone"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "damage", "said"), FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_fault_is_named(name: str, damage: Callable[[Body], object], said: str) -> None:
    body = copy.deepcopy(GOOD)
    damage(body)
    errors = [str(fault) for fault in check(body) if not fault.warning]
    assert any(said in error for error in errors), errors
    told = [chinese.reason(fault.reason) for fault in check(body)]
    assert all(re.search(r"[\u4e00-\u9fff]", one) for one in told), told


def test_the_example_has_no_fault_and_all_the_classes() -> None:
    found = [fault for fault in check(GOOD) if not (fault.warning and fault.file == "calendar-*.csv")]
    assert [fault.warning for fault in found] == [True]
    assert "17 departments share this group" in found[0].reason
    assert len(GOOD["categories"]) >= 140
    assert len(GOOD["grids"]["features"]) >= 24


def test_a_missing_file_is_one_clear_fault(tmp_path: Any) -> None:
    with pytest.raises(Unreadable, match=r"district\.yaml: the file is missing"):
        read(tmp_path)


def copied(folder: Path, **files: Callable[[str], str]) -> Path:
    """The example with some of its files rewritten, by the first part of their names."""
    pack = folder / "pack"
    shutil.copytree(DEFAULT_PACK, pack)
    for path in pack.iterdir():
        edit = files.get(path.name.partition(".")[0])
        if edit:
            path.write_text(edit(path.read_text("utf-8")), "utf-8")
    return pack


def test_what_is_written_without_quotes_means_what_it_says(tmp_path: Path) -> None:
    """YAML 1.1 makes 1200 of 20:00, 4179 of 010123 and a date of 2026-01-01."""
    pack = copied(
        tmp_path,
        district=lambda text: text.replace('bulletin_at: "18:00"', "bulletin_at: 20:00").replace('call: "119"', "call: 010123"),
        routing=lambda text: text.replace("rules:", "rules:\n  - {name: night, department: chengguan, because: x, hours: [22:00, 06:00]}", 1),
    )  # fmt: skip
    body = read(pack)
    assert [fault for fault in check(body) if fault.file == "district.yaml"] == []
    district = build(body, 1)
    assert district.bulletin_at == time(20)
    assert district.emergencies[0][2] == "010123"
    assert district.rules[0].hours == (time(22), time(6))


def test_an_unquoted_comma_is_named_by_its_row(tmp_path: Path) -> None:
    pack = copied(tmp_path, categories=lambda text: text.rstrip("\n") + ",one more\n")
    last = len(GOOD["categories"]) + 1
    reason = "more or fewer cells than the heading: is a comma unquoted?"
    assert [str(fault) for fault in check(read(pack)) if not fault.warning] == [f"error: categories.csv:{last}: {reason}"]


def test_words_may_stand_apart_by_a_chinese_semicolon(tmp_path: Path) -> None:
    pack = copied(tmp_path, categories=lambda text: text.replace(";", "；") if "=" not in text else text)
    words = {one.code: one.words for one in build(GOOD, 1).categories}
    body = copy.deepcopy(read(pack))
    for row in body["categories"]:
        row["words"] = row["words"].replace(";", "；")
    assert {one.code: one.words for one in build(body, 1).categories} == words


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "words": lambda path: path.write_text("{[", "utf-8"),
    "bytes": lambda path: path.write_bytes(b"\xff\xfe\x00\x01"),
    "deep": lambda path: path.write_text("[" * 5000, "utf-8"),
    "aliases": lambda path: path.write_text("a: &a [x]\nb: [*a, *a]\n", "utf-8"),
    "a key twice": lambda path: path.write_text("a: 1\na: 2\n", "utf-8"),
    "object": lambda path: path.write_text("!!python/object/apply:os.getcwd []", "utf-8"),
    "directory": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
}


@pytest.mark.parametrize("kind", UNREADABLE)
@pytest.mark.parametrize("name", ["district.yaml", "grids.geojson"])
def test_a_file_that_is_none_is_one_fault_and_never_a_hang(tmp_path: Path, kind: str, name: str) -> None:
    pack = copied(tmp_path)
    (pack / name).unlink()
    UNREADABLE[kind](pack / name)
    with pytest.raises(Unreadable) as found:
        read(pack)
    assert str(found.value).startswith(f"error: {name}")


def test_an_enclave_is_its_own_grid_and_not_the_outer_ones() -> None:
    body = copy.deepcopy(GOOD)
    outer = body["grids"]["features"][0]
    ring = outer["geometry"]["coordinates"][0]
    x, y = sum(corner[0] for corner in ring[:-1]) / (len(ring) - 1), sum(corner[1] for corner in ring[:-1]) / (len(ring) - 1)
    hole = [[x - 2e-4, y - 2e-4], [x + 2e-4, y - 2e-4], [x + 2e-4, y + 2e-4], [x - 2e-4, y + 2e-4], [x - 2e-4, y - 2e-4]]
    outer["geometry"]["coordinates"].append(hole)
    village = {"code": "0199", "name": "城中村", "community": outer["properties"]["community"]}
    body["grids"]["features"].append(
        {"type": "Feature", "properties": village, "geometry": {"type": "Polygon", "coordinates": [hole]}}
    )
    assert [str(fault) for fault in check(body) if not fault.warning] == []
    district = build(body, 1)
    inner, around = district.grid_at(Point(lat=y, lon=x)), district.grid_at(Point(lat=y + 3e-4, lon=x + 3e-4))
    assert inner
    assert around
    assert (inner.code, around.code) == ("0199", "0101")


def test_an_exclave_is_a_warning_and_counts_as_its_grid() -> None:
    body = copy.deepcopy(GOOD)
    ring = body["grids"]["features"][0]["geometry"]["coordinates"][0]
    island = [[corner[0] - 0.2, corner[1], 12.5] for corner in ring]  # heights are not looked at
    geometry(body, type="MultiPolygon", coordinates=[[ring], [island]])
    faults = check(body)
    assert [str(fault) for fault in faults if not fault.warning] == []
    assert any("the grids fall into 2 separate parts" in str(fault) for fault in faults)
    x, y = (sum(corner[at] for corner in island[:-1]) / (len(island) - 1) for at in (0, 1))
    grid = build(body, 1).grid_at(Point(lat=y, lon=x))
    assert grid
    assert grid.code == "0101"


def test_a_person_without_a_username_may_be_named() -> None:
    body = copy.deepcopy(GOOD)
    del body["people"]["people"][1]["username"]
    assert [str(fault) for fault in check(body) if not fault.warning] == []


def test_a_list_of_holidays_counts_for_the_years_it_is_about(tmp_path: Path) -> None:
    pack = copied(tmp_path)
    (pack / "calendar-2027.csv").write_text((pack / "calendar-2026.csv").read_text("utf-8"), "utf-8")
    (pack / "calendar-2028.csv").write_text("date,day,name\n", "utf-8")
    assert build(read(pack), 1).calendar.years == {2026}


def test_years_whose_holidays_are_not_known_are_warned_of() -> None:
    body = copy.deepcopy(GOOD)
    body["years"], body["calendar"] = [2019], []
    warned = [str(fault) for fault in check(body) if fault.warning]
    assert any("the moved holidays of 20" in line and "are not known: weekends only" in line for line in warned)


def test_what_does_not_work_is_told_in_the_order_of_the_files() -> None:
    body = copy.deepcopy(GOOD)
    body["people"]["people"][0].update(id="abc")
    body["district"].update(letters="yq")
    body["calendar"][0].update(day="x")
    assert [fault.file for fault in check(body)] == ["district.yaml", "calendar-*.csv", "people.yaml"]


def test_a_file_that_leads_to_itself_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(DEFAULT_PACK, folder)
    (folder / "people.yaml").unlink()
    (folder / "people.yaml").symlink_to(folder / "people.yaml")
    with pytest.raises(Unreadable, match=r"people\.yaml.*cannot be read"):
        read(folder)


def test_sayings_of_no_category_are_a_warning_and_count_for_nothing() -> None:
    body = copy.deepcopy(GOOD)
    body["sayings"] = [{"code": "E9999", "saying": "天上掉馅饼"}, {"code": "E9999", "saying": "又掉馅饼"}, *body["sayings"]]
    assert [(str(fault), fault.warning) for fault in check(body) if fault.file == "sayings.csv"] == [
        ("warning: sayings.csv:2: no category is E9999: what is said of it counts for nothing", True)
    ]
    assert "E9999" not in build(body, 1).speech.likeness("天上掉馅饼")
    del body["sayings"]
    assert guesses("占道经营3起", build(body, 1), {})[0].code == "E0504"
