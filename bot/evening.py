"""What the demo opens on: a day and a half already lived in the example district, acted through the sandbox as people do."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from bot.sandbox import pressing, saying
from bot.sandbox.errors import Wrong
from bot.sandbox.pictures import keep_photo, shrink
from bot.sandbox.scenes import scene
from bot.sandbox.watching import sees
from bot.sandbox.world import Obj, World

log = logging.getLogger(__name__)
PATIENCE = 6.0
"""Seconds that somebody waits for a button to stand there; then that part of the story is left out."""
NUMBER = re.compile(r"[A-Z]{1,4}\d{6}-\d{4}")
BULLETIN, EVENING = "网格日报", "evening"
Move = Callable[[datetime], Awaitable[None]]
CLAIMED, CLEARED, CLOSED, RETURNED = 1, 2, 3, 9


@dataclass(frozen=True, kw_only=True)
class Told:
    """A report: in whose grid, with what words and pictures, and how far it comes within its day."""

    grid: str
    words: str
    scene: str
    comes: int = CLOSED
    resident: str = ""


FIRST = (
    Told(grid="0103", words="解放路口流动摊点3起", scene="stall"),
    Told(grid="0101", words="3号楼下暴露垃圾2处，已拍照", scene="rubbish"),
    Told(grid="0102", words="墙上小广告20处", scene="papers"),
    Told(grid="0201", words="共享单车乱停12辆，挡人行道", scene="bikes"),
    Told(grid="0202", words="菜场门口道路积水1处", scene="puddle"),
    Told(grid="0104", words="店外经营2起", scene="stall"),
    Told(grid="0203", words="污水井盖缺失1个，已围挡", scene="cover"),
    Told(grid="0105", words="背街暴露垃圾1处", scene="rubbish", comes=0),
    Told(grid="0103", words="楼下垃圾堆了三天没人收，臭得开不了窗", scene="rubbish", resident="resident"),
)
SECOND = (
    Told(grid="0103", words="人行道上暴露垃圾1处", scene="rubbish", comes=CLEARED),
    Told(grid="0101", words="占道经营4起，早市没撤", scene="stall"),
    Told(grid="0204", words="路灯不亮2盏", scene="lamp", comes=CLAIMED),
    Told(grid="0301", words="小广告15处", scene="papers"),
    Told(grid="0302", words="非机动车乱停8辆", scene="bikes", comes=CLAIMED),
    Told(grid="0106", words="路边暴露垃圾1处", scene="rubbish"),
    Told(grid="0205", words="道路积水1处，过不去人", scene="puddle", comes=0),
    Told(grid="0402", words="店外经营1起", scene="stall", comes=RETURNED),
)
LATE = (
    Told(grid="0103", words="流动摊点2起，卖烤红薯", scene="stall", comes=0),
    Told(grid="0104", words="路灯不亮1盏", scene="lamp", comes=0),
    Told(grid="0102", words="我家楼下共享单车堆得门都出不去", scene="bikes", comes=0, resident="resident"),
)


def begins(now: datetime) -> datetime:
    """The morning before last evening, by the district's clock: when what is told here begins."""
    evening = now.replace(hour=17, minute=20, second=0, microsecond=0)
    last = evening if evening <= now else evening - timedelta(days=1)
    return last - timedelta(days=1, hours=8, minutes=10)


class Town:
    """The people of the list, in the sandbox's chats."""

    def __init__(self, world: World, people: Path, grids: Obj) -> None:
        listed: Obj = yaml.load(people.read_text("utf-8"), yaml.CSafeLoader)
        self._world = world
        self.ids = {one["username"]: int(one["id"]) for one in listed["people"] if one.get("username")}
        roles = [
            (one["username"], str(role)) for one in listed["people"] if one.get("username") for role in one.get("roles") or []
        ]
        self.workers: dict[str, list[str]] = {}
        self._leads: dict[str, str] = {}
        for name, role in roles:
            kind, _, scope = role.partition(" ")
            if kind == "worker":
                self.workers.setdefault(scope, []).append(name)
            elif kind == "lead":
                self._leads.setdefault(scope, name)
        self._topics = {
            topic["department"]: (int(group["id"]), int(topic["thread"]))
            for group in listed["groups"] for topic in group.get("topics") or [] if topic.get("for") == "department"
        }  # fmt: skip
        self._middles = {
            one["properties"]["code"]: _middle(one["geometry"]["coordinates"][0])
            for one in grids["features"] if one["geometry"]["type"] == "Polygon"
        }  # fmt: skip

    def has(self, told: Told) -> bool:
        """Whether there are such people: another list may have others."""
        return (
            len(self.workers.get(told.grid, ())) > 1
            and told.grid in self._middles
            and (not told.resident or told.resident in self.ids)
        )

    async def say(self, who: str, where: Obj | None = None, **what: Any) -> None:
        await saying.send(self._world, {"from": self.ids[who], **(where or {}), **what})
        self._world.wake()

    async def show(self, who: str, picture: bytes, caption: str = "", where: Obj | None = None) -> None:
        photo = keep_photo(self._world, await asyncio.to_thread(shrink, picture))
        words = saying.textual("caption", caption) if caption else {}
        saying.Address(self._world, {"from": self.ids[who], **(where or {})}).say({"photo": photo, **words})
        self._world.wake()

    async def stand(self, who: str, grid: str) -> None:
        lon, lat = self._middles[grid]
        await self.say(who, location={"longitude": lon, "latitude": lat})

    async def tap(self, who: str, label: str, number: str = "", where: Obj | None = None) -> str:
        """Presses it as soon as it stands on a card that names the number; the answer's text. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while True:
                given = {"from": self.ids[who], "label": label, **(where or {})}
                for record in self._cards(who, number, where):
                    try:
                        said = await pressing.tap(self._world, {**given, "message_id": record["message"]["message_id"]})
                    except Wrong:
                        continue
                    return str((said.get("answer") or {}).get("text") or "")
                changed = self._world.changed
                await self._world.news(changed, 0.5)

    def _cards(self, who: str, number: str, where: Obj | None) -> list[Obj]:
        address = saying.Address(self._world, {"from": self.ids[who], **(where or {})})
        records = [one for one in self._world.by_chat.get(address.place, []) if sees(one, self.ids[who])]
        return [
            one for one in reversed(records)
            if number in str(one["message"].get("text") or one["message"].get("caption") or "")
            and one["message"].get("message_thread_id") in (None, address.thread) and one["message"].get("reply_markup")
        ]  # fmt: skip

    async def read(self, words: str) -> None:
        """Until it stands somewhere. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while not any(
                words in str(one["message"].get("caption") or one["message"].get("text")) for one in self._world.messages.values()
            ):
                await self._world.news(self._world.changed, 0.5)

    async def department_of(self, number: str) -> tuple[str, Obj]:
        """Who leads where its card came to, and where that is. Raises TimeoutError."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for code, (chat, thread) in self._topics.items():
                    where = {"chat": chat, "thread": thread}
                    if self._cards(self._leads[code], number, where):
                        return self._leads[code], where
                changed = self._world.changed
                await self._world.news(changed, 0.5)


def _middle(ring: list[list[float]]) -> tuple[float, float]:
    corners = ring[1:]
    return sum(one[0] for one in corners) / len(corners), sum(one[1] for one in corners) / len(corners)


class Story:
    """One report from the first word to where it comes."""

    def __init__(self, town: Town, told: Told, seed: int) -> None:
        self._town = town
        self._told = told
        self._seed = seed
        self._reporter = told.resident or town.workers[told.grid][seed % 2]
        self._checker = town.workers[told.grid][(seed + 1) % 2]
        self._number = ""
        self._lead: tuple[str, Obj] | None = None

    def __str__(self) -> str:
        return f"{self._number} {self._told.words}"

    async def begin(self) -> None:
        town, told = self._town, self._told
        await town.show(self._reporter, scene(told.scene, after=False, seed=self._seed), told.words)
        await town.stand(self._reporter, told.grid)
        found = NUMBER.search(await town.tap(self._reporter, "提交"))
        self._number = found[0] if found else ""

    async def go_on(self) -> None:
        """Somebody says it is so, the department claims it, or sends it back."""
        town, told = self._town, self._told
        if told.comes == 0:
            return
        if told.resident:
            await town.tap(self._checker, "属实", self._number)
        self._lead = await town.department_of(self._number)
        who, where = self._lead
        if told.comes == RETURNED:
            await town.tap(who, "退回", self._number, where)
            await town.tap(who, "非本单位职责", self._number, where)
            await town.tap(who, "提交", self._number, where)
            return
        await town.tap(who, "认领", self._number, where)

    async def end(self) -> None:
        """It is cleared with proof, and somebody else looks."""
        town, told = self._town, self._told
        if self._lead is None or told.comes not in (CLEARED, CLOSED):
            return
        who, where = self._lead
        await town.tap(who, "处置完成", self._number, where)
        await town.show(who, scene(told.scene, after=True, seed=self._seed), where=where)
        await town.tap(who, "提交", self._number, where)
        if told.comes == CLOSED:
            await town.tap(self._checker, "通过", self._number)
            if told.resident:
                await town.tap(self._reporter, "满意", self._number)


async def live(world: World, people: Path, grids: Obj, morning: datetime, move: Move, told: Callable[[int, int], None]) -> None:
    """Acts it all, from `morning` on; `told` hears how many parts are through, of how many."""
    town = Town(world, people, grids)
    first = [Story(town, one, seed) for seed, one in enumerate(FIRST) if town.has(one)]
    second = [Story(town, one, seed) for seed, one in enumerate(SECOND, 20) if town.has(one)]
    late = [Story(town, one, seed) for seed, one in enumerate(LATE, 40) if town.has(one)]
    parts: list[tuple[timedelta, Callable[[Story], Awaitable[None]], list[Story]]] = [
        (timedelta(minutes=5), Story.begin, first),
        (timedelta(minutes=40), Story.go_on, first),
        (timedelta(hours=1, minutes=20), Story.end, first),
        (timedelta(hours=9), Story.end, []),  # the bulletin
        (timedelta(days=1, minutes=10), Story.begin, second),
        (timedelta(days=1, minutes=45), Story.go_on, second),
        (timedelta(days=1, hours=1, minutes=25), Story.end, second),
        (timedelta(days=1, hours=8), Story.begin, late),
        (timedelta(days=1, hours=8, minutes=10), Story.go_on, late),
    ]  # fmt: skip
    world.counters.put(EVENING, {"until": (morning + parts[-1][0]).timestamp()})
    for step, (after, act, stories) in enumerate(parts):
        told(step, len(parts))
        await move(morning + after)
        if not stories:
            with suppress(TimeoutError):
                await town.read(BULLETIN)
        for one in stories:
            try:
                await act(one)
            except (TimeoutError, Wrong) as error:
                log.warning("%s is left where it is: %s", one, repr(error))
    world.counters.put(EVENING, {"until": None})
    world.wake()
    told(len(parts), len(parts))


def left_off(world: World) -> datetime | None:
    """When the story would have ended, of one that was stopped in the middle."""
    until = (world.counters.get(EVENING) or {"until": None})["until"]
    return None if until is None else datetime.fromtimestamp(until, UTC)


def fresh(world: World) -> bool:
    """Whether nobody has said anything yet."""
    return not world.messages
