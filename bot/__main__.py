"""The command line; heavy imports happen only in the commands that need them."""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot import log
from bot.config import DEMO_TOKEN, Misconfigured, Part, need_token, read
from cases.store import StoreDown

Command = Callable[[argparse.Namespace], int]


def main() -> None:
    os.umask(0o077)
    arguments = _parser().parse_args()
    log.start(verbose=arguments.verbose)
    try:
        sys.exit(arguments.command(arguments))
    except Misconfigured as wrong:
        sys.exit(f"wangge: {wrong}")
    except BaseExceptionGroup as several:
        found = several.subgroup(Misconfigured)
        if found is None:
            raise
        sys.exit(f"wangge: {_first(found)}")
    except StoreDown as trouble:
        sys.exit(f"wangge: the records are out of reach: {trouble}")
    except KeyboardInterrupt:
        sys.exit(130)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first exception that is no group itself."""
    inner = group.exceptions[0]
    return _first(inner) if isinstance(inner, BaseExceptionGroup) else inner


Option = tuple[tuple[str, ...], dict[str, Any]]
HOST: Option = (("--host",), {"default": "127.0.0.1"})
PORT: Option = (("--port",), {"type": int, "default": 8080})
PEOPLE: Option = (("--people",), {"type": Path, "help": "a pack's people.yaml"})
MAP: Option = (("--map",), {"type": Path, "help": "GeoJSON to show on the map"})
ROLES: Option = (("--roles",), {"default": "web,courier,ticks", "help": "what this process does (default: everything)"})
EMPTY: Option = (("--empty",), {"action": "store_true", "help": "begin without the story of the evening before"})
AT: Option = (("--at",), {"help": "ISO time with zone, e.g. 2026-11-23T18:00+08:00"})
ROLE: Option = (("role",), {"nargs": "+", "help": "admin, dispatcher, worker GRID, lead DEPARTMENT"})
DEEP: Option = (("--deep",), {"action": "store_true", "help": "every case from its events, every bulletin from the cases"})
START: Option = (("start",), {"help": "ISO time, e.g. 2026-09-30T17:00+08:00; without a zone in the district's"})
LIMIT: Option = (("limit",), {"nargs": "+", "help": "3工作日, 4 wh, 2紧急工作时, 1.5 wd, 3 cd, 10 min"})
DEPARTMENT: Option = (("--department",), {"help": "whose working time counts (default: the district's)"})
LANG: Option = (("--lang",), {"choices": ["zh", "en"], "default": None, "help": "zh or en (default: as LANG says)"})
DIRECTORY: Option = (("directory",), {"type": Path})
PACK: Option = (("pack",), {"type": Path})
FILE: Option = (("file",), {"type": Path, "help": "a new file: NAME.xlsx, .csv or .geojson (WGS-84)"})
WHERE: Option = (("--where",), {"default": "", "help": "as /find takes it: 解放路 超期, 11-01 11-30 环卫所 (default: all)"})
PLAIN: Option = (("--no-photos",), {"action": "store_false", "dest": "photos", "help": "a workbook without pictures"})
FROM: Option = (("--from",), {"dest": "first", "required": True, "help": "the first day, e.g. 2026-11-01"})
TO: Option = (("--to",), {"dest": "last", "required": True, "help": "the last day, included"})
BY: Option = (("--by",), {"default": "district", "help": "district, department, community, grid, category, heading, source, …"})
JSON: Option = (("--json",), {"action": "store_true", "dest": "as_json", "help": "for other programs, with the definitions"})
DAYS: Option = (("--days",), {"type": int, "default": 30, "help": "how far back (default 30)"})
PERSON: Option = (("person",), {"type": int, "help": "their Telegram id, as /people and wangge failed list show it"})
UPDATES: Option = (("update",), {"type": int, "nargs": "*", "help": "their numbers; without any, all"})


def _commands() -> list[tuple[str, str, Command, list[Option]]]:
    """Name, what it does, function, options; all take --data too."""
    return [
        ("demo", "the example district and a Telegram of its own, in a browser", _demo, [HOST, PORT, EMPTY]),
        ("run", "the service, with a real token (WANGGE_TOKEN)", _run, [ROLES]),
        ("sandbox", "the small Telegram alone", _sandbox, [HOST, PORT, PEOPLE, MAP]),
        ("tick", "do what has become due; in a demo, move its clock forward first", _tick, [AT]),
        ("invite", "print an invitation link, e.g. for the first admin", _invite, [ROLE]),
        ("watch", "say what happens, as it happens: a line for each step of a case", _watch, []),
        ("doctor", "whether everything is as it should be", _doctor, [DEEP]),
        ("backup", "copy records and pictures, also while it runs, into a new directory", _backup, [DIRECTORY]),
        ("restore", "fill an empty instance, on either store, from a backup", _restore, [DIRECTORY]),
        ("district check", "every fault of a pack", _check, [PACK, LANG]),
        ("district load", "put a pack into force, also while it runs", _load, [PACK]),
        ("routing replay", "what a pack's rules would have done differently with the last cases", _replay, [PACK, DAYS, LANG]),
        ("figures", "indicators of some days, by department, grid, …", _figures, [FROM, TO, BY, LANG, JSON]),
        ("export", "the ledger: a row a case", _export, [FILE, WHERE, PLAIN, LANG]),
        ("deadline", "when a limit ends, and how that came about", _deadline, [START, LIMIT, DEPARTMENT, LANG]),
        ("erase", "remove a person's name, words, numbers and originals; cases and figures stay", _erase, [PERSON]),
        ("failed list", "updates set aside", _failed, []),
        ("failed retry", "handle updates set aside once more", _retry, [UPDATES]),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wangge", description="网格：a Telegram bot for urban grid workers")
    parser.add_argument("--verbose", action="store_true", help="log more")
    groups = {"": parser.add_subparsers(required=True, metavar="COMMAND")}
    for name, text, command, options in _commands():
        group, _, last = name.rpartition(" ")
        if group not in groups:
            groups[group] = groups[""].add_parser(group).add_subparsers(required=True, metavar="ACTION")
        found = groups[group].add_parser(last, help=text, description=text)
        found.set_defaults(command=command)
        found.add_argument("--data", type=Path, default=Path("data"), help="the instance's directory (default ./data)")
        for names, more in options:
            found.add_argument(*names, **more)
    return parser


def _demo(arguments: argparse.Namespace) -> int:
    from bot import stage

    config = read(arguments.data).prepared()
    config = replace(config, token=config.token or DEMO_TOKEN, demo=True)
    people, grids = config.pack / "people.yaml", config.pack / "grids.geojson"
    asyncio.run(stage.demo(config, arguments.host, arguments.port, people, grids, empty=arguments.empty))
    return 0


def _run(arguments: argparse.Namespace) -> int:
    config = read(arguments.data).prepared()
    need_token(config)
    parts = _parts(arguments.roles)
    from bot import run

    asyncio.run(run.alone(config, parts))
    return 0


def _watch(arguments: argparse.Namespace) -> int:
    from bot import run

    asyncio.run(run.watch(read(arguments.data).prepared(), partial(print, flush=True)))
    return 0


def _parts(text: str) -> frozenset[Part]:
    try:
        return frozenset(Part(name.strip()) for name in text.split(","))
    except ValueError as error:
        raise Misconfigured(f"--roles {text}: some of web, courier, ticks, separated by commas") from error


def _sandbox(arguments: argparse.Namespace) -> int:
    from bot import stage

    arguments.data.mkdir(parents=True, exist_ok=True)
    asyncio.run(stage.sandbox(arguments.data, arguments.host, arguments.port, arguments.people, arguments.map))
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from bot.pack import chinese
    from bot.pack.read import Fault, Unreadable
    from bot.pack.read import read as read_pack

    in_chinese = (arguments.lang or _language()) == "zh"
    tell: Callable[[Fault], str] = chinese.said if in_chinese else str
    try:
        body = read_pack(arguments.pack)
    except Unreadable as unreadable:
        print(tell(unreadable.fault))
        return 1
    from bot.pack.check import check

    faults = check(body)
    for fault in faults:
        print(tell(fault))
    errors = sum(not fault.warning for fault in faults)
    counted = "{} 处错误，{} 处提醒" if in_chinese else "{} error(s), {} warning(s)"
    print(counted.format(errors, len(faults) - errors))
    return 1 if errors else 0


def _deadline(arguments: argparse.Namespace) -> int:
    from bot import reckoning
    from bot.opening import must_be_sound, pack

    try:
        start = datetime.fromisoformat(arguments.start)
    except ValueError as error:
        raise Misconfigured(f"{arguments.start}: not an ISO time such as 2026-09-30T17:00+08:00") from error
    body = pack(read(arguments.data).pack)
    must_be_sound(read(arguments.data).pack, body)
    for line in reckoning.lines(body, start, " ".join(arguments.limit), arguments.department, arguments.lang or _language()):
        print(line)
    return 0


def _replay(arguments: argparse.Namespace) -> int:
    from bot import replaying

    config = read(arguments.data).prepared()
    return asyncio.run(_printed(replaying.lines(config, arguments.pack, arguments.days, arguments.lang or _language())))


def _figures(arguments: argparse.Namespace) -> int:
    from bot import figuring
    from bot.manage import with_records

    config, lang = with_records(read(arguments.data)), arguments.lang or _language()
    asked = arguments.first, arguments.last, arguments.by, lang
    return asyncio.run(_printed(figuring.lines(config, *asked, as_json=arguments.as_json)))


def _export(arguments: argparse.Namespace) -> int:
    from bot import exporting
    from bot.manage import with_records

    config, lang = with_records(read(arguments.data)), arguments.lang or _language()
    print(asyncio.run(exporting.export(config, arguments.file, arguments.where, lang, _bar, photos=arguments.photos)))
    return 0


def _bar(done: int, total: int) -> None:
    """How far something is, for who watches."""
    if sys.stderr.isatty():
        filled = 30 * done // max(total, done, 1)
        end = "\n" if done >= total else ""
        print(f"\r{'█' * filled}{'░' * (30 - filled)} {done} / {total}", end=end, file=sys.stderr, flush=True)


def _language() -> str:
    """Of whoever is at the terminal, as POSIX has it."""
    said = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh" if said.lower().startswith("zh") else "en"


def _load(arguments: argparse.Namespace) -> int:
    from bot import manage

    config = replace(read(arguments.data).prepared(), pack=arguments.pack)
    print(asyncio.run(manage.load(config)))
    return 0


def _tick(arguments: argparse.Namespace) -> int:
    from bot import manage

    print(asyncio.run(manage.tick(read(arguments.data).prepared(), _moment(arguments.at))))
    return 0


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Misconfigured(f"--at {text}: not an ISO time such as 2026-11-23T18:00+08:00") from error
    if found.tzinfo is None:
        raise Misconfigured(f"--at {text}: give the zone too, such as +08:00")
    return found.astimezone(UTC)


def _invite(arguments: argparse.Namespace) -> int:
    from bot import manage

    print(asyncio.run(manage.invite(read(arguments.data).prepared(), arguments.role)))
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from bot import doctor

    async def examine() -> int:
        bad = 0
        async for finding in doctor.examine(read(arguments.data).prepared(), deep=arguments.deep):
            print(finding, flush=True)
            bad += not finding.good
        return 1 if bad else 0

    return asyncio.run(examine())


def _backup(arguments: argparse.Namespace) -> int:
    from bot import keeping

    print(asyncio.run(keeping.backup(read(arguments.data).prepared(), arguments.directory)))
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    from bot import keeping

    print(asyncio.run(keeping.restore(read(arguments.data).prepared(), arguments.directory)))
    return 0


def _erase(arguments: argparse.Namespace) -> int:
    from bot import manage

    return asyncio.run(_printed(manage.erase(read(arguments.data).prepared(), arguments.person)))


def _failed(arguments: argparse.Namespace) -> int:
    from bot import manage

    return asyncio.run(_printed(manage.failed(read(arguments.data).prepared())))


def _retry(arguments: argparse.Namespace) -> int:
    from bot import manage

    return asyncio.run(_printed(manage.retry(read(arguments.data).prepared(), arguments.update)))


async def _printed(lines: AsyncIterator[str]) -> int:
    async for line in lines:
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    main()
