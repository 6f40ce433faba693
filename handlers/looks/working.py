"""How the work on a case reads: its steps, what others do of it, the time for everything, and where it was proved."""

from cases.board.case import CaseCard
from cases.casework.case import Status
from handlers.looks.clocks import left
from handlers.looks.names import name
from handlers.texts import Texts

FAR = 200
"""Metres from the place to where the picture of what was done was taken."""


def joint(card: CaseCard, texts: Texts) -> list[str]:
    """Of what it is a part, or which parts others have."""
    if card.joint.of:
        return [texts("case.part_of", number=card.joint.of, lead=name(card.joint.led_by, texts))]
    waits: list[str] = [texts("case.parts")] if card.case.parts and card.case.status is Status.CLAIMED else []
    return waits + [
        texts("case.part", number=number, who=name(who, texts), status=texts.plain(f"status.{status}"))
        for number, who, status in card.joint.parts
    ]


def phase(card: CaseCard, texts: Texts) -> list[str]:
    """Which step of the handling runs, and what comes then."""
    if card.phase is None:
        return []
    then = texts.plain("case.phase.then", name=card.phase.then.name) if card.phase.then else ""
    return [texts("case.phase", number=card.phase.number, of=card.phase.of, name=card.phase.phase.name, then=then)]


def total(card: CaseCard, texts: Texts) -> list[str]:
    """Once little of it is left."""
    clock = card.total
    tight = clock is not None and (clock.soon or clock.late)
    return [texts("case.total", time=texts.time(clock.end), left=left(clock, texts))] if clock and tight else []


def by_standard(card: CaseCard) -> bool:
    """Whether what it must come to is to be known: by who handles it, checks it, or looks again."""
    return card.blind or card.case.status in (Status.CLAIMED, Status.CHECKING)


def apart(card: CaseCard, texts: Texts) -> list[str]:
    if card.apart is None:
        return []
    return [texts("case.apart.far" if card.apart > FAR else "case.apart", metres=round(card.apart))]
