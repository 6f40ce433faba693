"""The courier under Telegram's own limits: how near to 30 a second, at what price a message, and one paused chat among many."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp

from bot.config import DEFAULT_PACK
from cases.outbox import Address, Letter
from storage.engine.database import Database
from tests.bench.load import Telegram
from tests.bench.updates import Web, now
from tests.people import Town
from tests.servers import free_port

TOKEN, DISTRICT = "100:demo", "yunqiao"
CHATS, FIRST = 600, 50_000
SECONDS = 40
ALLOWED = 30.0


@asynccontextmanager
async def process(arguments: list[str], **environment: str) -> AsyncIterator[Web]:
    quiet = asyncio.subprocess.DEVNULL
    found = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env={**os.environ, **environment}, stdout=quiet, stderr=quiet
    )
    try:
        yield Web(found, 0, Telegram(0, "", ""))
    finally:
        found.kill()
        await found.wait()


async def measure(folder: Path, store: str) -> dict[str, float]:
    folder.mkdir(parents=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    people = str(DEFAULT_PACK / "people.yaml")
    async with (
        process(["bot", "sandbox", "--port", str(port), "--data", str(folder / "telegram"), "--people", people]),
        aiohttp.ClientSession() as session,
    ):
        town = Town(session, url)
        await _crowd(town)
        hot, bare = await _bare(url, 0), await _bare(url, ALLOWED)
        environment = {"WANGGE_TOKEN": TOKEN, "WANGGE_API": url, "WANGGE_DATABASE": store}
        async with process(["bot", "run", "--roles", "courier", "--data", str(folder / "wangge")], **environment) as courier:
            await taken(store)
            await asyncio.sleep(3)
            found = await _full_pace(town, store, courier)
            found |= await _one_paused(town, store)
    return found | {
        "bare_send_cpu_us": 1e6 * bare, "courier_cpu_ratio_to_bare": found["courier_cpu_us_per_message"] / (1e6 * bare),
        "courier_cpu_ratio_to_bare_one_after_the_other": found["courier_cpu_us_per_message"] / (1e6 * hot),
    }  # fmt: skip


async def _crowd(town: Town) -> None:
    await town.up()
    await town.post("bots", token=TOKEN)
    for number in range(CHATS):
        await town.post("people", first_name=f"C{number}", id=FIRST + number, started=True)


async def taken(store: str) -> None:
    """Until the courier has its lease."""
    database = Database(store)
    async with asyncio.timeout(60):
        while True:
            try:
                async with database.reading(DISTRICT, now) as tx:
                    if await tx.leases.holds("courier", 1):
                        break
            except Exception:
                pass
            await asyncio.sleep(0.2)
    await database.close()


async def _write(store: str, chats: list[int], each: int) -> None:
    database = Database(store)
    async with database.writing(DISTRICT, now) as tx:
        for chat in chats:
            await tx.people.meet(chat, f"C{chat}", None, "zh", tx.now)
        for number in range(each):
            for chat in chats:
                await tx.outbox.write(Letter(address=Address(chat=chat), key="plain", facts={"text": f"第 {number} 条"}))
    await database.close()


async def _sent(town: Town) -> list[dict[str, float]]:
    """Each call to send to the crowd: its time, its chat and whether it was refused."""
    return [
        {"at": call["time"], "chat": int(call["args"]["chat_id"]), "refused": not call["answer"]["ok"]}
        for call in await town.calls("sendMessage") if int(call["args"].get("chat_id", 0)) >= FIRST
    ]  # fmt: skip


async def _full_pace(town: Town, store: str, courier: Web) -> dict[str, float]:
    """Many chats, each with a few letters waiting: how many a second get through, and what each costs."""
    await town.post("limits", on=True)
    cpu, begun = courier.cpu(), len(await _sent(town))
    wanted = int(ALLOWED * SECONDS)
    await _write(store, list(range(FIRST, FIRST + CHATS)), wanted // CHATS)
    async with asyncio.timeout(SECONDS * 3):
        while len([one for one in (await _sent(town))[begun:] if not one["refused"]]) < wanted:
            await asyncio.sleep(0.5)
    calls = (await _sent(town))[begun:]
    times = sorted(one["at"] for one in calls if not one["refused"])
    return {
        "courier_messages_per_second": (len(times) - 1) / (times[-1] - times[0]),
        "courier_share_of_allowed": (len(times) - 1) / (times[-1] - times[0]) / ALLOWED,
        "courier_refused_429": sum(one["refused"] for one in calls),
        "courier_cpu_us_per_message": 1e6 * (courier.cpu() - cpu) / len(times),
    }


async def _one_paused(town: Town, store: str) -> dict[str, float]:
    """One chat is answered 429 for ten seconds; all others finish as if nothing were."""
    begun, chats = len(await _sent(town)), list(range(FIRST, FIRST + 200))
    await town.post("faults", method="sendMessage", chat=FIRST, error_code=429, retry_after=10, times=1)
    await _write(store, chats, 2)
    async with asyncio.timeout(120):
        while len([one for one in (await _sent(town))[begun:] if not one["refused"]]) < 2 * len(chats):
            await asyncio.sleep(0.3)
    calls = [one for one in (await _sent(town))[begun:] if not one["refused"]]
    others = sorted(one["at"] for one in calls if one["chat"] != FIRST)
    ideal = (len(others) - 1) / 30
    return {
        "others_time_to_ideal_while_one_is_paused": (others[-1] - others[0]) / ideal,
        "lost_while_one_is_paused": 2 * len(chats) - len(calls),
    }


async def _bare(url: str, rate: float) -> float:
    """Processor seconds of one bare Bot.send_message, so many a second: a processor that sleeps in between works slower than
    one that sends one after the other (rate 0)."""
    code = (
        "import asyncio, sys, time\n"
        "from aiogram import Bot\n"
        "from aiogram.client.session.aiohttp import AiohttpSession\n"
        "from aiogram.client.telegram import TelegramAPIServer\n"
        "async def main(url, rate, count=450):\n"
        "    async with Bot('100:demo', session=AiohttpSession(api=TelegramAPIServer.from_base(url))) as bot:\n"
        "        for chat in range(50100, 50150): await bot.send_message(chat, 'warm')\n"
        "        started = time.process_time()\n"
        "        for n in range(count):\n"
        "            await bot.send_message(50000 + n % 600, f'第 {n} 条')\n"
        "            if rate: await asyncio.sleep(1 / rate)\n"
        "        print((time.process_time() - started) / count)\n"
        "asyncio.run(main(sys.argv[1], float(sys.argv[2])))\n"
    )
    done = await asyncio.create_subprocess_exec(sys.executable, "-c", code, url, str(rate), stdout=asyncio.subprocess.PIPE)
    out, _ = await done.communicate()
    return float(out.decode())
