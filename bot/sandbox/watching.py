"""Looking: what a person sees, who there is, what was called."""

import asyncio
import time
from functools import partial
from typing import Any

from aiohttp import web

from bot.sandbox.api import WORLD
from bot.sandbox.errors import Wrong
from bot.sandbox.pictures import TIMED
from bot.sandbox.scenes import SCENES, film, scene
from bot.sandbox.world import Obj, World


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
        shown["about"] = world.about.get(person["id"], {})
        people.append(shown | {"started": known["started"], "blocked": known["blocked"]})
    chats = []
    for chat in world.chats.values():
        members = [{"id": int(key), "status": status} for key, status in chat["members"].items() if status != "left"]
        topics = [{"thread": int(key), "name": name} for key, name in chat["topics"].items()]
        shown = {key: chat[key] for key in ("id", "title", "type", "is_forum", "pinned")}
        members += [{"id": bot["id"], "status": status} for bot in bots if (status := world.bot_status(chat, bot))]
        left = [int(key) for key, status in chat["members"].items() if status == "left"]
        chats.append(shown | {"members": members, "left": left, "topics": topics})
    named = [{"id": bot["id"], "username": bot["username"]} for bot in bots]
    scenes = [{"name": name, "zh": zh, "en": en} for name, (zh, en, _) in SCENES.items()]
    return web.json_response({
        "bots": named, "people": people, "chats": chats, "phones": world.phones, "scenes": scenes, "zone": world.zone,
        "now": world.now(),
    })  # fmt: skip


async def inbox(request: web.Request) -> web.Response:
    """Every chat and topic of a person: how many messages of others stand there, and the last."""
    world, reader = request.app[WORLD], int(request.query["as"])
    person = world.person(reader)
    places: list[tuple[int, int | None, str, str]] = [
        (reader, None, "", world.place(bot, reader)) for bot in list(world.bots.values())[:1]
    ]
    for chat in world.chats.values():
        if chat["members"].get(str(reader), "left") == "left":
            continue
        place = world.place(next(iter(world.bots.values())), chat["id"])
        threads: list[tuple[int | None, str]] = [(int(key), name) for key, name in chat["topics"].items()] or [(None, "")]
        places += [(chat["id"], thread, f"{chat['title']} {name}".strip(), place) for thread, name in threads]
    return web.json_response({"person": person["id"], "places": [_place(world, reader, *one) for one in places]})


def _place(world: World, reader: int, chat: int, thread: int | None, title: str, place: str) -> Obj:
    there = [
        one for one in world.by_chat.get(place, [])
        if not one["deleted"] and sees(one, reader) and thread in (None, one["message"].get("message_thread_id"))
    ]  # fmt: skip
    others = [one for one in there if one["message"]["from"]["id"] != reader]
    last = there[-1]["message"] if there else {}
    text = str(
        last.get("text")
        or last.get("caption")
        or ("🎤" if last.get("voice") else "🎬" if last.get("video") else "🖼" if last else "")
    )[:60]
    return {"chat": chat, "thread": thread, "title": title, "count": len(others), "last": text, "date": last.get("date", 0)}


async def sample(request: web.Request) -> web.Response:
    name = request.query.get("name", "")
    if name not in SCENES:
        raise Wrong(404, "no such scene")
    seed, moving = int(request.query.get("seed") or 0) % 8, request.query.get("moving") == "1"
    draw = partial(film, name) if moving else partial(scene, name, after=request.query.get("after") == "1")
    body, kind = await asyncio.to_thread(draw, seed=seed), "image/webp" if moving else "image/jpeg"
    return web.Response(body=body, content_type=kind, headers={"Cache-Control": "max-age=86400"})


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
    mime = str(known.get("mime_type") or "")
    playable = known["kind"] in TIMED and mime.startswith(("audio/", "video/", "image/webp"))
    kind = "image/jpeg" if known["kind"] == "photo" else mime if playable else "application/octet-stream"
    return web.Response(body=world.disk.fetch(known["file_id"]), content_type=kind)


async def calls(request: web.Request) -> web.Response:
    world = request.app[WORLD]
    method, after = request.query.get("method", "").lower(), int(request.query.get("after") or 0)
    found = [one for one in world.calls if one["seq"] > after and method in ("", one["method"].lower())]
    return web.json_response({"calls": found})
