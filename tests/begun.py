"""Records with the example loaded and nothing else, from which tests start; made once."""

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from bot.clock import Clock
from bot.config import DEFAULT_PACK
from bot.pack.load import load
from bot.pack.read import read
from storage.engine.database import Database, migrate
from tests.stories.derived import store_in


@cache
def begun() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wangge-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, _load(folder)).result()
    return folder / "wangge.db"


async def _load(folder: Path) -> None:
    """The pack is checked by a test of its own: to draw its cards would bring all of Telegram."""
    await asyncio.to_thread(migrate, store_in(folder))
    database = Database(store_in(folder))
    await load(database, read(DEFAULT_PACK), Clock().now)
    await database.close()
