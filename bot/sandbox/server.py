"""The sandbox as one aiohttp application: Bot API, people's side, page and health on one port."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from aiohttp import web

from bot.sandbox import api, delivery, sim
from bot.sandbox.errors import Bad, Wrong
from bot.sandbox.world import World

PAGE = Path(__file__).parent / "page"
MAP = web.AppKey("MAP", dict)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(world: World, map_file: Path | None = None, font: Path | None = None) -> web.Application:
    """`font`: Chinese glyphs for a browser on a machine that has none."""
    app = web.Application(client_max_size=64 * 1024 * 1024, middlewares=[own_pages, plain_errors])
    app[api.WORLD] = world
    app[MAP] = json.loads(map_file.read_text("utf-8")) if map_file else {"type": "FeatureCollection", "features": []}
    app.router.add_route("*", "/bot{token}/{method}", api.handle)
    app.router.add_get("/file/bot{token}/{path:.+}", api.download)
    app.add_routes(sim.routes())
    app.router.add_get("/sim/map", _map)
    app.router.add_get("/healthz", _health)
    app.router.add_get("/", _page)
    if font:
        app.router.add_get("/page/font", partial(_file, font))
    app.router.add_static("/page", PAGE)
    app.cleanup_ctx.append(_closing)
    return app


async def _closing(app: web.Application) -> AsyncIterator[None]:
    yield
    app[api.WORLD].disk.close()


async def _map(request: web.Request) -> web.Response:
    return web.json_response(request.app[MAP])


async def _health(request: web.Request) -> web.Response:
    ready = request.app[api.WORLD].ready
    return web.json_response({"ok": ready}, status=200 if ready else 503)


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-store"})


async def _file(path: Path, _request: web.Request) -> web.FileResponse:
    return web.FileResponse(path, headers={"Cache-Control": "max-age=86400"})


@web.middleware
async def own_pages(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A page of another origin may not act in a running demo; scripts send no origin."""
    origin = request.headers.get("Origin")
    if request.method not in ("GET", "HEAD") and origin is not None and urlsplit(origin).netloc != request.host:
        return web.json_response({"error": "not from a page of another origin"}, status=403)
    return await handler(request)


@web.middleware
async def plain_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever is wrong in a call of the people's side is said in one sentence."""
    try:
        return await handler(request)
    except Wrong as wrong:
        return web.json_response({"error": wrong.error} | wrong.more, status=wrong.status)
    except Bad as bad:
        return web.json_response({"error": bad.description}, status=bad.code)
    except web.HTTPNotFound:
        return web.json_response({"ok": False, "error_code": 404, "description": "Not Found", "error": "not found"}, status=404)
    except KeyError as error:
        return web.json_response({"error": f"{error.args[0]} is missing"}, status=400)
    except (ValueError, TypeError) as error:
        return web.json_response({"error": f"malformed: {error}"}, status=400)


def seat(world: World, people_file: Path) -> None:
    """Makes the people and groups a list names, where they are not there yet. Roles in it are nothing to the sandbox."""
    listed: dict[str, Any] = yaml.load(people_file.read_text("utf-8"), yaml.CSafeLoader)
    ids: dict[Any, int] = {}
    for person in listed["people"]:
        ids[person.get("username") or person["id"]] = person["id"]
        if str(person["id"]) not in world.people:
            world.add_person(person | {"started": True})
    for group in listed["groups"]:
        if str(group["id"]) in world.chats:
            continue
        wanted = group.get("members", "all")
        members = list(ids.values()) if wanted == "all" else [ids[name] for name in wanted]
        world.add_chat(group | {"members": members, "is_forum": group.get("forum", False), "bot": "admin"})
    world.phones = [phone | {"person": ids[phone["person"]]} for phone in listed.get("phones") or []]
    world.wake()


async def serve(
    world: World, host: str, port: int, map_file: Path | None = None, font: Path | None = None
) -> tuple[web.AppRunner, int]:
    """Starts listening. Raises OSError when the port is taken. Returns the runner and the port in use."""
    runner = web.AppRunner(make_app(world, map_file, font), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner, int(runner.addresses[0][1])


__all__ = ["World", "delivery", "make_app", "seat", "serve"]
