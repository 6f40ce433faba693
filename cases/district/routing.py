"""Which department a case goes to: an ordered table of rules, first match wins, with a default that always matches."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

BY_CATEGORY = "@category"
"""A rule's department: the one the category names."""


@dataclass(frozen=True, kw_only=True)
class Test:
    """A field must be among the values, or with `negated` must not. A category's value may end in * (E05*)."""

    field: str
    values: tuple[str, ...]
    negated: bool = False

    def holds(self, value: str | None) -> bool:
        found = value is not None and any(
            value.startswith(wanted[:-1]) if wanted.endswith("*") else value == wanted for wanted in self.values
        )
        return found is not self.negated


@dataclass(frozen=True, kw_only=True)
class Rule:
    name: str
    department: str
    because: str
    english: str = ""
    """The same; "" where nobody has said it."""
    tests: tuple[Test, ...] = ()
    hours: tuple[time, time] | None = None
    """Local, start included, end excluded; 22:00–06:00 runs over midnight."""

    def matches(self, facts: Mapping[str, str | None], local: datetime) -> bool:
        return self._on_duty(local.time()) and all(test.holds(facts.get(test.field)) for test in self.tests)

    def _on_duty(self, now: time) -> bool:
        if self.hours is None:
            return True
        start, end = self.hours
        return start <= now < end if start <= end else now >= start or now < end


def likely(rules: tuple[Rule, ...], category: str | None, own: str | None) -> list[str]:
    """Departments that some rule names for such a category, wherever and whenever, its own with them; in the rules' order."""
    named = [
        own if rule.department == BY_CATEGORY else rule.department
        for rule in rules
        if any(test.field == "category" for test in rule.tests)
        and all(test.holds(category) for test in rule.tests if test.field == "category")
    ]
    return list(dict.fromkeys(one for one in [*named, own] if one))


def route(rules: tuple[Rule, ...], facts: Mapping[str, str | None], local: datetime) -> tuple[Rule, str]:
    """The rule that matched and the department it means. Facts: category, grid, community, urgent, department (the
    category's own). The pack guarantees a last rule without conditions."""
    for rule in rules:
        if rule.matches(facts, local):
            own = facts.get("department")
            if rule.department != BY_CATEGORY:
                return rule, rule.department
            if own:
                return rule, own
    raise LookupError("routing rules without a default")
