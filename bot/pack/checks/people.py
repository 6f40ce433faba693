"""Faults of people.yaml."""

from collections import Counter
from collections.abc import Iterator

from bot.pack.checks.common import codes, twice
from bot.pack.read import Body, Fault
from cases.people import Role


def people(body: Body) -> Iterator[Fault]:
    people = body["people"].get("people") or []
    for key in ("username", "id"):
        for value in twice([str(person[key]).lower() for person in people if person.get(key)]):
            yield in_people(value, f"duplicate {key}")
    scopes = {
        "worker": {str(one["properties"]["code"]) for one in body["grids"]["features"]},
        "lead": codes(body, "departments"),
        "sponsor": codes(body, "communities") | {str(one["properties"]["code"]) for one in body["grids"]["features"]},
    }
    held: Counter[str] = Counter()
    for person in people:
        for given in person.get("roles") or []:
            held[str(given)] += 1
            yield from _role(person, str(given), scopes)
    yield from _unstaffed(scopes, held)
    yield from _places(body["people"].get("groups") or [], scopes["lead"])
    if not held[Role.ADMIN]:
        yield in_people("", "nobody is admin: the first one needs `wangge invite admin`", warning=True)


def _places(groups: list[Body], departments: set[str]) -> Iterator[Fault]:
    """Each group once, each topic for one thing, each department in one place."""
    yield from (in_people(chat, "duplicate group") for chat in twice([str(group["id"]) for group in groups]))
    topics = [(f"{group['id']}/{topic['thread']}", topic) for group in groups for topic in group.get("topics") or []]
    yield from (in_people(place, "a topic is for one thing") for place in twice([place for place, _ in topics]))
    own = [(place, topic.get("department")) for place, topic in topics if topic["for"] == "department"]
    yield from (in_people(place, f"unknown department {code}") for place, code in own if code not in departments)
    yield from (in_people(str(code), f"department {code} has two places") for code in twice([str(code) for _, code in own]))
    for group in groups:
        sharing = sum(topic["for"] == "department" for topic in group.get("topics") or [])
        if sharing > 1:
            yield in_people(str(group["id"]), CROWDED.format(count=sharing), warning=True)


CROWDED = (
    "{count} departments share this group: all its topics together carry about three whole cases a minute (Telegram takes 20 "
    "messages), then new ones are gathered in the queue's card; a department with more than one a minute needs a group of its own"
)


def _unstaffed(scopes: dict[str, set[str]], held: Counter[str]) -> Iterator[Fault]:
    for code in sorted(scopes["lead"]):
        if not held[f"lead {code}"]:
            yield in_people(code, f"department {code} has no lead")
    for code in sorted(scopes["worker"]):
        if held[f"worker {code}"] < 2:
            yield in_people(code, f"grid {code} has {held[f'worker {code}']} worker(s), two are meant", warning=True)


def in_people(row: str, reason: str, *, warning: bool = False) -> Fault:
    return Fault(file="people.yaml", row=row, reason=reason, warning=warning)


WHAT = {"worker": "grid", "lead": "department", "sponsor": "grid or community"}


def _role(person: Body, given: str, scopes: dict[str, set[str]]) -> Iterator[Fault]:
    """What is wrong with one role of one person."""
    role, _, scope = given.partition(" ")
    if role in scopes and scope not in scopes[role]:
        yield in_people(_who(person), f"unknown {WHAT[role]} {scope}")
    if role == Role.WORKER and not person.get("phone"):
        yield in_people(_who(person), "a grid worker without a duty phone", warning=True)


def _who(person: Body) -> str:
    return str(person.get("username") or person["id"])
