"""联合整治: one department leads, others have a part each."""

from cases.casework.case import OVER, WITH_DEPARTMENT, Action, Case, Status
from cases.casework.moves.move import Changes, Count, Deed, Move, Tone, Who
from cases.errors import NotOffered
from cases.forms.fields import DEPARTMENT, WORDS
from cases.forms.form import Form

MOST_PARTS = 6


async def _part(deed: Deed) -> Changes:
    """The department has none of it yet. The case of its own is begun by `joint`."""
    work, case = deed.work, deed.case
    parts = [await work.store.cases.get(one) for one in await work.store.cases.parts_of(case.id)]
    if deed.answers.department in {case.department, *(one.department for one in parts if one.open)}:
        raise NotOffered
    return {"parts": case.parts + 1, "named": deed.answers.department}


async def _dissolve(deed: Deed) -> Changes:
    return {"ended_at": deed.work.now, "until": None}


def _whole(case: Case) -> bool:
    """What is a part has none, and nothing more than a few that go on."""
    return case.part_of is None and case.parts < MOST_PARTS


def _is_part(case: Case) -> bool:
    return case.part_of is not None


S = Status

JOINT: dict[Action, Move] = {
    Action.PART: Move(
        sources=WITH_DEPARTMENT, who=(Who.DISPATCHER, Who.SUPERVISOR), form=Form(needs=(DEPARTMENT, WORDS)), when=_whole,
        decide=_part, progress=False, tells=True),
    Action.PART_ENDED: Move(
        sources=frozenset(S) - OVER, who=(Who.CLOCK,), progress=False, tells=True, button=False),
    Action.DISSOLVE: Move(
        sources=frozenset(S) - OVER, targets=(S.CANCELLED,), who=(Who.DISPATCHER, Who.SUPERVISOR, Who.CLOCK), when=_is_part,
        form=Form(needs=(WORDS,)), decide=_dissolve, counts=Count.VOIDED, tone=Tone.BAD),
}  # fmt: skip
