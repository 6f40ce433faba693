"""The people's side: `/sim/…`, JSON in and out, for tests, scripts and the page."""

import asyncio
import re
import time
import unicodedata
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.sandbox.api import WORLD
from bot.sandbox.errors import Bad, Wrong
from bot.sandbox.limits import Pace
from bot.sandbox.markup import utf16
from bot.sandbox.methods import member_object
from bot.sandbox.pictures import keep_document, keep_photo, shrink
from bot.sandbox.world import Obj, World

Handler = Callable[[World, Obj], Awaitable[Obj]]
COMMAND = re.compile(r"(?<!\S)/[a-z0-9_]{1,32}(?:@\w+)?")
ANSWER_WAIT = 15.0


def routes() -> list[web.RouteDef]:
    posts: dict[str, Handler] = {
        "bots": add_bot, "people": add_person, "chats": add_chat, "send": send, "tap": tap, "press": press,
        "join": join, "leave": leave, "block": block, "react": react, "edit": edit, "faults": faults,
        "redeliver": redeliver, "limits": limits,
    }  # fmt: skip
    table = [web.post(f"/sim/{name}", _json(handler)) for name, handler in posts.items()]
    return [
        *table,
        web.post("/sim/upload", upload),
        web.get("/sim/state", state),
        web.get("/sim/news", news),
        web.get("/sim/messages", messages),
        web.get("/sim/file", file),
        web.get("/sim/calls", calls),
    ]


def _json(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        given = await request.json()
        if not isinstance(given, dict):
            raise Wrong(400, "a JSON object is wanted")
        world = request.app[WORLD]
        answer = await handler(world, given)
        world.wake()
        return web.json_response(answer)

    return handle


# --- who and where ---


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


class Spot:
    """Where somebody does something: the bot concerned, the person, the chat and the place of its messages."""

    def __init__(self, world: World, given: Obj) -> None:
        self.world = world
        self.bot = world.bot_named(given.get("bot"))
        self.person = world.person(given["from"])
        chat = given.get("chat") or self.person["id"]
        self.group = world.chats.get(str(chat))
        if self.group is None and str(chat) != str(self.person["id"]):
            raise Wrong(404, f"no chat {chat}")
        if self.group and self.group["members"].get(str(self.person["id"])) in (None, "left"):
            raise Wrong(403, f"{self.person['first_name']} is not in {self.group['title']}")
        self.chat_id = int(chat)
        self.place = world.place(self.bot, chat)
        self.thread = given.get("thread")
        if self.thread and self.group and str(self.thread) not in self.group["topics"]:
            raise Wrong(404, f"no topic {self.thread}")

    def say(self, content: Obj, reply_to: object = None) -> int:
        """A message of the person, delivered to the bots that may see it."""
        if self.group is None:
            self.world.keep_private(self.bot, self.person, started=True, blocked=False)
        if reply_to:
            answered = self.world.find(self.place, reply_to)
            if not answered:
                raise Wrong(404, f"no message {reply_to}")
            content = {"reply_to_message": answered["message"]} | content
        sender = self.world.user(self.person)
        record = self.world.add_message(self.place, self.chat_id, sender, content, thread=self.thread)
        self.tell("message", record["message"])
        return int(record["message"]["message_id"])

    def tell(self, kind: str, message: Obj) -> None:
        for bot in self._hearing(message):
            self.world.push(bot, kind, message)

    def _hearing(self, message: Obj) -> list[Obj]:
        if self.group is None:
            return [self.bot]
        bots = [(bot, self.world.bot_status(self.group, bot)) for bot in self.world.bots.values()]
        return [bot for bot, status in bots if status == "admin" or (status and concerns(bot, message))]


def concerns(bot: Obj, message: Obj) -> bool:
    """What privacy mode lets a bot see: commands, answers to it, its name."""
    text = message.get("text") or message.get("caption") or ""
    command = COMMAND.match(text)
    if command:
        return "@" not in command[0] or command[0].endswith(f"@{bot['username']}")
    answered = message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]
    return answered or f"@{bot['username']}" in text


# --- saying something ---


async def send(world: World, given: Obj) -> Obj:
    spot = Spot(world, given)
    return {"message_id": spot.say(_content(given), given.get("reply_to"))}


def _content(given: Obj) -> Obj:
    if given.get("text") is not None:
        if not str(given["text"]).strip():
            raise Wrong(400, "an empty text cannot be sent")
        return textual("text", str(given["text"]))
    if given.get("location"):
        return {"location": {key: float(given["location"][key]) for key in ("latitude", "longitude")}}
    if given.get("venue"):
        venue = given["venue"]
        where = venue.get("location") or {key: float(venue[key]) for key in ("latitude", "longitude")}
        return {"venue": {"location": where, "title": venue["title"], "address": venue.get("address", "")}, "location": where}
    if given.get("contact"):
        return {"contact": given["contact"]}
    raise Wrong(400, "nothing to send: text, location, venue or contact")


def textual(field: str, text: str) -> Obj:
    if utf16(text) > 4096:
        raise Wrong(400, "longer than 4096")
    found = [
        {"type": "bot_command", "offset": utf16(text[: one.start()]), "length": utf16(one[0])} for one in COMMAND.finditer(text)
    ]
    found += [
        {"type": "mention", "offset": utf16(text[: one.start()]), "length": utf16(one[0])}
        for one in re.finditer(r"@\w{3,}", text)
    ]
    key = "entities" if field == "text" else "caption_entities"
    return {field: text} | ({key: found} if found else {})


async def upload(request: web.Request) -> web.Response:
    """Pictures or files; several are an album, whose caption its first message bears."""
    world = request.app[WORLD]
    fields = await request.post()
    given: Obj = {key: value for key, value in fields.items() if isinstance(value, str) and value}
    spot = Spot(world, given | ({"thread": int(given["thread"])} if given.get("thread") else {}))
    files = [value for value in fields.values() if isinstance(value, web.FileField)]
    if not files:
        raise Wrong(400, "no file")
    contents: list[Obj] = []
    for one in files:
        body = one.file.read()
        if given.get("as", "photo") == "photo":
            contents.append({"photo": keep_photo(world, await asyncio.to_thread(shrink, body))})
        else:
            contents.append({"document": keep_document(world, body, one.filename, one.content_type)})
    album = {"media_group_id": str(world.count("album", 70_000))} if len(files) > 1 else {}
    caption = textual("caption", given["caption"]) if given.get("caption") else {}
    first = [spot.say(contents[0] | album | caption, given.get("reply_to"))]
    sent = first + [spot.say(content | album) for content in contents[1:]]
    world.wake()
    return web.json_response({"message_ids": sent})


# --- buttons ---


def bare(label: str) -> str:
    """A label without emoji and spaces."""
    dropped = ("So", "Sk", "Mn", "Cf", "Zs", "Cs")
    return "".join(char for char in label if unicodedata.category(char) not in dropped)


def pick(records: list[Obj], given: Obj) -> tuple[Obj, Obj]:
    """The message and button meant. Raises Wrong 404 with the labels there are, 409 when several fit."""
    offered = [
        (record, button)
        for record in reversed(records)
        for row in record["message"].get("reply_markup", {}).get("inline_keyboard", [])
        for button in row
    ]
    wanted = bare(str(given.get("label") or ""))
    tests: list[Callable[[Obj], bool]] = [lambda one: bare(one["text"]) == wanted, lambda one: wanted in bare(one["text"])]
    if given.get("data") is not None:
        tests = [lambda one: one.get("callback_data") == given["data"]]
    for test in tests:
        found = [(record, button) for record, button in offered if test(button)]
        newest = [pair for pair in found if pair[0] is found[0][0]]
        if len(newest) > 1:
            raise Wrong(409, "several buttons fit", labels=[button["text"] for _, button in newest])
        if newest:
            return newest[0]
    raise Wrong(404, "no such button", labels=[button["text"] for _, button in offered])


async def tap(world: World, given: Obj) -> Obj:
    spot = Spot(world, given)
    records = [one for one in world.by_chat.get(spot.place, []) if sees(one, spot.person["id"])]
    if given.get("message_id"):
        records = [one for one in records if one["message"]["message_id"] == int(given["message_id"])]
        if not records:
            raise Wrong(404, f"no message {given['message_id']}")
    record, button = pick(records, given)
    if "callback_data" not in button:
        return _follow(world, spot, button)
    bot = next(bot for bot in world.bots.values() if bot["id"] == record["message"]["from"]["id"])
    query_id = str(world.count("callback", 4_000_000))
    world.callbacks.put(query_id, {"bot": bot["id"], "answer": None})
    query = {"id": query_id, "from": world.user(spot.person), "message": record["message"]}
    world.push(bot, "callback_query", query | {"chat_instance": spot.place, "data": button["callback_data"]})
    world.wake()
    return {"answer": await _answer(world, query_id)}


def _follow(world: World, spot: Spot, button: Obj) -> Obj:
    link = button.get("url") or (button.get("web_app") or {}).get("url")
    if not link:
        return {"copied": (button.get("copy_text") or {}).get("text")}
    parts = urlsplit(link)
    for bot in world.bots.values():
        if parts.netloc in ("t.me", "telegram.me") and parts.path.strip("/").lower() == bot["username"].lower():
            payload = parse_qs(parts.query).get("start", [""])[0]
            private = Spot(world, {"from": spot.person["id"], "bot": bot["username"]})
            return {"message_id": private.say(textual("text", f"/start {payload}".strip()))}
    return {"url": link}


async def _answer(world: World, query_id: str) -> Any:
    until = time.monotonic() + ANSWER_WAIT
    while (left := until - time.monotonic()) > 0:
        answer = world.callbacks[query_id]["answer"]
        if answer is not None:
            return answer
        changed = world.changed
        await world.news(changed, left)
    return None


async def press(world: World, given: Obj) -> Obj:
    spot = Spot(world, given)
    keyboard = world.private(spot.bot, spot.person)["keyboard"] or {"keyboard": []}
    buttons = [one if isinstance(one, dict) else {"text": one} for row in keyboard["keyboard"] for one in row]
    wanted = bare(str(given["label"]))
    exact = [one for one in buttons if bare(one["text"]) == wanted]
    found = exact or [one for one in buttons if wanted in bare(one["text"])]
    if len(found) != 1:
        raise Wrong(409 if found else 404, "which button?", labels=[one["text"] for one in buttons])
    if found[0].get("request_location"):
        content = _content({"location": given.get("location") or _missing("location")})
    elif found[0].get("request_contact"):
        known = {"first_name": spot.person["first_name"], "user_id": spot.person["id"], "phone_number": "13800000000"}
        content = {"contact": known | (given.get("contact") or {})}
    else:
        content = textual("text", found[0]["text"])
    if keyboard.get("one_time_keyboard"):
        world.keep_private(spot.bot, spot.person, keyboard=None)
    return {"message_id": spot.say(content)}


def _missing(what: str) -> Any:
    raise Wrong(400, f"this button wants a {what}")


# --- coming, going, blocking, reacting, editing ---


def _membership(world: World, chat: Obj, bot: Obj, actor: Obj, old: str | None, new: str) -> None:
    member = {"chat": world.chat_object(chat["id"]), "from": actor, "date": int(time.time())}
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
    chat = _group(world, given)
    if given.get("status") and (given.get("bot") or not given.get("from")):
        bot = world.bot_named(given.get("bot"))
        _membership(world, chat, bot, _actor(world, chat, given), world.bot_status(chat, bot), given["status"])
    else:
        chat["members"][str(world.person(given["from"])["id"])] = given.get("status") or "member"
        world.chats.put(str(chat["id"]), chat)
    return {"ok": True}


async def leave(world: World, given: Obj) -> Obj:
    """A person leaves, or without `from` the bot is removed."""
    chat = _group(world, given)
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
    spot = Spot(world, {**given, "chat": None})
    blocked = bool(given.get("blocked", True))
    world.keep_private(spot.bot, spot.person, blocked=blocked)
    user = world.bot_user(spot.bot)
    member = {"chat": world.chat_object(spot.chat_id), "from": world.user(spot.person), "date": int(time.time())}
    states = [{"status": "kicked", "user": user, "until_date": 0}, {"status": "member", "user": user}]
    old, new = reversed(states) if blocked else states
    world.push(spot.bot, "my_chat_member", member | {"old_chat_member": old, "new_chat_member": new})
    return {"ok": True}


async def react(world: World, given: Obj) -> Obj:
    spot = Spot(world, given)
    record = _record(world, spot, given)
    reaction = [{"type": "emoji", "emoji": given["emoji"]}] if given.get("emoji") else []
    body = {"chat": world.chat_object(spot.chat_id), "message_id": record["message"]["message_id"]}
    body |= {"user": world.user(spot.person), "date": int(time.time()), "old_reaction": [], "new_reaction": reaction}
    world.push(spot.bot, "message_reaction", body)
    return {"ok": True}


async def edit(world: World, given: Obj) -> Obj:
    spot = Spot(world, given)
    record = _record(world, spot, given)
    if record["message"]["from"]["id"] != spot.person["id"]:
        raise Wrong(403, "not their message")
    field = "text" if "text" in record["message"] else "caption"
    content = textual(field, given.get(field) or given.get("text") or given.get("caption") or "")
    record["message"] = {**record["message"], **content, "edit_date": int(time.time())}
    world.save(record)
    spot.tell("edited_message", record["message"])
    return {"ok": True}


def _record(world: World, spot: Spot, given: Obj) -> Obj:
    found = world.find(spot.place, given.get("message_id"))
    if not found:
        raise Wrong(404, f"no message {given.get('message_id')}")
    return found


# --- looking ---


def sees(record: Obj, person_id: int | None) -> bool:
    return not record["deleted"] and record.get("only_for") in (None, person_id)


async def messages(request: web.Request) -> web.Response:
    world, query = request.app[WORLD], request.query
    bot = world.bot_named(query.get("bot"))
    reader = int(query.get("as") or query["chat"])
    _may_read(world, query["chat"], reader)
    place = world.place(bot, query["chat"])
    after = int(query["after"]) if query.get("after") else None
    until = time.monotonic() + min(float(query.get("wait") or 0), 60)
    while True:
        changed = world.changed
        found = [one for one in world.by_chat.get(place, []) if after is None or one["seq"] > after]
        left = until - time.monotonic()
        if found or left <= 0 or after is None:
            break
        await world.news(changed, left)
    return web.json_response(
        {"seq": _seq(world), "keyboard": _keyboard(world, bot, reader, query["chat"])} | _seen(found, reader, query)
    )


def _may_read(world: World, chat: str, reader: int) -> None:
    if chat in world.chats:
        if world.chats[chat]["members"].get(str(reader), "left") == "left" and str(reader) in world.people:
            raise Wrong(403, f"{reader} is not in that chat")
    elif world.person(chat)["id"] != reader:
        raise Wrong(403, "that is somebody else's private chat")


def _keyboard(world: World, bot: Obj, reader: int, chat: str) -> Any:
    return world.private(bot, world.person(reader))["keyboard"] if chat not in world.chats else None


def _seen(found: list[Obj], reader: int, query: Any) -> Obj:
    thread = int(query["thread"]) if query.get("thread") else None
    shown = [one for one in found if sees(one, reader) and thread in (None, one["message"].get("message_thread_id"))]
    listed = [one["message"] | {"seq": one["seq"], "reactions": one.get("reactions") or []} for one in shown]
    return {"messages": listed, "deleted": [one["message"]["message_id"] for one in found if one["deleted"]]}


async def state(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    bots = list(world.bots.values())
    people = []
    for person in world.people.values():
        known = world.private(bots[0], person) if bots else {"started": person["started"], "blocked": False}
        shown = {key: person.get(key) for key in ("id", "username", "first_name", "language_code")}
        people.append(shown | {"started": known["started"], "blocked": known["blocked"]})
    chats = []
    for chat in world.chats.values():
        members = [{"id": int(key), "status": status} for key, status in chat["members"].items() if status != "left"]
        topics = [{"thread": int(key), "name": name} for key, name in chat["topics"].items()]
        shown = {key: chat[key] for key in ("id", "title", "type", "is_forum", "pinned")}
        members += [{"id": bot["id"], "status": status} for bot in bots if (status := world.bot_status(chat, bot))]
        chats.append(shown | {"members": members, "topics": topics})
    named = [{"id": bot["id"], "username": bot["username"]} for bot in bots]
    return web.json_response({"bots": named, "people": people, "chats": chats, "phones": world.phones})


async def news(request: web.Request) -> web.Response:
    """One wait for all phones of a page: the newest seq, once it is above `after`."""
    world, after = request.app[WORLD], int(request.query.get("after") or 0)
    until = time.monotonic() + min(float(request.query.get("wait") or 0), 60)
    while _seq(world) <= after and (left := until - time.monotonic()) > 0:
        changed = world.changed
        await world.news(changed, left)
    return web.json_response({"seq": _seq(world)})


def _seq(world: World) -> int:
    return int((world.counters.get("seq") or {"n": 0})["n"])


async def file(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    known = world.files.get(request.query.get("id", ""))
    if not known:
        raise Wrong(404, "no such file")
    kind = "image/jpeg" if known["kind"] == "photo" else "application/octet-stream"
    return web.Response(body=world.disk.fetch(known["file_id"]), content_type=kind)


async def calls(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    method, after = request.query.get("method", "").lower(), int(request.query.get("after") or 0)
    found = [one for one in world.calls if one["seq"] > after and method in ("", one["method"].lower())]
    return web.json_response({"calls": found})


# --- making it hard ---


async def faults(world: World, given: Obj) -> Obj:
    if given.get("clear"):
        world.faults.clear()
    else:
        if not (given.get("error_code") or given.get("drop")):
            raise Wrong(400, "a fault needs error_code or drop")
        world.faults.append({**given, "method": given.get("method") or "*", "times": int(given.get("times") or 1)})
    return {"faults": world.faults}


async def redeliver(world: World, given: Obj) -> Obj:
    bot = world.bot_named(given.get("bot"))
    known = [one["update"]["update_id"] for one in world.updates.values() if one["bot"] == bot["token"]]
    wanted = [int(given["update_id"])] if given.get("update_id") else sorted(known)[-int(given.get("last") or 1) :]
    for update_id in wanted:
        world.again(bot, update_id)
    return {"update_ids": wanted}


async def limits(world: World, given: Obj) -> Obj:
    if not isinstance(given.get("on"), bool):
        raise Wrong(400, "on is true or false")
    world.limits = Pace() if given["on"] else None
    return {"on": world.limits is not None}


__all__ = ["Bad", "routes"]
