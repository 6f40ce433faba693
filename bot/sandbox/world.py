"""The sandbox's state: bots, people, chats, messages, files and updates, as Bot API objects, and who sees what."""

import asyncio
import hashlib
import secrets
import time
from collections import deque
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import Any

from bot.sandbox.disk import Disk
from bot.sandbox.errors import Bad, Wrong
from bot.sandbox.limits import Pace

Obj = dict[str, Any]


def _chat_of(body: object) -> object:
    """The id of the chat an update is about, 0 where it says none; injected ones have any shape."""
    known = body if isinstance(body, dict) else {}
    chat = known.get("chat") or (known["message"].get("chat") if isinstance(known.get("message"), dict) else None)
    return chat.get("id", 0) if isinstance(chat, dict) else 0


class World:
    def __init__(self, folder: Path | None) -> None:
        self.disk = Disk(folder)
        self.bots = self.disk.shelf("bot")
        self.people = self.disk.shelf("person")
        self.chats = self.disk.shelf("chat")
        self.messages = self.disk.shelf("message")
        self.updates = self.disk.shelf("update")
        self.files = self.disk.shelf("file")
        self.callbacks = self.disk.shelf("callback")
        self.counters = self.disk.shelf("counter")
        self.by_chat: dict[str, list[Obj]] = {}
        for record in sorted(self.messages.values(), key=lambda one: int(one["message"]["message_id"])):
            self.by_chat.setdefault(record["place"], []).append(record)
        self.waiting: dict[str, list[Obj]] = {}
        for update in sorted(self.updates.values(), key=lambda one: int(one["update"]["update_id"])):
            if update["pending"]:
                self.waiting.setdefault(update["bot"], []).append(update)
        self.calls: deque[Obj] = deque(maxlen=50_000)
        self.faults: list[Obj] = []
        self.phones: list[Obj] = []
        """Which phones the page opens first."""
        self.ready = True
        """Whether /healthz says so; a host that has more to start says when."""
        self.limits: Pace | None = None
        self.polling: dict[str, object] = {}
        self.changed = asyncio.Event()
        self.zone: str | None = None
        """Whose time the page shows; the browser's own when it is not said."""
        self.about: dict[int, dict[str, str]] = {}
        """What the page says below people's names, by language."""
        self.stride = inf
        """Seconds the clock is moved by at most: a host that lives through them says how many it can."""
        self.moved = False
        """Somebody has moved the clock by hand; a host that keeps another clock looks and takes it back."""
        self._ahead = float((self.counters.get("clock") or {"ahead": 0})["ahead"])

    # --- what time it is ---

    def now(self) -> float:
        """Unix time, by the clock that may have been moved forward."""
        return time.time() + self._ahead

    def move_clock(self, at: float) -> None:
        """Forward to a moment; never back."""
        if at > self.now():
            self._ahead += at - self.now()
            self.counters.put("clock", {"ahead": self._ahead})

    def begin_at(self, at: float) -> None:
        """The clock of a world in which nothing has happened yet."""
        self._ahead = at - time.time()
        self.counters.put("clock", {"ahead": self._ahead})

    # --- counting and waking ---

    def count(self, name: str, start: int = 0) -> int:
        thing = self.counters.get(name) or {"n": start}
        return int(self.counters.put(name, {"n": thing["n"] + 1})["n"])

    def wake(self) -> None:
        """Everything waiting for news looks again."""
        self.disk.commit()
        self.changed.set()
        self.changed = asyncio.Event()

    @staticmethod
    async def news(changed: asyncio.Event, seconds: float) -> None:
        """Until something changes, or the time is up. Take `changed` before looking, so that nothing slips by."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await changed.wait()

    # --- bots and people ---

    def bot(self, token: str, username: str | None = None) -> Obj:
        """The bot of this token, made at its first call."""
        head, _, tail = token.partition(":")
        if not head.isdigit() or not tail:
            raise Bad(401, "Unauthorized")
        if token not in self.bots:
            bot = {"id": int(head), "token": token, "username": username or f"wangge_{head}_bot", "first_name": "网格"}
            self.bots.put(token, bot | {"webhook": None, "commands": {}, "allowed": None, "menu": {}})
        elif username:
            self.bots.put(token, self.bots[token] | {"username": username})
        return self.bots[token]

    def bot_named(self, username: str | None) -> Obj:
        for bot in self.bots.values():
            if username in (None, bot["username"]):
                return bot
        raise Wrong(404, f"no bot {username or 'yet'}")

    def bot_user(self, bot: Obj) -> Obj:
        return {"id": bot["id"], "is_bot": True, "first_name": bot["first_name"], "username": bot["username"]}

    def person(self, person_id: object) -> Obj:
        found = self.people.get(str(person_id))
        if not found:
            raise Wrong(404, f"no person {person_id}")
        return found

    def add_person(self, given: Obj) -> Obj:
        if str(given.get("id")) in self.people:
            raise Wrong(409, f"there is a person {given['id']} already")
        if given.get("username") and any(one.get("username") == given["username"] for one in self.people.values()):
            raise Wrong(409, f"there is a {given['username']} already")
        person_id = int(given.get("id") or self.count("person", 5000))
        while not given.get("id") and str(person_id) in self.people:
            person_id = self.count("person")
        person = {"id": person_id, "is_bot": False, "first_name": given["first_name"]}
        person |= {key: given[key] for key in ("username", "language_code", "last_name") if given.get(key)}
        return self.people.put(str(person_id), person | {"started": bool(given.get("started")), "blocked": False})

    def user(self, person: Obj) -> Obj:
        shown = ("id", "is_bot", "first_name", "last_name", "username", "language_code")
        return {key: person[key] for key in shown if key in person}

    # --- chats; a place is where messages stand: a group's id, or bot:person ---

    def add_chat(self, given: Obj) -> Obj:
        if given.get("type", "supergroup") not in ("group", "supergroup"):
            raise Wrong(400, "type is group or supergroup")
        chat_id = int(given.get("id") or -1000000000000 - self.count("chat", 100))
        members = {str(self.person(one)["id"]): "member" for one in given.get("members", [])}
        chat = {"id": chat_id, "title": given["title"], "type": given.get("type", "supergroup")}
        chat |= {"is_forum": bool(given.get("is_forum")), "members": members, "bots": {}, "pinned": []}
        chat["topics"] = {str(topic["thread"]): topic["name"] for topic in given.get("topics", [])}
        if chat["topics"]:
            self.counters.put(f"message:{chat_id}", {"n": max(int(thread) for thread in chat["topics"])})
        if given.get("bot"):
            chat["bots"]["*"] = given["bot"]
        return self.chats.put(str(chat_id), chat)

    def chat(self, chat_id: object) -> Obj:
        found = self.chats.get(str(chat_id))
        if not found:
            raise Bad(400, "Bad Request: chat not found")
        return found

    def bot_status(self, chat: Obj, bot: Obj) -> str | None:
        """member, admin, or None: not in it. `*` in a list of people and groups means the first bot there is."""
        own = chat["bots"].get(str(bot["id"]))
        if own is None and next(iter(self.bots.values()))["id"] == bot["id"]:
            own = chat["bots"].get("*")
        return own if own in ("member", "admin") else None

    def place(self, bot: Obj, chat_id: object) -> str:
        return str(chat_id) if str(chat_id) in self.chats else f"{bot['id']}:{chat_id}"

    def private(self, bot: Obj, person: Obj) -> Obj:
        """What one bot and one person know of each other."""
        key = f"{bot['id']}:{person['id']}"
        shelf = self.disk.shelf("private")
        return shelf.get(key) or shelf.put(key, {"started": person["started"], "blocked": False, "keyboard": None, "pinned": []})

    def keep_private(self, bot: Obj, person: Obj, **changes: Any) -> None:
        self.disk.shelf("private").put(f"{bot['id']}:{person['id']}", self.private(bot, person) | changes)

    def chat_object(self, chat_id: int) -> Obj:
        if str(chat_id) in self.chats:
            chat = self.chats[str(chat_id)]
            shown = {"id": chat["id"], "type": chat["type"], "title": chat["title"]}
            return shown | ({"is_forum": True} if chat["is_forum"] else {})
        person = self.person(chat_id)
        names = {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
        return {"id": person["id"], "type": "private"} | names

    # --- messages ---

    def add_message(self, place: str, chat_id: int, sender: Obj, content: Obj, **more: Any) -> Obj:
        """A new message; `more` may hold keyboard, only_for (an ephemeral message's reader) and thread."""
        message: Obj = {"message_id": self.count(f"message:{place}"), "date": int(self.now())}
        message |= {"chat": self.chat_object(chat_id), "from": sender} | content
        if more.get("thread"):
            message |= {"message_thread_id": more["thread"], "is_topic_message": True}
        record = {"place": place, "message": message, "deleted": False, "only_for": more.get("only_for")}
        self.by_chat.setdefault(place, []).append(record)
        self.save(record)
        return record

    def save(self, record: Obj) -> None:
        record["seq"] = self.count("seq")
        self.messages.put(f"{record['place']}/{record['message']['message_id']}", record)

    def find(self, place: str, message_id: object) -> Obj | None:
        found = self.messages.get(f"{place}/{message_id}")
        return None if found is None or found["deleted"] else found

    # --- files ---

    def add_file(self, body: bytes, kind: str, **facts: Any) -> Obj:
        """Bytes kept under a new file_id; the unique id is of the content, as Telegram's is."""
        file_id = f"{kind}-{self.count('file')}-{secrets.token_hex(6)}"
        unique = hashlib.sha256(body).hexdigest()[:16]
        self.disk.keep(file_id, body)
        known = {"file_id": file_id, "file_unique_id": unique, "file_size": len(body), "kind": kind}
        return self.files.put(file_id, known | facts)

    # --- updates ---

    def push(self, bot: Obj, kind: str, body: Obj) -> int | None:
        """An update for a bot, unless it asked not to have that kind. Returns its number."""
        allowed = bot["allowed"] or [one for one in UPDATES if one not in SILENT]
        if kind not in allowed:
            return None
        update_id = self.count(f"update:{bot['id']}", 100_000)
        update = {"update_id": update_id, kind: body}
        record = {"bot": bot["token"], "update": update, "pending": True, "chat": _chat_of(body)}
        self.updates.put(f"{bot['id']}/{update_id}", record)
        self.waiting.setdefault(bot["token"], []).append(record)
        return update_id

    def confirm(self, bot: Obj, offset: int) -> None:
        """Everything below the offset is done."""
        queue = self.waiting.get(bot["token"], [])
        for record in queue:
            if record["update"]["update_id"] < offset and not record.get("again"):
                self.settle(record)
        self.waiting[bot["token"]] = [record for record in queue if record["pending"]]

    def again(self, bot: Obj, update_id: int) -> None:
        """An update is delivered once more, whatever was confirmed."""
        record = self.updates.get(f"{bot['id']}/{update_id}")
        if not record:
            raise Wrong(404, f"no update {update_id}")
        queue = self.waiting.setdefault(bot["token"], [])
        record |= {"pending": True, "again": True}
        if record not in queue:
            queue.append(record)

    def settle(self, record: Obj) -> None:
        record["pending"] = False
        self.updates.put(f"{self.bots[record['bot']]['id']}/{record['update']['update_id']}", record)


UPDATES = (
    "message", "edited_message", "channel_post", "callback_query", "inline_query", "my_chat_member", "chat_member",
    "message_reaction", "poll",
)  # fmt: skip
SILENT = ("chat_member", "message_reaction")
