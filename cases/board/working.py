"""What a staff's card tells of the work on a case: which step runs, what others do of it, and where it was proved."""

from collections.abc import Sequence
from dataclasses import dataclass

from cases.board.parts import Picture, picture_of
from cases.casework import history
from cases.casework.case import WITH_DEPARTMENT, Action, Case, Event, Status
from cases.casework.stages import phases_of
from cases.district.edition import Department, Phase
from cases.district.geo import metres
from cases.evidence.photo import Photo, Side
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class At:
    """The step that runs, which it is, of how many, and the one after it."""

    phase: Phase
    number: int
    of: int
    then: Phase | None


@dataclass(frozen=True, kw_only=True)
class Joint:
    """联合整治: the number of the case it is a part of, and who leads that; and its own parts."""

    of: str = ""
    led_by: Department | None = None
    parts: tuple[tuple[str, Department | None, Status], ...] = ()


ALONE = Joint()


def phase(work: Work, case: Case) -> At | None:
    """While it is handled, and not in one go."""
    phases = phases_of(work, case)
    if len(phases) < 2 or case.status not in WITH_DEPARTMENT or case.alarm or case.part_of:
        return None
    at = max(0, len(phases) - 1 - case.phases_left)
    return At(phase=phases[at], number=at + 1, of=len(phases), then=phases[at + 1] if at + 1 < len(phases) else None)


async def joint(work: Work, case: Case, events: Sequence[Event]) -> Joint:
    cases = work.store.cases
    if case.part_of is not None:
        whole = await cases.get(case.part_of)
        return Joint(of=whole.number, led_by=work.department(whole.department, whole.edition))
    if history.last(events, (Action.PART,)) is None:
        return ALONE
    parts = (await cases.known(await cases.parts_of(case.id))).values()
    return Joint(parts=tuple((one.number, work.department(one.department, one.edition), one.status) for one in parts))


async def of_whole(work: Work, case: Case) -> Picture | None:
    """A part shows what the case it is of shows."""
    if case.part_of is None:
        return None
    return await picture_of(work, await work.store.cases.get(case.part_of), await work.store.photos.of_case(case.part_of))


def apart(case: Case, events: Sequence[Event], photos: Sequence[Photo]) -> float | None:
    """Metres from the place to where the picture of what was done was taken, if its file tells; not of a step before."""
    before = history.last(events, (Action.ADVANCE,))
    proofs = [one for one in photos if one.side is Side.AFTER and one.round == case.round]
    taken = [one.point for one in proofs if one.point and not (before and one.sent_at and one.sent_at <= before.at)]
    return metres(case.point, taken[-1]) if taken and case.point and case.cleared_at else None
