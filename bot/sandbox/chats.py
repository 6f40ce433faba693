"""Methods about chats: who is in them, pins, topics."""

from aiogram.types import ChatMemberAdministrator

from bot.sandbox.errors import Bad
from bot.sandbox.methods import Call, real
from bot.sandbox.world import Obj, World

ADMIN_RIGHTS = [name for name, field in ChatMemberAdministrator.model_fields.items() if field.is_required() and name != "user"]
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


@real("getChat")
async def get_chat(call: Call) -> Obj:
    _in_chat(call)
    return call.world.chat_object(call.chat_id) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }


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
