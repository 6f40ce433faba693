"""One person's digest: what waits for them and by when, as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from cases.board.parts import about
from cases.board.queue import to_look_at
from cases.casework import rights, telling
from cases.casework.case import Case
from cases.casework.left import Left, left
from cases.casework.query import Query, Scope
from cases.district.edition import Department
from cases.errors import Forbidden
from cases.notices.calls import ANSWERED_WITHIN, CALLED_BACK_WITHIN
from cases.outbox import DISPATCHERS, Address
from cases.people import Person, Role
from cases.work import Work

LISTED, MOST = 4, 100
"""Cases of one part that are named; and so far they are counted, what is late to a thousand."""
MOST_LATE = 1000
FAR = datetime.max.replace(tzinfo=UTC)


class Kind(StrEnum):
    CALLED = "called"  # whose time has run out, or nearly, since the morning
    ASKED = "asked"  # what somebody asks for and they may decide
    MINE = "mine"  # claimed by them
    KEPT = "kept"  # complaints they answer for
    QUEUE = "queue"  # nobody's yet, in their department's queue
    LOOK = "look"  # to be verified or checked by them
    DRAWN = "drawn"  # closed, and drawn to be looked at again by them
    WAITING = "waiting"  # for a dispatcher
    ANSWERS = "answers"  # to be answered outside today or tomorrow
    AGAIN = "again"  # what was closed in the same place within a month before, for supervisors
    CALL_BACK = "call_back"  # 待回访: whose case is closed and who has no Telegram
    SPONSORED = "sponsored"  # what is open that they stand behind
    LATE = "late"  # all over the district


@dataclass(frozen=True, kw_only=True)
class Part:
    """What waits in one way: how much, how much of it is late, and the most urgent of it."""

    kind: Kind
    total: int
    late: int
    cases: tuple[Case, ...]
    department: Department | None = None


@dataclass(frozen=True, kw_only=True)
class DigestCard:
    day: date
    parts: tuple[Part, ...]
    left: Mapping[int, Left]
    categories: Mapping[str, str]
    about: Mapping[int, str]
    answer_by: Mapping[int, date]


async def digest_card(work: Work, key: str, address: Address) -> DigestCard:
    """Of whoever's own chat it is, by the roles they have now. Raises Forbidden for everybody else."""
    person = await work.store.people.get(address.chat)
    if not address.private or str(address.chat) != key or not person.staff:
        raise Forbidden
    answers = await _answers(work, person)
    parts = [
        await _called(work, person),
        await _asked(work, person),
        *await _leads(work, person),
        _part(work, Kind.KEPT, await work.store.cases.kept_by(person.id, MOST)),
        await _looks(work, person),
        await _drawn(work, person),
        *await _dispatches(work, person),
        answers[0],
        await _sponsored(work, person),
    ]
    shown = [part for part in (*parts, *await _late(work, person)) if part.total]
    cases = [case for part in shown for case in part.cases]
    return DigestCard(
        day=work.today, parts=tuple(shown), answer_by=answers[1],
        left={case.id: clock for case in cases if (clock := left(work, case))},
        categories={case.category: found.name for case in cases if case.category and (found := work.category(case))},
        about={case.id: await about(work, case) for case in cases},
    )  # fmt: skip


def _part(work: Work, kind: Kind, cases: Sequence[Case], department: Department | None = None) -> Part:
    """The latest first."""
    clocks = {case.id: left(work, case) for case in cases}
    late = sum(clock is not None and clock.late for clock in clocks.values())
    ordered = sorted(cases, key=lambda case: (not case.urgent, clock.end if (clock := clocks[case.id]) else FAR, case.id))
    return Part(kind=kind, total=len(cases), late=late, cases=tuple(ordered[:LISTED]), department=department)


async def _called(work: Work, person: Person) -> Part:
    known = await work.store.cases.known(await work.store.notices.called_for(Address(chat=person.id)))
    return _part(
        work, Kind.CALLED, [case for case in known.values() if (case.open or case.drawn) and rights.may_see(person, case)]
    )


async def _asked(work: Work, person: Person) -> Part:
    waiting = [case for case in await work.store.cases.asked(MOST) if rights.decides(person, case)]
    return _part(work, Kind.ASKED, waiting)


async def _leads(work: Work, person: Person) -> list[Part]:
    mine = [_part(work, Kind.MINE, await work.store.cases.claimed_by(person.id))]
    return mine + [
        _part(work, Kind.QUEUE, await work.store.cases.unclaimed(code, MOST), work.department(code))
        for code in person.scopes(Role.LEAD)
    ]


async def _looks(work: Work, person: Person) -> Part:
    return _part(work, Kind.LOOK, await to_look_at(work, person, MOST))


async def _drawn(work: Work, person: Person) -> Part:
    wide = any(person.has(role) for role in rights.EVERYTHING)
    drawn = await work.store.cases.drawn(MOST) if wide else []
    found = [case for case in drawn if person.id in {one.id for one in await telling.auditors(work, case)}]
    late = sum(case.until is not None and case.until <= work.now for case in found)
    return Part(kind=Kind.DRAWN, total=len(found), late=late, cases=tuple(found[:LISTED]))


async def _sponsored(work: Work, person: Person) -> Part:
    grids = work.district.grids_in(person.scopes(Role.SPONSOR))
    found = await work.store.cases.sponsored(person.id, grids, MOST) if person.has(Role.SPONSOR) else []
    return _part(work, Kind.SPONSORED, found)


async def _dispatches(work: Work, person: Person) -> list[Part]:
    if not person.has(Role.DISPATCHER):
        return []
    closed = await work.store.complaints.to_call_back(work.now - CALLED_BACK_WITHIN, MOST)
    known = await work.store.cases.known(closed)
    calls = Part(kind=Kind.CALL_BACK, total=len(known), late=0, cases=tuple(known.values())[:LISTED])
    return [_part(work, Kind.WAITING, await work.store.cases.queue(DISPATCHERS, MOST)), calls]


async def _answers(work: Work, person: Person) -> tuple[Part, dict[int, date]]:
    found = await work.store.complaints.to_answer(work.today + ANSWERED_WITHIN, MOST) if person.has(Role.DISPATCHER) else []
    known = await work.store.cases.known([case for case, _ in found])
    listed = [known[case] for case, _ in found if case in known]
    late = sum(day < work.today for _, day in found)
    return Part(kind=Kind.ANSWERS, total=len(found), late=late, cases=tuple(listed[:LISTED])), dict(found)


async def _late(work: Work, person: Person) -> list[Part]:
    if not any(person.has(role) for role in rights.EVERYTHING):
        return []
    query, everywhere = Query(late_at=work.now), Scope(everything=True)
    total = await work.store.search.count(query, everywhere, MOST_LATE)
    worst = await work.store.search.worst(query, LISTED)
    late = Part(kind=Kind.LATE, total=total, late=total, cases=tuple(worst))
    if not person.has(Role.SUPERVISOR):
        return [late]
    return [late, _part(work, Kind.AGAIN, await work.store.cases.again(MOST))]
