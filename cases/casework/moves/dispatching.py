"""Whose a case is: which rule names a department, when its limit ends, in which grid it lies, what a dispatcher corrects."""

from datetime import datetime

from cases.casework.case import Action, Case, Status
from cases.casework.moves.move import Changes, Deed
from cases.district.geo import Point
from cases.district.routing import route
from cases.forms.answers import Answers
from cases.time.engine import deadline
from cases.values import changed
from cases.work import Work


def by_rule(work: Work, case: Case) -> Changes:
    """Into the queue of the department the routing table names."""
    category = work.category(case)
    facts = {
        "category": case.category,
        "grid": case.grid,
        "community": case.community,
        "urgent": "yes" if case.urgent else "no",
        "department": category.department if category else None,
    }
    rule, department = route(work.district.rules, facts, work.district.local(work.now))
    return queued(work, case, department) | {"reason": rule.name}


def queued(work: Work, case: Case, department: str) -> Changes:
    """Into a department's queue; the clock starts once and keeps running."""
    start = case.filed_at or work.now
    due = case.deadline or limit_end(work, case, start)
    return {
        "status": Status.QUEUED,
        "department": department,
        "claimer": None,
        "filed_at": start,
        "deadline": due,
        "until": case.until if case.alarm else None,
    }


def limit_end(work: Work, case: Case, start: datetime) -> datetime | None:
    """When the limit of the case's category, as it was when it was filed, ends that began at a moment; danger has its own."""
    category, danger = work.category(case), work.danger(case)
    limit = danger.limit if danger else category.limit_for(case.condition) if category else None
    return deadline(start, limit, work.district.calendar, work.district.tz) if limit else None


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
    work, case, given = deed.work, deed.case, deed.answers
    place = placed(work, given.point) | ({"place": await deed.keep(given.place)} if given.place else {})
    return (_recategorised(work, case, given) if given.category else {}) | place


def _recategorised(work: Work, case: Case, given: Answers) -> Changes:
    named: Changes = {"category": given.category, "condition": given.condition, "edition": work.district.edition}
    if case.deadline is not None and case.filed_at is not None:
        due = limit_end(work, changed(case, **named), case.filed_at)
        named |= {"deadline": due, "overdue": case.overdue and due is not None and due <= work.now}
    return named


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
