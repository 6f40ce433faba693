"""Faults of sayings.csv."""

from collections.abc import Iterator

from bot.pack.read import Body, Fault

LONGEST, MOST = 80, 20_000


def sayings(body: Body) -> Iterator[Fault]:
    known = {row.get("code") for row in body["categories"]}
    listed = body.get("sayings") or []
    if len(listed) > MOST:
        yield _fault("", f"{len(listed)} sayings; at most {MOST}")
    told: set[str] = set()
    for number, row in enumerate(listed[:MOST], start=2):
        code, said = row.get("code"), row.get("saying")
        if None in row or not isinstance(code, str) or not isinstance(said, str):
            yield _fault(number, "each row has two cells, code and saying: is a comma unquoted?")
        elif code not in known and code not in told:
            told.add(code)
            yield _fault(number, f"no category is {code}: what is said of it counts for nothing", warning=True)
        elif not said.strip() or len(said) > LONGEST:
            yield _fault(number, f"a saying has one to {LONGEST} characters")


def _fault(row: int | str, reason: str, *, warning: bool = False) -> Fault:
    return Fault(file="sayings.csv", row=str(row), reason=reason, warning=warning)
