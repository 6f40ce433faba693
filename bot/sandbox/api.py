"""The Bot API's door: `/bot<token>/<method>` checked against aiogram's own classes, paced, made to fail, and recorded."""

import asyncio
import inspect
import json
import time
import types
import typing
from typing import Any

import aiogram.methods
from aiogram.methods import TelegramMethod
from aiohttp import web
from pydantic import ValidationError

from bot.sandbox import chats, delivery, editing, itself, sending
from bot.sandbox.errors import Bad
from bot.sandbox.limits import COUNTED, UNCOUNTED
from bot.sandbox.methods import METHODS, Call, Upload, post, writable
from bot.sandbox.world import Obj, World

REAL = (chats, delivery, editing, itself, sending)
"""Where the methods are that do something; importing them registers them."""
WORLD = web.AppKey("WORLD", World)
CLASSES: dict[str, type[TelegramMethod[Any]]] = {
    found.__api_method__.lower(): found
    for found in vars(aiogram.methods).values()
    if inspect.isclass(found) and issubclass(found, TelegramMethod) and found is not TelegramMethod
}


async def handle(request: web.Request) -> web.StreamResponse:
    """One call of a bot."""
    world = request.app[WORLD]
    name = request.match_info["method"].lower()
    args: Obj = {}
    started = time.time()
    try:
        args, uploads = await _arguments(request, name)
        result = await _perform(request, world, name, args, uploads)
        status, answer = 200, {"ok": True, "result": result}
    except Bad as bad:
        status, answer = bad.code, {"ok": False, "error_code": bad.code, "description": bad.description}
        if bad.parameters:
            answer["parameters"] = bad.parameters
    _note(world, name, args, answer, started)
    world.wake()
    return web.json_response(answer, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False))


def _note(world: World, name: str, args: Obj, answer: Obj, started: float) -> None:
    if name != "getupdates":
        record = {"method": CLASSES[name].__api_method__ if name in CLASSES else name, "args": args, "answer": answer}
        world.calls.append(record | {"seq": world.count("call"), "time": started})


async def _perform(request: web.Request, world: World, name: str, args: Obj, uploads: dict[str, Upload]) -> Any:
    bot = world.bot(request.match_info["token"])
    if name not in CLASSES:
        raise Bad(404, "Not Found")
    fault = _fault(world, name, args)
    if fault and fault.get("drop") != "after":
        await _fail(request, fault)
    _pace(world, bot, name, args)
    _check(name, args, uploads)
    call = Call(world, bot, args, uploads)
    result = await METHODS.get(name, _recorded(name))(call)
    if fault:
        _note(world, name, args, {"ok": True, "result": result}, time.time())
        world.wake()
        await _fail(request, fault)
    return result


def _recorded(name: str) -> Any:
    """A method that is only recorded answers with the default of what it declares to return."""

    async def method(call: Call) -> Any:
        returns = CLASSES[name].__returning__
        if getattr(returns, "__name__", "") == "Message":
            writable(call)
            return post(call, {"text": f"[{CLASSES[name].__api_method__}]"})
        return {bool: True, int: 0, str: ""}.get(returns, [] if typing.get_origin(returns) is list else {})

    return method


def _check(name: str, args: Obj, uploads: dict[str, Upload]) -> None:
    try:
        CLASSES[name].model_validate({**args, **{key: f"attach://{key}" for key in uploads if key not in args}})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"][:1])
        raise Bad(400, f'Bad Request: parameter "{where}": {first["msg"]}') from error
    for key in uploads:
        if key in CLASSES[name].model_fields:
            args.setdefault(key, f"attach://{key}")


def _pace(world: World, bot: Obj, name: str, args: Obj) -> None:
    if world.limits and name.startswith(COUNTED) and name not in UNCOUNTED and "chat_id" in args:
        chat = str(args["chat_id"])
        wait = world.limits.wait(bot["id"], world.place(bot, chat), chat in world.chats, time.monotonic())
        if wait:
            raise Bad(429, f"Too Many Requests: retry after {wait}", retry_after=wait)


def _fault(world: World, name: str, args: Obj) -> Obj | None:
    for fault in world.faults:
        if fault["method"].lower() in ("*", name) and str(fault.get("chat") or args.get("chat_id")) == str(args.get("chat_id")):
            fault["times"] -= 1
            if fault["times"] <= 0:
                world.faults.remove(fault)
            return fault
    return None


async def _fail(request: web.Request, fault: Obj) -> None:
    if fault.get("drop"):
        if request.transport:
            request.transport.close()
        raise asyncio.CancelledError
    code = int(fault.get("error_code") or 500)
    more = {key: fault[key] for key in ("retry_after", "migrate_to_chat_id") if fault.get(key)}
    raise Bad(code, fault.get("description") or f"fault {code}", **more)


# --- arguments, however they were sent ---


async def _arguments(request: web.Request, name: str) -> tuple[Obj, dict[str, Upload]]:
    args: Obj = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        args |= await request.json()
        return args, uploads
    if request.can_read_body:
        for key, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                uploads[key] = (value.filename, value.content_type, value.file.read())
            else:
                args[key] = value
    fields = CLASSES[name].model_fields if name in CLASSES else {}
    return {key: _decoded(fields[key].annotation if key in fields else str, value) for key, value in args.items()}, uploads


def _decoded(kind: Any, value: Any) -> Any:
    """A form's string as the value its field wants: numbers and flags stay strings only where text is meant."""
    kinds = _kinds(kind)
    if not isinstance(value, str) or kinds <= {str, type(None)}:
        return value
    try:
        decoded = json.loads(value)
    except ValueError:
        return value
    return decoded if isinstance(decoded, (dict, list)) or not kinds & {str} or int in kinds else value


def _kinds(kind: Any) -> set[Any]:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return set().union(*(_kinds(one) for one in typing.get_args(kind)))
    return {kind}


async def download(request: web.Request) -> web.StreamResponse:
    """The bytes of a file a bot asked for with getFile."""
    world = request.app[WORLD]
    world.bot(request.match_info["token"])
    file_id = request.match_info["path"].rpartition("/")[2]
    if file_id not in world.files:
        return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
    return web.Response(body=world.disk.fetch(file_id), content_type="application/octet-stream")
