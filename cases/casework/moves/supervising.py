"""督办: a supervisor presses a case with a day and words; the department signs for it and answers; the supervisor takes it off. A
second time on one case is red. A leader may be named with it who stands behind the case (包保)."""

from datetime import datetime

from cases.casework.case import OVER, WITH_DEPARTMENT, Action, Case, Level, Status, Supervision
from cases.casework.moves.move import Changes, Deed, Move, Tone, Who
from cases.errors import BadDate
from cases.forms.fields import DATE, LEVEL, PICTURES, SPONSOR, WORDS
from cases.forms.form import Form
from cases.people import Person, Role
from cases.work import Work

MOST = 12
"""Leaders that are offered."""


async def sponsors(work: Work, _owner: int, case: Case) -> list[Person]:
    """Who could stand behind it, those of its grid or community first."""
    found = await work.store.people.with_role(Role.SPONSOR)
    areas = {case.grid, case.community} - {None}
    near = {one.id for one in found if areas & set(one.scopes(Role.SPONSOR))}
    return sorted((one for one in found if not one.silent), key=lambda one: one.id not in near)[:MOST]


async def _supervise(deed: Deed) -> Changes:
    work, day = deed.work, deed.answers.until
    if day is None or day <= work.today:
        raise BadDate
    leader = await work.store.people.get(deed.answers.colleague or 0)
    return {
        "supervised": Level(deed.answers.reason or ""),
        "supervision": Supervision.ORDERED,
        "supervised_until": datetime.combine(day, work.district.calendar.windows[-1][1], work.district.tz),
        "day": day,
        **({"sponsor": leader.id} if leader.has(Role.SPONSOR) else {}),
    }


async def _answer(_deed: Deed) -> Changes:
    return {"supervision": Supervision.ANSWERED, "supervised_until": None}


async def _lift(_deed: Deed) -> Changes:
    return {"supervision": None, "supervised_until": None}


async def _unmet(_deed: Deed) -> Changes:
    return {"supervised_until": None}


async def _sign(_deed: Deed) -> Changes:
    return {"supervision": Supervision.SIGNED}


def _none(case: Case) -> bool:
    return case.supervision is None


def _some(case: Case) -> bool:
    return case.supervision is not None


def _ordered(case: Case) -> bool:
    return case.supervision is Supervision.ORDERED


def _unanswered(case: Case) -> bool:
    return case.supervision in (Supervision.ORDERED, Supervision.SIGNED)


OPEN = frozenset(Status) - OVER
HELD = WITH_DEPARTMENT | {Status.PROMISED, Status.SUSPENDED}
"""Where a department has it that can answer."""

SUPERVISING: dict[Action, Move] = {
    Action.SIGN: Move(
        sources=OPEN, who=(Who.LEAD,), when=_ordered, decide=_sign, progress=False, tone=Tone.GOOD),
    Action.ANSWER: Move(
        sources=OPEN, who=(Who.LEAD,), form=Form(needs=(WORDS,), offers=(PICTURES,)), when=_unanswered,
        decide=_answer, progress=False),
    Action.SUPERVISE: Move(
        sources=HELD, who=(Who.SUPERVISOR,), form=Form(needs=(LEVEL, DATE, WORDS), offers=(SPONSOR,)), heirs=sponsors,
        when=_none, decide=_supervise, progress=False, presses=True),
    Action.LIFT: Move(sources=OPEN, who=(Who.SUPERVISOR,), when=_some, decide=_lift, progress=False, presses=True),
    Action.UNMET: Move(sources=OPEN, who=(Who.CLOCK,), decide=_unmet, progress=False, presses=True, button=False),
}  # fmt: skip
