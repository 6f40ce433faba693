"""Does history verify: every case is what its events say, every bulletin what the cases say. Reads only."""

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import fields
from datetime import date

from cases.casework.case import OVER, Case, Event, told
from cases.casework.draws import repeated
from cases.figures import counting, folding, tally
from cases.work import Work

PAGE = 500
COUNTED = ("carried", "reported", "reopened", "closed", "voided", "open", "same_day", "self_handled")
"""Figures of a bulletin that nothing may change afterwards."""


async def differences(work: Work) -> AsyncIterator[str]:
    """A line for each thing that is not as it should be. To be read from a snapshot."""
    async for line in _cases(work):
        yield line
    async for line in _draws(work):
        yield line
    async for line in _folds(work):
        yield line
    for day, figures in await work.store.figures.bulletins():
        if figures:
            decided = tally.read(dict(figures))
            counted = tally.written(await counting.count(work, day, decided.end, start=decided.start))
            for name in COUNTED:
                if counted[name] != figures[name]:
                    yield f"bulletin {day}: {name} was decided as {figures[name]}, the cases say {counted[name]}"


async def _draws(work: Work) -> AsyncIterator[str]:
    """Every draw of blind re-checks once more from its seed."""
    spans = {fold.day: (fold.start, fold.until) for fold in await work.store.folds.since(date.min)}
    for one in await work.store.draws.since(date.min):
        span = spans.get(one.day) or work.district.bulletin_span(one.day)
        numbers = [number for _, number in await work.store.draws.closed(*span)]
        if not repeated(one, numbers):
            yield f"draw {one.day}: its seed does not draw the same again out of {len(numbers)} closed cases"


async def _folds(work: Work) -> AsyncIterator[str]:
    """Every day once more from the histories."""
    for one in await work.store.folds.since(date.min):
        day, kept, told = one.day, await work.store.folds.kept(one.day), await folding.fold(work, one)
        if differing := {row for row in {*kept, *told} if kept.get(row, 0) != told.get(row, 0)}:
            row = min(differing)
            yield (
                f"figures {day}: {len(differing)} differ, the first {row.by} {row.key} {row.measure}: "
                f"{kept.get(row, 0)} was folded, the events say {told.get(row, 0)}"
            )


async def _cases(work: Work) -> AsyncIterator[str]:
    after = 0
    while page := await work.store.cases.histories(after, PAGE):
        for case, events in page:
            for wrong in faults(case, events):
                yield f"{case.number}: {wrong}"
        after = page[-1][0].id


def faults(case: Case, events: Sequence[Event]) -> Iterator[str]:
    """What is wrong with one case and its history."""
    numbers = [event.number for event in events]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"its events are numbered {numbers}"
        return
    if not events:
        yield "it has no events"
        return
    derived = told(events)
    for name in (one.name for one in fields(Case)):
        if getattr(derived, name) != getattr(case, name):
            yield f"{name} is {getattr(case, name)!r}, its events say {getattr(derived, name)!r}"
    if sum(event.delta for event in events) != int(case.status not in OVER and case.part_of is None):
        yield "what its events did to the number of open cases does not add up"
