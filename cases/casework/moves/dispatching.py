"""Whose a case is: which rule names a department, when its limit ends, in which grid it lies, what a dispatcher corrects."""

from datetime import datetime

from cases.casework.case import Action, Case, Status
from cases.casework.moves.move import Changes, Deed
from cases.casework.stages import Stage, handling, phases_of, stage_of
from cases.district.edition import Category
from cases.district.geo import Point
from cases.district.routing import route
from cases.errors import Unknown
from cases.forms.answers import Answers
from cases.forms.fields import the_other
from cases.time.engine import deadline
from cases.values import changed
from cases.work import Work


def ruled(work: Work, case: Case) -> tuple[str, str]:
    """The name of the rule that chooses, and the department it names."""
    facts = facts_of(case, work.category(case))
    rule, department = route(work.district.rules, facts, work.district.local(work.now))
    return rule.name, department


def facts_of(case: Case, category: Category | None) -> dict[str, str | None]:
    """What rules ask of a case; the category as an edition has it."""
    return {
        "category": case.category,
        "grid": case.grid,
        "community": case.community,
        "urgent": "yes" if case.urgent else "no",
        "department": category.department if category else None,
    }


def queued(work: Work, case: Case, department: str, since: datetime) -> Changes:
    """Into a department's queue; the clock that runs since then keeps running, by the department's working time."""
    hours = work.district.calendar_of_department
    kept = case.deadline if hours(department) == hours(case.department) else None
    left = case.phases_left if case.deadline else first_phase(work, case)
    due = kept or limit_end(work, changed(case, department=department, phases_left=left), since)
    return {
        "status": Status.QUEUED,
        "department": department,
        "phases_left": left,
        "claimer": None,
        "filed_at": case.filed_at or since,
        "since": since,
        "deadline": due,
        "overdue": case.overdue and due is not None and due <= work.now,
        "until": case.until if case.alarm else None,
    }


def first_phase(work: Work, case: Case) -> int:
    """How many come after it; danger and what is a part are handled in one go."""
    return 0 if case.alarm or case.part_of else max(0, len(phases_of(work, case)) - 1)


async def handled_since(deed: Deed) -> datetime:
    """From when the clock of its handling runs: since it was filed, or came back the last time."""
    work, case = deed.work, deed.case
    if case.deadline is None or stage_of(case) is Stage.HANDLE:
        return case.since or case.filed_at or work.now
    begun = [event.changes["since"] for event in await work.store.cases.events(case.id) if event.changes.keys() >= HANDLING]
    return begun[-1] if begun else case.filed_at or work.now


HANDLING = {"since", "deadline"}
"""What a move sets with which the clock of the handling begins."""


def limit_end(work: Work, case: Case, start: datetime) -> datetime | None:
    """When the limit of its handling ends that began at a moment, by its department's hours, as often as more was granted."""
    limit, hours = handling(work, case), work.district.calendar_of_department(case.department)
    for _ in range(1 + case.extensions if limit else 0):
        assert limit
        start = deadline(start, limit, hours, work.district.tz)
    return start if limit else None


def placed(work: Work, point: Point | None) -> Changes:
    """A point with the grid and community it lies in."""
    if point is None:
        return {}
    grid = work.district.grid_at(point)
    found = {"grid": grid.code, "community": grid.community} if grid else {"grid": None, "community": None}
    return {"lat": point.lat, "lon": point.lon, **found}


async def corrected(deed: Deed) -> Changes:
    """The category, place and condition a dispatcher set on the form. Another category is today's, and so is its limit, from
    the start the case has had."""
    work, given = deed.work, deed.answers
    place = placed(work, given.point) | ({"place": await deed.keep(given.place)} if given.place else {})
    return (await _recategorised(deed, given) if given.category else {}) | place


async def _recategorised(deed: Deed, given: Answers) -> Changes:
    work, case = deed.work, deed.case
    named: Changes = {"category": given.category, "condition": given.condition, "edition": work.district.edition}
    phases = first_phase(work, changed(case, **named))
    if (given.category, given.condition) == (case.category, case.condition):
        return named | ({"phases_left": phases} if case.phases_left > phases else {})
    if case.deadline is not None and case.filed_at is not None:
        named["phases_left"] = phases
        due = limit_end(work, changed(case, **named), await handled_since(deed))
        named |= {"deadline": due, "overdue": case.overdue and due is not None and due <= work.now}
    return named


async def original(deed: Deed) -> int | None:
    """Of what is once more, the other case, of which there must be one; of a part the whole. Raises Unknown."""
    if not the_other(deed.answers):
        return None
    other = await deed.work.store.cases.numbered(deed.answers.original)
    if other is None or deed.case.id in (other.id, other.part_of):
        raise Unknown
    return other.part_of or other.id


def communal(work: Work, department: str) -> bool:
    """Whether only a dispatcher may send it cases: a community's own people, or a department there is no more."""
    found = work.district.department_of.get(department)
    return found is None or found.community


MOST_RETURNS = 2
"""So often a case goes straight from one department to another."""


async def returned_often(work: Work, case: Case, named: str) -> bool:
    """Whether the case was returned too often, or went between its department and this one by a return before."""
    here: str | None = None
    pairs = []
    for event in await work.store.cases.events(case.id):
        there = event.changes.get("department", here)
        if event.action is Action.RETURN:
            pairs.append({here, there})
        here = there
    return len(pairs) >= MOST_RETURNS or {case.department, named} in pairs
