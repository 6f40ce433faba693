"""People who go on whatever happens: each department's stories one after the other, every tap repeated until it has shown."""

import asyncio
import io
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from PIL import Image

from bot.config import DEFAULT_PACK
from tests.people import Someone, Town, jpeg, labels, number_in, text_of

PERSISTENCE = 180.0
WORDS = {"chengguan": "占道经营3起", "huanwei": "暴露垃圾2处", "shizheng": "道路破损3米", "yuanlin": "绿地脏乱2处"}
"""A caption for each department's own categories."""
TOPICS = {
    "chengguan": "综合执法队", "huanwei": "环卫所", "shizheng": "市政养护所", "yuanlin": "园林绿化所", "jiaojing": "交警中队",
}  # fmt: skip
LEFT_SECONDS = 4.0


@dataclass
class Told:
    """A story as its people know it."""

    department: str
    mark: str
    worker: int
    number: str = ""
    closed: bool = False
    filmed: bool = False
    answers: int = 0
    """How often something was said in answer to its card."""


def middle(grid: str) -> tuple[float, float]:
    """A point inside a grid of the example district."""
    features = json.loads((Path(DEFAULT_PACK) / "grids.geojson").read_text("utf-8"))["features"]
    ring = next(one["geometry"]["coordinates"][0] for one in features if one["properties"]["code"] == grid)
    return sum(lon for lon, _ in ring[:-1]) / (len(ring) - 1), sum(lat for _, lat in ring[:-1]) / (len(ring) - 1)


async def insist(act: Callable[[], Awaitable[object]], seen: Callable[[], Awaitable[bool]], what: str) -> None:
    """Does it, and again every few seconds, until it shows."""
    until = asyncio.get_running_loop().time() + PERSISTENCE
    while asyncio.get_running_loop().time() < until:
        try:
            if await seen():
                return
            async with asyncio.timeout(5):
                await act()
        except (AssertionError, aiohttp.ClientError, TimeoutError):
            pass
        for _ in range(10):
            await asyncio.sleep(0.15)
            if await seen():
                return
    raise AssertionError(f"never came about: {what}")


async def described(who: Someone, where: object) -> str:
    return "\n".join(text_of(message)[:80] for message in (await who.sees(where))[-6:])


def sees(who: Someone, pattern: str, where: object = None) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return any(re.search(pattern, text_of(message), re.DOTALL) for message in await who.sees(where))

    return look


async def nothing() -> None:
    return None


async def tell(town: Town, told: Told, grid: str, worker: Someone, lead: Someone) -> None:
    """One story from the photo to its end. The lead acts where the case shows: in the topic, or in private while there is none."""
    queue = town.topic(TOPICS[told.department])
    caption = f"{WORDS[told.department]} {told.mark}"
    if told.filmed:
        await worker.records(jpeg(told.mark), "video", caption=caption)
    else:
        await worker.shows(jpeg(told.mark), caption=caption)
    await worker.is_at(*middle(grid))
    await insist(nothing, sees(worker, rf"{told.mark}.*可以提交|📍 {grid}.*{told.mark}.*可以提交"), f"{told.mark} draft")
    number = told.number = await _filed(worker, told.mark)
    await insist(lambda: _answer(worker, told), sees(worker, rf"{number}.*➕ 就在门口 {told.mark}"), f"{number} answered")
    await insist(nothing, anywhere(lead, f"{number}.*待认领", queue), f"{number} in the queue")
    await insist(lambda: _press(lead, number, "认领", queue), anywhere(lead, f"{number}[^\n]*处置中", queue), f"{number} claimed")
    form = f"处置完成[^\n]*{number}"
    await insist(lambda: _goes_on(lead, number, queue), anywhere(lead, form, queue), f"{number} form")
    shown = rf"{form}.*照片 [1-9]\d? 张"
    await insist(lambda: _proof(lead, form, queue), anywhere(lead, shown, queue), f"{number} after-photo")
    await insist(lambda: _submit(lead, shown, queue), sees(worker, f"{number}[^\n]*待核查"), f"{number} cleared")
    await insist(lambda: _press(worker, number, "通过"), sees(worker, f"{number}[^\n]*已办结"), f"{number} closed")
    told.closed = True


async def _filed(worker: Someone, mark: str) -> str:
    filed = rf"YQ\d{{6}}-\d{{4}}[^\n]*待认领.*{mark}"
    await insist(lambda: worker.taps("提交"), sees(worker, filed), f"{mark} filed")
    return number_in(next(one for one in reversed(await worker.sees()) if re.search(filed, text_of(one), re.DOTALL)))


async def _answer(worker: Someone, told: Told) -> None:
    """To the newest card of the case, in words and, with what was filmed, by voice."""
    card = next(one for one in reversed(await worker.sees()) if text_of(one).startswith(told.number))
    told.answers += 1
    await worker.says(f"就在门口 {told.mark}", reply_to=card["message_id"])
    if told.filmed:
        await worker.records(f"OggS {told.mark}".encode() * 200, reply_to=card["message_id"])


def anywhere(who: Someone, pattern: str, where: object) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return await sees(who, pattern, where)() or await sees(who, pattern)()

    return look


async def _place(who: Someone, pattern: str, where: object) -> object:
    """Where such a message with buttons stands: there, else in private."""
    for message in await who.sees(where):
        if labels(message) and re.search(pattern, text_of(message), re.DOTALL):
            return where
    return None


async def _proof(lead: Someone, form: str, queue: object) -> None:
    await lead.shows(jpeg("after", colour="#55aa77"), where=await _place(lead, form, queue))


async def _submit(lead: Someone, form: str, queue: object) -> None:
    await lead.taps("提交", await _place(lead, form, queue))


async def _press(who: Someone, number: str, label: str, *wheres: object) -> None:
    """The button on the newest message about the case that has it."""
    for where in (*wheres, None):
        for message in reversed(await who.sees(where)):
            if number in text_of(message) and any(label in one for one in labels(message)):
                await who.taps(label, where, message["message_id"])
                return


async def _goes_on(lead: Someone, number: str, queue: object) -> None:
    """Clears it; the clock may have jumped so far that the claim has lapsed."""
    await _press(lead, number, "认领", queue)
    await _press(lead, number, "处置完成", queue)


async def telling(town: Town, department: str, numbers: range, told: list[Told], going_on: Callable[[], bool]) -> None:
    """A department's stories, until it is enough. Two workers take turns."""
    grids = {"chengguan": ("0101", 3), "huanwei": ("0102", 5), "shizheng": ("0104", 7), "yuanlin": ("0105", 9)}
    grid, first = grids[department]
    lead = town.person(f"lead_{department}_1")
    for number in numbers:
        if not going_on():
            return
        worker = town.person(f"worker{first + number % 2}")
        story = Told(department=department, mark=f"S{number:05d}{department[0]}", worker=worker.id, filmed=number % 3 == 0)
        told.append(story)
        await tell(town, story, grid, worker, lead)


async def leaving(town: Town, told: list[Told], going_on: Callable[[], bool]) -> None:
    """Stories nobody brings to their end: some with a picture no photo can be made of, some of residents who name no place."""
    worker, number = town.person("worker11"), 0
    while going_on():
        story = Told(department="jiaojing", mark=f"S{number:05d}x", worker=worker.id)
        told.append(story)
        if number % 3 == 2:
            await _complaint(await town.newcomer("路人"), story.mark)
        else:
            strange = _strip() if number % 3 else jpeg(story.mark)
            await worker.shows(strange, caption=f"废弃车辆1辆 {story.mark}", as_file="long.png" if number % 3 else None)
            await worker.is_at(*middle("0106"))
            await insist(nothing, sees(worker, f"照片 1 张.*{story.mark}.*可以提交"), f"{story.mark} draft")
            story.number = await _filed(worker, story.mark)
        number += 1
        await asyncio.sleep(LEFT_SECONDS)


async def _complaint(resident: Someone, mark: str) -> None:
    await resident.says("/start")
    await resident.shows(jpeg(mark), caption=f"楼下有人摆摊 {mark} " + "😀" * 300)
    await resident.says("解放路口")
    await insist(nothing, sees(resident, f"{mark}.*可以提交"), f"{mark} complaint")
    await insist(lambda: resident.taps("提交"), sees(resident, r"YQ\d{6}-\d{4}"), f"{mark} complained")


def _strip() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (2000, 8), "#557799").save(out, "PNG")
    return out.getvalue()
