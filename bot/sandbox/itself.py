"""Methods about the bot itself: its name, commands, menu, and the files it asks for."""

import re

from bot.sandbox.errors import Bad
from bot.sandbox.methods import Call, known_file, real
from bot.sandbox.world import Obj


@real("getMe")
async def get_me(call: Call) -> Obj:
    flags = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business")
    return call.world.bot_user(call.bot) | dict.fromkeys(flags, False) | {"can_join_groups": True, "has_main_web_app": False}


def _scope(args: Obj) -> str:
    scope = args.get("scope") or {"type": "default"}
    return "/".join([*(str(value) for value in scope.values()), args.get("language_code") or ""])


@real("setMyCommands")
async def set_commands(call: Call) -> bool:
    for command in call.args["commands"]:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]) or not 1 <= len(command["description"]) <= 256:
            raise Bad(400, "Bad Request: BOT_COMMAND_INVALID")
    call.bot["commands"][_scope(call.args)] = call.args["commands"]
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("getMyCommands")
async def get_commands(call: Call) -> list[Obj]:
    return list(call.bot["commands"].get(_scope(call.args), []))


@real("deleteMyCommands")
async def delete_commands(call: Call) -> bool:
    call.bot["commands"].pop(_scope(call.args), None)
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("setMyDescription", "setMyShortDescription")
async def describe(call: Call) -> bool:
    for name, most in (("description", 512), ("short_description", 120)):
        if len(call.args.get(name) or "") > most:
            raise Bad(400, "Bad Request: BOT_DESCRIPTION_TOO_LONG")
        if name in call.args:
            call.bot.setdefault(name, {})[call.args.get("language_code") or ""] = call.args[name]
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("setChatMenuButton")
async def set_menu(call: Call) -> bool:
    call.bot["menu"][str(call.args.get("chat_id") or "")] = call.args.get("menu_button") or {"type": "default"}
    call.world.bots.put(call.bot["token"], call.bot)
    return True


@real("getChatMenuButton")
async def get_menu(call: Call) -> Obj:
    return dict(call.bot["menu"].get(str(call.args.get("chat_id") or ""), {"type": "default"}))


@real("getFile")
async def get_file(call: Call) -> Obj:
    known = known_file(call, call.args["file_id"])
    if known["file_size"] > 20 * 1024 * 1024:
        raise Bad(400, "Bad Request: file is too big")
    shown = {key: known[key] for key in ("file_id", "file_unique_id", "file_size")}
    return shown | {"file_path": f"{known['kind']}s/{known['file_id']}"}
