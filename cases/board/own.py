"""A complaint as who made it sees it: nothing is in it that is not theirs to know."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cases.board import working
from cases.board.parts import Picture, Why, picture_of, read, why_of
from cases.board.recordings import playable
from cases.board.viewer import Viewer
from cases.board.working import At
from cases.casework import history
from cases.casework.case import Action, Case, Event, Outcome, Status
from cases.casework.moves import MOVES
from cases.district.danger import Danger
from cases.district.edition import Department
from cases.forms.answers import Ask
from cases.work import Work


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One step, and the department that had the case then."""

    at: datetime
    status: Status
    department: Department | None


@dataclass(frozen=True, kw_only=True)
class OwnCard:
    id: int
    step: int
    number: str
    status: Status
    department: Department | None
    words: str
    place: str
    happened: tuple[Happened, ...]
    why: Why | None
    outcome: Outcome | None
    done_words: str
    opinion: Action | None
    deadline: datetime | None
    alarm: Danger | None
    question: str
    """What they are asked and have not answered."""
    wanted: tuple[Ask, ...]
    """What whoever hurries there would need to know."""
    actions: tuple[Action, ...]
    picture: Picture | None
    recordings: int
    part: At | None = None
    """Of what is handled in steps the one that runs."""
    followed: bool = False
    """It is another's, which they have seen too: what that one wrote and sent is not theirs to see."""


async def followed_card(work: Work, case: Case, events: Sequence[Event]) -> OwnCard:
    """Of who has seen it too: what staff write of it is for staff, and for who reported it."""
    why = await why_of(work, case, events, sealed=True)
    return OwnCard(
        id=case.id, step=case.step, number=case.number, status=case.status, words="", place="", alarm=None, question="",
        wanted=(), department=work.department(case.department, case.edition), happened=tuple(_happened(work, case, events)),
        why=replace(why, words="") if why else None, outcome=case.outcome, opinion=None, deadline=case.deadline, actions=(),
        part=working.phase(work, case),
        done_words="", picture=None, recordings=0, followed=True,
    )  # fmt: skip


async def own_card(work: Work, case: Case, viewer: Viewer, events: Sequence[Event]) -> OwnCard:
    done, photos = history.done(events), await work.store.photos.of_case(case.id)
    return OwnCard(
        id=case.id,
        step=case.step,
        number=case.number,
        status=case.status,
        department=work.department(case.department, case.edition),
        words=await read(work, case, case.words, sealed=False),
        place=await read(work, case, case.place, sealed=False),
        happened=tuple(_happened(work, case, events)),
        why=await why_of(work, case, events, sealed=False),
        outcome=case.outcome,
        done_words=await read(work, case, done.words if done else None, sealed=False),
        opinion=case.opinion,
        deadline=case.deadline,
        part=working.phase(work, case),
        alarm=work.danger(case),
        wanted=await _wanted(work, case),
        question=await read(work, case, asked.words if (asked := history.question(case, events)) else None, sealed=False),
        actions=viewer.actions,
        picture=await picture_of(work, case, photos),
        recordings=len(playable(case, viewer, photos)),
    )


async def _wanted(work: Work, case: Case) -> tuple[Ask, ...]:
    if not case.alarm or not case.open:
        return ()
    known = await work.store.complaints.of(case.id)
    nowhere, nobody = case.lat is None and case.place is None, known.contact is None and not case.anonymous
    return (Ask.PLACE,) * nowhere + (Ask.PHONE,) * nobody


def _happened(work: Work, case: Case, events: Sequence[Event]) -> Iterator[Happened]:
    department: str | None = None
    for event in events:
        department = event.changes.get("department", department)
        if MOVES[event.action].listed and "status" in event.changes:
            yield Happened(at=event.at, status=event.changes["status"], department=work.department(department, case.edition))
