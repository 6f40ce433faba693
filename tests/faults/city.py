"""A city under stress: the sandbox, the service as real processes by role, real servers, and a door that finds a living one."""

import asyncio
import os
import random
import resource
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import aiohttp

from bot.config import DEFAULT_PACK
from cases.store import StoreDown
from storage.engine.database import Database
from storage.outbox.lookout import CLOCK_AHEAD
from tests.people import LEADS_GROUP, WORKERS_GROUP, Town
from tests.processes import Process
from tests.servers import Postgres, Server, free_port, postgres, valkey

DISTRICT = "yunqiao"
TOKEN = "100:demo"
AT_WORK = 0.75
FROZEN = 18.0
"""Seconds; a lease lasts fifteen."""
GONE = "jiaojing"
"""The department whose topic goes, whose lead blocks the bot, and that some editions do not have."""
POISONS: dict[str, dict[str, object]] = {
    "unreadable": {"date": "never", "photo": 7},
    "endless": {"from": {"id": 2**70, "is_bot": False, "first_name": "x"}, "text": "hi"},
    "raise": {"text": "raise"},
    "hang": {"text": "hang"},
}


class Door:
    """One address for several web processes: each connection goes to the next that lives."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = ports
        self._next = 0
        self._server: asyncio.Server | None = None
        self.port = 0

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        if self._server:
            self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in self._ports:
            self._next = (self._next + 1) % len(self._ports)
            try:
                there = await asyncio.open_connection("127.0.0.1", self._ports[self._next])
            except OSError:
                continue
            await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer), return_exceptions=True)
            return
        writer.close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(65536):
            target.write(piece)
            await target.drain()
    finally:
        with suppress(OSError):
            target.close()


class City:
    """Everything that runs, and what can be done to it."""

    def __init__(self, folder: Path, session: aiohttp.ClientSession, chance: random.Random) -> None:
        self.folder = folder
        self.session = session
        self.chance = chance
        self.town = Town(session, "")
        self.services: list[Process] = []
        self.database: Postgres | None = None
        self.redis: Server | None = None
        self.store = f"sqlite:///{folder / 'wangge' / 'wangge.db'}"
        self.counted: dict[str, int] = {}
        self.poisoned: dict[int, str] = {}
        """Updates that must be set aside, and why."""
        self.malformations: set[int] = set()
        """Updates that may be dropped, or set aside."""
        self._ahead = 0.0

    def count(self, what: str, by: int = 1) -> None:
        self.counted[what] = self.counted.get(what, 0) + by

    def one(self) -> Process:
        return self.chance.choice(self.services)

    async def all_ready(self) -> None:
        for service in self.services:
            await service.ready(self.session)

    async def pending(self) -> int:
        """Updates Telegram still keeps."""
        async with self.session.get(f"{self.town.url}/bot{TOKEN}/getWebhookInfo") as answer:
            return int((await answer.json())["result"]["pending_update_count"])

    async def retry(self) -> None:
        """`wangge failed retry`, by the program as it is."""
        await self.command("failed", "retry")

    # --- faults ---

    async def kill(self) -> None:
        """One process, mostly at work and sometimes while it starts; the only one there is gets a little longer, or a handler
        that hangs would never have had its three tries."""
        service = self.one()
        if self.chance.random() < AT_WORK:
            await service.ready(self.session)
            await asyncio.sleep(self.chance.random() * (2 if self.database else 4))
        await service.end(signal.SIGKILL)
        await service.start()
        self.count("kills")

    async def roll(self) -> None:
        """Each process is asked to stop and started again, one after the other."""
        for service in self.services:
            await service.end(signal.SIGTERM)
            await service.start()
            await service.ready(self.session)
        self.count("rolling_restarts")

    async def everything_twice(self) -> None:
        """Delivers every update a second time, soon after the first; does not end by itself."""
        heard: int | None = None
        while True:
            newest = max((await self.town.post("redeliver", last=1))["update_ids"], default=0)
            for update_id in range(newest if heard is None else heard + 1, newest):
                await self.town.post("redeliver", update_id=update_id)
            self.count("redelivered", newest - (heard or newest))
            heard = newest or None
            await asyncio.sleep(0.5)

    async def storm(self) -> None:
        times = self.chance.randint(2, 10)
        await self.town.post("faults", method="*", error_code=429, retry_after=self.chance.randint(1, 2), times=times)
        self.count("answered_429", times)

    async def hang_up(self) -> None:
        when, times = self.chance.choice(["before", "after"]), self.chance.randint(1, 3)
        for method in ("sendMessage", "sendPhoto", "editMessageText", "editMessageMedia"):
            await self.town.post("faults", method=method, drop=when, times=times)
        self.count(f"hung_up_{when}", 4 * times)

    async def jump(self) -> None:
        """The clock jumps, forward by hours or back by less than a minute; each process notices in its own time."""
        self._ahead += self.chance.choice([self.chance.uniform(600, 36_000), self.chance.uniform(-50, -5)])
        database = Database(self.store)
        with suppress(StoreDown):
            async with database.writing(DISTRICT, lambda: datetime.now(UTC)) as tx:
                await tx.inbox.set(CLOCK_AHEAD, str(self._ahead))
            self.count("clock_jumps")
        await database.close()

    async def poison(self) -> None:
        """An update nobody can read, or one whose handler raises or hangs."""
        number = 9_000_000 + self.counted.get("poison", 0)
        chat = {"id": 1004, "type": "private", "first_name": "冯霞"}
        sender = {"id": 1004, "is_bot": False, "first_name": "冯霞"}
        kind = self.chance.choice(list(POISONS))
        body = {"message_id": number, "date": 1_795_000_000, "chat": chat, "from": sender, **POISONS[kind]}
        injected = await self.town.post("inject", kind="message", body=body)
        self.poisoned[int(injected["update_id"])] = kind
        self.count("poison")

    async def malformed(self) -> None:
        """A body no Telegram would send: dropped, or set aside."""
        kind, body = self.chance.choice(
            [("callback_query", {}), ("message", {"chat": {"id": 2**70}}), ("message", {"chat": "x"})]
        )
        self.malformations.add(int((await self.town.post("inject", kind=kind, body=body))["update_id"]))
        self.count("malformed")

    async def close_topic(self) -> None:
        """A department's topic takes nothing for a while; now and then one department's goes for good."""
        name = self.chance.choice(["综合执法队", "环卫所", "市政养护所", "园林绿化所", "交警中队"])
        thread = int(self.town.topic(name)[1])
        where = {"chat": LEADS_GROUP, "thread": thread}
        if name == "交警中队" and not self.counted.get("topics_deleted"):
            await self.town.post("topics", **where, do="delete")
            self.count("topics_deleted")
        elif name != "交警中队":
            await self.town.post("topics", **where, do="close")
            await asyncio.sleep(self.chance.uniform(1, 6))
            await self.town.post("topics", **where, do="reopen")
            self.count("topics_closed")

    async def take_rights(self) -> None:
        """A group takes no pictures, or nothing at all, for a while."""
        chat, right = (
            self.chance.choice([LEADS_GROUP, WORKERS_GROUP]),
            self.chance.choice(["can_send_photos", "can_send_messages"]),
        )
        await self.town.post("rights", chat=chat, **{right: False})
        await asyncio.sleep(self.chance.uniform(1, 6))
        await self.town.post("rights", chat=chat, **{right: True})
        self.count("rights_taken")

    async def block(self) -> None:
        """Somebody of the staff blocks the bot, for a while or for good."""
        name = self.chance.choice([f"lead_{GONE}_1", "worker12", "worker3", "worker5", "lead_chengguan_1", "supervisor"])
        await self.town.post("block", **{"from": self.town.person(name).id})
        await asyncio.sleep(self.chance.uniform(1, 6))
        if name != f"lead_{GONE}_1":
            await self.town.post("block", **{"from": self.town.person(name).id}, blocked=False)
        self.count("blocked")

    async def load_edition(self) -> None:
        """The pack changes under running processes: names, and whether there is such a department."""
        self.count("editions")
        pack = self.folder / f"pack{self.counted['editions']}"
        shutil.copytree(DEFAULT_PACK, pack)
        _rewrite(pack / "district.yaml", "english: Yunqiao Subdistrict", f"english: Yunqiao {self.counted['editions']}")
        if self.chance.random() < 0.5:
            _without(pack, GONE)
        await self.command("district", "load", str(pack))

    async def command(self, *arguments: str) -> None:
        """One of ours, by the program as it is, again until it has worked: the records may be away."""
        for _ in range(10):
            run = Process(
                arguments[0],
                [*arguments, "--data", str(self.folder / "wangge")],
                self.services[0].environment,
                self.folder / "commands.log",
            )
            await run.start()
            if await run.wait() == 0:
                return
            await asyncio.sleep(1)
        raise AssertionError(f"wangge {' '.join(arguments)} never worked")

    async def freeze(self) -> None:
        """One process does nothing for a while, perhaps for longer than its leases last; then it goes on as if nothing were."""
        service, seconds = self.one(), self.chance.uniform(1, FROZEN if self.database else 3)
        os.kill(service.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(service.pid, signal.SIGCONT)
        self.count("freezes")

    async def restart_database(self) -> None:
        if self.database:
            await asyncio.to_thread(self.database.stop, self.chance.choice([signal.SIGQUIT, signal.SIGINT]))
            await asyncio.sleep(self.chance.random())
            await asyncio.to_thread(self.database.start)
            self.count("database_restarts")

    async def cut(self) -> None:
        """Every connection to the database is cut."""
        await self._sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wangge'")
        self.count("connections_cut")

    async def migrate(self) -> None:
        """The schema changes under running processes: a column comes and goes."""
        await self._sql("ALTER TABLE cases ADD COLUMN passing int", "ALTER TABLE cases DROP COLUMN passing")
        self.count("migrations")

    async def _sql(self, *statements: str) -> None:
        import asyncpg

        if self.database is None:
            return
        with suppress(asyncpg.PostgresError, OSError):
            connection = await asyncpg.connect(self.store.replace("+asyncpg", ""))
            for statement in statements:
                await connection.execute(statement)
            await connection.close()

    async def forget_redis(self) -> None:
        if self.redis is None:
            return
        if self.chance.random() < 0.5:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.redis.port)
            writer.write(b"FLUSHALL\r\n")
            await reader.readline()
            writer.close()
            self.count("redis_flushed")
        else:
            await asyncio.to_thread(self.redis.stop, signal.SIGKILL)
            await asyncio.sleep(1)
            await asyncio.to_thread(self.redis.start)
            self.count("redis_restarts")

    async def fill_disk(self) -> None:
        """The records may not grow for a moment."""
        if self.database is not None:
            return
        with suppress(ProcessLookupError, FileNotFoundError):
            size = (self.folder / "wangge" / "wangge.db-wal").stat().st_size
            soft, hard = resource.prlimit(self.services[0].pid, resource.RLIMIT_FSIZE)
            resource.prlimit(self.services[0].pid, resource.RLIMIT_FSIZE, (max(size, 4096), hard))
            await asyncio.sleep(2)
            resource.prlimit(self.services[0].pid, resource.RLIMIT_FSIZE, (soft, hard))
            self.count("disk_full")


def _rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def _without(pack: Path, department: str) -> None:
    """What was this department's is the first one's."""
    _rewrite(pack / "categories.csv", f",{department},", ",chengguan,")
    _rewrite(pack / "people.yaml", f"lead {department}", "lead chengguan")
    for name in ("district.yaml", "people.yaml"):
        lines = (pack / name).read_text("utf-8").splitlines(keepends=True)
        gone = (f"code: {department},", f"department: {department}}}")
        (pack / name).write_text("".join(line for line in lines if not any(word in line for word in gone)), "utf-8")


@asynccontextmanager
async def city(folder: Path, store: str, seed: int) -> AsyncIterator[City]:
    """`store`: sqlite (one process does everything and polls) or postgresql (replicas of each role, webhooks)."""
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        found = City(folder, session, random.Random(seed))
        environment = {"WANGGE_TOKEN": TOKEN, "WANGGE_PACE": "1000,100,1000", "WANGGE_DEMO": "1"}
        if store == "postgresql":
            found.database = stack.enter_context(postgres(durable=True))
            found.redis = stack.enter_context(valkey())
            found.store = found.database.database("city")
            environment["WANGGE_REDIS"] = f"redis://127.0.0.1:{found.redis.port}/0"
        environment["WANGGE_DATABASE"] = found.store
        sandbox = _sandbox(folder)
        await sandbox.start()
        stack.push_async_callback(sandbox.end, signal.SIGKILL)
        found.town.url = environment["WANGGE_API"] = f"http://127.0.0.1:{sandbox.port}"
        await found.town.up()
        await found.town.post("bots", token=TOKEN)
        roles = ["web", "web", "courier,ticks", "courier,ticks"] if store == "postgresql" else ["web,courier,ticks"]
        found.services = [_service(folder, number, role, environment) for number, role in enumerate(roles)]
        door = Door([int(one.port or 0) for one in found.services if "web" in one.name])
        await door.open()
        stack.callback(door.close)
        for service in found.services:
            if store == "postgresql":
                service.environment["WANGGE_WEBHOOK"] = f"http://127.0.0.1:{door.port}"
            await service.start()
            stack.push_async_callback(service.end, signal.SIGKILL)
        await found.all_ready()
        yield found


def _sandbox(folder: Path) -> Process:
    port = free_port()
    arguments = [
        "sandbox",
        "--port",
        str(port),
        "--data",
        str(folder / "telegram"),
        "--people",
        str(DEFAULT_PACK / "people.yaml"),
    ]
    return Process("sandbox", arguments, {}, folder / "sandbox.log", port)


def _service(folder: Path, number: int, roles: str, environment: dict[str, str]) -> Process:
    port = free_port()
    arguments = ["run", "--roles", roles, "--data", str(folder / "wangge")]
    environment = {**environment, "WANGGE_PORT": str(port)}
    log = folder / f"service{number}.log"
    return Process(f"{number}:{roles}", arguments, environment, log, port, "tests.faults.service")
