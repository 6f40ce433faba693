"""Faults of district.yaml."""

from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from itertools import product
from zoneinfo import ZoneInfo

from bot.pack.checks.common import fails, twice
from bot.pack.limits import clock, dangers_ladder, ladder, limit, seasons, share, windows
from bot.pack.read import Body, Fault
from cases.casework.case import PROMISES, Outcome
from cases.district.spelling import dense
from cases.forms.quantities import COUNTING


def district(body: Body) -> Iterator[Fault]:
    about = body["district"]
    tests: dict[str, Callable[[], object]] = {
        "zone": lambda: ZoneInfo(about["zone"]),
        "bulletin_at": lambda: clock(about["bulletin_at"]),
        **{f"{stage}_within": partial(limit, about.get(f"{stage}_within")) for stage in STAGES},
        "total_within": lambda: limit(about["total_within"]),
        "blind_recheck": lambda: share(about["blind_recheck"]),
        "ladder": lambda: ladder(about["ladder"]),
        "danger_ladder": lambda: dangers_ladder(about["danger_ladder"]),
        "digest_at": lambda: clock(about["digest_at"]),
        "quiet": lambda: _still(about["quiet"]),
    }
    for key, test in tests.items():
        why = fails(test) if about.get(key) else None
        if why:
            yield in_district(key, why)
    yield from _worked(about)
    known = {row["code"] for row in body["categories"]}
    unknown = [code for code in about.get("common_categories") or [] if code not in known]
    yield from (in_district("common_categories", f"unknown category {code}") for code in unknown)
    for key, of in product(("communities", "departments"), ("code", "name")):
        doubled = twice([str(one[of]) for one in about.get(key) or []])
        yield from (in_district(key, f"duplicate {of} {value}") for value in doubled)
    yield from _dangers(about, known)
    yield from _usual(about, known)
    yield from _slots(about, known)
    yield from _counted(body)


STAGES = ("verify", "dispatch", "claim", "check", "recheck")


def _still(given: list[str]) -> None:
    """Raises ValueError for hours that never begin."""
    begins, ends = map(clock, given)
    if begins == ends:
        raise ValueError("it ends when it begins")


def _slots(about: Body, known: set[str]) -> Iterator[Fault]:
    nobody = [code for code in about.get("same_slot") or () if not any(fnmatchcase(one, code) for one in known)]
    said = (f"no category is {code}" for code in nobody)
    yield from (Fault(file="district.yaml", row="same_slot", reason=one, warning=True) for one in said)


def _usual(about: Body, known: set[str]) -> Iterator[Fault]:
    """How categories are mostly dealt with: an outcome there is, of categories there are, and no promise."""
    for outcome, codes in (about.get("usual_outcomes") or {}).items():
        if outcome not in {one.value for one in Outcome if one not in PROMISES}:
            yield in_district("usual_outcomes", f"unknown outcome {outcome}")
        nobody = [code for code in codes if not any(fnmatchcase(one, code) for one in known)]
        said = (f"{outcome}: no category is {code}" for code in nobody)
        yield from (Fault(file="district.yaml", row="usual_outcomes", reason=one, warning=True) for one in said)


def _counted(body: Body) -> Iterator[Fault]:
    """Units that count as a heading's own: of headings there are, and no measures."""
    known = {row.get("heading"): row.get("unit") for row in body["categories"]}
    for heading, units in (body["district"].get("counts_as") or {}).items():
        if heading not in known:
            yield Fault(file="district.yaml", row="counts_as", reason=f"no category's heading is {heading}", warning=True)
        elif known[heading] not in COUNTING:
            yield in_district("counts_as", f"{heading} is measured in {known[heading]}: nothing counts as it")
        yield from (
            in_district("counts_as", f"{heading}: {unit} is no unit one counts in") for unit in units if unit not in COUNTING
        )


def _dangers(about: Body, known: set[str]) -> Iterator[Fault]:
    """Every kind names a number that people are told, and a category there is."""
    silent = [word for word in about["danger_words"] if not dense(word)]
    yield from (in_district("danger_words", f"{word!r} can be in no text") for word in silent)
    called = {str(one["call"]) for one in about["emergencies"]}
    kinds = about.get("dangers") or []
    yield from (in_district("dangers", f"duplicate code {code}") for code in twice([one["code"] for one in kinds]))
    for one in kinds:
        if str(one["call"]) not in called:
            yield in_district(f"dangers.{one['code']}", f"call: {one['call']} is none of the emergencies' numbers")
        if one.get("category") not in {None, *known}:
            yield in_district(f"dangers.{one['code']}", f"unknown category {one['category']}")
        if why := fails(partial(limit, one["limit"])) if one.get("limit") else None:
            yield in_district(f"dangers.{one['code']}", f"limit: {why}")
        if not one.get("pairs") and not one.get("words"):
            yield in_district(f"dangers.{one['code']}", "is known by no words")
        listed = [word for some in (*(one.get("pairs") or ()), one.get("words") or (), one.get("unless") or ()) for word in some]
        yield from (in_district(f"dangers.{one['code']}", f"{word!r} can be in no text") for word in listed if not dense(word))


def _worked(about: Body) -> Iterator[Fault]:
    """When work is on, in the district and in departments with working time of their own."""
    for given, where in ((about, ""), *((one, f"departments.{one['code']}.") for one in about["departments"])):
        for key, test in (("windows", windows), ("seasons", seasons)):
            if why := fails(partial(test, given[key])) if given.get(key) else None:
                yield in_district(f"{where}{key}", why)
        if given.get("seasons") and not given.get("windows"):
            yield in_district(f"{where}seasons", "windows are missing for the rest of the year")


def in_district(row: str, reason: str) -> Fault:
    return Fault(file="district.yaml", row=row, reason=reason)
