"""Whether the process is there."""

from aiohttp import web


def make_app() -> web.Application:
    app = web.Application()
    app.router.add_get("/healthz", _health)
    return app


async def _health(_request: web.Request) -> web.Response:
    return web.json_response({"ok": True})
