"""Faults of categories.csv."""

import re
from collections.abc import Iterator

from bot.pack.build import conditions
from bot.pack.checks.common import codes, fails
from bot.pack.limits import phases
from bot.pack.read import Body, Fault
from cases.forms.quantities import UNITS

RADIUS = re.compile(r"[1-9][0-9]{0,2}")
EVIDENCE = tuple("0123456789")


KINDS = ("event", "component")


NAMES, LONGEST_NAME = ("major_name", "minor_name", "heading"), 40


def categories(body: Body) -> Iterator[Fault]:
    departments = codes(body, "departments")
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
            (not RADIUS.fullmatch(row.get("radius") or "40"), "radius is 1 to 999 metres"),
            (row.get("kind") not in KINDS, f"kind is {' or '.join(KINDS)}"),
        ]  # fmt: skip
        yield from (Fault(file="categories.csv", row=str(number), reason=reason) for wrong, reason in tests if wrong)
        why = fails(lambda row=row: (phases(row["limit"]), _named_once(row.get("conditions") or "")))  # type: ignore[misc]
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
