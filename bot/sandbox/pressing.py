"""Buttons as people press them: under a message, or below the writing field."""

import time
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.errors import Wrong
from bot.sandbox.saying import Address, content_of, textual
from bot.sandbox.watching import sees
from bot.sandbox.world import Obj, World

ANSWER_WAIT = 15.0


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
    address = Address(world, given)
    records = [one for one in world.by_chat.get(address.place, []) if sees(one, address.person["id"])]
    if address.thread and not given.get("message_id"):
        records = [one for one in records if one["message"].get("message_thread_id") == address.thread]
    if given.get("message_id"):
        records = [one for one in records if one["message"]["message_id"] == int(given["message_id"])]
        if not records:
            raise Wrong(404, f"no message {given['message_id']}")
    record, button = pick(records, given)
    if "callback_data" not in button:
        return _follow(world, address, button)
    bot = next(bot for bot in world.bots.values() if bot["id"] == record["message"]["from"]["id"])
    query_id = str(world.count("callback", 4_000_000))
    world.callbacks.put(query_id, {"bot": bot["id"], "answer": None})
    query = {"id": query_id, "from": world.user(address.person), "message": record["message"]}
    world.push(bot, "callback_query", query | {"chat_instance": address.place, "data": button["callback_data"]})
    world.wake()
    return {"answer": await _answer(world, query_id)}


def _follow(world: World, address: Address, button: Obj) -> Obj:
    link = button.get("url") or (button.get("web_app") or {}).get("url")
    if not link:
        return {"copied": (button.get("copy_text") or {}).get("text")}
    parts = urlsplit(link)
    for bot in world.bots.values():
        if parts.netloc in ("t.me", "telegram.me") and parts.path.strip("/").lower() == bot["username"].lower():
            payload = parse_qs(parts.query).get("start", [""])[0]
            private = Address(world, {"from": address.person["id"], "bot": bot["username"]})
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
    address = Address(world, given)
    keyboard = world.private(address.bot, address.person)["keyboard"] or {"keyboard": []}
    buttons = [one if isinstance(one, dict) else {"text": one} for row in keyboard["keyboard"] for one in row]
    wanted = bare(str(given["label"]))
    exact = [one for one in buttons if bare(one["text"]) == wanted]
    found = exact or [one for one in buttons if wanted in bare(one["text"])]
    if len(found) != 1:
        raise Wrong(409 if found else 404, "which button?", labels=[one["text"] for one in buttons])
    if found[0].get("request_location"):
        content = content_of({"location": given.get("location") or _missing("location")})
    elif found[0].get("request_contact"):
        known = {"first_name": address.person["first_name"], "user_id": address.person["id"], "phone_number": "13800000000"}
        content = {"contact": known | (given.get("contact") or {})}
    else:
        content = textual("text", found[0]["text"])
    if keyboard.get("one_time_keyboard"):
        world.keep_private(address.bot, address.person, keyboard=None)
    return {"message_id": address.say(content)}


def _missing(what: str) -> Any:
    raise Wrong(400, f"this button wants a {what}")
