"""The example's records, opened once; whoever is at work on them leaves nothing behind."""

import atexit
import shutil
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from functools import cache
from pathlib import Path

from bot.clock import Clock
from cases.district.edition import District
from cases.work import Work
from storage.engine.database import Database
from storage.figures import DECIDED_UNTIL
from tests.begun import begun
from tests.stories.derived import store_in


class Undone(Exception):
    pass


@cache
def records() -> Database:
    """No day is decided yet: a test begins on whatever day it likes."""
    folder = Path(tempfile.mkdtemp(prefix="wangge-records-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copy(begun(), folder)
    with closing(sqlite3.connect(folder / "wangge.db", isolation_level=None)) as opened:
        opened.execute("DELETE FROM bulletins")
        opened.execute("DELETE FROM settings WHERE name = ?", (DECIDED_UNTIL,))
    return Database(store_in(folder))


@asynccontextmanager
async def at_work(district: District) -> AsyncIterator[Work]:
    """One open transaction in which people act."""
    with suppress(Undone):
        async with records().writing(district.code, Clock().now) as tx:
            await tx.learning.learn({})  # what is known of others' learning is read anew
            yield Work(store=tx, district=district, now=tx.now)
            raise Undone
