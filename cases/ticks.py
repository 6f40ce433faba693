"""What time makes happen: complaints nobody verified, deadlines passed, promised days come, drafts left lying."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import timedelta

from cases.casework import acting, waking
from cases.casework.case import Case
from cases.intake.draft import Draft, DraftState
from cases.intake.drafts import close, put_aside
from cases.intake.forms import stale
from cases.outbox import Letter, Subject, Voice
from cases.people import CLOCK
from cases.work import Work

BATCH = 100
FORGOTTEN = "forgotten"
LEFT = "left"
DROPPED = "dropped"
LAPSED = "lapsed"
Kind = str
WOKEN = "woken"
OF_DRAFTS: tuple[Kind, ...] = (FORGOTTEN, LEFT, DROPPED, LAPSED)
ASKED_AFTER, ASIDE_AFTER, UNDONE_FOR = timedelta(days=1), timedelta(days=3), timedelta(hours=1)
KINDS = (WOKEN, *OF_DRAFTS)
"""What time brings about: moves of cases, and drafts left lying. Each is done by itself, so that none stops another."""


async def run(work: Work, kind: Kind, without: Collection[int] = (), most: int = BATCH) -> list[int]:
    """Does what has become due of one kind, at most a batch, but for what is known to fail. Returns what it was done to: cases,
    or drafts; call again until there is nothing."""
    found = await due(work, kind, without, most)
    for one in found:
        if isinstance(one, Case):
            await _wake(work, one)
        elif kind is FORGOTTEN:
            await _remind(work, one)
        elif kind is LEFT and not await stale(work, one):
            await put_aside(work, one, reminded=True)
        else:
            await close(work, one, DraftState.CANCELLED)
    return [one.id for one in found]


async def due(work: Work, kind: Kind, without: Collection[int] = (), most: int = BATCH) -> Sequence[Case | Draft]:
    """Cases; or open drafts untouched for a day and not asked about yet, or for three although they were; drafts cancelled an
    hour ago; and what was put aside for as long as drafts are kept."""
    drafts = work.store.drafts
    match kind:
        case "forgotten":
            return await drafts.untouched(work.now - ASKED_AFTER, most, without, reminded=False)
        case "left":
            return await drafts.untouched(work.now - ASIDE_AFTER, most, without, reminded=True)
        case "dropped":
            return await drafts.untouched(work.now - UNDONE_FOR, most, without, state=DraftState.ASIDE, reminded=False)
        case "lapsed":
            kept = timedelta(days=work.district.retention.drafts)
            return await drafts.untouched(work.now - kept, most, without, state=DraftState.ASIDE, reminded=True)
    return await work.store.cases.due(work.now, most, without)


async def anything_due(work: Work, kind: Kind, without: Collection[int] = ()) -> bool:
    """Whether `run` would do anything."""
    return bool(await due(work, kind, without, 1))


async def _wake(work: Work, case: Case) -> None:
    """Raises ValueError for a case that was woken for nothing: it must not be looked at again at once."""
    action = waking.awaited(case, work.now)
    if action is None:
        raise ValueError(f"{case.number} was woken for nothing")
    await acting.act(work, CLOCK, case.id, case.step, action)


async def _remind(work: Work, draft: Draft) -> None:
    if await stale(work, draft):
        await close(work, draft, DraftState.CANCELLED)
        return
    asked = replace(draft, reminded=True, touched_at=work.now - ASKED_AFTER)  # however late: then as long as it ever is left
    await work.store.drafts.save(asked)
    address = draft.address
    await work.store.outbox.write(Letter(address=address, key="draft_left", facts={}))
    await work.store.outbox.show(Subject.DRAFT, draft.id, address, Voice.LOUD)
