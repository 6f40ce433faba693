"""What people do with cases: one way in, `act`, which checks step, status and right, decides, records, and sees what follows."""

from dataclasses import replace
from datetime import timedelta

from cases.board.masking import indexed
from cases.casework import history, joining, joint, ladder, rights, telling
from cases.casework.case import WITH_DEPARTMENT, Action, Case, Event, Source, Status, beginning
from cases.casework.clocks import clocked
from cases.casework.moves import AT_ONCE, MOVES
from cases.casework.moves.dispatching import limit_end, placed
from cases.casework.moves.entering import UNDECIDED
from cases.casework.moves.move import Changes, Deed, Move
from cases.casework.recording import first_taken, record
from cases.district.danger import Danger
from cases.district.geo import Point
from cases.district.ladder import OF_TOTAL
from cases.errors import Forbidden, Missing, NotNow, OutOfReach, Over, SaidEnough, Stale, TakenBy, Theirs, TooLong
from cases.evidence.photo import PhotoState
from cases.forms.answers import Answers, Ask
from cases.forms.field import Asked
from cases.intake.draft import Draft
from cases.outbox import Subject
from cases.people import CLOCK, Person, Role
from cases.time.engine import deadline
from cases.values import changed
from cases.work import Work

DRAWING = timedelta(seconds=3)
"""So long what is proved waits for its pair sheet, so that it is shown once and not twice."""


async def act(work: Work, actor: Person, case_id: int, step: int | None, action: Action, form: Draft | None = None) -> Case:
    """One action on a case. `step` is the one the person saw; None for what no card offers. Raises a Refusal, having
    written nothing, when the card was old, the status does not allow it, the right is missing or the form incomplete."""
    case = await work.store.cases.get(case_id)
    await check(work, actor, case, step, action)
    after = await make(work, actor, case, action, form)
    if form:
        await attach(work, form, after)
    after = await follow(work, after)
    await telling.moved(work, case, after, action, by=actor)
    if action is Action.RING:
        await ladder.told(work, case, after)
    elif action is Action.PAST:
        await ladder.call(work, after, OF_TOTAL)
    await joining.moved(work, actor, case, after)
    await joint.moved(work, actor, case, after, action)
    if action is Action.UNANSWERED and (asked := history.question(case, await work.store.cases.events(case.id))):
        await telling.unanswered(work, after, asked.actor)
    return after


async def enter(work: Work, actor: Person, new: Case) -> Case:
    """A case begins: numbered, with its first event."""
    new = changed(new, keeper=first_taken(actor, new))
    new = new if _goes_on(work, new) else changed(new, **clocked(work, actor.id, None, new))
    event = Event(case=0, number=1, step=1, action=Action.REPORT, actor=actor.id, at=work.now, delta=1, changes=beginning(new))
    return await work.store.cases.add(new, event, work.today)


def _goes_on(work: Work, case: Case) -> bool:
    """Whether nobody waits for its first step: the rules take it."""
    verified = rights.is_resident(case) and work.district.verify_first
    return bool(case.grid and case.category) and not verified


async def begun(work: Work, actor: Person, case: Case, form: Draft) -> Case:
    """What follows on a report at once. Self-handled by a worker: closed. A complaint: verified first. Else filed and dispatched,
    when place and category allow."""
    after = await _begun(work, actor, case, form)
    await telling.moved(work, None, after, Action.REPORT)
    return after


async def _begun(work: Work, actor: Person, case: Case, form: Draft) -> Case:
    if form.answers.self_handled and case.source is Source.PATROL and actor.has(Role.WORKER):
        return await follow(work, await make(work, actor, case, Action.SELF_CLEAR, form))
    if _goes_on(work, case):
        return await follow(work, await make(work, CLOCK, case, Action.ACCEPT))
    if rights.is_resident(case) and work.district.verify_first and await telling.verifiers(work, case):
        return await make(work, CLOCK, case, Action.SEND)
    return case


async def alarm(work: Work, before: Case | None, case: Case, danger: Danger) -> Case:
    """What is told of a case is danger to life: straight to the department its rule names, whether or not it is known where, and
    to everybody who should know; the grid's workers look meanwhile. `before`: None for a new case."""
    known: Changes = (
        {} if case.category or not danger.category else {"category": danger.category, "edition": work.district.edition}
    )
    if case.status is Status.SUSPENDED:
        case = await make(work, CLOCK, case, Action.RESUME)
        before = before and case
    alarmed = changed(case, alarm=danger.code)
    due = limit_end(work, alarmed, work.now)
    found: Changes = {"alarm": danger.code, "urgent": True, "since": work.now, "phases_left": 0}
    if case.status in UNDECIDED | WITH_DEPARTMENT:
        found["until"] = deadline(work.now, work.district.limits.verify, work.district.calendar, work.district.tz)
    if case.deadline and due and due < case.deadline:
        found |= {"deadline": due}
    after = await record(work, case, Action.ALARM, CLOCK, found | known)
    if after.category and rights.possible(Action.ACCEPT, after):
        after = await follow(work, await make(work, CLOCK, after, Action.ACCEPT))
    await telling.moved(work, before, after, Action.ALARM)
    await telling.alarmed(work, after)
    for one in await work.store.cases.parts_of(after.id) if after.parts else ():
        part = await work.store.cases.get(one)
        if part.open and part.alarm is None:
            await alarm(work, part, part, danger)
    return after


async def locate(work: Work, actor: Person, case: Case, point: Point | None, words: str) -> Case:
    """Where it is, which was not known."""
    keep = {"place": await work.store.words.keep(words)} if words else {}
    after = await record(work, case, Action.LOCATE, actor, placed(work, point) | keep)
    await _index(work, case, words)
    if after.status is Status.REPORTED and not after.alarm and await telling.verifiers(work, after):
        after = await make(work, CLOCK, after, Action.SEND)
    await telling.moved(work, case, after, Action.LOCATE)
    if after.alarm:
        await telling.alarmed(work, after)
    return after


async def make(work: Work, actor: Person, case: Case, action: Action, form: Draft | None = None) -> Case:
    """The move by itself, whatever its rights: decided before anything is written, then recorded."""
    move = MOVES[action]
    answers = form.answers if form else Answers()
    if form or (actor is not CLOCK and move.opens_form(case)):
        await _needed(work, move, case, form)
    deed = Deed(work=work, actor=actor, case=case, answers=answers, filled=form is not None)
    changes = await move.decide(deed)
    if form:
        reason = {"reason": answers.reason} if move.form.has(Ask.REASON) else {}
        words = {} if form.is_report else {"words": await deed.keep(answers.words)}
        changes = changes | reason | words
    after = await record(work, case, action, actor, changes)
    if move.proves:
        await work.store.outbox.errand("pair", {"case": after.id})
        await work.store.outbox.hold(Subject.CASE, after.id, work.now + DRAWING)
    return after


async def _needed(work: Work, move: Move, case: Case, form: Draft | None) -> None:
    """Raises Missing with what the form does not hold, or with all of it where there is none."""
    photos = await work.store.photos.of_draft(form.id) if form else []
    asked = Asked(
        district=work.district, today=work.today, answers=form.answers if form else Answers(), case=case,
        category=work.category(case), photos=tuple(photos),
        people=tuple(await move.heirs(work, form.owner, case)) if form and form.answers.colleague and move.heirs else (),
    )  # fmt: skip
    lacking = move.form.lacks(asked) if form else tuple(one.ask for one in move.form.needs)
    if lacking:
        raise Missing(asks=[str(ask) for ask in lacking])


async def follow(work: Work, case: Case) -> Case:
    """What the clock does at once: a case is never without somebody who may go on with it."""
    action = AT_ONCE.get(case.status)
    if action is None or (case.status is Status.CHECKING and await telling.checkers(work, case)):
        return case
    return await make(work, CLOCK, case, action)


async def check(work: Work, actor: Person, case: Case, step: int | None, action: Action) -> None:
    """Raises when this person may not do this now. The right comes first: who has none learns nothing of the case."""
    if not rights.entitled(actor, action, case):
        raise Forbidden
    if step is not None and step != case.step:
        if action is Action.CLAIM and case.status is Status.CLAIMED and case.claimer != actor.id and case.claimer:
            raise TakenBy(name=(await work.store.people.get(case.claimer)).name, number=case.number)
        raise Stale(number=case.number)
    if not rights.allowed(actor, action, case):
        if case.claimer and case.claimer != actor.id:
            raise Theirs(name=(await work.store.people.get(case.claimer)).name, number=case.number)
        raise Forbidden(number=case.number)
    if not rights.possible(action, case):
        raise NotNow(number=case.number)
    if MOVES[action].asks_reporter:
        await _can_answer(work, case)


async def _can_answer(work: Work, case: Case) -> None:
    reporter = await work.store.people.get(case.reporter)
    if reporter.silent or (reporter.shut_out and not reporter.staff):
        raise OutOfReach(number=case.number)


async def proved_by(work: Work, actor: Person, case: Case) -> tuple[Case, Action] | None:
    """What a picture of theirs proves without a word: that they have cleared it, or a step of it; where nobody has claimed it,
    they do so first."""
    if not case.parts and rights.possible(Action.CLAIM, case) and rights.allowed(actor, Action.CLAIM, case):
        case = await act(work, actor, case.id, case.step, Action.CLAIM)
    able = (one for one in PROVEN if rights.possible(one, case) and rights.allowed(actor, one, case))
    action = next(able, None)
    return (case, action) if action else None


PROVEN = (Action.CLEAR, Action.ADVANCE)
"""What a picture proves."""


async def attach(work: Work, draft: Draft, case: Case) -> None:
    """The draft's pictures are the case's now."""
    for photo in await work.store.photos.of_draft(draft.id):
        if photo.state is not PhotoState.BAD:
            await work.store.photos.save(changed(photo, case=case.id))


async def _index(work: Work, case: Case, words: str) -> None:
    """It is found by what anybody says of it, but for who complained."""
    names = rights.hidden(await work.store.people.get(case.reporter), case)
    await work.store.search.index(case.id, indexed(words, names=names))


async def _call_on(work: Work, case: Case, phone: str) -> None:
    """The number left last is the one to call."""
    known = await work.store.complaints.of(case.id)
    if known.contact is not None:
        await work.store.words.rewrite(known.contact, phone)
    else:
        await work.store.complaints.keep(replace(known, contact=await work.store.words.keep(phone)))


async def note(work: Work, actor: Person, case_id: int, words: str, phone: str = "", *, beyond: bool = False) -> Case:
    """A word, a picture or a number to call about a case, by somebody who has to do with it: on its card, and to whoever has it
    in hand. `beyond`: however often they have. Raises Over when it has ended, SaidEnough, Forbidden for others."""
    case = await work.store.cases.get(case_id)
    if not rights.may_see(actor, case) or not rights.entitled(actor, Action.NOTE, case):
        raise Forbidden
    if not rights.possible(Action.NOTE, case):
        raise Over(number=case.number)
    if len(words) > work.district.limits.words:
        raise TooLong(limit=work.district.limits.words)
    added = [event for event in await work.store.cases.events(case.id) if (event.action, event.actor) == (Action.NOTE, actor.id)]
    answers = case.asked_until is not None and rights.reported(actor, case)
    if len(added) >= work.district.limits.notes and not (phone or beyond or answers):
        raise SaidEnough(limit=work.district.limits.notes, number=case.number)
    if phone:
        await _call_on(work, case, phone)
    said: Changes = {"words": await work.store.words.keep(words)} if words else {}
    after = await record(work, case, Action.NOTE, actor, said | ({"asked_until": None} if answers else {}))
    await _index(work, case, words)
    await telling.noted(work, after, actor)
    return after
