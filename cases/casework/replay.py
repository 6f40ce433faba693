"""What another set of rules would have done with past cases: where each would have gone first, and where it went in the end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cases.casework.case import Case
from cases.casework.moves.dispatching import facts_of
from cases.district.edition import District
from cases.district.routing import route


@dataclass(frozen=True, kw_only=True)
class Change:
    """Cases that would have gone to another department first, by which rule instead of which."""

    category: str
    before: str
    after: str
    rule_before: str
    rule_after: str
    numbers: tuple[str, ...]
    ended: int
    """How many of them ended with that department."""


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """`right_before` and `right_after`: how many went, and would have gone, at once to where they ended."""

    total: int
    right_before: int
    right_after: int
    changes: tuple[Change, ...]
    """The most frequent first."""


def replay(cases: Iterable[Case], editions: Mapping[int, District], other: District) -> Replayed:
    """Of cases that have a department and a category, each by the edition it was filed under and by another one."""
    total = right_before = right_after = 0
    moved: dict[tuple[str, str, str, str, str], list[Case]] = defaultdict(list)
    for case in cases:
        district = editions.get(case.edition)
        if district is None or case.category is None or case.department is None or case.filed_at is None:
            continue
        rule_before, before = _named(district, case)
        rule_after, after = _named(other, case)
        total += 1
        right_before += before == case.department
        right_after += after == case.department
        if before != after:
            moved[case.category, before, after, rule_before, rule_after].append(case)
    changes = [
        Change(
            category=category, before=before, after=after, rule_before=rule_before, rule_after=rule_after,
            numbers=tuple(case.number for case in found), ended=sum(case.department == after for case in found),
        )
        for (category, before, after, rule_before, rule_after), found in moved.items()
    ]  # fmt: skip
    changes.sort(key=lambda one: (-len(one.numbers), one.category, one.after))
    return Replayed(total=total, right_before=right_before, right_after=right_after, changes=tuple(changes))


def _named(district: District, case: Case) -> tuple[str, str]:
    assert case.filed_at
    category = district.category_of.get(case.category or "")
    rule, department = route(district.rules, facts_of(case, category), district.local(case.filed_at))
    return rule.name, department
