"""Pictures by the hash of their content, in a folder; written once, whole or not at all."""

import asyncio
import os
import tempfile
from pathlib import Path

from media.intake import sha_of


class Blobs:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, body: bytes) -> str:
        """The content's hash, once it is safely on disk."""
        return await asyncio.to_thread(self._put, body)

    async def get(self, sha: str) -> bytes:
        """Raises FileNotFoundError."""
        return await asyncio.to_thread(self._path(sha).read_bytes)

    def _path(self, sha: str) -> Path:
        return self._folder / sha[:2] / sha

    def _put(self, body: bytes) -> str:
        sha = sha_of(body)
        path = self._path(sha)
        if path.exists():
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
