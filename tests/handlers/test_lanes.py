"""Updates to transactions: a second delivery is nothing, a poison update harms nobody, the store's trouble is not counted."""

import asyncio
import json
from typing import Any

import pytest
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.types import Message
from sqlalchemy import func, select

from bot.app import Service
from cases.outbox import Address
from cases.store import StoreDown
from handlers.updates import lanes
from handlers.updates.lanes import Lane
from storage.engine.database import Database
from storage.tables import TABLES


def said(update_id: int, text: str, person: int = 1101) -> dict[str, Any]:
    user = {"id": person, "is_bot": False, "first_name": "刘杰", "username": "worker1", "language_code": "zh"}
    chat = {"id": person, "type": "private", "first_name": "刘杰"}
    return {
        "update_id": update_id,
        "message": {"message_id": update_id, "date": 1_795_000_000, "chat": chat, "from": user, "text": text},
    }


def poison(update_id: int) -> dict[str, Any]:
    """An update no Telegram of ours could decode."""
    broken = said(update_id, "x")
    return {**broken, "message": {**broken["message"], "date": "not a date", "photo": "nor a photo"}}


def lane(service: Service) -> Lane:
    found = next(iter(service.lanes))
    assert isinstance(found, Lane)
    return found


async def counted(service: Service, table: str) -> int:
    async with service.database.reading("yunqiao", service.office.clock.now) as tx:
        return int(await tx.cases.scalar(select(func.count()).select_from(TABLES[table])))


async def test_delivered_twice_counts_once(service: Service) -> None:
    await lane(service).handle([said(1, "占道经营3起")])
    await lane(service).handle([said(1, "占道经营3起"), said(1, "占道经营3起")])
    assert await counted(service, "drafts") == 1
    assert await counted(service, "updates") == 1


async def test_a_poison_update_is_set_aside_and_its_neighbours_are_handled(service: Service) -> None:
    await lane(service).handle([said(1, "占道经营3起"), poison(2), said(3, "暴露垃圾", person=1102)])
    assert await counted(service, "drafts") == 2
    assert await counted(service, "failed") == 1
    assert await counted(service, "updates") == 3
    assert await counted(service, "letters") == 1
    await lane(service).handle([poison(2)])
    assert await counted(service, "failed") == 1


async def test_half_a_character_is_set_aside_like_any_poison(service: Service) -> None:
    """What no database takes as text must not stop the lane when it is put aside either."""
    outcomes = await lane(service).handle([said(1, "占道经营\ud83d"), said(2, "暴露垃圾", person=1102)])
    assert outcomes == [None, None]
    assert await counted(service, "failed") == 1
    assert await counted(service, "drafts") == 1


async def test_while_the_store_is_locked_nothing_is_kept_and_nothing_counted(service: Service) -> None:
    database = Database(service.database.url)
    async with database.writing("yunqiao", service.office.clock.now, alone=True):
        (outcome,) = await lane(service).handle([said(1, "占道经营3起")])
        assert isinstance(outcome, StoreDown)
    await database.close()
    await lane(service).handle([said(1, "占道经营3起")])
    assert await counted(service, "drafts") == 1
    assert await counted(service, "failed") == 0


async def test_a_handler_that_raises_or_hangs_harms_nobody_else(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Handlers that break are added to the real router; the time a handler has is cut."""
    assert service.office.district.speech.worth, "reckoned when first asked for: that is nobody's time"
    monkeypatch.setattr(lanes, "HANDLER_SECONDS", 0.5)

    async def broken(message: Message) -> None:
        if message.text == "raise":
            raise ZeroDivisionError
        await asyncio.Event().wait()

    async def breaks(message: Message) -> bool:
        return message.text in ("raise", "hangs over the road")

    found = lane(service)
    router = found._reception.router
    router.message.handlers.insert(0, HandlerObject(broken, [FilterObject(breaks)]))
    outcomes = await found.handle(
        [said(1, "占道经营3起"), said(2, "raise"), said(3, "hangs over the road", person=1103), said(4, "暴露垃圾", person=1102)]
    )
    assert outcomes == [None, None, None, None]
    assert await counted(service, "drafts") == 2
    assert await counted(service, "failed") == 2
    router.message.handlers.pop(0)
    async with service.database.reading("yunqiao", service.office.clock.now) as tx:
        kept = [json.loads(one.raw) for one in await tx.inbox.failed()]
    for raw in kept:
        await service.lanes.again(raw)
    assert await counted(service, "failed") == 0
    async with service.database.reading("yunqiao", service.office.clock.now) as tx:
        (draft,) = await tx.drafts.open(1103, Address(chat=1103))
    assert draft.answers.words == "hangs over the road"


async def test_failures_are_counted_although_the_process_ends_in_between(service: Service) -> None:
    """Two tries were made by processes that are no more: the third is the last."""
    seen: list[str] = []

    async def broken(message: Message) -> None:
        seen.append(str(message.text))
        raise ZeroDivisionError

    found = lane(service)
    found._reception.router.message.handlers.insert(0, HandlerObject(broken, []))
    for _ in range(2):
        async with service.office.writing() as (tx, work):
            await tx.inbox.tried(service.office.bot.id, 1, work.now)
    assert await found.handle([said(1, "占道经营3起")]) == [None]
    assert await counted(service, "failed") == 1
    assert len(seen) == 2, "once with whatever else there was, once by itself"
    found._reception.router.message.handlers.pop(0)
    await service.lanes.again(said(1, "占道经营3起"))
    assert await counted(service, "failed") == 0
    assert await counted(service, "tries") == 0


async def test_after_the_stores_trouble_nothing_later_of_a_batch_is_handled(service: Service) -> None:
    """The second spoils the batch and then meets the store's trouble: the third, the same person's, must not overtake it."""
    troubles = [ZeroDivisionError(), StoreDown("away")]

    async def broken(message: Message) -> None:
        raise troubles.pop(0)

    async def breaks(message: Message) -> bool:
        return message.text == "second"

    found = lane(service)
    found._reception.router.message.handlers.insert(0, HandlerObject(broken, [FilterObject(breaks)]))
    outcomes = await found.handle([said(1, "占道经营3起", person=1102), said(2, "second"), said(3, "暴露垃圾")])
    assert [type(one) for one in outcomes] == [type(None), StoreDown, StoreDown]
    assert await counted(service, "drafts") == 1
    assert await counted(service, "updates") == 1


async def test_a_person_keeps_their_order_and_many_share_a_commit(service: Service) -> None:
    async with asyncio.TaskGroup() as group:
        loops = [group.create_task(one.run()) for one in service.lanes]
        updates = [
            said(100 * person + word, f"占道经营 {word}", person=1101 + person) for person in range(20) for word in range(5)
        ]
        await asyncio.gather(*(service.lanes.take(update) for update in updates))
        for one in service.lanes:
            one.finish()
        await asyncio.gather(*loops)
    async with service.office.reading() as (tx, _):
        for person in range(20):
            (draft,) = await tx.drafts.open(1101 + person, Address(chat=1101 + person))
            assert [line[-1] for line in draft.answers.words.splitlines()] == ["0", "1", "2", "3", "4"]
