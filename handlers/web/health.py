"""Whether the process is there, and whether it is at work and can reach its records."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from cases.store import StoreDown


def routes(reach: Callable[[], Awaitable[object]], at_work: Callable[[], bool]) -> list[web.RouteDef]:
    """`reach` raises StoreDown when the records are out of reach; `at_work`: whether its districts are."""

    async def alive(_request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def ready(_request: web.Request) -> web.Response:
        try:
            await reach()
        except StoreDown:
            return web.json_response({"ok": False}, status=503)
        return web.json_response({"ok": at_work()}, status=200 if at_work() else 503)

    return [web.get("/healthz", alive), web.get("/readyz", ready)]
