"""What is carried goes on being carried: a card that cannot be shown, a picture that is gone, hold nobody else up for ever."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cases.ports import Letter, Spot
from storage.database import Database
from tests.conftest import town_in
from tests.stories.derived import store_in


async def test_many_letters_that_cannot_be_shown_do_not_use_up_the_budget(tmp_path: Path) -> None:
    """Forty, more than a bot may have on its way at once; then one that can be shown."""
    async with town_in(tmp_path, "30,1,19") as town:
        resident = town.person("resident")
        await resident.says("/start")
        await resident.waits("云桥街道")
        database = Database(store_in(tmp_path))
        letter = Letter(spot=Spot(chat=resident.id), key="no such sentence", facts={})
        async with database.writing("yunqiao", lambda: datetime.now(UTC)) as tx:
            for number in range(40):
                await tx.outbox.write(replace(letter, spot=Spot(chat=1101 + number % 40)))
            await tx.outbox.write(replace(letter, key="plain", facts={"text": "这一封到了"}))
        await database.close()
        await resident.waits("这一封到了")
