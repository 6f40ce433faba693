"""The people's side: `/sim/…`, JSON in and out, for tests, scripts and the page."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.sandbox import belonging, governing, pressing, saying, watching
from bot.sandbox.api import WORLD
from bot.sandbox.errors import Wrong
from bot.sandbox.limits import Pace
from bot.sandbox.world import Obj, World

Handler = Callable[[World, Obj], Awaitable[Obj]]


def routes() -> list[web.RouteDef]:
    posts: dict[str, Handler] = {
        "bots": belonging.add_bot,
        "people": belonging.add_person,
        "chats": belonging.add_chat,
        "send": saying.send,
        "tap": pressing.tap,
        "press": pressing.press,
        "join": belonging.join,
        "leave": belonging.leave,
        "block": belonging.block,
        "react": belonging.react,
        "edit": belonging.edit,
        "forward": saying.forward,
        "rights": governing.rights,
        "topics": governing.topics,
        "migrate": governing.migrate,
        "clock": governing.clock,
        "faults": faults,
        "redeliver": redeliver,
        "inject": inject,
        "limits": limits,
    }
    table = [web.post(f"/sim/{name}", _json(handler)) for name, handler in posts.items()]
    return [
        *table,
        web.post("/sim/upload", saying.upload),
        web.get("/sim/state", watching.state),
        web.get("/sim/news", watching.news),
        web.get("/sim/messages", watching.messages),
        web.get("/sim/inbox", watching.inbox),
        web.get("/sim/scene", watching.sample),
        web.get("/sim/file", watching.file),
        web.get("/sim/calls", watching.calls),
        web.get("/sim/clock", governing.told),
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


async def inject(world: World, given: Obj) -> Obj:
    """An update of any shape, as a bot might one day meet it."""
    bot = world.bot_named(given.get("bot"))
    return {"update_id": world.push(bot, str(given["kind"]), given["body"])}


async def limits(world: World, given: Obj) -> Obj:
    if not isinstance(given.get("on"), bool):
        raise Wrong(400, "on is true or false")
    world.limits = Pace() if given["on"] else None
    return {"on": world.limits is not None}
