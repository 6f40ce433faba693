"""追问: whoever works on a case asks who reported it one thing more; it waits for the answer, for a day."""

from datetime import timedelta

from cases.casework.case import OVER, Action, Status
from cases.casework.moves.move import Changes, Deed, Move, Who, from_
from cases.forms.fields import WORDS
from cases.forms.form import Form

PATIENCE = timedelta(days=1)
"""After so long without an answer whoever asked is told."""


async def _ask(deed: Deed) -> Changes:
    return {"asked_until": deed.work.now + PATIENCE}


async def _unanswered(_deed: Deed) -> Changes:
    return {"asked_until": None}


S = Status

ASKING: dict[Action, Move] = {
    Action.ASK: Move(
        sources=from_(S.REPORTED, S.VERIFYING, S.RETURNED, S.CLAIMED), who=(Who.DISPATCHER, Who.GRID_WORKER, Who.CLAIMER),
        form=Form(needs=(WORDS,)),
        decide=_ask, progress=False, asks_reporter=True),
    Action.UNANSWERED: Move(
        sources=frozenset(S) - OVER, who=(Who.CLOCK,), decide=_unanswered, progress=False, button=False),
}  # fmt: skip
