"""The Bot API's methods that are real here; `api` is the door that checks, paces and records every call before."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import ChatMemberAdministrator

from bot.sandbox.errors import Bad
from bot.sandbox.markup import parse, utf16
from bot.sandbox.pictures import keep_document, keep_photo, shrink
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


Method = Callable[[Call], Awaitable[Any]]
METHODS: dict[str, Method] = {}


def real(*names: str) -> Callable[[Method], Method]:
    def register(method: Method) -> Method:
        METHODS.update({name.lower(): method for name in names})
        return method

    return register


# --- may the bot write there, and what ---


def writable(call: Call) -> None:
    """Raises Bad when the bot may not write to the chat, or the topic or the message answered is not there."""
    world, chat_id = call.world, str(call.args["chat_id"])
    if chat_id in world.chats:
        chat = world.chats[chat_id]
        if chat.get("migrated_to"):
            text = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Bad(400, text, migrate_to_chat_id=chat["migrated_to"])
        if not world.bot_status(chat, call.bot):
            raise Bad(403, "Forbidden: bot was kicked from the supergroup chat")
        thread = call.args.get("message_thread_id")
        if thread and str(thread) not in chat["topics"]:
            raise Bad(400, "Bad Request: message thread not found")
    elif chat_id in world.people:
        known = world.private(call.bot, world.people[chat_id])
        if known["blocked"]:
            raise Bad(403, "Forbidden: bot was blocked by the user")
        if not known["started"]:
            raise Bad(403, "Forbidden: bot can't initiate conversation with a user")
    else:
        raise Bad(400, "Bad Request: chat not found")


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


def inline(markup: Obj | None) -> Obj:
    """The inline keyboard of a message, checked: every button has a text and one thing it does."""
    if not markup or "inline_keyboard" not in markup:
        return {}
    for button in (button for row in markup["inline_keyboard"] for button in row):
        data = button.get("callback_data")
        if data is not None and not 1 <= len(data.encode()) <= 64:
            raise Bad(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button.get("text") or len(set(button) - {"text", "style", "icon_custom_emoji_id", "disabled"}) != 1:
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
    known = _known(call, given)
    if known["kind"] != "photo":
        raise Bad(400, "Bad Request: can't use file of type Document as Photo")
    return [{key: known[key] for key in ("file_id", "file_unique_id", "file_size", "width", "height")}]


async def document_of(call: Call, given: str) -> Obj:
    upload = _upload(call, given)
    if upload:
        if len(upload[2]) > 50 * 1024 * 1024:
            raise Bad(413, "Request Entity Too Large")
        return keep_document(call.world, upload[2], upload[0], upload[1])
    known = _known(call, given)
    return {key: known[key] for key in ("file_id", "file_unique_id", "file_size", "file_name", "mime_type") if key in known}


def _upload(call: Call, given: str) -> Upload | None:
    if given.startswith("attach://"):
        if given[9:] not in call.uploads:
            raise Bad(400, "Bad Request: attached file not found")
        return call.uploads[given[9:]]
    return call.uploads.get(given)


def _known(call: Call, file_id: str) -> Obj:
    if file_id not in call.world.files:
        raise Bad(400, "Bad Request: wrong file identifier/HTTP URL specified")
    return call.world.files[file_id]


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


# --- sending ---


@real("sendMessage")
async def send_message(call: Call) -> Obj:
    writable(call)
    return post(call, words(call, "text", 4096))


@real("sendPhoto")
async def send_photo(call: Call) -> Obj:
    writable(call)
    caption = words(call, "caption", 1024)
    return post(call, {"photo": await photo_of(call, str(call.args["photo"]))} | caption)


@real("sendDocument")
async def send_document(call: Call) -> Obj:
    writable(call)
    caption = words(call, "caption", 1024)
    return post(call, {"document": await document_of(call, str(call.args["document"]))} | caption)


@real("sendMediaGroup")
async def send_media_group(call: Call) -> list[Obj]:
    writable(call)
    media = call.args["media"]
    if not 2 <= len(media) <= 10:
        raise Bad(400, "Bad Request: wrong number of messages in the album")
    if call.args.get("reply_markup"):
        raise Bad(400, "Bad Request: an album can't have an inline keyboard")
    contents = [await media_of(call, item) for item in media]
    group = str(call.world.count("album", 70_000))
    return [post(call, {"media_group_id": group} | content) for content in contents]


async def media_of(call: Call, item: Obj) -> Obj:
    caption = words(call, "caption", 1024, item)
    if item["type"] == "photo":
        return {"photo": await photo_of(call, item["media"])} | caption
    return {"document": await document_of(call, item["media"])} | caption


@real("sendLocation")
async def send_location(call: Call) -> Obj:
    writable(call)
    return post(call, {"location": {key: float(call.args[key]) for key in ("latitude", "longitude")}})


@real("sendVenue")
async def send_venue(call: Call) -> Obj:
    writable(call)
    where = {key: float(call.args[key]) for key in ("latitude", "longitude")}
    venue = {"location": where, "title": call.args["title"], "address": call.args["address"]}
    return post(call, {"venue": venue, "location": where})


@real("sendChatAction")
async def send_chat_action(call: Call) -> bool:
    writable(call)
    return True


@real("copyMessage", "forwardMessage")
async def copy_message(call: Call) -> Obj:
    writable(call)
    source = call.world.find(call.world.place(call.bot, call.args["from_chat_id"]), call.args["message_id"])
    if not source:
        raise Bad(400, "Bad Request: message to copy not found")
    kept = ("text", "entities", "photo", "document", "location", "venue", "caption", "caption_entities")
    return post(call, {key: source["message"][key] for key in kept if key in source["message"]})


# --- changing what was sent ---


def own(call: Call) -> Obj:
    """The record of the bot's own message that is to be changed."""
    call.world.chat_object(call.chat_id)
    record = call.world.find(call.place, call.args.get("message_id"))
    if not record:
        raise Bad(400, "Bad Request: message to edit not found")
    if record["message"]["from"]["id"] != call.bot["id"]:
        raise Bad(400, "Bad Request: message can't be edited")
    return record


def change(call: Call, record: Obj, content: Obj, drops: tuple[str, ...]) -> Obj:
    """The message with new content and keyboard; exactly the same is an error, as with Telegram."""
    old = record["message"]
    new = {key: value for key, value in old.items() if key not in (*drops, "reply_markup", "edit_date")}
    new |= content | inline(call.args.get("reply_markup"))
    if new == {key: value for key, value in old.items() if key != "edit_date"}:
        raise Bad(400, "Bad Request: message is not modified: specified new message content and reply markup are "
                       "exactly the same as a current content and reply markup of the message")  # fmt: skip
    record["message"] = new | {"edit_date": int(time.time())}
    call.world.save(record)
    return dict(record["message"])


@real("editMessageText")
async def edit_text(call: Call) -> Obj:
    writable(call)
    record = own(call)
    if "text" not in record["message"]:
        raise Bad(400, "Bad Request: there is no text in the message to edit")
    return change(call, record, words(call, "text", 4096), ("text", "entities"))


@real("editMessageCaption")
async def edit_caption(call: Call) -> Obj:
    writable(call)
    record = own(call)
    if not {"photo", "document"} & set(record["message"]):
        raise Bad(400, "Bad Request: there is no caption in the message to edit")
    return change(call, record, words(call, "caption", 1024), ("caption", "caption_entities"))


@real("editMessageMedia")
async def edit_media(call: Call) -> Obj:
    writable(call)
    record = own(call)
    content = await media_of(call, call.args["media"])
    return change(call, record, content, ("text", "entities", "caption", "caption_entities", "photo", "document"))


@real("editMessageReplyMarkup")
async def edit_markup(call: Call) -> Obj:
    writable(call)
    return change(call, own(call), {}, ())


@real("deleteMessage")
async def delete_message(call: Call) -> bool:
    record = call.world.find(call.place, call.args["message_id"])
    if not record:
        raise Bad(400, "Bad Request: message to delete not found")
    if time.time() - record["message"]["date"] > 48 * 3600:
        raise Bad(400, "Bad Request: message can't be deleted")
    record["deleted"] = True
    call.world.save(record)
    return True


@real("deleteMessages")
async def delete_messages(call: Call) -> bool:
    for message_id in call.args["message_ids"]:
        record = call.world.find(call.place, message_id)
        if record:
            record["deleted"] = True
            call.world.save(record)
    return True


@real("answerCallbackQuery")
async def answer_callback(call: Call) -> bool:
    query = call.world.callbacks.get(str(call.args["callback_query_id"]))
    if query is None or query["answer"] is not None or query["bot"] != call.bot["id"]:
        raise Bad(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    text = call.args.get("text") or ""
    if utf16(text) > 200:
        raise Bad(400, "Bad Request: MESSAGE_TOO_LONG")
    query["answer"] = {"text": text, "show_alert": bool(call.args.get("show_alert"))}
    call.world.callbacks.put(str(call.args["callback_query_id"]), query)
    return True


# --- chats ---


@real("getChat")
async def get_chat(call: Call) -> Obj:
    _in_chat(call)
    return call.world.chat_object(call.chat_id) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


ADMIN_RIGHTS = [name for name, field in ChatMemberAdministrator.model_fields.items() if field.is_required() and name != "user"]
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def _in_chat(call: Call) -> Obj | None:
    """The group, when it is one; raises Bad when the chat is unknown or the bot not in it."""
    chat_id = str(call.args["chat_id"])
    if chat_id not in call.world.chats:
        if chat_id in call.world.people:
            return None
        raise Bad(400, "Bad Request: chat not found")
    chat = call.world.chats[chat_id]
    if not call.world.bot_status(chat, call.bot):
        raise Bad(403, "Forbidden: bot is not a member of the supergroup chat")
    return chat


def member_object(world: World, chat: Obj, bot: Obj, user_id: int) -> Obj:
    """The ChatMember of a person or the bot in a group."""
    if user_id == bot["id"]:
        user, status = world.bot_user(bot), world.bot_status(chat, bot) or "left"
    else:
        user, status = world.user(world.person(user_id)), chat["members"].get(str(user_id), "left")
    if status in ("admin", "administrator"):
        return {"status": "administrator", "user": user} | dict.fromkeys(ADMIN_RIGHTS, True) | {"is_anonymous": False}
    return {"status": status, "user": user} | ({"is_anonymous": False} if status == "creator" else {})


@real("getChatMember")
async def get_chat_member(call: Call) -> Obj:
    chat = _in_chat(call)
    if chat is None or (str(call.args["user_id"]) not in call.world.people and call.args["user_id"] != call.bot["id"]):
        raise Bad(400, "Bad Request: user not found")
    return member_object(call.world, chat, call.bot, int(call.args["user_id"]))


@real("getChatAdministrators")
async def get_chat_administrators(call: Call) -> list[Obj]:
    chat = _in_chat(call) or {"members": {}, "bots": {}}
    people = [int(person) for person, status in chat["members"].items() if status in ("admin", "administrator", "creator")]
    found = [member_object(call.world, chat, call.bot, person) for person in [*people, call.bot["id"]]]
    return [one for one in found if one["status"] in ("administrator", "creator")]


@real("getChatMemberCount")
async def get_chat_member_count(call: Call) -> int:
    chat = _in_chat(call)
    return len(chat["members"]) + 1 if chat else 2


@real("leaveChat")
async def leave_chat(call: Call) -> bool:
    chat = _in_chat(call)
    if chat:
        chat["bots"][str(call.bot["id"])] = "left"
        call.world.chats.put(str(chat["id"]), chat)
    return True


def pins(call: Call) -> list[int]:
    chat = _in_chat(call)
    if chat:
        if call.world.bot_status(chat, call.bot) != "admin":
            raise Bad(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        return list(chat["pinned"])
    return list(call.world.private(call.bot, call.world.people[str(call.chat_id)])["pinned"])


def keep_pins(call: Call, pinned: list[int]) -> bool:
    if str(call.chat_id) in call.world.chats:
        call.world.chats.put(str(call.chat_id), call.world.chats[str(call.chat_id)] | {"pinned": pinned})
    else:
        call.world.keep_private(call.bot, call.world.people[str(call.chat_id)], pinned=pinned)
    return True


@real("pinChatMessage")
async def pin(call: Call) -> bool:
    if not call.world.find(call.place, call.args["message_id"]):
        raise Bad(400, "Bad Request: message to pin not found")
    others = [one for one in pins(call) if one != int(call.args["message_id"])]
    return keep_pins(call, [*others, int(call.args["message_id"])])


@real("unpinChatMessage", "unpinAllChatMessages")
async def unpin(call: Call) -> bool:
    pinned = pins(call)
    gone = int(call.args.get("message_id") or (pinned[-1] if pinned else 0))
    return keep_pins(call, [one for one in pinned if one != gone])


@real("createForumTopic")
async def create_topic(call: Call) -> Obj:
    chat = _in_chat(call)
    if not chat or not chat["is_forum"]:
        raise Bad(400, "Bad Request: the chat is not a forum")
    if call.world.bot_status(chat, call.bot) != "admin":
        raise Bad(400, "Bad Request: not enough rights to create a topic")
    if not 1 <= len(call.args["name"]) <= 128:
        raise Bad(400, "Bad Request: topic name is invalid")
    thread = call.world.count(f"message:{call.place}")
    chat["topics"][str(thread)] = call.args["name"]
    call.world.chats.put(str(chat["id"]), chat)
    return {"message_thread_id": thread, "name": call.args["name"], "icon_color": 7322096}


@real("setMessageReaction")
async def react(call: Call) -> bool:
    record = call.world.find(call.place, call.args["message_id"])
    if not record:
        raise Bad(400, "Bad Request: message to react not found")
    record["reactions"] = call.args.get("reaction") or []
    call.world.save(record)
    return True


# --- the bot itself, and files ---


@real("getMe")
async def get_me(call: Call) -> Obj:
    flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return call.world.bot_user(call.bot) | dict.fromkeys(flags, False) | {"can_join_groups": True, "has_main_web_app": False}


def _scope(args: Obj) -> str:
    scope = args.get("scope") or {"type": "default"}
    return "/".join([*(str(value) for value in scope.values()), args.get("language_code") or ""])


@real("setMyCommands")
async def set_commands(call: Call) -> bool:
    for command in call.args["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise Bad(400, "Bad Request: BOT_COMMAND_INVALID")
    call.bot["commands"][_scope(call.args)] = call.args["commands"]
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("getMyCommands")
async def get_commands(call: Call) -> list[Obj]:
    return list(call.bot["commands"].get(_scope(call.args), []))


@real("deleteMyCommands")
async def delete_commands(call: Call) -> bool:
    call.bot["commands"].pop(_scope(call.args), None)
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("setChatMenuButton")
async def set_menu(call: Call) -> bool:
    call.bot["menu"][str(call.args.get("chat_id") or "")] = call.args.get("menu_button") or {"type": "default"}
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("getChatMenuButton")
async def get_menu(call: Call) -> Obj:
    return dict(call.bot["menu"].get(str(call.args.get("chat_id") or ""), {"type": "default"}))


@real("getFile")
async def get_file(call: Call) -> Obj:
    known = _known(call, call.args["file_id"])
    if known["file_size"] > 20 * 1024 * 1024:
        raise Bad(400, "Bad Request: file is too big")
    shown = {key: known[key] for key in ("file_id", "file_unique_id", "file_size")}
    return shown | {"file_path": f"{known['kind']}s/{known['file_id']}"}
