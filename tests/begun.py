"""Records with the example loaded and nothing else, from which tests start; made once."""

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from bot.config import read
from bot.manage import load


@cache
def begun() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="wangge-begun-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, load(read(folder, {}))).result()
    return folder / "wangge.db"
