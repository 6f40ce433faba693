"""Commands of ours as real processes: forked from one that has imported what they need, which takes seconds each time."""

import asyncio
import multiprocessing
import os
import runpy
import signal
import sys
import tempfile
from contextlib import suppress
from multiprocessing.process import BaseProcess
from pathlib import Path

import aiohttp

READY_SECONDS = 60.0
ENDS_SECONDS = 100.0
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["tests.processes", "bot.run", "bot.stage", "bot.doctor", "bot.manage", "bot.keeping", "bot.pack.check"]
)


class Process:
    """A command of ours, killed, stopped and started again at will; what it logs is kept."""

    def __init__(
        self, name: str, arguments: list[str], environment: dict[str, str], log: Path, port: int | None = None,
        module: str = "bot",
    ) -> None:  # fmt: skip
        self.name = name
        self.port = port
        self._command = (module, arguments)
        self.environment = {**os.environ, **environment}
        self._log = log
        self._running: BaseProcess | None = None

    async def start(self) -> None:
        become = (*self._command, self.environment, self._log)
        self._running = FORKS.Process(target=_become, args=become, daemon=True)
        await asyncio.to_thread(self._running.start)

    @property
    def pid(self) -> int:
        assert self._running
        assert self._running.pid
        return self._running.pid

    @property
    def _lives(self) -> bool:
        return self._running is not None and self._running.exitcode is None

    async def end(self, how: signal.Signals) -> None:
        """Raises when it does not end though told to."""
        if self._lives:
            os.kill(self.pid, how)
            await self.wait()

    async def kill(self) -> None:
        await self.end(signal.SIGKILL)

    async def wait(self) -> int:
        """Until it ends by itself: its exit status. Killed when it does not, for then nobody else would end it."""
        assert self._running
        await asyncio.to_thread(self._running.join, ENDS_SECONDS)
        if self._running.exitcode is None:
            self._running.kill()
            raise RuntimeError(f"{self.name} did not end; it said:\n{self.said()[-2000:]}")
        return self._running.exitcode

    async def ready(self, session: aiohttp.ClientSession) -> None:
        """Until it says it is at work and can reach its records. Raises when it has died instead."""
        async with asyncio.timeout(READY_SECONDS):
            while True:
                if not self._lives:
                    raise RuntimeError(f"{self.name} has ended, see {self._log}")
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                await asyncio.sleep(0.1)

    async def says(self, words: str) -> str:
        """Until it has said something: all that it has said."""
        async with asyncio.timeout(READY_SECONDS):
            while words not in (said := self.said()):
                await asyncio.sleep(0.05)
        return said

    def said(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""


def _become(module: str, arguments: list[str], environment: dict[str, str], log: Path) -> None:
    """In the new process: what `python -m MODULE ARGUMENTS` would do."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(out, stream.fileno())
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


async def wangge(*arguments: str, **environment: str) -> tuple[int, str]:
    """One command: its exit status, and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        process = Process(arguments[0], list(arguments), environment, Path(folder) / "said")
        await process.start()
        return await process.wait(), process.said()
