"""What is carried goes on being carried: a card that cannot be shown, a picture that is gone, hold nobody else up for ever."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from cases.outbox import Address, Letter, Subject, Voice
from storage.engine.database import Database, migrate
from tests.people import text_of
from tests.populated import populate
from tests.stories.derived import store_in
from tests.towns import town_in


async def test_a_stranger_whose_update_cannot_be_read_stops_nobody(tmp_path: Path) -> None:
    """They are told, as far as one can tell somebody never met; everybody else goes on."""
    async with town_in(tmp_path) as town:
        stranger = await town.newcomer("Nobody", started=True)
        chat = {"id": stranger.id, "type": "private", "first_name": "Nobody"}
        body = {"message_id": 1, "date": "never", "chat": chat, "from": chat, "photo": 7}
        await town.post("inject", kind="message", body=body)
        await stranger.waits("没有处理成功")
        resident = town.person("resident")
        await resident.says("/start")
        await resident.waits("云桥街道")


async def test_a_group_that_has_had_its_minute_hides_no_other_chat(tmp_path: Path) -> None:
    """Sixty new cases for a group in whose queue they are not, more than one look at what waits; then somebody writes a draft.
    The cases' photos are by ids another bot was given: their cards come without."""
    await asyncio.to_thread(migrate, store_in(tmp_path))
    database = Database(store_in(tmp_path))
    await populate(database, "yunqiao", 60)
    async with database.filling() as connection:
        await connection.execute(text("UPDATE cases SET status = 'checking', ended_at = NULL, reporter = 1101"))
    async with town_in(tmp_path, "30,50,19") as town:
        centre = Address(chat=town.topic("指挥中心"))
        async with database.writing("yunqiao", lambda: datetime.now(UTC)) as tx:
            for number in range(60):
                await tx.outbox.show(Subject.CASE, 10_000_000 + number, centre, Voice.LOUD)
        await database.close()
        dispatcher, resident = town.person("dispatcher"), town.person("resident")
        await dispatcher.waits(lambda seen: len([one for one in seen if "YQ260101" in text_of(one)]) >= 9, centre.chat)
        await resident.says("门口占道经营")
        await resident.waits("我要反映")


async def test_many_letters_that_cannot_be_shown_do_not_use_up_the_budget(tmp_path: Path) -> None:
    """Forty, more than a bot may have on its way at once; then one that can be shown."""
    async with town_in(tmp_path, "30,1,19") as town:
        resident = town.person("resident")
        await resident.says("/start")
        await resident.waits("云桥街道")
        database = Database(store_in(tmp_path))
        letter = Letter(address=Address(chat=resident.id), key="no such sentence", facts={})
        async with database.writing("yunqiao", lambda: datetime.now(UTC)) as tx:
            for number in range(40):
                await tx.outbox.write(replace(letter, address=Address(chat=1101 + number % 40)))
            await tx.outbox.write(replace(letter, key="plain", facts={"text": "这一封到了"}))
        await database.close()
        await resident.waits("这一封到了")
