"""How updates reach a bot: by getUpdates until confirmed, or by webhook until answered with 2xx."""

import asyncio
import json
import time
from typing import Any

import aiohttp

from bot.sandbox.errors import Bad
from bot.sandbox.methods import METHODS, Call, real
from bot.sandbox.world import Obj, World

RETRIES = (0.1, 2, 4, 8, 16, 32, 60)


@real("getUpdates")
async def get_updates(call: Call) -> list[Obj]:
    world, bot, args = call.world, call.bot, call.args
    token = bot["token"]
    if bot["webhook"]:
        raise Bad(
            409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    if args.get("allowed_updates") is not None:
        world.bots.put(token, bot | {"allowed": args["allowed_updates"] or None})
    offset = int(args.get("offset") or 0)
    world.confirm(world.bots[token], offset)
    world.polling[token] = mine = object()
    world.wake()
    return await _arrived(world, token, mine, offset, int(args.get("limit") or 100), float(args.get("timeout") or 0))


async def _arrived(world: World, token: str, mine: object, offset: int, limit: int, wait: float) -> list[Obj]:
    """What has arrived, waiting for it; a newer call takes over from this one, as when a killed bot comes back."""
    until = time.monotonic() + min(wait, 50)
    while True:
        if world.polling[token] is not mine:
            raise Bad(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
        changed = world.changed
        queue = world.waiting.get(token, [])
        found = [one for one in queue if one.get("again") or one["update"]["update_id"] >= offset][:limit]
        left = until - time.monotonic()
        if found or left <= 0:
            for record in found:
                record["again"] = False
            return [record["update"] for record in found]
        await world.news(changed, left)


@real("setWebhook")
async def set_webhook(call: Call) -> bool:
    url = call.args.get("url") or ""
    hook = {"url": url, "secret": call.args.get("secret_token"), "max": int(call.args.get("max_connections") or 40)}
    changes: Obj = {"webhook": hook if url else None}
    if call.args.get("allowed_updates") is not None:
        changes["allowed"] = call.args["allowed_updates"] or None
    if call.args.get("drop_pending_updates"):
        call.world.confirm(call.bot, 1 << 60)
    call.world.bots.put(call.bot["token"], call.bot | changes)
    return True


@real("deleteWebhook")
async def delete_webhook(call: Call) -> bool:
    if call.args.get("drop_pending_updates"):
        call.world.confirm(call.bot, 1 << 60)
    call.world.bots.put(call.bot["token"], call.bot | {"webhook": None})
    return True


@real("getWebhookInfo")
async def webhook_info(call: Call) -> Obj:
    hook: Any = call.bot["webhook"] or {"url": "", "max": 40}
    pending = len(call.world.waiting.get(call.bot["token"], []))
    info: Obj = {"url": hook["url"], "has_custom_certificate": False, "pending_update_count": pending}
    return info | ({"max_connections": hook["max"]} | hook.get("trouble", {}) if hook["url"] else {})


async def deliver(world: World) -> None:
    """Posts to every webhook for ever: one chat's updates one at a time, those of different chats side by side."""
    posting: dict[asyncio.Task[None], tuple[str, int]] = {}
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as session, asyncio.TaskGroup() as group:
        while True:
            changed = world.changed
            posting = {task: key for task, key in posting.items() if not task.done()}
            busy = set(posting.values())
            for bot in [bot for bot in world.bots.values() if bot["webhook"]]:
                for record in world.waiting.get(bot["token"], []):
                    if len(posting) >= bot["webhook"]["max"]:
                        break
                    key = (bot["token"], record["chat"])
                    if key not in busy and record["pending"]:
                        posting[group.create_task(_post(world, session, record))] = key
                        busy.add(key)
            await world.news(changed, 1)


async def _replied(world: World, bot: Obj, body: str) -> None:
    """A method given as the answer to a post is performed; nobody learns what came of it."""
    args = json.loads(body) if body.startswith("{") else {}
    name = str(args.pop("method", ""))
    if name.lower() not in METHODS:
        return
    try:
        answer: Obj = {"ok": True, "result": await METHODS[name.lower()](Call(world, bot, args, {}))}
    except Bad as bad:
        answer = {"ok": False, "error_code": bad.code, "description": bad.description}
    world.calls.append({"method": name, "args": args, "answer": answer, "seq": world.count("call"), "time": time.time()})


async def _post(world: World, session: aiohttp.ClientSession, record: Obj) -> None:
    """One update until it is taken, or the webhook is gone."""
    tries = 0
    while (hook := world.bots[record["bot"]]["webhook"]) and record["pending"]:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook["secret"]} if hook["secret"] else {}
        wait = RETRIES[min(tries, len(RETRIES) - 1)]
        try:
            async with session.post(hook["url"], json=record["update"], headers=headers) as answer:
                if 200 <= answer.status < 300:
                    await _replied(world, world.bots[record["bot"]], await answer.text())
                    world.settle(record)
                    waiting = world.waiting[record["bot"]]
                    world.waiting[record["bot"]] = [one for one in waiting if one["pending"]]
                    world.wake()
                    return
                wait = float(answer.headers.get("Retry-After") or wait)
                trouble = f"Wrong response from the webhook: {answer.status} {answer.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            trouble = str(error) or type(error).__name__
        hook["trouble"] = {"last_error_date": int(time.time()), "last_error_message": trouble}
        tries += 1
        await asyncio.sleep(wait)
