"""Configuration: read once from options and environment, checked, frozen. Each variable also as NAME_FILE."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from handlers.courier.budget import Pace

TELEGRAM = "https://api.telegram.org"
DEFAULT_PACK = Path(__file__).parent.parent / "deploy" / "districts" / "example"
DEMO_TOKEN = "100:demo"  # noqa: S105 — the sandbox takes any


class Part(StrEnum):
    """A role of a process; any number of processes may have each."""

    WEB = "web"  # takes updates
    COURIER = "courier"  # carries cards and letters
    TICKS = "ticks"  # what time makes happen, and errands


ALL_PARTS = frozenset(Part)


class Misconfigured(Exception):
    """A clear sentence for the operator."""


@dataclass(frozen=True, kw_only=True)
class Config:
    data: Path
    token: str = field(repr=False)
    api: str
    database: str
    photos: str
    """A directory, or s3://bucket/prefix."""
    bucket_key: str = field(repr=False)
    bucket_secret: str = field(repr=False)
    bucket_endpoint: str
    redis: str | None = field(repr=False)
    webhook: str | None
    """The public base URL updates are posted to; without it they are polled for."""
    webhook_secret: str = field(repr=False)
    pack: Path
    host: str
    port: int | None
    demo: bool
    pace: Pace

    def prepared(self) -> "Config":
        """Itself, its folders made. Raises Misconfigured when they cannot be."""
        try:
            for folder in [self.data] + ([] if self.photos.startswith("s3://") else [Path(self.photos)]):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.data.stat().st_uid == os.getuid():
                self.data.chmod(0o700)
        except OSError as error:
            raise Misconfigured(f"cannot use {self.data}: {error}") from error
        return self


def setting(environment: Mapping[str, str], name: str) -> str | None:
    """A variable, or the content of the file its _FILE twin names."""
    path = environment.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text("utf-8").strip()
        except OSError as error:
            raise Misconfigured(f"{name}_FILE: {error}") from error
    return environment.get(name) or None


def read(data: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Raises Misconfigured. A token is only needed to run; whoever needs it asks `need_token`."""

    def get(name: str) -> str | None:
        return setting(environment, f"WANGGE_{name}")

    port, webhook = get("PORT"), get("WEBHOOK")
    database = get("DATABASE") or f"sqlite:///{(data / 'wangge.db').absolute()}"
    if not database.startswith(("sqlite:", "postgresql+asyncpg:")):
        raise Misconfigured("WANGGE_DATABASE: sqlite:///… or postgresql+asyncpg://… is wanted")
    if port and not port.isdigit():
        raise Misconfigured(f"WANGGE_PORT: {port} is not a number")
    if webhook and not webhook.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise Misconfigured("WANGGE_WEBHOOK: Telegram posts to https:// only")
    return Config(
        data=data, token=get("TOKEN") or "", api=(get("API") or TELEGRAM).rstrip("/"), database=database,
        photos=get("PHOTOS") or str(data / "photos"), bucket_key=get("S3_KEY") or "", bucket_secret=get("S3_SECRET") or "",
        bucket_endpoint=get("S3_ENDPOINT") or "", redis=get("REDIS"),
        webhook=webhook.rstrip("/") if webhook else None, webhook_secret=_secret(get("WEBHOOK_SECRET")),
        pack=Path(get("PACK") or DEFAULT_PACK), host=get("HOST") or "127.0.0.1",
        port=int(port) if port else (8443 if webhook else None), demo=get("DEMO") == "1", pace=_pace(get("PACE")),
    )  # fmt: skip


def _secret(text: str | None) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", text):
        raise Misconfigured("WANGGE_WEBHOOK_SECRET: 16 to 256 letters, digits, _ and - are wanted")
    return text or ""


def _pace(text: str | None) -> Pace:
    """`30,1,19`: messages a second by the bot, a second in one chat, a minute in one group."""
    if not text:
        return Pace()
    try:
        by_bot, chat, group = (float(part) for part in text.split(","))
    except ValueError as error:
        raise Misconfigured(f"WANGGE_PACE: {text} is not three numbers such as 30,1,19") from error
    return Pace(bot=int(by_bot), burst=max(3, chat), chat=chat, group=int(group))


def token_in(path: Path, *, real: bool) -> str:
    """A bot's token out of the file a pack names. Raises OSError, or ValueError for what is no token: it is sent nowhere."""
    if not path.is_file():
        raise ValueError("no regular file")
    with path.open("rb") as file:
        text = file.read(MOST_TOKEN + 1).decode("ascii", "replace").strip()
    if len(text) > MOST_TOKEN or not re.fullmatch(rf"[0-9]{{1,19}}:[\w-]{{{30 if real else 1},}}", text, re.ASCII):
        raise ValueError("no bot's token in it")
    return text


MOST_TOKEN = 200


def need_token(config: Config) -> None:
    head, _, tail = config.token.partition(":")
    if not head.isdigit() or not tail:
        raise Misconfigured(
            "WANGGE_TOKEN is missing or malformed: get one from @BotFather (or try `make demo`, which needs none)"
        )
