"""Pictures in an S3-compatible bucket, by the hash of their content."""

from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from obstore.exceptions import NotFoundError
from obstore.store import S3Store

from media.blobs import checked
from media.intake import sha_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig, S3Config


class Bucket:
    """`location`: s3://bucket/prefix. An `endpoint` other than Amazon's own may be plain HTTP."""

    def __init__(self, location: str, *, endpoint: str = "", key: str = "", secret: str = "") -> None:
        bucket, _, prefix = location.removeprefix("s3://").partition("/")
        config: S3Config = {"region": "us-east-1"}
        if endpoint:
            config["endpoint"] = endpoint
        if key:
            config["access_key_id"], config["secret_access_key"] = key, secret
        options: ClientConfig = {"allow_http": endpoint.startswith("http://"), "timeout": "60s"}
        self._store = S3Store(bucket, prefix=prefix or None, config=config, client_options=options)

    async def put(self, body: bytes) -> str:
        sha = sha_of(body)
        await self._store.put_async(_name(sha), body)
        return sha

    async def delete(self, sha: str, before: datetime) -> bool:
        with suppress(FileNotFoundError, NotFoundError):
            if (await self._store.head_async(_name(sha)))["last_modified"] >= before:
                return False
            await self._store.delete_async(_name(sha))
        return True

    async def get(self, sha: str) -> bytes:
        """Raises FileNotFoundError, or Corrupt."""
        try:
            found = await self._store.get_async(_name(sha))
        except NotFoundError as error:
            raise FileNotFoundError(sha) from error
        return checked(sha, bytes(await found.bytes_async()))


def _name(sha: str) -> str:
    return f"{sha[:2]}/{sha}"
