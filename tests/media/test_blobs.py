"""Pictures by their hash, in a directory and in a bucket of a real S3 server."""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from media.blobs import Blobs, Corrupt, Folder
from media.bucket import Bucket
from media.intake import sha_of
from tests.servers import free_port


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 server."""
    port = free_port()
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([sys.executable, "-m", "moto.server", "-p", str(port)], stdout=quiet, stderr=quiet)
    until = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        if time.monotonic() > until:
            raise RuntimeError("the S3 server did not start")
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    server.kill()
    server.wait()


@pytest.fixture(params=["folder", "bucket"])
async def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Blobs, Any]:
    """A store, and what damages what it keeps under a hash."""
    if request.param == "folder":

        async def scratch(sha: str) -> None:
            await asyncio.to_thread((tmp_path / sha[:2] / sha).write_bytes, b"scratched")

        return Folder(tmp_path), scratch
    endpoint: str = request.getfixturevalue("s3")
    async with aiohttp.ClientSession() as session, session.put(f"{endpoint}/pictures") as made:
        assert made.status == 200
    bucket = Bucket("s3://pictures/wangge", endpoint=endpoint, key="k", secret="s")

    async def overwrite(sha: str) -> None:
        await bucket._store.put_async(f"{sha[:2]}/{sha}", b"scratched")

    return bucket, overwrite


class TestBlobs:
    async def test_what_was_put_comes_back(self, kept: tuple[Blobs, Any]) -> None:
        blobs, _ = kept
        body = bytes(range(256)) * 5000
        assert await blobs.put(body) == sha_of(body)
        assert await blobs.get(sha_of(body)) == body

    async def test_the_same_again_is_kept_once(self, kept: tuple[Blobs, Any]) -> None:
        blobs, _ = kept
        both = await asyncio.gather(blobs.put(b"same"), blobs.put(b"same"))
        assert set(both) == {sha_of(b"same")}
        assert await blobs.get(both[0]) == b"same"

    async def test_what_is_not_there_is_said_so(self, kept: tuple[Blobs, Any]) -> None:
        blobs, _ = kept
        with pytest.raises(FileNotFoundError):
            await blobs.get(sha_of(b"never"))

    async def test_what_the_store_has_damaged_is_not_shown(self, kept: tuple[Blobs, Any]) -> None:
        blobs, damage = kept
        sha = await blobs.put(b"whole")
        await damage(sha)
        with pytest.raises(Corrupt):
            await blobs.get(sha)
