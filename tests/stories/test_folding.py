"""More new cases than a group may have messages: they are gathered in its queues, nobody is floored by 429, all can be opened."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.people import IN_0103, Message, Someone, Town, jpeg, labels, number_in, text_of
from tests.towns import town_in

REPORTS, COMPLAINTS = 20, 24
TELEGRAMS_OWN = "30,1,19"


@pytest.mark.timeout(280)  # Telegram's own minutes pass in it
@pytest.mark.long
async def test_many_new_cases_at_once_are_gathered_in_their_queues_and_can_all_be_opened(tmp_path: Path) -> None:
    """A department's and the dispatchers', topics of one group."""
    async with town_in(tmp_path, TELEGRAMS_OWN) as town:
        await town.post("limits", on=True)
        lead, dispatcher = town.person("lead_chengguan_1"), town.person("dispatcher")
        queue, centre = town.topic("综合执法队"), town.topic("指挥中心")
        await asyncio.gather(_report(town), _complain(town))
        await (await town.newcomer("路人")).says("桥下着火了")
        await dispatcher.waits(_burning, centre, patience=90)
        await lead.waits(rf"待办 {REPORTS} 件.*刚到 \d+ 件", queue, patience=90)
        told = await dispatcher.waits(rf"待派遣员处理 {COMPLAINTS} 件.*刚到 \d+ 件", centre, patience=90)
        assert "⚡" in text_of(told).splitlines()[2], "the most urgent stands first"
        await asyncio.gather(
            _every_one_can_be_opened(lead, queue, REPORTS, "待认领"),
            _every_one_can_be_opened(dispatcher, centre, COMPLAINTS, "待派遣员处理"),
        )
        refused = [call for call in (await town.get("calls"))["calls"] if call["answer"].get("error_code") == 429]
        assert refused == []


def _burning(seen: list[Message]) -> list[Message]:
    """Cards of its own."""
    return [one for one in seen if "着火" in text_of(one) and "详情" in labels(one)]


async def _report(town: Town) -> None:
    """Workers' reports, which go to a department by themselves."""
    workers = [town.person(f"worker{number}") for number in range(1, REPORTS + 1)]
    for worker in workers:
        await worker.shows(jpeg(), caption="占道经营3起")
        await worker.is_at(*IN_0103)
    await asyncio.gather(*(worker.waits("可以提交", patience=60) for worker in workers))
    await asyncio.gather(*(worker.taps("提交") for worker in workers))


async def _complain(town: Town) -> None:
    """Complaints without a place, which a dispatcher decides; the last one is urgent."""
    people = [await town.newcomer(f"居民{number}") for number in range(COMPLAINTS)]
    for person in people:
        await person.says("桥下有人乱倒垃圾" if person is not people[-1] else "桥下有人乱倒垃圾，很急")
    await asyncio.gather(*(person.waits("我要反映|可以提交", patience=60) for person in people))
    await asyncio.gather(*(person.taps("提交") for person in people))


async def _every_one_can_be_opened(reader: Someone, queue: tuple[int, int], count: int, status: str) -> None:
    """Turns all pages, and then to that of one which has no card of its own, and opens it."""
    pages = -(-count // 8)
    at: dict[str, int] = {}
    for page in range(1, pages + 1):
        card = await reader.waits(_open_at(f"{page} / {pages}"), queue, patience=60)
        at |= dict.fromkeys(re.findall(r"YQ\d{6}-\d{4}", text_of(card)), page)
        await reader.taps("下一页", queue, card["message_id"])
    assert len(at) == count
    shown = {number_in(one) for one in await reader.sees(queue) if re.search(f"YQ[^\n]*{status}", text_of(one))}
    number = min(at.keys() - shown)
    for page in range(1, at[number]):
        card = await reader.waits(_open_at(f"{page} / {pages}"), queue, patience=60)
        await reader.taps("下一页", queue, card["message_id"])
    card = await reader.waits(_open_at(f"{at[number]} / {pages}"), queue, patience=60)
    await reader.taps(f"打开 {number[-4:]}", queue, card["message_id"])
    await reader.waits(f"{number}[^\n]*{status}", queue, patience=70)


def _open_at(page: str) -> Callable[[list[Message]], Message | None]:
    """The newest queue card, once it is open there."""

    def found(seen: list[Message]) -> Message | None:
        cards = [one for one in seen if any(" / " in label for label in labels(one))]
        return cards[-1] if cards and page in labels(cards[-1]) else None

    return found
