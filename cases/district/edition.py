"""A district as loaded from its pack: an immutable edition of grids, departments, categories, rules and calendar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from cases.district import geo
from cases.district.danger import Danger
from cases.district.geo import Point
from cases.district.ladder import LADDER, OF_DANGER, Rung
from cases.district.numbers import NUMBER, last_digits
from cases.district.routing import Rule
from cases.district.speech import Speech
from cases.district.spelling import dense, plain
from cases.time.calendar import Calendar
from cases.time.engine import deadline
from cases.time.units import CALENDAR_UNITS, Limit

NOVEMBER = 11


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One step of the handling, with its own limit: first fence off, then repair, then restore. Of what is handled in one go the
    name is empty."""

    name: str
    limit: Limit


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A filing condition 立案条件 with limits of its own."""

    name: str
    phases: tuple[Phase, ...]


@dataclass(frozen=True, kw_only=True)
class Category:
    code: str
    major: str
    name: str
    english: str
    heading: str
    unit: str
    also: tuple[str, ...] = ()
    """Units that people count it in as well, one for one."""
    words: tuple[str, ...]
    department: str
    phases: tuple[Phase, ...]
    """One at least, one after the other."""
    conditions: tuple[Condition, ...]
    evidence: int
    usual: str | None = None
    """How it is mostly dealt with, an `Outcome`."""
    closing: str
    slot: bool = False
    """It is there at its time of day: what was done about it is checked in the same."""
    radius: float = 40
    """Metres within which the same thing is likely the same."""

    @property
    def component(self) -> bool:
        return self.code.startswith("C")

    def phases_for(self, condition: str | None) -> tuple[Phase, ...]:
        return next((one.phases for one in self.conditions if one.name == condition), self.phases)

    @cached_property
    def spelled(self) -> "tuple[Spelled, ...]":
        """Its name and words."""
        return tuple(
            Spelled(dense=flat, word=word, place=place, category=self)
            for place, word in enumerate((self.name, *self.words)) if (flat := dense(word))
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Area:
    """A community or a grid."""

    code: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Spelled:
    """A word by which a category may be named: dense, as it is written, and its place in the category's list."""

    dense: str
    word: str
    place: int
    category: Category


@dataclass(frozen=True, kw_only=True)
class Department:
    code: str
    name: str
    english: str
    community: bool = False
    """A community's own people: only the dispatcher may send it cases (社区准入)."""
    calendar: Calendar | None = None
    """Its own working time; None: the district's."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    code: str
    name: str
    community: str
    rings: tuple[tuple[tuple[float, float], ...], ...]
    """Closed, of (lon, lat) corners: outer edges, of exclaves too, and those of enclaves that are somebody else's."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What a group or topic is for, as the pack binds it."""

    purpose: str
    department: str | None
    chat: int
    thread: int | None


@dataclass(frozen=True, kw_only=True)
class Limits:
    verify: Limit
    dispatch: Limit
    """Within which a dispatcher decides."""
    claim: Limit | None
    """Within which something is done by whoever has claimed a case."""
    check: Limit
    total: Limit | None = None
    """From filing to closing."""
    recheck: Limit
    photos: int = 9
    words: int = 3500
    open_drafts: int = 20
    reports_a_day: int = 10
    """Complaints one resident may hand in in 24 hours."""
    messages_a_day: int = 400
    """Messages and presses of somebody who is not staff."""
    bytes_a_day: int = 60_000_000
    """Of their pictures."""
    voices: int = 3
    """So many others who have seen it too make it urgent."""
    notes: int = 30
    """What one person may add to one case."""
    blind: Decimal = Decimal("0.05")
    """The share of what is closed on a day that is looked at again by somebody else; 0: none."""
    self_handled: int = 100
    """More than so much of anything is not closed by whoever says they have done it themselves."""


WEIGHTS = {"handled": 30, "on_time": 20, "rework": 20, "undone": 20, "extended": 10}


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """By what departments are ranked: see `cases.figures.rankings`."""

    least: int = 5
    """Cases that must have been due: of fewer nothing is said."""
    weights: Mapping[str, int] = field(default_factory=lambda: dict(WEIGHTS))


@dataclass(frozen=True, kw_only=True)
class Retention:
    """For how many days what is over is kept."""

    drafts: int = 30
    """Reports never handed in, and what is left of those that were; with the pictures that came into no case."""
    letters: int = 90
    errands: int = 30
    failed: int = 30
    """Updates set aside, as they came."""
    lists: int = 30
    """What was searched for."""
    shifts: int = 90
    """When, and where, people signed in."""


@dataclass(frozen=True, kw_only=True, repr=False)
class District:
    code: str
    name: str
    english: str
    letters: str
    zone: str
    bulletin_at: time
    verify_first: bool
    emergencies: tuple[tuple[str, str, str], ...]
    """(what for, the same in English, number to call)"""
    dangers: tuple[Danger, ...]
    common: tuple[str, ...]
    """Categories to offer where nothing better is known."""
    sample: bool
    communities: tuple[tuple[str, str], ...]
    departments: tuple[Department, ...]
    grids: tuple[Grid, ...]
    categories: tuple[Category, ...]
    rules: tuple[Rule, ...]
    calendar: Calendar
    speech: Speech
    limits: Limits
    ladder: tuple[Rung, ...] = LADDER
    danger_ladder: tuple[Rung, ...] = OF_DANGER
    digest_at: time = time(8)
    """When people are told what the day brings."""
    quiet: tuple[time, time] | None = None
    """From when until when nobody is disturbed by what can wait; it may go over midnight."""
    retention: Retention = Retention()
    ranking: Ranking = Ranking()
    places: tuple[Place, ...] = ()
    phones: tuple[tuple[int, str], ...] = ()
    """Of staff, by id, as far as the pack gives them."""
    edition: int = 0

    @cached_property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @cached_property
    def category_of(self) -> dict[str, Category]:
        return {category.code: category for category in self.categories}

    @cached_property
    def spelled(self) -> tuple[Spelled, ...]:
        """Every category's name and words."""
        return tuple(one for category in self.categories for one in category.spelled)

    @cached_property
    def phone_of(self) -> dict[int, str]:
        return dict(self.phones)

    @cached_property
    def department_of(self) -> dict[str, Department]:
        return {department.code: department for department in self.departments}

    @cached_property
    def danger_of(self) -> dict[str, Danger]:
        return {danger.code: danger for danger in self.dangers}

    @cached_property
    def grid_of(self) -> dict[str, Grid]:
        return {grid.code: grid for grid in self.grids}

    @cached_property
    def areas(self) -> "tuple[Area, ...]":
        """What a leader may stand behind: communities, and grids."""
        communities = (Area(code=code, name=name) for code, name in self.communities)
        return (*communities, *(Area(code=one.code, name=one.name) for one in self.grids))

    @cached_property
    def area_of(self) -> "dict[str, Area]":
        return {area.code: area for area in self.areas}

    def grids_in(self, areas: Collection[str]) -> frozenset[str]:
        """Codes of the grids these are, or that lie in them."""
        return frozenset(one.code for one in self.grids if one.code in areas or one.community in areas)

    @cached_property
    def in_english(self) -> dict[str, str]:
        """English for the names of headings (of several, like the first), categories, departments, dangers and emergencies, and
        for why a rule chooses."""
        headings = {category.heading: category.english for category in reversed(self.categories)}
        categories = {category.name: category.english for category in reversed(self.categories)}
        departments = {department.name: department.english for department in self.departments}
        kinds = {danger.name: danger.english for danger in self.dangers}
        reasons = {rule.because: rule.english for rule in self.rules if rule.english}
        calls = {what: english for what, english, _ in self.emergencies}
        return headings | categories | departments | kinds | reasons | calls

    @cached_property
    def _boxes(self) -> list[tuple[Grid, geo.Box]]:
        ordered = sorted(self.grids, key=lambda grid: grid.code)
        return [(grid, geo.box([corner for ring in grid.rings for corner in ring])) for grid in ordered]

    def grid_at(self, point: Point | None) -> Grid | None:
        """The grid a point lies in; on a shared edge the one with the lower code; None outside all."""
        if point is None:
            return None
        spot = (point.lon, point.lat)
        return next((grid for grid, box in self._boxes if geo.in_box(spot, box) and geo.inside_all(spot, grid.rings)), None)

    def nearest(self, point: Point) -> tuple[Grid, float]:
        """The grid nearest to a point, and how many metres away its edge is."""
        spot = (point.lon, point.lat)
        away = ((grid, min(geo.metres_to(spot, ring) for ring in grid.rings)) for grid in self.grids)
        return min(away, key=lambda pair: pair[1])

    @cached_property
    def longest(self) -> tuple[Limit, ...]:
        """The longest limit in each unit that asks the calendar."""
        chains = [one.phases for one in self.categories]
        chains += [each.phases for one in self.categories for each in one.conditions]
        limits = [step.limit for chain in chains for step in chain]
        found = ([one for one in limits if one.unit is unit] for unit in CALENDAR_UNITS)
        return tuple(max(some, key=lambda one: one.amount) for some in found if some)

    def guessed_years(self, now: datetime) -> list[int]:
        """Years this moment or a limit that starts now reaches into and whose moved holidays are not known; from November on,
        when its list appears, the next one too."""
        today = self.local(now)
        ends = [self.local(deadline(now, limit, self.calendar, self.tz)).year for limit in self.longest]
        last = max([today.year + (today.month >= NOVEMBER), *ends])
        return [year for year in range(today.year, last + 1) if year not in self.calendar.years]

    def calendar_of_department(self, code: str | None) -> Calendar:
        found = self.department_of.get(code or "")
        return found.calendar if found and found.calendar else self.calendar

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.tz)

    def awake(self, moment: datetime) -> datetime:
        """The moment itself, or where it lies in quiet hours, their end."""
        if self.quiet is None:
            return moment
        begins, ends = self.quiet
        local = self.local(moment)
        clock = local.time()
        still = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        if not still:
            return moment
        day = local.date() + timedelta(days=int(clock >= ends))
        return datetime.combine(day, ends, self.tz).astimezone(moment.tzinfo)

    def numbered_on(self, day: date) -> str:
        """What stands before the running number of a case reported on a day."""
        return f"{self.letters}{day:%y%m%d}-"

    def number_meant(self, text: str, today: date) -> str:
        """The case's number in a text, as it is kept; the last digits alone mean today's."""
        flat = plain(text[:200]).upper().strip()
        found, digits = NUMBER.search(flat), last_digits(text)
        if found is None and digits:
            return f"{self.numbered_on(today)}{digits}"
        return found[0] if found else flat

    def bulletin_day(self, moment: datetime) -> date:
        """The day whose bulletin covers the moment: a day ends, and the next begins, at the bulletin hour."""
        local = self.local(moment)
        return local.date() if local.time() < self.bulletin_at else local.date() + timedelta(days=1)

    def bulletin_span(self, day: date) -> tuple[datetime, datetime]:
        """Start (included) and end (excluded) of what a day's bulletin covers, in the district's time."""
        end = datetime.combine(day, self.bulletin_at, self.tz)
        return datetime.combine(day - timedelta(days=1), self.bulletin_at, self.tz), end
