"""Whether the process is there, and whether it can reach its records."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from cases.ports import StoreDown


def routes(reach: Callable[[], Awaitable[object]]) -> list[web.RouteDef]:
    """`reach` raises StoreDown when the records are out of reach."""

    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(_request: web.Request) -> web.Response:
        try:
            await reach()
        except StoreDown:
            return web.json_response({"ok": False}, status=503)
        return web.json_response({"ok": True})

    return [web.get("/healthz", alive), web.get("/readyz", ready)]
