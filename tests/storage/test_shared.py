"""Hints and what was sent lately, alone and through a real Valkey; which may be flushed and may be away."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Callable

import pytest

from storage.engine.redis import Alone, Connected, Shared
from tests.servers import Server, valkey

Made = Callable[[], Shared]


@pytest.fixture(params=["alone", "connected"])
async def two(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Shared, Shared]]:
    """What two parts of a service tell each other by: one object, or two connected ones."""
    if request.param == "alone":
        one: Shared = Alone()
        yield one, one
        return
    server: Server = request.getfixturevalue("valkey_server")
    url = f"redis://127.0.0.1:{server.port}/1"
    first, second = Connected(url), Connected(url)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(loop) for loop in (*first.loops(), *second.loops())]
        await first.ready()
        await second.ready()
        yield first, second
        for task in tasks:
            task.cancel()


class TestShared:
    async def test_a_commit_here_is_a_hint_there(self, two: tuple[Shared, Shared]) -> None:
        async with asyncio.timeout(10):
            waiting = asyncio.gather(two[0].wait("here"), two[1].wait("here"), two[1].wait())
            await asyncio.sleep(0)
            two[0]("here")
            await waiting

    async def test_a_commit_in_one_district_wakes_nobody_of_another(self, two: tuple[Shared, Shared]) -> None:
        async with asyncio.timeout(10):
            elsewhere = asyncio.create_task(two[1].wait("elsewhere"))
            here = asyncio.create_task(two[1].wait("here"))
            await asyncio.sleep(0)
            two[0]("here")
            await here
        assert not elsewhere.done()
        elsewhere.cancel()

    async def test_what_one_has_sent_the_other_recalls(self, two: tuple[Shared, Shared]) -> None:
        now = time.time()
        await two[0].spent(100, [(-5, now - 70), (-5, now - 10), (7, now)])
        await two[0].spent(200, [(9, now)])
        assert sorted(await two[1].recent(100)) == [(-5, now - 10), (7, now)]

    async def test_what_one_has_worked_out_the_other_finds(self, two: tuple[Shared, Shared]) -> None:
        assert await two[1].found("poster:1") is None
        await two[0].keep("poster:1", "sha")
        await two[0].keep("poster:2", "other")
        assert await two[1].found("poster:1") == "sha"


async def test_without_its_server_it_goes_by_itself() -> None:
    with valkey() as server:
        shared = Connected(f"redis://127.0.0.1:{server.port}/0")
        async with asyncio.TaskGroup() as group, asyncio.timeout(20):
            tasks = [group.create_task(loop) for loop in shared.loops()]
            await shared.ready()
            server.stop(signal.SIGKILL)
            now = time.time()
            await shared.spent(100, [(7, now)])
            assert await shared.recent(100) == [(7, now)]
            await shared.keep("poster:1", "sha")
            assert await shared.found("poster:1") == "sha"
            waiting = group.create_task(shared.wait("here"))
            await asyncio.sleep(0)
            shared("here")
            await waiting
            for task in tasks:
                task.cancel()
