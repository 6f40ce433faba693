"""Who is told, and when, that the time for something runs out or is over: rungs, one after the other."""

from dataclasses import dataclass
from enum import StrEnum

from cases.time.units import Limit, Unit


class Told(StrEnum):
    HOLDER = "holder"  # whoever has it in hand: claimer, queue, verifiers, checkers, dispatchers
    DEPARTMENT = "department"  # its place or all its leads
    KEEPER = "keeper"  # 首问责任人 of a complaint
    SPONSOR = "sponsor"  # the leader who stands behind it
    DISPATCHERS = "dispatchers"
    SUPERVISORS = "supervisors"
    ADMINS = "admins"
    DUTY = "duty"  # 值班室


@dataclass(frozen=True, kw_only=True)
class Rung:
    """At a share of the limit, or so long after its end; of danger that nobody has taken: so long after its beginning."""

    share: float | None = None
    """Above 0, at most 1: its end."""
    after: Limit | None = None
    of_danger: bool = False
    tell: tuple[Told, ...]


def _minutes(count: int) -> Limit:
    return Limit(amount=count / 60, unit=Unit.URGENT_HOUR)


LADDER = (
    Rung(share=0.75, tell=(Told.HOLDER,)),
    Rung(share=1, tell=(Told.HOLDER, Told.DEPARTMENT, Told.KEEPER)),
    Rung(after=Limit(amount=2, unit=Unit.WORKING_HOUR), tell=(Told.DISPATCHERS, Told.SUPERVISORS)),
    Rung(after=Limit(amount=1, unit=Unit.WORKING_DAY), tell=(Told.DEPARTMENT, Told.SUPERVISORS, Told.ADMINS, Told.SPONSOR)),
)
OF_DANGER = (
    Rung(after=_minutes(5), of_danger=True, tell=(Told.HOLDER, Told.DISPATCHERS)),
    Rung(after=_minutes(10), of_danger=True, tell=(Told.SUPERVISORS, Told.DUTY)),
    Rung(after=_minutes(20), of_danger=True, tell=(Told.HOLDER, Told.ADMINS)),
    Rung(after=_minutes(60), of_danger=True, tell=(Told.HOLDER, Told.DISPATCHERS, Told.SUPERVISORS, Told.ADMINS)),
)
OF_CLAIMS = Rung(tell=(Told.HOLDER,))
"""Before a claim lapses that nothing was done with, and when the time of day begins at which something is checked."""
OF_TOTAL = (Told.KEEPER, Told.DISPATCHERS, Told.SUPERVISORS, Told.SPONSOR)
"""Who is told when the time for all its stages together is over."""
OF_PROMISES = (Rung(share=1, tell=(Told.HOLDER,)),)
"""On the day before."""
