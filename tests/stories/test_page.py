"""The demo as somebody sees it for the first time, in a real browser: an evening already lived, and a strip that leads through
the main job."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import yaml

from bot import evening, stage
from bot.config import DEFAULT_PACK, DEMO_TOKEN, Misconfigured, read
from bot.sandbox.world import World
from tests.browser import Page, browser, chromium
from tests.people import Town, number_in, text_of
from tests.servers import free_port

in_a_browser = pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine")
SPOT = """(() => { const spot = [...document.querySelectorAll('#map text')].find((one) => one.textContent === '0103').getBoundingClientRect();
document.querySelector('#map svg').dispatchEvent(new MouseEvent('click', { clientX: spot.x + spot.width / 2, clientY: spot.y + spot.height / 2, bubbles: true })); return true; })()"""


async def shown(folder: Path, port: int, *, empty: bool) -> None:
    config = replace(read(folder / "data").prepared(), token=DEMO_TOKEN, demo=True)
    await stage.demo(config, "127.0.0.1", port, config.pack / "people.yaml", config.pack / "grids.geojson", empty=empty)


@asynccontextmanager
async def demo(folder: Path, *, empty: bool = False) -> AsyncIterator[str]:
    """Its address, once it is ready."""
    port = free_port()
    running = asyncio.create_task(shown(folder, port, empty=empty))
    try:
        async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
            while not await is_up(session, f"http://127.0.0.1:{port}/healthz"):
                assert not running.done()
                await asyncio.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.cancel()
        await asyncio.wait((running,))


async def is_up(session: aiohttp.ClientSession, url: str) -> bool:
    with suppress(aiohttp.ClientError):
        async with session.get(url) as answer:
            return answer.status == 200
    return False


PATIENCE = 90


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


async def speaks_films_and_blocks(page: Page) -> None:
    """What no strip leads through, on the resident's phone; without a microphone there is a sample sound."""
    await page.says("window.own = [...document.querySelectorAll('.phone')].find((one) => one.textContent.includes('您的反映'))")
    await page.says("own.querySelector('.voice').click()")
    await page.waits("own.querySelector('.held')")
    await page.says("own.querySelector('.say').requestSubmit()")
    await page.waits("own.querySelector('.bubble audio')")
    await page.says("own.querySelector('.samples').click()")
    await page.waits("document.querySelector('#samples [data-scene=rubbish-film]')")
    await page.says("document.querySelector('#samples [data-scene=rubbish-film]').click()")
    await page.waits("own.querySelector('.held')")
    await page.says("own.querySelector('.say').requestSubmit()")
    await page.waits("own.querySelector('.bubble img.film')?.naturalWidth")
    for label, now in (("拉黑机器人", "true"), ("解除拉黑", "false")):
        await page.says("own.querySelector('.self').click()")
        await page.waits(f"own.querySelector('.top .menu button')?.textContent === '{label}'")
        await page.says("own.querySelector('.top .menu button').click()")
        await page.waits(f"own.classList.contains('blocked') === {now}")


async def looks_around(town: Town) -> None:
    """What the evening left: one overdue, one waiting to be checked, one to be looked at, a bulletin, a complaint done with."""
    worker, dispatcher, admin, resident = (town.person(name) for name in ("worker2", "dispatcher", "admin", "resident"))
    bulletin = await admin.waits("【网格日报】.*上报 9 起.*超期 1 起", town.topic("网格员工作群"))
    assert "photo" in bulletin
    await dispatcher.says("/late")
    await dispatcher.waits("“超期” .*🏢 环卫所.*超 ")
    await worker.waits("待核查")
    assert [
        one for one in await resident.sees() if "您满意吗" in text_of(one) or "已办结" in text_of(one) or "满意" in text_of(one)
    ]
    places = (await town.get("inbox", **{"as": admin.id}))["places"]
    assert {"", "网格员工作群", "责任单位 环卫所"} <= {one["title"] for one in places}
    assert {one["title"] for one in places if one["count"]} >= {"网格员工作群", "责任单位 环卫所"}
    assert (await town.get("state"))["zone"] == "Asia/Shanghai"


async def bulletins(town: Town) -> int:
    return sum("【网格日报】" in text_of(one) for one in await town.person("admin").sees(town.topic("网格员工作群")))


async def the_clock_goes_on(town: Town) -> None:
    """Sandbox and service together: what is reported after it is of the next day. Not beyond what it can live through."""
    await town.post("clock", 400, at="9999-12-31T00:00:00+00:00")
    now = (await town.get("state"))["now"]
    before = await bulletins(town)
    await town.post("clock", at=datetime.fromtimestamp(now + 86_400, UTC).isoformat())
    admin, group = town.person("admin"), town.topic("网格员工作群")
    await admin.waits(lambda seen: sum("【网格日报】" in text_of(one) for one in seen) > before, group)
    day = datetime.fromtimestamp(now + 86_400, UTC) + timedelta(hours=8)
    worker = town.person("worker5")
    await worker.says("占道经营3起")
    await worker.waits("可以提交")
    await worker.taps("提交")
    assert number_in(await worker.waits(f"YQ{day:%y%m%d}-"))


@pytest.mark.no_cover  # a browser and a day and a half beside it: traced, it took minutes on a busy machine
@pytest.mark.timeout(900)
async def test_an_evening_is_lived_and_goes_on(tmp_path: Path) -> None:
    async with demo(tmp_path) as url, aiohttp.ClientSession() as session:
        town = Town(session, url)
        await town.up()
        await looks_around(town)
        with pytest.raises(Misconfigured, match="another demo or sandbox runs on"):
            await asyncio.wait_for(shown(tmp_path, 0, empty=True), PATIENCE)
        if chromium():
            async with browser() as page:
                await walks_and_looks(page, url)
        await the_clock_goes_on(town)


async def test_an_evening_stopped_in_the_middle_goes_on_from_its_end(tmp_path: Path) -> None:
    port = free_port()
    running = asyncio.create_task(shown(tmp_path, port, empty=False))
    async with aiohttp.ClientSession() as session:
        town = Town(session, f"http://127.0.0.1:{port}")
        await town.up()
        await town.person("worker1").waits("上报草稿|待认领|解放路口")
        running.cancel()
        await asyncio.wait((running,))
        async with demo(tmp_path) as url:
            state = await Town(session, url).get("state")
            assert f"{datetime.fromtimestamp(state['now'], UTC) + timedelta(hours=8):%H:%M}" in ("17:20", "17:21")


def test_another_list_of_people_has_what_story_it_can(tmp_path: Path) -> None:
    """One worker a grid, and no resident of that name."""
    listed = yaml.safe_load((DEFAULT_PACK / "people.yaml").read_text("utf-8"))
    listed["people"] = [one for one in listed["people"] if one["username"] not in ("worker1", "resident")]
    (tmp_path / "people.yaml").write_text(yaml.safe_dump(listed, allow_unicode=True), "utf-8")
    grids = json.loads((DEFAULT_PACK / "grids.geojson").read_text("utf-8"))
    town = evening.Town(World(None), tmp_path / "people.yaml", grids)
    assert {one.grid for one in evening.FIRST if town.has(one)} == {one.grid for one in evening.FIRST} - {"0103"}
    assert not any(town.has(one) for one in evening.LATE if one.resident)


async def walks_and_looks(page: Page, url: str) -> None:
    await page.opens(url, 1440)
    await page.waits("[...document.querySelectorAll('.bubble')].some((one) => one.textContent.includes('【网格日报】'))")
    await page.waits("[...document.querySelectorAll('.bubble')].some((one) => one.textContent.includes('待核查'))")
    await Visitor(page).walks()
    await speaks_films_and_blocks(page)
    assert page.errors == []
    for wide in (390, 1440, 1960):
        await page.opens(url, wide)
        await page.waits("document.querySelectorAll('.message').length > 3")
        assert await page.says("document.documentElement.scrollWidth <= window.innerWidth"), f"wider than {wide}"
        fits = "document.querySelector('#strip').scrollWidth <= document.querySelector('#strip').clientWidth"
        assert wide == 390 or await page.says(fits), f"the strip is wider than {wide}"
        assert await page.says("[...document.querySelectorAll('.phone')].every((one) => one.scrollWidth <= one.clientWidth)")


@in_a_browser
async def test_in_english_without_a_story(tmp_path: Path) -> None:
    async with demo(tmp_path, empty=True) as url, browser() as page:
        await page.opens(url, 1440)
        await page.waits("document.querySelector('#strip .now')")
        await page.says("document.querySelector('#lang').click()")
        await page.waits("document.querySelector('#strip')?.textContent.includes('Try it')")
        await Visitor(page).walks()
        assert page.errors == []
