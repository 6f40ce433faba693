"""Two cases that are one: the dispatcher puts them together and apart again, and who is told that theirs is known may object."""

from cases.casework.case import Action, Case, Source, Status
from cases.casework.moves.entering import UNDECIDED
from cases.casework.moves.move import Changes, Count, Deed, Move, Who, always, from_
from cases.errors import Over, Unknown
from cases.forms.fields import OTHER_CASE, PICTURES, WORDS
from cases.forms.form import Form


async def _merge(deed: Deed) -> Changes:
    """Into one that goes on, of a part into the whole: so no case is ever merged into what is merged into it. Both are held until
    it is written."""
    cases = deed.work.store.cases
    found = await cases.numbered(deed.answers.original)
    if found is None or found.id == deed.case.id:
        raise Unknown
    into = await cases.get(found.part_of or found.id)
    if into.id == deed.case.id:
        raise Unknown
    if not into.open:
        raise Over(number=into.number)
    undone: Changes = {"outcome": None, "cleared_at": None, "clearer": None, "done_amount": None, "claimer": None}
    return undone | {"merged_into": into.id, "other": into.id, "ended_at": deed.work.now, "until": None}


async def _apart(deed: Deed) -> Changes:
    return {**with_dispatcher(deed.case), "other": deed.case.merged_into}


def with_dispatcher(case: Case) -> Changes:
    """Who decides anew; what has had a department keeps its clock."""
    status = Status.RETURNED if case.department else Status.REPORTED
    ended: Changes = {"merged_into": None, "ended_at": None, "outcome": None, "cleared_at": None, "opinion": None}
    return ended | {"status": status}


async def _object(deed: Deed) -> Changes:
    return {**with_dispatcher(deed.case), "opinion": Action.OBJECT}


def _may_object(case: Case) -> bool:
    """Where somebody complained."""
    return case.opinion is None and case.source is not Source.PATROL


def _mergeable(case: Case) -> bool:
    """Danger is looked at for itself, and so is what somebody presses, and what several deal with together."""
    return case.alarm is None and case.supervision is None and case.part_of is None and not case.parts


S = Status

MERGING: dict[Action, Move] = {
    Action.MERGE: Move(
        sources=UNDECIDED | {S.RETURNED, S.QUEUED, S.UNCHECKABLE}, targets=(S.MERGED,), who=(Who.DISPATCHER,),
        form=Form(needs=(OTHER_CASE,), offers=(WORDS,)), when=_mergeable, decide=_merge, counts=Count.VOIDED, milestone=always,
        explains=True, listed=True),
    Action.SPLIT: Move(
        sources=from_(S.MERGED), targets=(S.REPORTED, S.RETURNED), who=(Who.DISPATCHER,), form=Form(needs=(WORDS,)),
        decide=_apart, counts=Count.REOPENED, milestone=always, listed=True),
    Action.OBJECT: Move(
        sources=from_(S.MERGED, S.NOT_ACCEPTED), targets=(S.REPORTED, S.RETURNED), who=(Who.COMPLAINER, Who.CALLER),
        form=Form(needs=(WORDS,), offers=(PICTURES,)), when=_may_object, decide=_object, counts=Count.REOPENED, listed=True),
    Action.KEEP_UP: Move(sources=frozenset(S), who=(), progress=False, button=False),
}  # fmt: skip
