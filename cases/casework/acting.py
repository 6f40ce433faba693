"""What people do with cases: one way in, `act`, which checks step, status and right; then a decider for each action."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from cases.casework import rights, telling
from cases.casework.case import PROMISES, Action, Case, Event, Status, evolve
from cases.casework.moves import HARMLESS, MOVES
from cases.district.geo import Point
from cases.district.routing import route
from cases.errors import BadDate, BadQuantity, Forbidden, Missing, NotNow, Over, SaidEnough, Stale, TakenBy, Theirs, TooLong
from cases.evidence.photo import PhotoState, Side
from cases.intake.draft import Draft
from cases.people import CLOCK, Person, Role
from cases.time.engine import deadline
from cases.values import changed
from cases.work import Work

Changes = dict[str, Any]
LONGEST_PROMISE = timedelta(days=366)
Decide = Callable[[Work, Person, Case, Draft | None], Awaitable[Changes]]


async def act(work: Work, actor: Person, case_id: int, step: int | None, action: Action, form: Draft | None = None) -> Case:
    """One action on a case. `step` is the one the person saw; None for what no card offers. Raises a Refusal, having
    written nothing, when the card was old, the status does not allow it, the right is missing or the form incomplete."""
    case = await work.store.cases.get(case_id)
    await check(work, actor, case, step, action)
    changes = await _decide(work, actor, case, action, form)
    after = await record(work, case, action, actor, changes)
    if form:
        await attach(work, form, after)
    if after.status is Status.FILED:
        after = await dispatch_by_rule(work, after)
    if action is Action.CLEAR:
        await work.store.outbox.errand("pair", {"case": after.id})
    after = await somebody_checks(work, after)
    await telling.changed(work, case, after, action)
    return after


async def somebody_checks(work: Work, case: Case) -> Case:
    """What nobody could check comes to the dispatcher: a case is never without somebody who may close it."""
    if case.status is not Status.CHECKING or await telling.checkers(work, case):
        return case
    return await record(work, case, Action.UNCHECKABLE, CLOCK, {})


async def check(work: Work, actor: Person, case: Case, step: int | None, action: Action) -> None:
    """Raises when this person may not do this now. The right comes first: who has none learns nothing of the case."""
    if not rights.entitled(actor, action, case):
        raise Forbidden
    if step is not None and step != case.step and not await _only_late(work, case, step):
        if action is Action.CLAIM and case.status is Status.CLAIMED and case.claimer != actor.id and case.claimer:
            raise TakenBy(name=(await work.store.people.get(case.claimer)).name, number=case.number)
        raise Stale(number=case.number)
    if not rights.allowed(actor, action, case):
        if case.claimer and case.claimer != actor.id:
            raise Theirs(name=(await work.store.people.get(case.claimer)).name, number=case.number)
        raise Forbidden(number=case.number)
    if not rights.possible(action, case):
        raise NotNow(number=case.number)


async def _only_late(work: Work, case: Case, step: int) -> bool:
    """Whether nothing has happened since that step but that the deadline passed or a word was added."""
    since = [event.action for event in await work.store.cases.events(case.id) if event.step > step]
    return len(since) == case.step - step and HARMLESS.issuperset(since)


async def record(work: Work, case: Case, action: Action, actor: Person, changes: Changes) -> Case:
    """Appends the event and stores the case after it."""
    target = MOVES[action].target if action in MOVES else None
    event = Event(
        case=case.id, step=case.step + 1, action=action, actor=actor.id, at=work.now,
        changes=({"status": target} if target else {}) | changes,
    )  # fmt: skip
    after = evolve(case, event)
    event = replace(event, delta=int(after.open) - int(case.open))
    await work.store.cases.save(after, event)
    return after


async def decided_by_clock(work: Work, case: Case, action: Action) -> Changes:
    """What an action changes that time, or somebody's leaving, brings about."""
    return await _decide(work, CLOCK, case, action, None)


async def dispatch_by_rule(work: Work, case: Case) -> Case:
    """Files to the department the routing table names."""
    department, rule = routed(work, case)
    return await record(work, case, Action.DISPATCH, CLOCK, queue_changes(work, case, department) | {"rule": rule})


def routed(work: Work, case: Case) -> tuple[str, str]:
    """Department and name of the rule that chose it."""
    category = work.category(case)
    facts = {
        "category": case.category,
        "grid": case.grid,
        "community": case.community,
        "urgent": "yes" if case.urgent else "no",
        "department": category.department if category else None,
    }
    rule, department = route(work.district.rules, facts, work.district.local(work.now))
    return department, rule.name


def queue_changes(work: Work, case: Case, department: str) -> Changes:
    """Into a department's queue; the clock starts once and keeps running."""
    start = case.filed_at or work.now
    due = case.deadline or limit_end(work, case, start)
    return {
        "status": Status.QUEUED,
        "department": department,
        "wanted_department": None,
        "claimer": None,
        "queued_at": work.now,
        "filed_at": start,
        "deadline": due,
        "decide_by": None,
    }


def limit_end(work: Work, case: Case, start: datetime) -> datetime | None:
    """When the limit of the case's category, as it was when it was filed, ends that began at a moment."""
    category = work.category(case)
    if category is None:
        return None
    return deadline(start, category.limit_for(case.condition), work.district.calendar, work.district.tz)


def place_changes(work: Work, point: Point | None) -> Changes:
    """A point with the grid and community it lies in."""
    if point is None:
        return {}
    grid = work.district.grid_at(point)
    found = {"grid": grid.code, "community": grid.community} if grid else {"grid": None, "community": None}
    return {"lat": point.lat, "lon": point.lon, **found}


async def attach(work: Work, draft: Draft, case: Case) -> None:
    """The draft's pictures are the case's now."""
    for photo in await work.store.photos.of_draft(draft.id):
        if photo.state is not PhotoState.BAD:
            await work.store.photos.save(changed(photo, case=case.id))


async def note(work: Work, actor: Person, case_id: int, words: str, phone: str = "") -> Case:
    """A word, a picture or a number to call about a case, by somebody who has to do with it: on its card, and to whoever has it
    in hand. Raises Over when it has ended, SaidEnough, Forbidden for others."""
    case = await work.store.cases.get(case_id)
    if not rights.may_see(actor, case) or not rights.entitled(actor, Action.NOTE, case):
        raise Forbidden
    if not rights.possible(Action.NOTE, case):
        raise Over(number=case.number)
    if len(words) > work.district.limits.words:
        raise TooLong(limit=work.district.limits.words)
    added = [event for event in await work.store.cases.events(case.id) if (event.action, event.actor) == (Action.NOTE, actor.id)]
    if len(added) >= work.district.limits.notes:
        raise SaidEnough(limit=work.district.limits.notes, number=case.number)
    changes: Changes = {"note": await work.store.words.keep(words)} if words else {}
    if phone:
        changes |= {"contact": await work.store.words.keep(phone)}
    after = await record(work, case, Action.NOTE, actor, changes)
    await telling.noted(work, after, actor)
    return after


async def _decide(work: Work, actor: Person, case: Case, action: Action, form: Draft | None) -> Changes:
    needs = MOVES[action].needs
    if form is None and needs and asks_form(action, case):
        raise Missing(asks=[str(ask) for ask in needs])
    decider = DECIDERS.get(action)
    return await decider(work, actor, case, form) if decider else {}


def need(**given: object) -> None:
    """Raises Missing with the names of what is empty."""
    empty: Iterable[str] = [name for name, value in given.items() if not value]
    if empty:
        raise Missing(asks=empty)


# --- deciders: what each action changes beside the status ---


async def _claim(work: Work, actor: Person, case: Case, _form: Draft | None) -> Changes:
    return {"claimer": actor.id, "claimed_at": work.now}


async def _accept(work: Work, _actor: Person, case: Case, form: Draft | None) -> Changes:
    need(category=(form and form.category) or case.category)
    return await _corrections(work, case, form) | {"filed_at": case.filed_at or work.now, "decide_by": None}


async def _corrections(work: Work, case: Case, form: Draft | None) -> Changes:
    """The category, place and condition a dispatcher set on the form. Another category is today's, and so is its limit, from
    the start the case has had."""
    if form is None:
        return {}
    place = place_changes(work, form.point) | ({"spot": await work.store.words.keep(form.spot)} if form.spot else {})
    if not form.category:
        return place
    named: Changes = {"category": form.category, "condition": form.condition, "edition": work.district.edition}
    if case.deadline is not None and case.filed_at is not None:
        due = limit_end(work, changed(case, **named), case.filed_at)
        named |= {"deadline": due, "overdue": case.overdue and due is not None and due <= work.now}
    return named | place


async def _refuse(work: Work, _actor: Person, _case: Case, form: Draft | None) -> Changes:
    assert form
    need(reason=form.reason)
    return {"reason": form.reason, "reason_words": await _words(work, form), "ended_at": work.now, "decide_by": None}


async def _words(work: Work, form: Draft) -> int | None:
    return await work.store.words.keep(form.words) if form.words else None


async def _dispatch(work: Work, _actor: Person, case: Case, form: Draft | None) -> Changes:
    assert form
    known = work.district.department_of.get(form.department or "")
    need(department=known, category=form.category or case.category)
    corrected = await _corrections(work, case, form)
    found = changed(case, **corrected)
    return corrected | queue_changes(work, found, form.department or "") | {"rule": "dispatcher", "reason": None}


async def _correct(work: Work, _actor: Person, case: Case, form: Draft | None) -> Changes:
    need(place=form and (form.category or form.point or form.spot))
    return await _corrections(work, case, form)


async def _return(work: Work, _actor: Person, case: Case, form: Draft | None) -> Changes:
    assert form
    need(reason=form.reason)
    told = {"reason": form.reason, "reason_words": await _words(work, form), "returns": case.returns + 1, "claimer": None}
    named = form.department if form.department != case.department else None
    straight = named and case.returns < 2 and not _communal(work, named) and not await _again(work, case, named)
    if named and straight:
        return queue_changes(work, case, named) | told | {"rule": "returned"}
    return told | {"status": Status.RETURNED, "wanted_department": named}


def _communal(work: Work, department: str) -> bool:
    found = work.district.department_of.get(department)
    return found is None or found.community


async def _again(work: Work, case: Case, named: str) -> bool:
    """Whether the case went between these two departments by a return before."""
    here: str | None = None
    pairs = []
    for event in await work.store.cases.events(case.id):
        there = event.changes.get("department", here)
        if event.action is Action.RETURN:
            pairs.append({here, there})
        here = there
    return {case.department, named} in pairs


async def _transfer(work: Work, actor: Person, case: Case, form: Draft | None) -> Changes:
    assert form
    need(department=form.colleague or form.department)
    if form.colleague:
        colleague = await work.store.people.get(form.colleague)
        if not colleague.has(Role.LEAD, case.department):
            raise Forbidden(number=case.number)
    words = {"reason_words": await _words(work, form), "reason": None}
    if form.colleague:
        return words | {"status": Status.CLAIMED, "claimer": colleague.id, "claimed_at": work.now}
    named = form.department or ""
    if _communal(work, named) and not actor.has(Role.DISPATCHER):
        return words | {"status": Status.RETURNED, "wanted_department": named, "claimer": None}
    return words | queue_changes(work, case, named) | {"rule": "transferred"}


async def _clear(work: Work, actor: Person, case: Case, form: Draft | None) -> Changes:
    assert form
    category = work.category(case)
    photos = [photo for photo in await work.store.photos.of_draft(form.id) if photo.side is Side.AFTER]
    good = sum(photo.state is PhotoState.GOOD for photo in photos)
    need(photos=good >= (category.evidence if category else 1), outcome=form.outcome)
    if category and form.unit not in (None, category.unit):
        raise BadQuantity(unit=category.unit)
    promised = form.outcome in PROMISES
    if promised and (form.until is None or not timedelta(0) < form.until - work.today <= LONGEST_PROMISE):
        raise BadDate
    done: Changes = {
        "clearer": actor.id,
        "cleared_at": work.now,
        "outcome": form.outcome,
        "done_words": await _words(work, form),
        "done_amount": form.amount or case.amount or 1,
        "promised_on": None,
    }
    if promised:
        done |= {"status": Status.PROMISED, "promised_on": form.until}
    return done


async def _pass(work: Work, actor: Person, _case: Case, _form: Draft | None) -> Changes:
    return {"checker": actor.id, "ended_at": work.now}


async def _rework(work: Work, actor: Person, case: Case, form: Draft | None) -> Changes:
    assert form
    need(words=form.words)
    return {
        "checker": actor.id,
        "reason": None,
        "reason_words": await _words(work, form),
        "reworks": case.reworks + 1,
        "claimer": None,
        "deadline": limit_end(work, case, work.now),
        "overdue": False,
    }


async def _reopen(work: Work, actor: Person, case: Case, form: Draft | None) -> Changes:
    back = await _rework(work, actor, case, form)
    counted: Changes = {"reworks": case.reworks, "reopenings": case.reopenings + 1, "checker": None}
    counted |= {"ended_at": None, "opinion": None}
    if case.department is None:
        counted["status"] = Status.REPORTED
    return back | counted


async def _withdraw(work: Work, _actor: Person, _case: Case, form: Draft | None) -> Changes:
    assert form
    need(words=form.words)
    return {"reason_words": await _words(work, form), "ended_at": work.now, "decide_by": None}


async def _overdue(_work: Work, _actor: Person, _case: Case, _form: Draft | None) -> Changes:
    return {"overdue": True}


async def _release(work: Work, _actor: Person, _case: Case, _form: Draft | None) -> Changes:
    return {"claimer": None, "queued_at": work.now}


async def _unverified(_work: Work, _actor: Person, _case: Case, _form: Draft | None) -> Changes:
    return {"decide_by": None}


def _opinion(action: Action) -> Decide:
    async def decide(_work: Work, _actor: Person, _case: Case, _form: Draft | None) -> Changes:
        return {"opinion": action}

    return decide


DECIDERS: dict[Action, Decide] = {
    Action.CLAIM: _claim, Action.ACCEPT: _accept, Action.VERIFY: _accept, Action.REFUTE: _refuse, Action.REFUSE: _refuse,
    Action.DISPATCH: _dispatch, Action.CORRECT: _correct, Action.RETURN: _return, Action.TRANSFER: _transfer,
    Action.CLEAR: _clear, Action.PASS: _pass, Action.REWORK: _rework, Action.REOPEN: _reopen, Action.WITHDRAW: _withdraw,
    Action.OVERDUE: _overdue, Action.UNVERIFIED: _unverified, Action.RELEASE: _release,
    Action.SATISFIED: _opinion(Action.SATISFIED), Action.UNSATISFIED: _opinion(Action.UNSATISFIED),
    Action.SLOW: _opinion(Action.SLOW),
}  # fmt: skip


def asks_form(action: Action, case: Case) -> bool:
    """Whether pressing this opens a form first."""
    move = MOVES[action]
    if action in (Action.ACCEPT, Action.VERIFY):
        return case.category is None
    return bool(move.needs) or action is Action.CORRECT
