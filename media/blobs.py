"""Pictures by the hash of their content, written once, whole or not at all, and checked when they are read."""

import asyncio
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Protocol

from media.intake import sha_of


class Corrupt(Exception):
    """What is kept under a hash has another: the store has damaged it."""


class Blobs(Protocol):
    async def put(self, body: bytes) -> str:
        """The content's hash, once it is safely kept."""
        ...

    async def get(self, sha: str) -> bytes:
        """Raises FileNotFoundError, or Corrupt."""
        ...

    async def delete(self, sha: str, before: datetime) -> bool:
        """Unless it was put, or put again, since a moment. Returns whether it is gone."""
        ...


def checked(sha: str, body: bytes) -> bytes:
    """Raises Corrupt."""
    if sha_of(body) != sha:
        raise Corrupt(sha)
    return body


class Folder:
    """Files in a directory, two letters of the hash a subdirectory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, body: bytes) -> str:
        return await asyncio.to_thread(self._put, body)

    async def get(self, sha: str) -> bytes:
        return await asyncio.to_thread(self._get, sha)

    async def delete(self, sha: str, before: datetime) -> bool:
        return await asyncio.to_thread(self._delete, sha, before)

    def _delete(self, sha: str, before: datetime) -> bool:
        path = self._path(sha)
        if path.exists() and path.stat().st_mtime >= before.timestamp():
            return False
        path.unlink(missing_ok=True)
        return True

    def _get(self, sha: str) -> bytes:
        return checked(sha, self._path(sha).read_bytes())

    def _path(self, sha: str) -> Path:
        return self._folder / sha[:2] / sha

    def _put(self, body: bytes) -> str:
        sha = sha_of(body)
        path = self._path(sha)
        if path.exists():
            os.utime(path)
            return sha
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(body)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        return sha
