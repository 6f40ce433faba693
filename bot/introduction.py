"""What the bot tells Telegram at the start: its commands in both languages, and how its updates are to come."""

import asyncio
import hashlib
import logging
from zoneinfo import ZoneInfo

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramUnauthorizedError
from aiogram.types import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeDefault, BotCommandScopeUnion

from bot.config import Config, Misconfigured
from handlers.polling import ALLOWED
from handlers.texts import Texts

log = logging.getLogger(__name__)
COMMANDS = ("my", "queue", "tally", "status", "new", "cancel", "help", "lang")
GROUP_COMMANDS = ("tally", "cancel", "help")
CONNECTIONS = 100
"""As many updates side by side as Telegram offers: each chat is a serial lane to us."""


async def introduced(bot: Bot, config: Config) -> str:
    """The bot's username. Waits for Telegram as long as it takes. Raises Misconfigured for a token nobody knows."""
    while True:
        try:
            me = await bot.get_me()
            await _set_commands(bot)
            await _set_webhook(bot, config)
            return me.username or ""
        except TelegramUnauthorizedError as error:
            raise Misconfigured("Telegram does not know this token (WANGGE_TOKEN)") from error
        except TelegramAPIError as error:
            log.warning("Telegram is out of reach, trying again: %s", type(error).__name__)
            await asyncio.sleep(2)


def secret_of(config: Config, token: str) -> str:
    """What Telegram shows with each update: the configured secret, else one made of the token, the same on every replica."""
    return hashlib.sha256(f"webhook {config.webhook_secret} {token}".encode()).hexdigest()


async def _set_webhook(bot: Bot, config: Config) -> None:
    """Sets it where it is to be and is not, or takes it back where updates are polled for."""
    now = await bot.get_webhook_info()
    wanted = f"{config.webhook}/telegram/{bot.id}" if config.webhook else ""
    if wanted:
        await bot.set_webhook(
            wanted, secret_token=secret_of(config, bot.token), max_connections=CONNECTIONS, allowed_updates=ALLOWED
        )
    elif now.url:
        await bot.delete_webhook()


async def _set_commands(bot: Bot) -> None:
    scopes: tuple[tuple[BotCommandScopeUnion, tuple[str, ...]], ...] = (
        (BotCommandScopeAllPrivateChats(), COMMANDS), (BotCommandScopeDefault(), GROUP_COMMANDS),
    )  # fmt: skip
    for lang, code in (("zh", None), ("zh", "zh"), ("en", "en")):
        texts = Texts(lang, ZoneInfo("UTC"))
        for scope, names in scopes:
            listed = [BotCommand(command=name, description=texts.plain(f"command.{name}")) for name in names]
            await bot.set_my_commands(listed, scope=scope, language_code=code)
