"""Danger to life: everybody who should know is told at once; whoever is near looks while others are under way."""

from cases.casework.case import OVER, WITH_DEPARTMENT, Action, Case, Status
from cases.casework.moves.move import Changes, Deed, Move, Tone, Who

S = Status


def to_be_looked_at(case: Case) -> bool:
    """Whether nobody has gone and looked yet."""
    return case.alarm is not None and case.until is not None


async def _looked_at(_deed: Deed) -> Changes:
    return {"until": None}


ALARMING: dict[Action, Move] = {
    Action.ALARM: Move(sources=frozenset(S) - OVER, who=(Who.CLOCK,), progress=False, tells=True, button=False),
    Action.CONFIRM: Move(
        sources=WITH_DEPARTMENT, who=(Who.GRID_WORKER,), when=to_be_looked_at, decide=_looked_at, progress=False, tells=True,
        tone=Tone.GOOD),
    Action.DOUBT: Move(
        sources=WITH_DEPARTMENT, who=(Who.GRID_WORKER,), when=to_be_looked_at, decide=_looked_at, progress=False, tells=True,
        tone=Tone.BAD),
}  # fmt: skip
