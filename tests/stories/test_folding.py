"""More new cases than a group may have messages: they are gathered in the queue, nobody is floored by 429, all can be opened."""

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import town_in
from tests.people import IN_0103, Message, Someone, jpeg, labels, number_in, text_of

CASES = 30
TELEGRAMS_OWN = "30,1,19"


@pytest.mark.timeout(280)  # Telegram's own minutes pass in it
async def test_thirty_new_cases_at_once_are_gathered_in_the_queue_and_can_all_be_opened(tmp_path: Path) -> None:
    async with town_in(tmp_path, TELEGRAMS_OWN) as town:
        await town.post("limits", on=True)
        workers = [town.person(f"worker{number}") for number in range(1, 31)]
        lead, queue = town.person("lead_chengguan_1"), town.topic("综合执法队")
        for worker in workers:
            await worker.shows(jpeg(), caption="占道经营3起")
            await worker.is_at(*IN_0103)
        await asyncio.gather(*(worker.waits("可以提交", patience=60) for worker in workers))
        await asyncio.gather(*(worker.taps("提交") for worker in workers))
        told = await lead.waits(r"在办 30 件.*刚到 \d+ 件", queue, patience=60)
        assert "1 / 4" in labels(told)
        seen: set[str] = set()
        for page in range(1, 5):
            card = await lead.waits("在办 30 件", queue)
            seen |= set(re.findall(r"YQ\d{6}-\d{4}", text_of(card)))
            await lead.taps("下一页", queue)
            wanted = f"{page % 4 + 1} / 4"
            await lead.waits(_page(wanted), queue, patience=40)
        assert len(seen) == CASES
        hidden = sorted(
            seen - {number_in(one) for one in await lead.sees(queue) if "待认领" in text_of(one) and "在办" not in text_of(one)}
        )
        last = hidden[0]
        await _open(lead, queue, last)
        await lead.waits(f"{last}[^\n]*待认领", queue, patience=70)
        refused = [call for call in (await town.get("calls"))["calls"] if call["answer"].get("error_code") == 429]
        assert refused == []


def _page(wanted: str) -> Callable[[list[Message]], bool]:
    return lambda found: any(wanted in labels(one) for one in found)


def _other_than(text: str) -> Callable[[list[Message]], bool]:
    return lambda found: all(text_of(one) != text for one in found)


async def _open(lead: Someone, queue: tuple[int, int], number: str) -> None:
    """Turns the pages until the case is there, and taps it."""
    for _ in range(4):
        card = next(one for one in reversed(await lead.sees(queue)) if "在办" in text_of(one) and labels(one))
        if number in text_of(card):
            await lead.taps(f"打开 {number[-4:]}", queue, card["message_id"])
            return
        await lead.taps("下一页", queue, card["message_id"])
        await lead.waits(_other_than(text_of(card)), queue, patience=40)
    raise AssertionError(f"{number} is on no page")
