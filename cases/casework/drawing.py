"""The draw of the day's blind re-checks, and whoever is asked to go and look."""

from datetime import date, timedelta

from cases.casework import acting, rights, telling
from cases.casework.case import Action, Case
from cases.casework.draws import Draw, picks
from cases.notices import gathering
from cases.outbox import Address
from cases.people import CLOCK
from cases.work import Work

MOST_DAYS = 7
"""After a stop so many days are drawn from; what was closed before them is not."""


async def due(work: Work) -> list[date]:
    """Days that are decided and not drawn from, the oldest first."""
    decided, share = await work.store.figures.last_bulletin(), work.district.limits.blind
    if decided is None or not share:
        return []
    last = await work.store.draws.last() or decided - timedelta(days=1)
    first = max(last + timedelta(days=1), decided - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=ahead) for ahead in range((decided - first).days + 1)]


async def draw(work: Work, day: date, seed: str) -> Draw | None:
    """Once a day; `seed` is random. What has been opened again meanwhile is not looked at."""
    lot = {number: case for case, number in await work.store.draws.closed(*work.district.bulletin_span(day))}
    drawn = Draw(day=day, seed=seed, lot=len(lot), picked=picks(seed, lot, work.district.limits.blind))
    if not await work.store.draws.keep(drawn):
        return None
    for number in drawn.picked:
        await _ask(work, await work.store.cases.get(lot[number]))
    return drawn


async def _ask(work: Work, case: Case) -> None:
    """Nobody is asked about what they have cleared or checked themselves."""
    asked = await telling.auditors(work, case)
    if rights.possible(Action.DRAW, case) and asked:
        after = await acting.make(work, CLOCK, case, Action.DRAW)
        for person in asked:
            await gathering.call(work, Address(chat=person.id), after)
