"""The tally in words and as a picture's labels."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cases.figures import tally
from cases.figures.tally import Tally
from handlers.texts import Html, Texts, bare, units

Facts = Mapping[str, Any]


def tally_letter(facts: Facts, texts: Texts) -> str:
    text = tally_text(in_words_of(tally.read(facts["figures"]), texts), texts, so_far=facts["so_far"])
    return tally_parts(text)[facts["part"]] if "part" in facts else text


def tally_parts(text: str) -> list[str]:
    """The bulletin in messages, cut between two headings; none where all of it fits below its picture."""
    if units(bare(text)) <= BELOW:
        return []
    parts = [""]
    for piece in re.split(r"(?<=[、｜，])|(?<=, )|(?<= \| )", text):
        if units(parts[-1]) + units(piece) > A_MESSAGE and parts[-1]:
            parts.append("")
        parts[-1] += piece
    return parts


BELOW, A_MESSAGE = 1024, 4000
"""UTF-16 units below a picture, and in a message (with room for what HTML adds)."""


def tally_picture(facts: Facts, texts: Texts) -> str:
    return tally_head(in_words_of(tally.read(facts["figures"]), texts), texts, so_far=facts["so_far"])


# --- the tally in words and as a picture's labels ---


def in_words_of(found: Tally, texts: Texts) -> Tally:
    """The same figures with names and units in the reader's language."""
    return replace(
        found,
        headings=tuple((texts.name(heading), amount, texts.unit(unit)) for heading, amount, unit in found.headings),
        frequent=tuple((texts.name(name), count) for name, count in found.frequent),
        departments=tuple((_department(name, texts), closed, left) for name, closed, left in found.departments),
    )


def _department(name: str, texts: Texts) -> str:
    return texts.plain(f"tally.{name}") if name in (tally.THEMSELVES, tally.UNDECIDED) else texts.name(name)


def tally_text(found: Tally, texts: Texts, *, so_far: bool) -> str:
    """The bulletin in the field's form."""
    body = texts(
        "tally.body", carried=found.carried, reported=found.reported, closed=found.closed, open=found.open,
        checking=found.checking, overdue=found.overdue,
        reopened=texts("tally.reopened", count=found.reopened) if found.reopened else "",
        voided=texts("tally.voided", count=found.voided) if found.voided else "",
    )  # fmt: skip
    parts = [tally_head(found, texts, so_far=so_far) + body]
    if found.same_day:
        share = f"{100 * found.same_day / max(found.reported, found.same_day):.1f}"
        parts.append(texts("tally.same_day", count=found.same_day, share=share))
    if found.self_handled:
        parts.append(texts("tally.self", count=found.self_handled))
    comma = texts.plain("comma")
    if found.headings:
        items = [texts("tally.item", name=name, amount=amount, unit=unit) for name, amount, unit in found.headings]
        parts.append(texts("tally.stop"))
        parts.append(texts("tally.headings", items=Html(comma.join(items))))
    if found.frequent:
        items = [texts("tally.times", name=name, count=count) for name, count in found.frequent]
        parts.append(texts("tally.frequent", items=Html(comma.join(items))))
    if found.people:
        parts.append(texts("tally.people", count=found.people))
    parts.append(texts("tally.until", time=texts.time(found.end) if so_far else texts.time(found.end)[6:]))
    return "".join(parts)


def tally_head(found: Tally, texts: Texts, *, so_far: bool) -> str:
    name = found.english if texts.lang == "en" else found.district
    if so_far:
        return texts("tally.so_far", since=texts.time(found.start), district=name)
    return texts("tally.head", day=texts.day(found.day), district=name)


def poster_words(found: Tally, texts: Texts, *, sample: bool, so_far: bool) -> dict[str, str]:
    """The labels of the tally's picture."""
    simple = ("reported", "closed", "open", "overdue", "headings", "departments", "legend", "week", "nothing", "others")
    foot = [texts.plain("poster.foot", count=found.people)] + ([texts.plain("poster.sample")] if sample else [])
    name = found.english if texts.lang == "en" else found.district
    until = texts.day_of(found.end)
    sums = {key: getattr(found, key) for key in ("carried", "reported", "reopened", "closed", "voided", "open")}
    return {key: texts.plain(f"poster.{key}") for key in simple} | {
        "title": texts.plain("tally.title.so_far" if so_far else "tally.title", district=name),
        "when": texts.plain("poster.when", year=until.year, day=texts.day(until), time=texts.time(found.end)[6:]),
        "sum": texts.plain("poster.sum", **sums),
        "foot": " · ".join(foot),
    }
