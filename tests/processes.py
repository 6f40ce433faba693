"""Commands of ours as real processes."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp

READY_SECONDS = 60.0


class Process:
    """A command of ours, killed, stopped and started again at will; what it logs is kept."""

    def __init__(
        self, name: str, arguments: list[str], environment: dict[str, str], log: Path, port: int | None = None,
        module: str = "bot",
    ) -> None:  # fmt: skip
        self.name = name
        self.port = port
        self._command = [sys.executable, "-m", module, *arguments]
        self.environment = {**os.environ, **environment}
        self._log = log
        self._running: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        with self._log.open("ab") as out:
            self._running = await asyncio.create_subprocess_exec(*self._command, env=self.environment, stdout=out, stderr=out)

    @property
    def pid(self) -> int:
        assert self._running
        return self._running.pid

    async def end(self, how: signal.Signals) -> None:
        if self._running and self._running.returncode is None:
            self._running.send_signal(how)
            await self._running.wait()

    async def kill(self) -> None:
        await self.end(signal.SIGKILL)

    async def wait(self) -> int:
        """Until it ends by itself: its exit status."""
        assert self._running
        return await self._running.wait()

    async def ready(self, session: aiohttp.ClientSession) -> None:
        """Until it says it is at work and can reach its records. Raises when it has died instead."""
        async with asyncio.timeout(READY_SECONDS):
            while True:
                if self._running is None or self._running.returncode is not None:
                    raise RuntimeError(f"{self.name} has ended, see {self._log}")
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)
