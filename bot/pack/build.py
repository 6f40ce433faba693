"""A pack's body as the District value the domain works with. The body must have passed the check."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from bot.pack.limits import calendar, clock, dangers_ladder, ladder, limit, phases, share
from bot.pack.read import Body
from cases.district.danger import Danger
from cases.district.edition import WEIGHTS, Category, Condition, Department, District, Grid, Limits, Place, Ranking, Retention
from cases.district.ladder import LADDER, OF_DANGER
from cases.district.routing import Rule, Test
from cases.district.speech import Saying, Speech

DEFAULT_RULE = "default"


def build(body: Body, edition: int) -> District:
    about = body["district"]
    communities = tuple((str(one["code"]), str(one["name"])) for one in about["communities"])
    return District(
        code=about["code"],
        name=about["name"],
        english=about.get("english") or about["name"],
        letters=about["letters"],
        zone=about["zone"],
        bulletin_at=clock(about["bulletin_at"]),
        verify_first=bool(about.get("verify_first", True)),
        emergencies=tuple((one["what"], one.get("english") or one["what"], str(one["call"])) for one in about["emergencies"]),
        dangers=tuple(dangers(about)),
        common=tuple(about.get("common_categories") or ()),
        sample=bool(about.get("sample")),
        communities=communities,
        departments=tuple(department(body, one) for one in about["departments"]),
        grids=tuple(grid(one) for one in body["grids"]["features"]),
        categories=tuple(_categories(body)),
        rules=rules(body["routing"]),
        calendar=calendar(body, about),
        speech=speech(said(body)),
        limits=Limits(
            verify=limit(about["verify_within"]),
            dispatch=limit(about.get("dispatch_within") or "2 wh"),
            total=limit(about["total_within"]) if about.get("total_within") else None,
            claim=limit(about["claim_within"]) if about.get("claim_within") else None,
            check=limit(about.get("check_within") or "1 wd"),
            recheck=limit(about.get("recheck_within") or "1 wd"),
            reports_a_day=int(about.get("reports_a_day", 10)),
            voices=int(about.get("urgent_after_voices", 3)),
            blind=share(about.get("blind_recheck") or "5%"),
            self_handled=int(about.get("self_handled_at_most", 100)),
        ),
        ladder=ladder(about["ladder"]) if about.get("ladder") else LADDER,
        danger_ladder=dangers_ladder(about["danger_ladder"]) if about.get("danger_ladder") else OF_DANGER,
        digest_at=clock(about.get("digest_at") or "08:00"),
        quiet=(clock(about["quiet"][0]), clock(about["quiet"][1])) if about.get("quiet") else None,
        ranking=ranking(about.get("ranking") or {}),
        retention=Retention(**{key: int(days) for key, days in (about.get("retention") or {}).items()}),
        places=tuple(places(body["people"])),
        phones=tuple((one["id"], str(one["phone"])) for one in body["people"].get("people") or [] if one.get("phone")),
        edition=edition,
    )


def ranking(about: Body) -> Ranking:
    given = about.get("weights")
    weights = {name: int(weight) for name, weight in given.items()} if given else dict(WEIGHTS)
    return Ranking(least=int(about.get("least", 5)), weights=weights)


def dangers(about: Body) -> Iterator[Danger]:
    """The kinds a pack lists, and last whatever words it says are danger of no kind."""
    called = {str(one["call"]): one["what"] for one in about["emergencies"]}
    for one in about.get("dangers") or []:
        first, second = one.get("pairs") or ((), ())
        yield Danger(
            code=one["code"], name=one["name"], english=one.get("english") or one["name"], call=str(one["call"]),
            whose=called[str(one["call"])], todo=one["do"], todo_in_english=one.get("english_do") or one["do"],
            first=tuple(first), second=tuple(second), words=tuple(one.get("words") or ()), unless=tuple(one.get("unless") or ()),
            category=one.get("category"), follows=one.get("follows", False),
            **({"limit": limit(one["limit"])} if one.get("limit") else {}),
        )  # fmt: skip
    first = list(called.items())[:EVERYWHERE]
    call, whose = "、".join(number for number, _ in first), "、".join(what for _, what in first)
    yield Danger(
        code=ANY_DANGER, name="险情", english="Danger", call=call, whose=whose, todo="先离开危险的地方，再打电话",
        todo_in_english="Get away first, then call", words=tuple(about["danger_words"]), follows=True,
    )  # fmt: skip


ANY_DANGER, EVERYWHERE = "danger", 3
"""Of what kind is not known, so the first three numbers are told."""


def department(body: Body, given: Body) -> Department:
    return Department(
        code=str(given["code"]), name=given["name"], english=given.get("english") or given["name"],
        community=bool(given.get("community")), calendar=calendar(body, given) if given.get("windows") else None,
    )  # fmt: skip


def grid(feature: Body) -> Grid:
    about = feature["properties"]
    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    rings = tuple(_ring(ring) for polygon in polygons for ring in polygon)
    return Grid(code=str(about["code"]), name=about["name"], community=str(about["community"]), rings=rings)


def _ring(corners: list[list[float]]) -> tuple[tuple[float, float], ...]:
    """Closed; heights are not looked at."""
    found = tuple((float(corner[0]), float(corner[1])) for corner in corners)
    return found if found[0] == found[-1] else (*found, found[0])


def in_slot(about: Body, code: str) -> bool:
    """Whether `same_slot` names the category; a code may end in *."""
    return any(fnmatchcase(code, one) for one in about.get("same_slot") or ())


def usual_outcome(about: Body, code: str) -> str | None:
    """Of the first line of `usual_outcomes` that names the category; a code may end in *."""
    lines: dict[str, list[str]] = about.get("usual_outcomes") or {}
    return next((outcome for outcome, codes in lines.items() if any(fnmatchcase(code, one) for one in codes)), None)


def _categories(body: Body) -> Iterator[Category]:
    about = body["district"]
    counts_as: dict[str, list[str]] = about.get("counts_as") or {}
    for row in body["categories"]:
        yield category(
            tuple(row.items()),
            usual_outcome(about, row["code"]),
            tuple(counts_as.get(row["heading"], ())),
            slot=in_slot(about, row["code"]),
        )


@lru_cache(maxsize=4096)
def category(
    cells: tuple[tuple[str, str], ...], usual: str | None = None, also: tuple[str, ...] = (), *, slot: bool = False
) -> Category:
    """Many districts have the same: a value for all of them."""
    row = dict(cells)
    return Category(
        code=row["code"],
        major=row["major_name"],
        name=row["minor_name"],
        english=row.get("english") or row["minor_name"],
        heading=row["heading"],
        unit=row["unit"],
        also=also,
        words=tuple(word.strip() for word in re.split("[;；]", row["words"]) if word.strip()),
        department=row["department"],
        phases=phases(row["limit"]),
        conditions=conditions(row.get("conditions") or ""),
        evidence=int(row["evidence"]),
        usual=usual,
        closing=row["closing"],
        slot=slot,
        radius=float(row.get("radius") or 40),
    )


@lru_cache(maxsize=16)
def speech(said: tuple[tuple[str, str, float], ...]) -> Speech:
    """Many districts say the same: a value for all of them."""
    return Speech(tuple(Saying(code=code, text=text, weight=weight) for code, text, weight in said))


def said(body: Body) -> tuple[tuple[str, str, float], ...]:
    """Sayings, words and names, and how a case is closed, each by its weight."""
    known = {row["code"] for row in body["categories"]}
    found = [(row["code"], row["saying"], 1.0) for row in body.get("sayings") or [] if row["code"] in known]
    for row in body["categories"]:
        one = category(tuple(row.items()))
        found += [(one.code, word, OF_WORDS) for word in (one.name, one.english, *one.words)]
        found.append((one.code, one.closing, OF_CLOSING))
    return tuple(found)


OF_WORDS, OF_CLOSING = 3.0, 0.3
"""As many sayings as a word and a closing text are worth."""


def conditions(text: str) -> tuple[Condition, ...]:
    pairs = (one.partition("=") for one in text.split(";") if one.strip())
    return tuple(Condition(name=name.strip(), phases=phases(within)) for name, _, within in pairs)


def rules(routing: Body) -> tuple[Rule, ...]:
    """The ordered rules and, last, the default."""
    found = [rule(one) for one in routing.get("rules") or []]
    last = routing["default"]
    return (
        *found,
        Rule(name=DEFAULT_RULE, department=last["department"], because=last["because"], english=last.get("english") or ""),
    )


def rule(given: Body) -> Rule:
    tests = []
    for field, wanted in (given.get("when") or {}).items():
        negated = isinstance(wanted, dict)
        values: Any = wanted["not"] if negated else wanted
        listed = values if isinstance(values, list) else [values]
        tests.append(Test(field=field, values=tuple(_plain(value) for value in listed), negated=negated))
    hours = given.get("hours")
    return Rule(
        name=given["name"], department=given["department"], because=given["because"], english=given.get("english") or "",
        tests=tuple(tests),
        hours=(clock(hours[0]), clock(hours[1])) if hours else None,
    )  # fmt: skip


def _plain(value: object) -> str:
    """YAML's yes and no are written out, as the facts are."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def places(people: Body) -> list[Place]:
    """What the pack's own groups and topics are for."""
    found = []
    for group in people.get("groups") or []:
        for bound in group.get("for") or []:
            found.append(Place(purpose=bound, department=None, chat=group["id"], thread=None))
        for topic in group.get("topics") or []:
            found.append(
                Place(purpose=topic["for"], department=topic.get("department"), chat=group["id"], thread=topic["thread"])
            )
    return found
