"""Every fault of a pack by file, row and reason; nothing is loaded that has one."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shapely import unary_union
from shapely.geometry import Polygon, shape
from shapely.strtree import STRtree

from bot.pack.build import build, clock, conditions, limit, rule
from bot.pack.drawn import undrawable
from bot.pack.read import Body, Fault
from bot.pack.shapes import misshapen
from cases.district.routing import BY_CATEGORY, Rule
from cases.district.spelling import dense
from cases.forms.quantities import UNITS
from cases.outbox import Address, Binding, Purpose
from cases.people import Role
from cases.staff import mixed

EVIDENCE = tuple("0123456789")
KINDS = ("event", "component")
SLIVER = 1e-10
"""Square degrees (about a square metre): smaller overlaps and gaps are rounding."""
FACTS = {"category", "grid", "community", "urgent", "department"}


def check(body: Body) -> list[Fault]:
    """All faults, errors and warnings, file by file."""
    shapeless = list(misshapen(body))
    wrong = {fault.file for fault in shapeless}
    faults: list[Fault] = []
    for test, file in TESTS.items():
        faults += [fault for fault in shapeless if fault.file == file]
        if file not in wrong:
            faults += _tried(body, test, file, tell=not wrong)
    return faults if any(not fault.warning for fault in faults) else [*faults, *_built(body)]


def _tried(body: Body, test: Callable[[Body], Iterator[Fault]], file: str, *, tell: bool) -> list[Fault]:
    """`tell`: what the test raises is a fault of this file, and not of another that it looks into."""
    try:
        return list(test(body))
    except Exception as error:
        reason = f"{type(error).__name__}: {error} is missing or malformed"
        return [Fault(file=file, row="", reason=reason)] if tell else []


def _built(body: Body) -> Iterator[Fault]:
    """What passes works: it is built, and everything of it that a card can bear is drawn once."""
    try:
        district = build(body, 0)
        years = district.guessed_years(datetime.now(UTC))  # noqa: TID251 — an operator asks today
    except Exception as error:
        yield Fault(file="district.yaml", row="", reason=f"cannot be built: {type(error).__name__}: {error}")
        return
    for year in years:
        reason = f"the moved holidays of {year} are not known: weekends only"
        yield Fault(file="calendar-*.csv", row="", reason=reason, warning=True)
    yield from (_in_district(what, f"cannot be shown: {why}") for what, why in undrawable(district))
    bound = [
        Binding(purpose=Purpose(one.purpose), department=one.department, address=Address(chat=one.chat))
        for one in district.places
    ]
    for chat in sorted({one.address.chat for one in bound}):
        if mixed([one for one in bound if one.address.chat == chat]):
            yield _in_people(str(chat), "dispatchers can learn who complained: their group must be nobody else's")


def _fails(read: Callable[[], Any]) -> str | None:
    try:
        read()
    except (ValueError, KeyError, IndexError, ZoneInfoNotFoundError) as error:
        return str(error) or type(error).__name__
    return None


def _twice(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def _district(body: Body) -> Iterator[Fault]:
    about = body["district"]
    tests = {
        "zone": lambda: ZoneInfo(about["zone"]),
        "bulletin_at": lambda: clock(about["bulletin_at"]),
        "verify_within": lambda: limit(about["verify_within"]),
        "windows": lambda: [(clock(opens), clock(closes)) for opens, closes in about["windows"]],
    }
    for key, test in tests.items():
        why = _fails(test) if about.get(key) else None
        if why:
            yield _in_district(key, why)
    yield from _windows(about)
    known = {row["code"] for row in body["categories"]}
    unknown = [code for code in about.get("common_categories") or [] if code not in known]
    yield from (_in_district("common_categories", f"unknown category {code}") for code in unknown)
    for key, of in product(("communities", "departments"), ("code", "name")):
        twice = _twice([str(one[of]) for one in about.get(key) or []])
        yield from (_in_district(key, f"duplicate {of} {value}") for value in twice)
    silent = [word for word in about["danger_words"] if not dense(word)]
    yield from (_in_district("danger_words", f"{word!r} can be in no text") for word in silent)


def _windows(about: Body) -> Iterator[Fault]:
    """Windows open before they close, one after the other."""
    try:
        times = [clock(at) for window in about.get("windows") or [] for at in window]
    except (ValueError, TypeError):
        return
    if times != sorted(set(times)):
        yield _in_district("windows", "they must open before they close, one after the other")


def _in_district(row: str, reason: str) -> Fault:
    return Fault(file="district.yaml", row=row, reason=reason)


def _codes(body: Body, key: str) -> set[str]:
    return {str(one["code"]) for one in body["district"].get(key) or []}


NAMES, LONGEST_NAME = ("major_name", "minor_name", "heading"), 40


def _categories(body: Body) -> Iterator[Fault]:
    departments = _codes(body, "departments")
    seen: dict[str, int] = {}
    names: dict[tuple[str, str], int] = {}
    majors: dict[str, str] = {}
    units: dict[str, str] = {}
    for number, row in enumerate(body["categories"], start=2):
        if None in row or None in row.values():
            reason = "more or fewer cells than the heading: is a comma unquoted?"
            yield Fault(file="categories.csv", row=str(number), reason=reason)
            continue
        kind = (row.get("kind") or "?")[0].upper()
        key = (f"{kind}{row['major']}", row["minor_name"])
        tests = [
            (row["code"] in seen, f"duplicate code {row['code']}, first in row {seen.get(row['code'])}"),
            (key in names, f"duplicate name {row['minor_name']} in major {key[0]}, first in row {names.get(key)}"),
            (row["code"] != f"{key[0]}{row['minor']}", f"code {row['code']} is not {key[0]} + {row['minor']}: no such parent"),
            (majors.get(key[0], row["major_name"]) != row["major_name"], f"major {key[0]} is {majors.get(key[0])} in other rows"),
            (row["department"] not in departments, f"unknown department {row['department']}"),
            (row["unit"] not in UNITS, f"unknown unit {row['unit']}"),
            (
                units.get(row["heading"], row["unit"]) != row["unit"],
                f"heading {row['heading']} counts in {units.get(row['heading'])}",
            ),
            (not row["heading"], "no heading"),
            *((len(row[name]) > LONGEST_NAME or not row[name].isprintable() or row[name] != row[name].strip() or not row[name],
               f"{name} is no name: one line of {LONGEST_NAME} characters at most") for name in NAMES),
            ((row["evidence"] or "") not in EVIDENCE, f"evidence is {EVIDENCE[0]} to {EVIDENCE[-1]} photos"),
            (row.get("kind") not in KINDS, f"kind is {' or '.join(KINDS)}"),
        ]  # fmt: skip
        yield from (Fault(file="categories.csv", row=str(number), reason=reason) for wrong, reason in tests if wrong)
        why = _fails(lambda row=row: (limit(row["limit"]), _named_once(row.get("conditions") or "")))  # type: ignore[misc]
        if why:
            yield Fault(file="categories.csv", row=str(number), reason=f"limit or condition: {why}")
        seen.setdefault(row["code"], number)
        names.setdefault(key, number)
        majors.setdefault(key[0], row["major_name"])
        units.setdefault(row["heading"], row["unit"])


def _named_once(text: str) -> list[str]:
    """The names of conditions. Raises ValueError."""
    names = [one.name for one in conditions(text)]
    if "" in names or len(set(names)) < len(names):
        raise ValueError("each condition has a name of its own")
    return names


def _grids(body: Body) -> Iterator[Fault]:
    features = body["grids"]["features"]
    communities = _codes(body, "communities")
    codes = [str(one["properties"]["code"]) for one in features]
    for code in _twice(codes):
        yield Fault(file="grids.geojson", row=code, reason=f"duplicate code {code}")
    shapes: list[Any] = []
    for code, feature in zip(codes, features, strict=True):
        about, polygon = feature["properties"], shape(feature["geometry"])
        rings = feature["geometry"].get("coordinates") or [[]]
        if feature["geometry"].get("type") == "Polygon" and (len(rings[0]) < 4 or rings[0][0] != rings[0][-1]):
            yield Fault(file="grids.geojson", row=code, reason="the ring is not closed: its last corner must be its first")
            return
        if str(about["community"]) not in communities:
            yield Fault(file="grids.geojson", row=code, reason=f"unknown parent community {about['community']}")
        west, south, east, north = polygon.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            yield Fault(file="grids.geojson", row=code, reason="its corners are nowhere: longitude comes first, then latitude")
            return
        if polygon.geom_type not in ("Polygon", "MultiPolygon") or not polygon.is_valid:
            yield Fault(file="grids.geojson", row=code, reason="not a valid closed polygon")
            return
        shapes.append(polygon)
    yield from _overlaps(codes, shapes)
    yield from _gaps(shapes)


def _overlaps(codes: list[str], shapes: list[Any]) -> Iterator[Fault]:
    tree = STRtree(shapes)
    for index, polygon in enumerate(shapes):
        for other in tree.query(polygon):
            if other > index and polygon.intersection(shapes[other]).area > SLIVER:
                yield Fault(file="grids.geojson", row=codes[index], reason=f"overlap with grid {codes[other]}")


def _gaps(shapes: list[Any]) -> Iterator[Fault]:
    whole = unary_union(shapes)
    parts = list(getattr(whole, "geoms", [whole]))
    if len(parts) > 1:
        reason = f"the grids fall into {len(parts)} separate parts"
        yield Fault(file="grids.geojson", row="", reason=reason, warning=True)
    for part in parts:
        for ring in part.interiors:
            if Polygon(ring).area > SLIVER:
                address = Polygon(ring).representative_point()
                yield Fault(file="grids.geojson", row="", reason=f"gap between grids near {address.y:.5f}, {address.x:.5f}")


def _routing(body: Body) -> Iterator[Fault]:
    routing = body["routing"] or {}
    departments = _codes(body, "departments")
    default = routing.get("default")
    if not default:
        yield _in_routing("default", "no default: every case must have somewhere to go")
    elif default.get("department") not in departments:
        yield _in_routing("default", f"unknown department {default.get('department')}")
    read: list[Rule] = []
    for given in routing.get("rules") or []:
        name = str(given.get("name") or "?")
        why = _fails(lambda given=given: rule(given))  # type: ignore[misc]
        if why:
            yield _in_routing(name, f"malformed: {why}")
        else:
            found = rule(given)
            yield from (_in_routing(name, reason) for reason in _rule(body, found, departments, read))
            read.append(found)


def _in_routing(row: str, reason: str) -> Fault:
    return Fault(file="routing.yaml", row=row, reason=reason)


def _rule(body: Body, found: Rule, departments: set[str], earlier: list[Rule]) -> Iterator[str]:
    """What is wrong with one rule after those before it."""
    if found.hours and found.hours[0] == found.hours[1]:
        yield "its hours begin where they end"
    if found.department not in departments | {BY_CATEGORY}:
        yield f"unknown department {found.department}"
    if found.name in [one.name for one in earlier]:
        yield "duplicate name"
    unknown = list(_conditions(body, found))
    yield from unknown
    if not unknown and _contradicts(body, found):
        yield "unreachable: its conditions contradict each other"
    shadow = next((one for one in earlier if _shadows(one, found)), None)
    if shadow:
        yield f"unreachable: everything it matches is taken by rule {shadow.name} before it"


def _conditions(body: Body, found: Rule) -> Iterator[str]:
    known = {
        "category": {row["code"] for row in body["categories"]},
        "grid": {str(one["properties"]["code"]) for one in body["grids"]["features"]},
        "community": _codes(body, "communities"),
        "department": _codes(body, "departments"),
        "urgent": {"yes", "no"},
    }
    for test in found.tests:
        if test.field not in FACTS:
            yield f"unknown field {test.field}"
            continue
        for value in test.values:
            stem = value.removesuffix("*")
            if not any(code == value or (value.endswith("*") and code.startswith(stem)) for code in known[test.field]):
                yield f"unreachable: no {test.field} {value}"


def _contradicts(body: Body, found: Rule) -> bool:
    """Whether no category, or no grid, there is could satisfy all the rule's tests at once."""
    categories = [{"category": row["code"], "department": row["department"]} for row in body["categories"]]
    grids = [
        {"grid": str(one["properties"]["code"]), "community": str(one["properties"]["community"])}
        for one in body["grids"]["features"]
    ]
    for facts in (categories, grids):
        tests = [test for test in found.tests if test.field in facts[0]]
        if tests and not any(all(test.holds(one[test.field]) for test in tests) for one in facts):
            return True
    return False


def _shadows(earlier: Rule, later: Rule) -> bool:
    """Whether everything the later rule matches is matched by the earlier one: it asks for no more, at no fewer hours."""
    if earlier.department == BY_CATEGORY and later.department != BY_CATEGORY and not earlier.tests:
        return True
    hours = earlier.hours is None or earlier.hours == later.hours
    return hours and all(any(_covers(wide, narrow) for narrow in later.tests) for wide in earlier.tests)


def _covers(wide: Any, narrow: Any) -> bool:
    if wide.field != narrow.field or wide.negated != narrow.negated:
        return False
    outer, inner = (narrow, wide) if wide.negated else (wide, narrow)
    return all(outer.__class__(field=outer.field, values=outer.values).holds(value) for value in inner.values)


def _calendar(body: Body) -> Iterator[Fault]:
    for number, row in enumerate(body["calendar"], start=2):
        why = _fails(lambda row=row: date.fromisoformat(row["date"]))  # type: ignore[misc]
        if not why and len(row["date"]) != len("2026-01-01"):
            why = f"{row['date']} is to be written like 2026-01-01"
        if why or row.get("day") not in ("off", "on"):
            yield Fault(file="calendar-*.csv", row=str(number), reason=why or f"day must be off or on, not {row.get('day')}")
    days = {(row["date"], row["day"]) for row in body["calendar"]}
    for on in sorted(day for day, kind in days if kind == "on" and (day, "off") in days):
        yield Fault(file="calendar-*.csv", row=on, reason="both off and on")


def _people(body: Body) -> Iterator[Fault]:
    people = body["people"].get("people") or []
    for key in ("username", "id"):
        for value in _twice([str(person[key]).lower() for person in people if person.get(key)]):
            yield _in_people(value, f"duplicate {key}")
    scopes = {
        "worker": {str(one["properties"]["code"]) for one in body["grids"]["features"]},
        "lead": _codes(body, "departments"),
    }
    held: Counter[str] = Counter()
    for person in people:
        for given in person.get("roles") or []:
            held[str(given)] += 1
            yield from _role(person, str(given), scopes)
    yield from _unstaffed(scopes, held)
    yield from _places(body["people"].get("groups") or [], scopes["lead"])
    if not held[Role.ADMIN]:
        yield _in_people("", "nobody is admin: the first one needs `wangge invite admin`", warning=True)


def _places(groups: list[Body], departments: set[str]) -> Iterator[Fault]:
    """Each group once, each topic for one thing, each department in one place."""
    yield from (_in_people(chat, "duplicate group") for chat in _twice([str(group["id"]) for group in groups]))
    topics = [(f"{group['id']}/{topic['thread']}", topic) for group in groups for topic in group.get("topics") or []]
    yield from (_in_people(place, "a topic is for one thing") for place in _twice([place for place, _ in topics]))
    own = [(place, topic.get("department")) for place, topic in topics if topic["for"] == "department"]
    yield from (_in_people(place, f"unknown department {code}") for place, code in own if code not in departments)
    yield from (_in_people(str(code), f"department {code} has two places") for code in _twice([str(code) for _, code in own]))
    for group in groups:
        sharing = sum(topic["for"] == "department" for topic in group.get("topics") or [])
        if sharing > 1:
            yield _in_people(str(group["id"]), CROWDED.format(count=sharing), warning=True)


CROWDED = (
    "{count} departments share this group: all its topics together carry about three whole cases a minute (Telegram takes 20 "
    "messages), then new ones are gathered in the queue's card; a department with more than one a minute needs a group of its own"
)


def _unstaffed(scopes: dict[str, set[str]], held: Counter[str]) -> Iterator[Fault]:
    for code in sorted(scopes["lead"]):
        if not held[f"lead {code}"]:
            yield _in_people(code, f"department {code} has no lead")
    for code in sorted(scopes["worker"]):
        if held[f"worker {code}"] < 2:
            yield _in_people(code, f"grid {code} has {held[f'worker {code}']} worker(s), two are meant", warning=True)


def _in_people(row: str, reason: str, *, warning: bool = False) -> Fault:
    return Fault(file="people.yaml", row=row, reason=reason, warning=warning)


def _role(person: Body, given: str, scopes: dict[str, set[str]]) -> Iterator[Fault]:
    """What is wrong with one role of one person."""
    role, _, scope = given.partition(" ")
    if role in scopes and scope not in scopes[role]:
        yield _in_people(_who(person), f"unknown {'grid' if role == 'worker' else 'department'} {scope}")
    if role == Role.WORKER and not person.get("phone"):
        yield _in_people(_who(person), "a grid worker without a duty phone", warning=True)


def _who(person: Body) -> str:
    return str(person.get("username") or person["id"])


TESTS: dict[Callable[[Body], Iterator[Fault]], str] = {
    _district: "district.yaml", _grids: "grids.geojson", _categories: "categories.csv", _routing: "routing.yaml",
    _calendar: "calendar-*.csv", _people: "people.yaml",
}  # fmt: skip
"""In the order of the files."""
