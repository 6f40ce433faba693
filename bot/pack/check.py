"""Every fault of a pack by file, row and reason; nothing is loaded that has one."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from bot.pack.build import build
from bot.pack.checks.calendar import calendar
from bot.pack.checks.categories import categories
from bot.pack.checks.district import district, in_district
from bot.pack.checks.grids import grids
from bot.pack.checks.people import in_people, people
from bot.pack.checks.routing import routing
from bot.pack.checks.sayings import sayings
from bot.pack.drawn import undrawable
from bot.pack.read import Body, Fault
from bot.pack.shapes import misshapen
from cases.outbox import Address, Binding, Purpose
from cases.staff import mixed


def check(body: Body) -> list[Fault]:
    """All faults, errors and warnings, file by file."""
    shapeless = list(misshapen(body))
    wrong = {fault.file for fault in shapeless}
    faults: list[Fault] = []
    for test, file in TESTS.items():
        faults += [fault for fault in shapeless if fault.file == file]
        if file not in wrong:
            faults += _tried(body, test, file, tell=not wrong)
    return faults if any(not fault.warning for fault in faults) else [*faults, *_built(body)]


def _tried(body: Body, test: Callable[[Body], Iterator[Fault]], file: str, *, tell: bool) -> list[Fault]:
    """`tell`: what the test raises is a fault of this file, and not of another that it looks into."""
    try:
        return list(test(body))
    except Exception as error:
        reason = f"{type(error).__name__}: {error} is missing or malformed"
        return [Fault(file=file, row="", reason=reason)] if tell else []


def _built(body: Body) -> Iterator[Fault]:
    """What passes works: it is built, and everything of it that a card can bear is drawn once."""
    try:
        district = build(body, 0)
        years = district.guessed_years(datetime.now(UTC))  # noqa: TID251 — an operator asks today
    except Exception as error:
        yield Fault(file="district.yaml", row="", reason=f"cannot be built: {type(error).__name__}: {error}")
        return
    for year in years:
        reason = f"the moved holidays of {year} are not known: weekends only"
        yield Fault(file="calendar-*.csv", row="", reason=reason, warning=True)
    yield from (in_district(what, f"cannot be shown: {why}") for what, why in undrawable(district))
    bound = [
        Binding(purpose=Purpose(one.purpose), department=one.department, address=Address(chat=one.chat))
        for one in district.places
    ]
    for chat in sorted({one.address.chat for one in bound}):
        if mixed([one for one in bound if one.address.chat == chat]):
            yield in_people(str(chat), "dispatchers can learn who complained: their group must be nobody else's")


TESTS: dict[Callable[[Body], Iterator[Fault]], str] = {
    district: "district.yaml", grids: "grids.geojson", categories: "categories.csv", sayings: "sayings.csv",
    routing: "routing.yaml", calendar: "calendar-*.csv", people: "people.yaml",
}  # fmt: skip
"""In the order of the files."""
