"""What a Bot API method is given and what several need: may the bot write there, is its text and are its buttons right."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import InlineKeyboardButton

from bot.sandbox.errors import Bad
from bot.sandbox.markup import parse, utf16
from bot.sandbox.pictures import keep_document, keep_photo, keep_timed, shrink
from bot.sandbox.world import Obj, World

Upload = tuple[str, str, bytes]
"""File name, media type, bytes."""


class Call:
    """One call: the world, the bot, its arguments as given and the files that came with them."""

    def __init__(self, world: World, bot: Obj, args: Obj, uploads: dict[str, Upload]) -> None:
        self.world = world
        self.bot = bot
        self.args = args
        self.uploads = uploads

    @property
    def chat_id(self) -> int:
        return int(self.args["chat_id"])

    @property
    def place(self) -> str:
        return self.world.place(self.bot, self.args["chat_id"])


GENERAL = 1
"""The topic of what is sent to a forum itself."""
Method = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def real(*names: str) -> Callable[[Method], Method]:
    def register(method: Method) -> Method:
        METHODS.update({name.lower(): method for name in names})
        return method

    return register


def writable(call: Call, what: str = "text messages") -> None:
    """Raises Bad when the bot may not write (or send `what`) to the chat, or the topic is closed or not there."""
    world, chat_id = call.world, str(call.args["chat_id"])
    if chat_id in world.chats:
        _in_group(call, world.chats[chat_id], what)
    elif chat_id in world.people:
        known = world.private(call.bot, world.people[chat_id])
        if known["blocked"]:
            raise Bad(403, "Forbidden: bot was blocked by the user")
        if not known["started"]:
            raise Bad(403, "Forbidden: bot can't initiate conversation with a user")
    else:
        raise Bad(400, "Bad Request: chat not found")


def _in_group(call: Call, chat: Obj, what: str) -> None:
    if chat.get("migrated_to"):
        text = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Bad(400, text, migrate_to_chat_id=chat["migrated_to"])
    if not call.world.bot_status(chat, call.bot):
        raise Bad(403, "Forbidden: bot was kicked from the supergroup chat")
    thread = call.args.get("message_thread_id")
    if thread and str(thread) not in chat["topics"]:
        raise Bad(400, "Bad Request: message thread not found")
    if str(thread or GENERAL) in chat.get("closed", []):
        raise Bad(400, "Bad Request: TOPIC_CLOSED")
    rights = chat.get("rights", {})
    if not rights.get("can_send_messages", True) or not rights.get(f"can_send_{what}", True):
        raise Bad(400, f"Bad Request: not enough rights to send {what} to the chat")


def answered(call: Call) -> Obj:
    given = call.args.get("reply_parameters") or {"message_id": call.args.get("reply_to_message_id")}
    if not given.get("message_id"):
        return {}
    found = call.world.find(call.place, given["message_id"])
    if found:
        return {"reply_to_message": found["message"]}
    if given.get("allow_sending_without_reply") or call.args.get("allow_sending_without_reply"):
        return {}
    raise Bad(400, "Bad Request: message to be replied not found")


def words(call: Call, field: str, limit: int, given: Obj | None = None) -> Obj:
    """Text or caption with its entities, checked for length."""
    args = call.args if given is None else given
    raw = args.get(field) or ""
    text, entities = parse(raw, args.get("parse_mode"))
    if utf16(text) > limit:
        raise Bad(400, f"Bad Request: message {'caption ' if field == 'caption' else ''}is too long")
    if field == "text" and not text.strip():
        raise Bad(400, "Bad Request: message text is empty")
    prefix = "caption_" if field == "caption" else ""
    found = {field: text} if text else {}
    return found | ({f"{prefix}entities": entities} if entities else {})


DOES = set(InlineKeyboardButton.model_fields) - {"text", "style", "icon_custom_emoji_id", "disabled"}
"""What a button may do; other fields are ignored, as Telegram ignores them."""


def inline(markup: Obj | None) -> Obj:
    """The inline keyboard of a message, checked: every button has a text and one thing it does."""
    if not markup or "inline_keyboard" not in markup:
        return {}
    for button in (button for row in markup["inline_keyboard"] for button in row):
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise Bad(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button.get("text") or len(DOES & set(button)) != 1:
            raise Bad(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
        url = button.get("url")
        if url is not None and not re.match(r"(https?|tg)://.", url):
            raise Bad(400, "Bad Request: inline keyboard button URL is invalid")
    return {"reply_markup": markup} if any(markup["inline_keyboard"]) else {}


def reply_keyboard(call: Call) -> None:
    """A reply keyboard is what the person sees from now on, until it is removed."""
    markup = call.args.get("reply_markup") or {}
    if not ("keyboard" in markup or markup.get("remove_keyboard")):
        return
    buttons = [button for row in markup.get("keyboard", []) for button in row if isinstance(button, dict)]
    private = str(call.args["chat_id"]) in call.world.people
    if not private and any(set(button) & {"request_location", "request_contact", "web_app"} for button in buttons):
        raise Bad(400, "Bad Request: location can be requested in private chats only")
    if private:
        person = call.world.people[str(call.args["chat_id"])]
        call.world.keep_private(call.bot, person, keyboard=markup if "keyboard" in markup else None)


async def photo_of(call: Call, given: str) -> list[Obj]:
    upload = _upload(call, given)
    if upload:
        return keep_photo(call.world, await asyncio.to_thread(shrink, upload[2]))
    known = known_file(call, given)
    if known["kind"] != "photo":
        raise Bad(400, "Bad Request: can't use file of type Document as Photo")
    return [{key: known[key] for key in ("file_id", "file_unique_id", "file_size", "width", "height")}]


async def document_of(call: Call, given: str) -> Obj:
    upload = _upload(call, given)
    if upload:
        if len(upload[2]) > 50 * 1024 * 1024:
            raise Bad(413, "Request Entity Too Large")
        return keep_document(call.world, upload[2], upload[0], upload[1])
    known = known_file(call, given)
    return {key: known[key] for key in ("file_id", "file_unique_id", "file_size", "file_name", "mime_type") if key in known}


def recording_of(call: Call, given: str, kind: str) -> Obj:
    """Uploaded, or known as one of that kind: Telegram sends no id of another one."""
    upload = _upload(call, given)
    if upload:
        return keep_timed(call.world, upload[2], kind, upload[1])
    known = known_file(call, given)
    if known.get("kind") != kind:
        raise Bad(400, f"Bad Request: can't use file of type {known.get('kind')} as {kind}")
    return {key: value for key, value in known.items() if key != "kind"}


def _upload(call: Call, given: str) -> Upload | None:
    if given.startswith("attach://"):
        if given[9:] not in call.uploads:
            raise Bad(400, "Bad Request: attached file not found")
        return call.uploads[given[9:]]
    return call.uploads.get(given)


def post(call: Call, content: Obj, *, buttons: bool = True) -> Obj:
    """A message of the bot, seen by everybody in the chat (or by one person, when ephemeral)."""
    content = answered(call) | content | (inline(call.args.get("reply_markup")) if buttons else {})
    reply_keyboard(call)
    only = (call.args.get("ephemeral_message_parameters") or {}).get("receiver_user_id") or call.args.get("receiver_user_id")
    record = call.world.add_message(
        call.place, call.chat_id, call.world.bot_user(call.bot), content,
        thread=call.args.get("message_thread_id"), only_for=only,
    )  # fmt: skip
    return dict(record["message"])


async def media_of(call: Call, item: Obj) -> Obj:
    caption = words(call, "caption", 1024, item)
    if item["type"] == "photo":
        return {"photo": await photo_of(call, item["media"])} | caption
    return {"document": await document_of(call, item["media"])} | caption


def known_file(call: Call, file_id: str) -> Obj:
    if file_id not in call.world.files:
        raise Bad(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return call.world.files[file_id]
