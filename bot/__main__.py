"""The command line; heavy imports happen only in the commands that need them."""

import argparse
import asyncio
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import log
from bot.config import DEMO_TOKEN, Misconfigured, need_token, read

if TYPE_CHECKING:
    from bot.app import Part


def main() -> None:
    arguments = _parser().parse_args()
    log.start(verbose=arguments.verbose)
    try:
        sys.exit(arguments.command(arguments))
    except Misconfigured as wrong:
        sys.exit(f"wangge: {wrong}")
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="wangge", description="网格：a Telegram bot for urban grid workers")
    parser.add_argument("--verbose", action="store_true", help="log more")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: object, text: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=text, description=text)
        found.set_defaults(command=command)
        return found

    def data(found: argparse.ArgumentParser) -> None:
        found.add_argument("--data", type=Path, default=Path("data"), help="the instance's directory (default ./data)")

    def listening(found: argparse.ArgumentParser) -> None:
        found.add_argument("--host", default="127.0.0.1")
        found.add_argument("--port", type=int, default=8080)

    demo = add("demo", _demo, "the example district and a Telegram of its own, in a browser")
    run = add("run", _run, "the service, with a real token (WANGGE_TOKEN)")
    sandbox = add("sandbox", _sandbox, "the small Telegram alone")
    tick = add("tick", _tick, "do what has become due; in a demo, move its clock forward first")
    invite = add("invite", _invite, "print an invitation link, e.g. for the first admin")
    for one in (demo, run, sandbox, tick, invite):
        data(one)
    for one in (demo, sandbox):
        listening(one)
    run.add_argument("--roles", default="web,courier,ticks", help="what this process does (default: everything)")
    sandbox.add_argument("--people", type=Path, help="a pack's people.yaml")
    sandbox.add_argument("--map", type=Path, help="GeoJSON to show on the map")
    tick.add_argument("--at", help="ISO time with zone, e.g. 2026-11-23T18:00+08:00")
    invite.add_argument("role", nargs="+", help="admin, dispatcher, worker GRID, lead DEPARTMENT")
    district = add("district", None, "a district's pack")
    actions = district.add_subparsers(required=True, metavar="ACTION")
    for name, command in (("check", _check), ("load", _load)):
        found = actions.add_parser(name)
        found.add_argument("pack", type=Path)
        found.set_defaults(command=command)
        data(found)
    return parser


def _demo(arguments: argparse.Namespace) -> int:
    from bot import stage

    config = read(arguments.data).prepared()
    config = replace(config, token=config.token or DEMO_TOKEN, demo=True)
    people, grids = config.pack / "people.yaml", config.pack / "grids.geojson"
    asyncio.run(stage.demo(config, arguments.host, arguments.port, people, grids))
    return 0


def _run(arguments: argparse.Namespace) -> int:
    from bot import run

    config = read(arguments.data).prepared()
    need_token(config)
    asyncio.run(run.alone(config, _parts(arguments.roles)))
    return 0


def _parts(text: str) -> "frozenset[Part]":
    from bot.app import Part

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
    from bot.pack.check import check
    from bot.pack.read import Unreadable
    from bot.pack.read import read as read_pack

    try:
        body = read_pack(arguments.pack)
    except Unreadable as unreadable:
        print(unreadable.fault)
        return 1
    faults = check(body)
    for fault in faults:
        print(fault)
    errors = [fault for fault in faults if not fault.warning]
    print(f"{len(errors)} error(s), {len(faults) - len(errors)} warning(s)")
    return 1 if errors else 0


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


if __name__ == "__main__":
    main()
