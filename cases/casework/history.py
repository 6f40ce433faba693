"""What a case's history says beside its present state: why it stands where it does, and who sent it there."""

from collections.abc import Collection, Sequence

from cases.casework.case import Action, Case, Event, Status
from cases.casework.moves import EXPLAINING, QUESTIONS

BY_DISPATCHER, BY_RETURN, BY_TRANSFER = "dispatcher", "returned", "transferred"
"""What chose a department, where it was no rule of the district's."""


def last(events: Sequence[Event], actions: Collection[Action]) -> Event | None:
    return next((event for event in reversed(events) if event.action in actions), None)


def said(events: Sequence[Event]) -> Event | None:
    """The last move whose reason and words say why the case stands where it does; one without a word says nothing."""
    return last([event for event in events if event.reason or event.words or event.other], EXPLAINING)


def chosen(events: Sequence[Event]) -> str:
    """What chose the department: the name of a rule, or one of the above; "" when none was."""
    event = next((event for event in reversed(events) if event.changes.get("department")), None)
    if event is None:
        return ""
    by = {Action.RETURN: BY_RETURN, Action.TRANSFER: BY_TRANSFER}
    return by.get(event.action, event.reason or BY_DISPATCHER)


def wanted(case: Case, events: Sequence[Event]) -> str | None:
    """The department that whoever handed it back thinks should have it, while that is to be decided."""
    why = last(events, EXPLAINING)
    return why.named if why and case.status is Status.RETURNED else None


def done(events: Sequence[Event]) -> Event | None:
    """The last clearing."""
    return last(events, (Action.CLEAR,))


def delay(events: Sequence[Event]) -> Event | None:
    """What was last said of why it is late, since it is."""
    found = last(events, (Action.EXPLAIN, Action.OVERDUE))
    return found if found and found.action is Action.EXPLAIN else None


ASKED = (Action.APPLY, Action.ASK_CLOSING, Action.APPEAL)
DECIDED = (*ASKED, Action.EXTEND, Action.SUSPEND, Action.ALLOW, Action.DENY, Action.TAKE_BACK)


def decided(case: Case, events: Sequence[Event]) -> Event | None:
    """What was decided of what was asked for last, while whoever asked is at work on it."""
    found = last(events, DECIDED)
    asks = found is None or found.action in (*ASKED, Action.TAKE_BACK)
    shown = case.status in (Status.CLAIMED, Status.SUSPENDED) or case.appeal is not None
    return found if shown and not asks else None


def lapsed(case: Case, events: Sequence[Event]) -> Event | None:
    """That its claim has lapsed, while nobody has claimed it since."""
    found = last(events, (Action.LAPSE, Action.CLAIM))
    return found if found and found.action is Action.LAPSE and case.claimer is None else None


def supervised(case: Case, events: Sequence[Event]) -> Event | None:
    """With what words it is pressed, while it is."""
    return last(events, (Action.SUPERVISE,)) if case.supervision else None


def again(events: Sequence[Event]) -> int | None:
    """The case closed lately that this one is again."""
    return next((event.other for event in events if event.action is Action.DISPATCH and event.other), None)


def brought(events: Sequence[Event], most: int) -> list[int]:
    """The last cases whose voices came to this one."""
    return [event.other for event in events if event.action is Action.ME_TOO and event.other][-most:]


def requested(case: Case, events: Sequence[Event]) -> Event | None:
    """What is asked for and not decided yet."""
    return last(events, ASKED) if case.request else None


TOLD_APART = EXPLAINING | {
    Action.CLEAR,
    Action.EXPLAIN,
    Action.APPLY,
    Action.APPEAL,
    Action.ASK_CLOSING,
    Action.DENY,
    Action.SUPERVISE,
    Action.ME_TOO,
}
"""Moves whose words stand elsewhere on a card."""


def noted(case: Case, events: Sequence[Event], most: int) -> list[Event]:
    """The last words that were said besides: notes, questions that were answered, or with a move that asks for none."""
    waits = question(case, events)
    return [event for event in events if event.words and event.action not in TOLD_APART and event is not waits][-most:]


def question(case: Case, events: Sequence[Event]) -> Event | None:
    """What who reported it has been asked and not answered yet."""
    return last(events, QUESTIONS) if case.asked_until else None


def note_of(events: Sequence[Event], person: int, number: int) -> Event | None:
    """A note of theirs by the number of its event."""
    return next((one for one in events if (one.action, one.actor, one.number) == (Action.NOTE, person, number)), None)


def looked(events: Sequence[Event]) -> Event | None:
    """What somebody near said of a danger who has gone and looked."""
    return last(events, (Action.CONFIRM, Action.DOUBT))


def returns(events: Sequence[Event]) -> int:
    return sum(event.action is Action.RETURN for event in events)


def on_the_spot(events: Sequence[Event]) -> bool:
    """Whether who reported it dealt with it there and then."""
    return last(events, (Action.SELF_CLEAR,)) is not None
