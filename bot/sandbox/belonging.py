"""People, groups and the bot come and go, block, react and edit."""

from bot.sandbox.chats import member_object
from bot.sandbox.errors import Wrong
from bot.sandbox.governing import group
from bot.sandbox.saying import Address, textual
from bot.sandbox.world import Obj, World


async def add_bot(world: World, given: Obj) -> Obj:
    bot = world.bot(given["token"], given.get("username"))
    return {"id": bot["id"], "username": bot["username"]}


async def add_person(world: World, given: Obj) -> Obj:
    return {"id": world.add_person(given)["id"]}


async def add_chat(world: World, given: Obj) -> Obj:
    chat = world.add_chat(given | {"bot": None})
    if given.get("bot"):
        await join(world, {"chat": chat["id"], "bot": given.get("bot_username"), "status": given["bot"]})
    return {"id": chat["id"]}


def _membership(world: World, chat: Obj, bot: Obj, actor: Obj, old: str | None, new: str) -> None:
    member = {"chat": world.chat_object(chat["id"]), "from": actor, "date": int(world.now())}
    user = world.bot_user(bot)
    was = {"status": "left", "user": user}
    if old:
        chat["bots"][str(bot["id"])] = old
        was = member_object(world, chat, bot, bot["id"])
    chat["bots"][str(bot["id"])] = new
    world.chats.put(str(chat["id"]), chat)
    now = member_object(world, chat, bot, bot["id"])
    world.push(bot, "my_chat_member", member | {"old_chat_member": was, "new_chat_member": now})


def _actor(world: World, chat: Obj, given: Obj) -> Obj:
    if given.get("from"):
        return world.user(world.person(given["from"]))
    first = next(iter(chat["members"]), None)
    return world.user(world.people[first]) if first else {"id": 1, "is_bot": False, "first_name": "Telegram"}


async def join(world: World, given: Obj) -> Obj:
    """A person (`from`, status member/admin/creator) or, with `status` and no `person`, the bot comes into a group."""
    chat = group(world, given)
    if given.get("status") and (given.get("bot") or not given.get("from")):
        bot = world.bot_named(given.get("bot"))
        _membership(world, chat, bot, _actor(world, chat, given), world.bot_status(chat, bot), given["status"])
    else:
        chat["members"][str(world.person(given["from"])["id"])] = given.get("status") or "member"
        world.chats.put(str(chat["id"]), chat)
    return {"ok": True}


async def leave(world: World, given: Obj) -> Obj:
    """A person leaves, or without `from` the bot is removed."""
    chat = group(world, given)
    if given.get("from"):
        chat["members"][str(world.person(given["from"])["id"])] = "left"
        world.chats.put(str(chat["id"]), chat)
    else:
        bot = world.bot_named(given.get("bot"))
        _membership(world, chat, bot, _actor(world, chat, given), world.bot_status(chat, bot), "kicked")
    return {"ok": True}


def _group(world: World, given: Obj) -> Obj:
    found = world.chats.get(str(given.get("chat")))
    if not found:
        raise Wrong(404, f"no group {given.get('chat')}")
    return found


async def block(world: World, given: Obj) -> Obj:
    """A person blocks the bot, or with `blocked: false` lets it write again."""
    address = Address(world, {**given, "chat": None})
    blocked = bool(given.get("blocked", True))
    world.keep_private(address.bot, address.person, blocked=blocked)
    user = world.bot_user(address.bot)
    member = {"chat": world.chat_object(address.chat_id), "from": world.user(address.person), "date": int(world.now())}
    states = [{"status": "kicked", "user": user, "until_date": 0}, {"status": "member", "user": user}]
    old, new = reversed(states) if blocked else states
    world.push(address.bot, "my_chat_member", member | {"old_chat_member": old, "new_chat_member": new})
    return {"ok": True}


async def react(world: World, given: Obj) -> Obj:
    address = Address(world, given)
    record = _record(world, address, given)
    reaction = [{"type": "emoji", "emoji": given["emoji"]}] if given.get("emoji") else []
    body = {"chat": world.chat_object(address.chat_id), "message_id": record["message"]["message_id"]}
    body |= {"user": world.user(address.person), "date": int(world.now()), "old_reaction": [], "new_reaction": reaction}
    world.push(address.bot, "message_reaction", body)
    return {"ok": True}


async def edit(world: World, given: Obj) -> Obj:
    address = Address(world, given)
    record = _record(world, address, given)
    if record["message"]["from"]["id"] != address.person["id"]:
        raise Wrong(403, "not their message")
    field = "text" if "text" in record["message"] else "caption"
    content = textual(field, given.get(field) or given.get("text") or given.get("caption") or "")
    record["message"] = {**record["message"], **content, "edit_date": int(world.now())}
    world.save(record)
    address.tell("edited_message", record["message"])
    return {"ok": True}


def _record(world: World, address: Address, given: Obj) -> Obj:
    found = world.find(address.place, given.get("message_id"))
    if not found:
        raise Wrong(404, f"no message {given.get('message_id')}")
    return found
