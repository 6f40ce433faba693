"""签到 and 请假: who is at work now, to whom nothing new comes, and who stands in for them. Where nobody signs in, everybody is
asked as before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.casework import rights, telling
from cases.casework.case import Action
from cases.casework.recording import record
from cases.district.geo import Point
from cases.errors import BadDate, Forbidden, Unknown
from cases.field.shifts import Shift
from cases.notices.calls import Call
from cases.outbox import Address, Letter, Subject, Voice
from cases.people import Person, Role
from cases.reach import handover
from cases.work import Work

SHIFT = timedelta(hours=12)
"""After which somebody who has forgotten to sign out is not at work any more."""
PLACED_WITHIN = timedelta(minutes=10)
"""So soon after signing in a place that is sent by itself is where they did."""
LONGEST_LEAVE = timedelta(days=366)
MOST_KEPT = 500


async def sign_in(work: Work, actor: Person) -> tuple[Shift, bool]:
    """The shift that runs, and whether it began now. Who signs in is not away any more. Raises Forbidden."""
    if not actor.staff:
        raise Forbidden
    if (running := await work.store.shifts.of(actor.id, work.now)) is not None:
        return running, False
    shift = Shift(person=actor.id, since=work.now, until=work.now + SHIFT)
    await _stands(work, shift)
    if actor.away_until is not None:
        await work.store.people.set_away(actor.id, None)
    await _briefed(work, actor.id)
    return shift, True


async def _briefed(work: Work, person: int) -> None:
    """With what waits for them, unless they were told today."""
    there = Address(chat=person)
    last = await work.store.notices.called(there)
    if last is None or work.district.local(last.at).date() < work.today:
        await work.store.outbox.show(Subject.DIGEST, person, there, Voice.LOUD)
        await work.store.notices.call(there, Call(at=work.now))


async def sign_out(work: Work, actor: Person) -> Shift | None:
    """The shift that has ended now; None when there was none."""
    running = await work.store.shifts.of(actor.id, work.now)
    if running is None:
        return None
    ended = Shift(person=actor.id, since=running.since, until=work.now, point=running.point)
    await _stands(work, ended)
    person = await work.store.people.get(actor.id)
    if await _others_at_work(work, person):
        await handover.away(work, person)
    return ended


async def _others_at_work(work: Work, person: Person) -> bool:
    """Who could look at what waits for them; where nobody is, what waits stays with them overnight."""
    found = [one for grid in person.scopes(Role.WORKER) for one in await work.store.people.with_role(Role.WORKER, grid)]
    return any(one.id != person.id and one.on_duty(work.now) for one in found)


async def _stands(work: Work, shift: Shift) -> None:
    await work.store.shifts.stand(shift)
    await work.store.people.set_duty(shift.person, shift.until)


async def placed(work: Work, actor: Person, point: Point) -> bool:
    """Whether a place that was sent by itself is where they have signed in just now."""
    if not actor.on_duty(work.now):
        return False
    shift = await work.store.shifts.of(actor.id, work.now)
    if shift is None or shift.point or work.now - shift.since > PLACED_WITHIN:
        return False
    await work.store.shifts.stand(Shift(person=actor.id, since=shift.since, until=shift.until, point=point))
    return True


async def since(work: Work, actor: Person, moment: datetime) -> bool:
    """Whether they have signed in after that: then it is where, that they were asked last."""
    running = await work.store.shifts.of(actor.id, work.now)
    return running is not None and running.since >= moment


async def at_work(work: Work, viewer: Person) -> list[tuple[Person, Shift]]:
    """Who is: to who sees every case all of them, to others those of their grids and departments."""
    if not viewer.staff:
        raise Forbidden
    wide = any(viewer.has(role) for role in rights.EVERYTHING)
    found = [(await work.store.people.get(shift.person), shift) for shift in await work.store.shifts.at(work.now)]
    return [(one, shift) for one, shift in found if wide or one.id == viewer.id or set(one.grants) & set(viewer.grants)]


@dataclass(frozen=True, kw_only=True)
class Leave:
    """How much went to the deputy, and how much of what they have claimed stays with them."""

    whose: Person
    until: date
    deputy: Person | None
    given: int = 0
    kept: int = 0
    stays: int = 0
    unable: bool = False
    """Who stands in has none of their roles."""


async def leave(work: Work, actor: Person, whose: int, until: date, deputy: int | None) -> Leave:
    """Until the end of that day nothing new comes to them, and what they have in hand goes to the deputy as far as it may. By
    whoever it is, or an admin. Raises Forbidden, BadDate, or Unknown for who cannot stand in."""
    if whose != actor.id and not actor.has(Role.ADMIN):
        raise Forbidden
    await work.store.people.hold([whose])
    person = await work.store.people.get(whose)
    if not person.staff:
        raise Unknown
    if not work.today <= until <= work.today + LONGEST_LEAVE:
        raise BadDate
    to = await _standing_in(work, whose, deputy) if deputy is not None else None
    given, stays = await handover.hand_over(work, actor, whose, to.id) if to and to.has(Role.LEAD) else ([], 0)
    kept = await _entrusted(work, actor, person, to) if to else 0
    await work.store.people.set_away(whose, until)
    await sign_out(work, person)
    away = await work.store.people.get(whose)
    await handover.away(work, away)
    if whose != actor.id:
        facts = {"until": until.isoformat(), "deputy": to.name if to else ""}
        await work.store.outbox.write(Letter(address=Address(chat=whose), key="leave.yours", facts=facts))
    if to and not given and person.away_until != until:
        facts = {"name": person.name, "until": until.isoformat()}
        await work.store.outbox.write(Letter(address=Address(chat=to.id), key="leave.deputy", facts=facts))
    return Leave(
        whose=away,
        until=until,
        deputy=to,
        given=len(given),
        kept=kept,
        stays=stays,
        unable=bool(to and not set(to.grants) & set(person.grants)),
    )


async def back(work: Work, actor: Person, whose: int) -> bool:
    """They are there again. Whether they were away. Raises Forbidden."""
    if whose != actor.id and not actor.has(Role.ADMIN):
        raise Forbidden
    person = await work.store.people.get(whose)
    if not person.away(work.today):
        return False
    await work.store.people.set_away(whose, None)
    await _briefed(work, whose)
    return True


async def _standing_in(work: Work, whose: int, deputy: int) -> Person:
    to = await work.store.people.get(deputy)
    if deputy == whose or not to.staff or to.silent or to.away(work.today):
        raise Unknown
    return to


async def _entrusted(work: Work, actor: Person, person: Person, to: Person) -> int:
    """The complaints they answer for, as far as the deputy sees them; of their own nobody answers."""
    kept = [case.id for case in await work.store.cases.kept_by(person.id, MOST_KEPT)]
    going = [
        case for case in (await work.store.cases.known(kept)).values() if rights.may_see(to, case) and to.id != case.reporter
    ]
    for case in going:
        after = await record(work, case, Action.ENTRUST, actor, {"keeper": to.id})
        await telling.moved(work, case, after, Action.ENTRUST, by=to)
    return len(going)
