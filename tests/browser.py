"""A browser, by its DevTools: just enough to open a page, look at it and press what stands there."""

import asyncio
import base64
import itertools
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0", "--no-first-run")
PATIENCE = 20.0


def chromium() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


class Page:
    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.errors: list[str] = []
        """What the page's scripts did not catch."""

    async def _ask(self, method: str, **params: Any) -> Any:
        number = next(self._ids)
        await self._socket.send_json({"id": number, "method": method, "params": params})
        async with asyncio.timeout(PATIENCE):
            while True:
                said = json.loads((await self._socket.receive()).data)
                if said.get("method") == "Runtime.exceptionThrown":
                    details = said["params"]["exceptionDetails"]
                    self.errors.append(str(details.get("exception", {}).get("description") or details["text"]))
                if said.get("id") == number:
                    assert "error" not in said, said
                    return said["result"]

    async def opens(self, url: str, wide: int, high: int = 900) -> None:
        await self._ask("Runtime.enable")
        await self._ask("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1, mobile=wide < 600)
        await self._ask("Page.navigate", url=url)

    async def says(self, script: str) -> Any:
        """What an expression comes to, awaited."""
        found = await self._ask("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    async def waits(self, script: str, patience: float = PATIENCE) -> None:
        """Until an expression is true."""
        until = asyncio.get_running_loop().time() + patience
        while True:
            if await self.says(f"Boolean({script})"):
                return
            if asyncio.get_running_loop().time() > until:
                raise AssertionError(f"never came true: {script}\n{await self.says('document.body.innerText.slice(0, 4000)')}")
            await asyncio.sleep(0.1)

    async def picture(self, path: Path) -> None:
        found = await self._ask("Page.captureScreenshot", format="png")
        await asyncio.to_thread(path.write_bytes, base64.b64decode(found["data"]))


@asynccontextmanager
async def browser() -> AsyncIterator[Page]:
    program = chromium()
    assert program
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            program, *FLAGS, f"--user-data-dir={folder}", "about:blank",
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            port = await _port(Path(folder) / "DevToolsActivePort")
            async with aiohttp.ClientSession() as session:
                async with session.get(f"http://127.0.0.1:{port}/json") as answer:
                    page = next(one for one in await answer.json() if one["type"] == "page")
                async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                    yield Page(socket)
        finally:
            process.kill()
            await process.wait()


async def _port(file: Path) -> int:
    async with asyncio.timeout(PATIENCE):
        while True:
            lines = (await asyncio.to_thread(file.read_text)).splitlines() if await asyncio.to_thread(file.exists) else []
            if lines:
                return int(lines[0])
            await asyncio.sleep(0.05)
