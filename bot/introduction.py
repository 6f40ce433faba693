"""What the bot tells Telegram at the start: what it is for and its commands, in both languages; how its updates are to come."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TypeVar
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramNetworkError, TelegramRetryAfter, TelegramUnauthorizedError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeDefault, BotCommandScopeUnion

from bot.config import Config, Misconfigured
from cases.district.edition import District
from handlers.errands import menu
from handlers.texts import Texts
from handlers.updates.polling import ALLOWED

log = logging.getLogger(__name__)
T = TypeVar("T")
GROUP_COMMANDS = ("tally", "cancel", "help")
LANGUAGES: tuple[tuple[str, str | None], ...] = (("zh", None), ("en", "en"))
"""And with which code Telegram knows each; None: for everybody else."""
CONNECTIONS = 100
"""As many updates side by side as Telegram offers: each chat is a serial lane to us."""


async def username_of(bot: Bot) -> str:
    """Waits for Telegram as long as it takes. Raises Misconfigured for a token nobody knows."""
    try:
        return (await _patiently(bot.get_me)).username or ""
    except TelegramUnauthorizedError as error:
        raise Misconfigured("Telegram does not know this token (WANGGE_TOKEN)") from error


async def introduce(
    bot: Bot, config: Config, district: District, said: str | None, note: Callable[[str], Awaitable[None]]
) -> None:
    """How updates are to come, the commands and what the bot is for; the service works meanwhile, however long Telegram takes.
    `said`: what was noted the last time; nothing is said again that has not changed."""
    commands, about = list(_commands()), list(_about(district))
    address = f"{config.webhook}/telegram/{bot.id}" if config.webhook else ""
    mark = hashlib.sha256(f"{bot.id} {secret_of(config, bot.token)} {address} {commands} {about}".encode()).hexdigest()[:20]
    try:
        stands = (await _patiently(bot.get_webhook_info)).url or ""
        if mark == said and stands == address:
            return
        await _patiently(partial(_set_webhook, bot, config, address, stands))
        for listed, scope, code in commands:
            await _patiently(partial(bot.set_my_commands, listed, scope=scope, language_code=code))
        for description, short, code in about:
            await _patiently(partial(bot.set_my_description, description, language_code=code))
            await _patiently(partial(bot.set_my_short_description, short, language_code=code))
        await note(mark)
    except TelegramUnauthorizedError:
        log.error("Telegram does not know the token of bot %s any more", bot.id)


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """The answer, asked for again until there is one. Raises TelegramUnauthorizedError."""
    while True:
        try:
            return await ask()
        except TelegramUnauthorizedError:
            raise
        except TelegramAPIError as error:
            wait = error.retry_after if isinstance(error, TelegramRetryAfter) else 2
            said = type(error).__name__ if isinstance(error, TelegramNetworkError) else error
            log.warning("Telegram does not do it, trying again: %s", said)
            await asyncio.sleep(wait)


def secret_of(config: Config, token: str) -> str:
    """What Telegram shows with each update: the configured secret, else one made of the token, the same on every replica."""
    return hashlib.sha256(f"webhook {config.webhook_secret} {token}".encode()).hexdigest()


async def _set_webhook(bot: Bot, config: Config, address: str, stands: str) -> None:
    """Or takes it back where updates are polled for."""
    if address:
        await bot.set_webhook(
            address, secret_token=secret_of(config, bot.token), max_connections=CONNECTIONS, allowed_updates=ALLOWED
        )
    elif stands:
        await bot.delete_webhook()


def _about(district: District) -> Iterator[tuple[str, str, str | None]]:
    """What stands in an empty chat and beside the bot's name, for each language."""
    for lang, code in LANGUAGES:
        texts, name = Texts(lang, ZoneInfo("UTC")), district.english if lang == "en" else district.name
        yield texts.plain("about", district=name), texts.plain("about.short", district=name), code


def _commands() -> Iterator[tuple[list[BotCommand], BotCommandScopeUnion, str | None]]:
    """For each scope and language, None for all other languages."""
    scopes: tuple[tuple[BotCommandScopeUnion, tuple[str, ...]], ...] = (
        (BotCommandScopeAllPrivateChats(), menu.RESIDENTS), (BotCommandScopeDefault(), GROUP_COMMANDS),
    )  # fmt: skip
    for lang, code in LANGUAGES:
        texts = Texts(lang, ZoneInfo("UTC"))
        for scope, names in scopes:
            yield menu.described(names, texts), scope, code
