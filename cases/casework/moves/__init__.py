"""The life of a case as one table: each thing that can happen to it is one value, and what others need of it is derived."""

from cases.casework.case import Action, Status
from cases.casework.moves.alarming import ALARMING
from cases.casework.moves.asking import ASKING
from cases.casework.moves.checking import CHECKING
from cases.casework.moves.entering import BESIDE, ENTERING
from cases.casework.moves.handling import HANDLING
from cases.casework.moves.joint import JOINT
from cases.casework.moves.keeping import KEEPING
from cases.casework.moves.merging import MERGING
from cases.casework.moves.move import Count, Move, Tone, Who
from cases.casework.moves.requesting import DECIDING, REQUESTING
from cases.casework.moves.supervising import SUPERVISING
from cases.forms.answers import Ask

MOVES: dict[Action, Move] = {
    **DECIDING, **ENTERING, **ALARMING, **HANDLING, **CHECKING, **REQUESTING, **SUPERVISING, **ASKING, **MERGING, **JOINT,
    **KEEPING, **BESIDE,
}  # fmt: skip
"""In the order in which a card offers them."""

BUTTONS: tuple[Action, ...] = tuple(action for action, move in MOVES.items() if move.button)
"""What a card can offer."""

EXPLAINING: frozenset[Action] = frozenset(
    action
    for action, move in MOVES.items()
    if move.explains or (move.form.has(Ask.WORDS) and move.progress and not move.proves and not move.asks_decider)
)
"""Moves whose reason and words say why a case stands where it does."""

AT_ONCE: dict[Status, Action] = {Status.FILED: Action.DISPATCH, Status.CHECKING: Action.UNCHECKABLE}
"""What the clock does where a case cannot stay: what is filed is dispatched by the rules, and what nobody could check comes to
the dispatcher."""

FORSAKEN: dict[Status, Action] = {
    Status.CHECKING: Action.UNCHECKABLE, Status.VERIFYING: Action.UNVERIFIED, Status.CLAIMED: Action.RELEASE,
}  # fmt: skip
"""What the clock does with a case that whoever has it in hand cannot go on with."""

QUESTIONS: frozenset[Action] = frozenset(action for action, move in MOVES.items() if move.asks_reporter)
"""What asks who reported it."""

JUDGING: frozenset[Action] = frozenset(
    action for action, move in MOVES.items() if move.tone is Tone.GOOD and set(move.who) & {Who.GRID_WORKER, Who.CHECKER}
)
"""What somebody says of a case who has gone and looked."""


def counted(count: Count) -> tuple[Action, ...]:
    """Moves that figures count so."""
    return tuple(action for action, move in MOVES.items() if move.counts is count)
