"""Whether history verifies: a whole story does, and each thing that was tampered with is named. On both stores."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.app import Service
from cases import audit
from cases.figures import tally
from tests.bench.stories import STEPS, Numbers, hire, wave


def now() -> datetime:
    return datetime.now(UTC)


async def tell(service: Service) -> None:
    """One case from the photo to 「通过」, and the bulletin of its day."""
    numbers, (lane, *_) = Numbers(), service.lanes
    await hire(service.database, now, 0, 1)
    await service.ticks.close_days()
    for step in range(STEPS):
        assert not isinstance((await lane.handle(await wave(service.database, now, numbers, [(0, step)])))[0], Exception)
    service.office.clock.ahead = timedelta(days=1)  # type: ignore[attr-defined]
    await service.ticks.close_days()


async def differences(service: Service) -> list[str]:
    async with service.office.reading() as (_, work):
        return [line async for line in audit.differences(work)]


TAMPERED = [
    ("UPDATE cases SET status = 'queued', ended_at = NULL", "status is <Status.QUEUED: 'queued'>, its events say <Status.CLOSED"),
    ("DELETE FROM events WHERE number = 3", "its events are numbered [1, 2, 4, 5, 6"),
    ("DELETE FROM events", "it has no events"),
    ("UPDATE events SET delta = 0 WHERE number = 1", "does not add up"),
    ("UPDATE events SET action = 'refuse' WHERE action = 'pass'", "closed was decided as 1, the cases say 0"),
]


@pytest.mark.parametrize(("tampering", "named"), TAMPERED)
async def test_what_was_tampered_with_is_named(service: Service, tampering: str, named: str) -> None:
    await tell(service)
    assert await differences(service) == []
    async with service.database.filling() as connection:
        await connection.execute(text(tampering))
    assert any(named in line for line in await differences(service))


async def test_a_bulletins_figures_add_up(service: Service) -> None:
    await tell(service)
    async with service.office.reading() as (_, work):
        days = [figures for _, figures in await work.store.figures.bulletins() if figures]
    (found,) = [tally.read(dict(figures)) for figures in days]
    assert (found.carried, found.reported, found.closed, found.open, found.same_day) == (0, 1, 1, 0, 1)
