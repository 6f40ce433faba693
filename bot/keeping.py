"""Backup and restore: one directory in a format of our own, read in one snapshot, the same for both stores."""

import asyncio
import gzip
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.config import Config, Misconfigured
from bot.studio import blobs
from media.blobs import Blobs, Corrupt, Folder
from storage import copying
from storage.database import Database, migrate, newest_revision

FORMAT = 1
MANIFEST = "manifest.json"


async def backup(config: Config, folder: Path) -> str:
    """Copies records and pictures of an instance, running or not, into a directory that must not exist yet: it appears once
    everything is in it."""
    if await asyncio.to_thread(folder.exists):
        raise Misconfigured(f"{folder} is there already; a backup wants a new directory")
    half = folder.with_name(folder.name + ".part")
    await asyncio.to_thread(shutil.rmtree, half, ignore_errors=True)
    await asyncio.to_thread((half / "records").mkdir, parents=True)
    await asyncio.to_thread(migrate, config.database)
    database = Database(config.database)
    try:
        async with database.snapshot() as connection:
            counts = {name: await _dump(connection, name, half / "records" / f"{name}.jsonl.gz") for name in copying.COPIED}
            wanted = await copying.pictures(connection)
    finally:
        await database.close()
    missing = await _carry(wanted, blobs(config), Folder(half / "photos"))
    about = {
        "format": FORMAT, "revision": newest_revision(), "made_at": datetime.now(UTC).isoformat(),  # noqa: TID251
        "rows": counts, "pictures": len(wanted) - len(missing), "missing_pictures": missing,
    }  # fmt: skip
    await asyncio.to_thread((half / MANIFEST).write_text, json.dumps(about, indent=1), "utf-8")
    await asyncio.to_thread(half.rename, folder)
    lost = f"; {len(missing)} pictures were not in the store, see {MANIFEST}" if missing else ""
    return f"{folder}: {sum(counts.values())} rows, {len(wanted) - len(missing)} pictures{lost}"


async def _dump(connection: Any, name: str, path: Path) -> int:
    count = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as out:
        async for rows in copying.pages(connection, name):
            count += len(rows)
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            await asyncio.to_thread(out.write, lines)
    return count


async def _carry(wanted: set[str], source: Blobs, target: Blobs) -> list[str]:
    """Copies pictures, each checked by its hash. Returns those that were not there or damaged."""
    missing = []
    for sha in sorted(wanted):
        try:
            await target.put(await source.get(sha))
        except (FileNotFoundError, Corrupt):
            missing.append(sha)
    return missing


async def restore(config: Config, folder: Path) -> str:
    """Fills an instance that holds nothing yet from a backup. Raises Misconfigured."""
    about = _manifest(folder)
    await asyncio.to_thread(migrate, config.database)
    database = Database(config.database)
    try:
        async with database.filling() as connection:
            if not await copying.empty(connection):
                raise Misconfigured("this instance holds records already; restore into an empty one (--data, WANGGE_DATABASE)")
            for name in copying.COPIED:
                await _fill(connection, name, folder / "records" / f"{name}.jsonl.gz")
    finally:
        await database.close()
    kept = [path.name for path in (folder / "photos").glob("??/*")]
    missing = await _carry(set(kept), Folder(folder / "photos"), blobs(config))
    return f"restored {sum(about['rows'].values())} rows, {len(kept) - len(missing)} pictures, as of {about['made_at']}"


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{folder} is no backup: {error}") from error
    if about.get("format") != FORMAT or about.get("revision") != newest_revision():
        raise Misconfigured(
            f"{folder} was made at schema {about.get('revision')}, this version is at {newest_revision()}: "
            "restore it with the version it was made by, then start this one"
        )
    return about


async def _fill(connection: Any, name: str, path: Path) -> None:
    await copying.clear(connection, name)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        page: list[dict[str, Any]] = []
        for line in lines:
            page.append(json.loads(line))
            if len(page) == copying.PAGE:
                await copying.put(connection, name, page)
                page = []
        await copying.put(connection, name, page)
