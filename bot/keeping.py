"""Backup and restore: one directory in a format of our own, read in one snapshot, the same for both stores."""

import asyncio
import gzip
import hashlib
import json
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.config import Config, Misconfigured
from bot.studio import blobs
from media.blobs import Blobs, Corrupt, Folder
from storage.engine import copying
from storage.engine.database import Database, migrate, newest_revision

FORMAT = 2
MANIFEST = "manifest.json"


class Manifest(BaseModel):
    """What a backup says of itself."""

    format: int
    revision: str | None
    made_at: str
    rows: dict[str, int]
    """By table."""
    sha256: dict[str, str]
    """Of each table's file."""
    pictures: int
    missing_pictures: list[str]


async def backup(config: Config, folder: Path) -> str:
    """Copies records and pictures of an instance, running or not, into a directory that must not exist yet: it appears once
    everything is in it."""
    if await asyncio.to_thread(folder.exists):
        raise Misconfigured(f"{folder} is there already; a backup wants a new directory")
    half = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    await asyncio.to_thread((half / "records").mkdir, mode=0o700, parents=True)
    await asyncio.to_thread(migrate, config.database)
    database = Database(config.database)
    try:
        async with database.snapshot() as connection:
            counts = {name: await _dump(connection, name, half / "records" / f"{name}.jsonl.gz") for name in copying.COPIED}
            wanted = await copying.pictures(connection)
    finally:
        await database.close()
    missing = await _carry(wanted, blobs(config), Folder(half / "photos"))
    sums = {name: await asyncio.to_thread(_sum, half / "records" / f"{name}.jsonl.gz") for name in counts}
    about = Manifest(
        format=FORMAT, revision=newest_revision(), made_at=datetime.now(UTC).isoformat(),  # noqa: TID251
        rows=counts, sha256=sums, pictures=len(wanted) - len(missing), missing_pictures=missing,
    )  # fmt: skip
    await asyncio.to_thread((half / MANIFEST).write_text, about.model_dump_json(indent=1), "utf-8")
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
    """Fills an instance that holds nothing yet from a backup that is whole. Pictures come first, the records as a whole last: cut
    off in between it can be begun again. Raises Misconfigured, nothing having been written to the records."""
    about = _manifest(folder)
    await asyncio.to_thread(_whole, folder, about)
    await asyncio.to_thread(migrate, config.database)
    database, rows = Database(config.database), 0
    try:
        async with database.snapshot() as connection:
            if not await copying.empty(connection):
                raise Misconfigured("this instance holds records already; restore into an empty one (--data, WANGGE_DATABASE)")
        kept = {path.name for path in (folder / "photos").glob("??/*")}
        missing = await _carry(kept, Folder(folder / "photos"), blobs(config))
        async with database.filling() as connection:
            if not await copying.empty(connection):
                raise Misconfigured("this instance holds records already; restore into an empty one (--data, WANGGE_DATABASE)")
            for name in copying.COPIED:
                rows += await _fill(connection, name, folder / "records" / f"{name}.jsonl.gz")
    finally:
        await database.close()
    lost = len(missing) + about.pictures - len(kept)
    short = f"; {lost} pictures of the backup are missing or damaged" if lost else ""
    return f"restored {rows} rows, {len(kept) - len(missing)} pictures, as of {about.made_at}{short}"


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _whole(folder: Path, about: Manifest) -> None:
    """Raises Misconfigured for a backup that lacks a file, or has one that is not as it was written."""
    for name in copying.COPIED:
        path = folder / "records" / f"{name}.jsonl.gz"
        if not path.is_file():
            raise Misconfigured(f"{folder} is not whole: records/{path.name} is missing; nothing was restored")
        if about.sha256.get(name) != _sum(path):
            raise Misconfigured(f"{folder} is not whole: records/{path.name} is not as it was written; nothing was restored")


def _manifest(folder: Path) -> Manifest:
    if not (folder / MANIFEST).is_file():
        raise Misconfigured(f"{folder} is no backup: it has no {MANIFEST}")
    try:
        about = Manifest.model_validate_json((folder / MANIFEST).read_text("utf-8"))
    except ValidationError as error:
        raise Misconfigured(f"{folder} is no backup of this version: its {MANIFEST} says something else") from error
    except (OSError, ValueError) as error:
        raise Misconfigured(f"{folder} is no backup: {getattr(error, 'strerror', None) or type(error).__name__}") from error
    if about.format != FORMAT or about.revision != newest_revision():
        raise Misconfigured(
            f"{folder} was made at schema {about.revision}, this version is at {newest_revision()}: "
            "restore it with the version it was made by, then start this one"
        )
    return about


async def _fill(connection: Any, name: str, path: Path) -> int:
    """How many rows there were."""
    await copying.clear(connection, name)
    count = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        page: list[dict[str, Any]] = []
        for line in lines:
            page.append(json.loads(line))
            count += 1
            if len(page) == copying.PAGE:
                await copying.put(connection, name, page)
                page = []
        await copying.put(connection, name, page)
    return count
