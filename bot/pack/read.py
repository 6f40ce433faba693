"""Reading a pack's files as they are, into one body that JSON can hold; nothing is judged here but syntax."""

import csv
import io
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Body = dict[str, Any]
FILES = ("district.yaml", "grids.geojson", "categories.csv", "routing.yaml", "people.yaml")
SAYINGS = "sayings.csv"
"""How people say what a category is; a pack may have none."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong, where, and why; a warning does not keep a pack from being loaded."""

    file: str
    row: str
    reason: str
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.row}" if self.row else self.file
        return f"{'warning' if self.warning else 'error'}: {where}: {self.reason}"


class Unreadable(Exception):
    """A file is missing or no YAML, JSON or CSV."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def read(folder: Path) -> Body:
    """The pack's body. Raises Unreadable."""
    body: Body = {}
    for name in FILES:
        body[name.partition(".")[0]] = _file(folder / name)
    body["sayings"] = _file(folder / SAYINGS) if (folder / SAYINGS).exists() else []
    calendars = sorted(folder.glob("calendar-*.csv"))
    body["calendar"] = [row for path in calendars for row in _file(path)]
    body["years"] = sorted({int(row["date"][:4]) for row in body["calendar"] if str(row.get("date"))[:4].isdecimal()})
    return body


def _file(path: Path) -> Any:
    try:
        if path.exists() and not path.is_file():
            raise IsADirectoryError
        text = path.read_text("utf-8-sig")
        if path.suffix == ".csv":
            return list(csv.DictReader(io.StringIO(text, newline="")))
        return json.loads(text, parse_constant=_no_number) if path.suffix == ".geojson" else _yaml(text)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Unreadable(Fault(file=path.name, row="", reason="the file is missing")) from error
    except OSError as error:
        raise Unreadable(Fault(file=path.name, row="", reason=f"cannot be read: {error.strerror}")) from error
    except (ValueError, yaml.YAMLError, csv.Error, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        why = getattr(error, "problem", None) or (type(error).__name__ if isinstance(error, RecursionError) else error)
        row = str(mark.line + 1) if mark else ""
        raise Unreadable(Fault(file=path.name, row=row, reason=f"cannot be read: {why}")) from error


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no coordinate")


def _yaml(text: str) -> Any:
    """Without aliases: a few lines of them can stand for a mountain."""
    for event in yaml.parse(text, Plainly):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(f"line {event.start_mark.line + 1 if event.start_mark else '?'}: aliases are not taken")
    return yaml.load(text, Plainly)  # noqa: S506


class Plainly(yaml.CSafeLoader):
    """Safe, and reading nothing into what is written: 20:00, 010123 and 2026-01-01 are words, as YAML 1.2 has it, and not 1200,
    4179 and a date; a key that stands twice is not overwritten in silence."""

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [str(key.value) for key, _ in node.value]
        twice = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
        if twice is not None:
            raise yaml.constructor.ConstructorError(problem=f"{twice} stands there twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


SEEN = {"tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:merge"}
Plainly.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in listed if tag not in SEEN]
    for first, listed in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Plainly.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))
Plainly.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+$"), list("-0123456789"))
