"""How weekly and monthly figures read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.figures.facts import Measure
from cases.figures.indicators import INDICATOR, Counts, percent
from handlers.texts import Html, Texts

LISTED = 24
"""Departments that are told; with all else that fits into a message."""


def summary(facts: Mapping[str, Any], texts: Texts) -> str:
    whole, before = _counts(facts["whole"]), _counts(facts["before"])
    first, last = (date.fromisoformat(facts[one]) for one in ("first", "last"))
    name = facts["english"] if texts.lang == "en" else facts["district"]
    found: list[str] = [texts(f"summary.{facts['span']}", first=texts.day(first), last=texts.day(last), district=name)]
    if not whole.all:
        return "\n".join([*found, texts("summary.nothing"), *_hard(facts, texts)])
    counts = {key: INDICATOR[key].of(whole) for key in ("reported", "ended", "undone", "rework")}
    than = {f"{key}_than": _than(key, whole, before, texts) for key in ("reported", "ended")}
    found.append(texts("summary.whole", **counts, **than))
    rates = {"on_time": "on_time_rate", "ended_on_time": "ended_on_time_rate", "satisfied": "satisfied_rate"}
    found.append(texts("summary.rates", **{name: rate(key, whole, whole=True) for name, key in rates.items()}))
    found += [*_departments(facts, texts), *_hard(facts, texts)]
    return "\n".join([*found, texts("summary.aims")] if facts["span"] == "week" else found)


def _counts(plain: Mapping[str, Mapping[str, int]]) -> Counts:
    every, own = ({Measure(name): count for name, count in plain[which].items()} for which in ("all", "own"))
    return Counts(all=every, own=own)


def _than(key: str, whole: Counts, before: Counts, texts: Texts) -> Html:
    """Against the days before; nothing where there was nothing."""
    if not before.all:
        return Html("")
    more = INDICATOR[key].of(whole) - INDICATOR[key].of(before)
    return texts("summary.than", sign="+" if more > 0 else "−" if more < 0 else "±", count=abs(more))


def rate(key: str, counts: Counts, *, whole: bool = False) -> str:
    """`whole`: with what it is made of."""
    one = INDICATOR[key]
    found = one.rate(counts)
    if found is None:
        return "—"
    return f"{percent(found)}%" + (f"（{one.of(counts)}/{one.out_of(counts)}）" if whole else "")


def _departments(facts: Mapping[str, Any], texts: Texts) -> list[str]:
    listed = facts["departments"]
    lines = [_line(one, texts) for one in listed[:LISTED]]
    rest = [texts("summary.rest", count=len(listed) - LISTED)] if len(listed) > LISTED else []
    return [texts("summary.departments"), *lines, *rest, texts("summary.how", least=facts["least"])] if lines else []


def _line(one: Mapping[str, Any], texts: Texts) -> str:
    counts = _counts(one["counts"])
    place = texts("summary.place", place=one["place"]) if one["place"] else texts("summary.no_place")
    return texts(
        "summary.line", place=place, name=texts.name(one["name"]), on_time=rate("on_time_rate", counts),
        satisfied=rate("satisfied_rate", counts), score="—" if one["score"] is None else one["score"],
        **{key: INDICATOR[key].of(counts) for key in ("dispatched", "ended", "undone", "rework")},
    )  # fmt: skip


def _hard(facts: Mapping[str, Any], texts: Texts) -> list[str]:
    cases = [
        texts(
            "summary.case" if one["days"] else "summary.case.today", number=one["number"], category=texts.name(one["category"]),
            grid=one["grid"], department=texts.name(one["department"]), days=one["days"],
        )
        for one in facts["hard"]
    ]  # fmt: skip
    return [texts("summary.hard"), *cases] if cases else []
