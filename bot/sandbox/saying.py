"""What people say and show, and where they do it."""

import asyncio
import re

from aiohttp import web

from bot.sandbox.api import WORLD
from bot.sandbox.errors import Wrong
from bot.sandbox.markup import utf16
from bot.sandbox.pictures import TIMED, keep_document, keep_photo, keep_timed, shrink
from bot.sandbox.world import Obj, World

COMMAND = re.compile(r"(?<!\S)/[a-z0-9_]{1,32}(?:@\w+)?")


class Address:
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


async def send(world: World, given: Obj) -> Obj:
    address = Address(world, given)
    return {"message_id": address.say(content_of(given), given.get("reply_to"))}


def content_of(given: Obj) -> Obj:
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


async def forward(world: World, given: Obj) -> Obj:
    """Somebody's message, sent on; `to`: another chat, else the private one with the bot."""
    address = Address(world, given)
    found = world.find(address.place, given.get("message_id"))
    if not found:
        raise Wrong(404, f"no message {given.get('message_id')}")
    there = Address(world, {**given, "chat": given.get("to"), "thread": None})
    dropped = ("message_id", "date", "chat", "from", "reply_markup", "reply_to_message", "message_thread_id", "is_topic_message",
               "media_group_id", "edit_date")  # fmt: skip
    content = {key: value for key, value in found["message"].items() if key not in dropped}
    origin = {"type": "user", "sender_user": found["message"]["from"], "date": found["message"]["date"]}
    return {"message_id": there.say(content | {"forward_origin": origin})}


async def upload(request: web.Request) -> web.Response:
    """Pictures or files; several are an album, whose caption its first message bears."""
    world = request.app[WORLD]
    fields = await request.post()
    given: Obj = {key: value for key, value in fields.items() if isinstance(value, str) and value}
    address = Address(world, given | ({"thread": int(given["thread"])} if given.get("thread") else {}))
    files = [value for value in fields.values() if isinstance(value, web.FileField)]
    if not files:
        raise Wrong(400, "no file")
    contents: list[Obj] = []
    for one in files:
        body = one.file.read()
        kind = given.get("as", "photo")
        if kind in TIMED:
            timed = {kind: keep_timed(world, body, kind, one.content_type)}
            contents.append(timed | ({"document": timed[kind]} if kind == "animation" else {}))
        elif kind == "photo":
            contents.append({"photo": keep_photo(world, await asyncio.to_thread(shrink, body))})
        else:
            contents.append({"document": keep_document(world, body, one.filename, one.content_type)})
    album = {"media_group_id": str(world.count("album", 70_000))} if len(files) > 1 else {}
    caption = textual("caption", given["caption"]) if given.get("caption") else {}
    first = [address.say(contents[0] | album | caption, given.get("reply_to"))]
    sent = first + [address.say(content | album) for content in contents[1:]]
    world.wake()
    return web.json_response({"message_ids": sent})
