"""Faults of routing.yaml."""

from collections.abc import Iterator
from typing import Any

from bot.pack.build import rule
from bot.pack.checks.common import codes, fails
from bot.pack.read import Body, Fault
from cases.district.routing import BY_CATEGORY, Rule

FACTS = {"category", "grid", "community", "urgent", "department"}


def routing(body: Body) -> Iterator[Fault]:
    routing = body["routing"] or {}
    departments = codes(body, "departments")
    default = routing.get("default")
    if not default:
        yield _in_routing("default", "no default: every case must have somewhere to go")
    elif default.get("department") not in departments:
        yield _in_routing("default", f"unknown department {default.get('department')}")
    read: list[Rule] = []
    for given in routing.get("rules") or []:
        name = str(given.get("name") or "?")
        why = fails(lambda given=given: rule(given))  # type: ignore[misc]
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
        "community": codes(body, "communities"),
        "department": codes(body, "departments"),
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
