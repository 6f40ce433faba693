"""What an admin does to a group: rights, topics, another id; and what time it is."""

from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox.api import WORLD
from bot.sandbox.errors import Wrong
from bot.sandbox.world import Obj, World


def group(world: World, given: Obj) -> Obj:
    found = world.chats.get(str(given.get("chat")))
    if not found:
        raise Wrong(404, f"no group {given.get('chat')}")
    return found


def service(world: World, chat: Obj, content: Obj, thread: int | None = None) -> None:
    """A message of Telegram's own about the group, in the name of its first member."""
    first = next(iter(chat["members"]), None)
    sender = world.user(world.people[first]) if first else {"id": 1, "is_bot": False, "first_name": "Telegram"}
    record = world.add_message(str(chat["id"]), chat["id"], sender, content, thread=thread)
    for bot in world.bots.values():
        if world.bot_status(chat, bot):
            world.push(bot, "message", record["message"])


async def rights(world: World, given: Obj) -> Obj:
    """What may be sent from now on (`can_send_messages`, `can_send_photos`, …), by the bot too; nobody is told."""
    chat = group(world, given)
    changed = {key: bool(value) for key, value in given.items() if key.startswith("can_")}
    if not changed:
        raise Wrong(400, "which right? can_send_messages, can_send_photos, can_send_documents")
    world.chats.put(str(chat["id"]), chat | {"rights": {**chat.get("rights", {}), **changed}})
    return {"rights": world.chats[str(chat["id"])]["rights"]}


async def topics(world: World, given: Obj) -> Obj:
    """A topic is deleted with all its messages (of which a bot is told nothing), closed or opened again (of which it is)."""
    chat, thread, do = group(world, given), str(given["thread"]), given.get("do")
    if thread not in chat["topics"]:
        raise Wrong(404, f"no topic {thread}")
    closed = [one for one in chat.get("closed", []) if one != thread]
    if do == "delete":
        left = {key: name for key, name in chat["topics"].items() if key != thread}
        world.chats.put(str(chat["id"]), chat | {"topics": left, "closed": closed})
        for record in world.by_chat.get(str(chat["id"]), []):
            if str(record["message"].get("message_thread_id")) == thread:
                record["deleted"] = True
                world.save(record)
    elif do in ("close", "reopen"):
        world.chats.put(str(chat["id"]), chat | {"closed": [*closed, thread] if do == "close" else closed})
        service(world, chat, {f"forum_topic_{do}{'d' if do == 'close' else 'ed'}": {}}, int(thread))
    else:
        raise Wrong(400, "do is delete, close or reopen")
    return {"ok": True}


async def migrate(world: World, given: Obj) -> Obj:
    """A group becomes a supergroup with another id; Telegram says so in both."""
    old = group(world, given)
    new_id = -1000000000000 - world.count("chat", 100)
    kept = {key: value for key, value in old.items() if key not in ("id", "type", "pinned")}
    new = world.chats.put(str(new_id), kept | {"id": new_id, "type": "supergroup", "pinned": []})
    service(world, old, {"migrate_to_chat_id": new_id})
    world.chats.put(str(old["id"]), old | {"migrated_to": new_id})
    service(world, new, {"migrate_from_chat_id": old["id"]})
    return {"id": new_id}


async def clock(world: World, given: Obj) -> Obj:
    try:
        at = datetime.fromisoformat(str(given["at"]))
    except ValueError as error:
        raise Wrong(400, "at is an ISO time with a zone") from error
    if at.tzinfo is None:
        raise Wrong(400, "at is an ISO time with a zone")
    if at.timestamp() > world.now() + world.stride:
        raise Wrong(400, f"the clock moves {world.stride / 86_400:.0f} days at most at once")
    world.move_clock(at.timestamp())
    world.moved = True
    return _told(world)


async def told(request: web.Request) -> web.Response:
    return web.json_response(_told(request.app[WORLD]))


def _told(world: World) -> Obj:
    return {"at": datetime.fromtimestamp(world.now(), UTC).isoformat()}
