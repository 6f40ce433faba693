"""The demo as somebody sees it for the first time, in a real browser: an evening already lived, and a strip that leads through
the main job."""

import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.browser import Page, browser, chromium
from tests.processes import Process

pytestmark = pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine")
SPOT = """(() => { const spot = [...document.querySelectorAll('#map text')].find((one) => one.textContent === '0103').getBoundingClientRect();
document.querySelector('#map svg').dispatchEvent(new MouseEvent('click', { clientX: spot.x + spot.width / 2, clientY: spot.y + spot.height / 2, bubbles: true })); return true; })()"""


@asynccontextmanager
async def demo(folder: Path, *more: str) -> AsyncIterator[str]:
    process = Process("demo", ["demo", "--data", str(folder / "data"), "--port", "0", *more], {}, folder / "demo.log")
    await process.start()
    try:
        await process.says("open http")
        found = re.search(r"open (http://\S+)", process.said())
        assert found
        yield found[1]
    finally:
        await process.end(signal.SIGTERM)
    assert "Traceback" not in process.said()


class Visitor:
    """Somebody who does what the strip says."""

    def __init__(self, page: Page) -> None:
        self._page = page

    async def at(self, step: int) -> None:
        await self._page.waits(f"document.querySelectorAll('#strip .done').length === {step}")

    async def presses(self, label: str) -> None:
        """The button the page points at."""
        mark = "document.querySelector('.phone .pointed')"
        await self._page.waits(f"{mark}?.textContent.replace(/[^\\u4e00-\\u9fff]/g, '') === '{label}'")
        await self._page.says(f"{mark}.click()")

    async def shows(self, scene: str, words: str) -> None:
        await self._page.waits("document.querySelector('.phone .samples.pointed, .phone:has(.pointed) .samples')")
        phone = "document.querySelector('.phone:has(.pointed)')"
        await self._page.says(f"window.told = {phone}; told.querySelector('.samples').click()")
        await self._page.waits(f"document.querySelector('#samples [data-scene={scene}]')")
        await self._page.says(f"document.querySelector('#samples [data-scene={scene}]').click()")
        await self._page.waits("told.querySelector('.held')")
        await self._page.says(f"told.querySelector('textarea').value = '{words}'; told.querySelector('.say').requestSubmit()")

    async def walks(self) -> None:
        """To the end of the strip."""
        await self.at(0)
        await self.shows("stall", "占道经营3起")
        await self.at(1)
        await self._page.waits("document.querySelector('.phone .where.pointed')")
        await self._page.says("document.querySelector('.phone .where.pointed').click()")
        await self._page.waits("document.querySelector('#map[open] text')")
        await self._page.says(SPOT)
        await self.presses("提交")
        await self.at(2)
        await self.presses("认领")
        await self.at(3)
        await self.presses("处置完成")
        await self._page.waits(
            "[...document.querySelectorAll('.phone:has(.pointed) .bubble')].some((one) => one.textContent.includes('请发送处置后照片'))"
        )
        await self.shows("stall-after", "")
        await self.presses("提交")
        await self.at(4)
        await self.presses("通过")
        await self.at(5)
        await self._page.says("document.querySelector('#later').click()")
        await self.at(6)


async def test_the_strip_is_walked_to_its_end_on_an_evening_already_lived(tmp_path: Path) -> None:
    async with demo(tmp_path) as url, browser() as page:
        await page.opens(url, 1440)
        await page.waits("[...document.querySelectorAll('.bubble')].some((one) => one.textContent.includes('【网格日报】'))")
        await page.waits("[...document.querySelectorAll('.bubble')].some((one) => one.textContent.includes('待核查'))")
        await Visitor(page).walks()
        assert page.errors == []
        for wide in (390, 1960):
            await page.opens(url, wide)
            await page.waits("document.querySelectorAll('.message').length > 3")
            assert await page.says("document.documentElement.scrollWidth <= window.innerWidth"), f"wider than {wide}"
            assert await page.says("[...document.querySelectorAll('.phone')].every((one) => one.scrollWidth <= one.clientWidth)")


async def test_in_english_without_a_story(tmp_path: Path) -> None:
    async with demo(tmp_path, "--empty") as url, browser() as page:
        await page.opens(url, 1440)
        await page.waits("document.querySelector('#strip .now')")
        await page.says("document.querySelector('#lang').click()")
        await page.waits("document.querySelector('#strip')?.textContent.includes('Try it')")
        await Visitor(page).walks()
        assert page.errors == []
