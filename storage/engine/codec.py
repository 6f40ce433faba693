"""Values of `cases` to rows and back: flat fields as columns, whole values as JSON."""

import dataclasses
import json
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, cast, get_args, get_type_hints

from pydantic import TypeAdapter
from sqlalchemy import Row

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def load(kind: type[T], columns: Mapping[Any, Any]) -> T:
    """A value from JSON, or any mapping, that may hold more than its fields; enums, dates and inner values are read from text."""
    names = {one.name for one in dataclasses.fields(kind)}  # type: ignore[arg-type]
    found: T = _adapter(cast(Any, kind)).validate_python({key: value for key, value in columns.items() if key in names})
    return found


@cache
def _enums(kind: Any) -> list[tuple[str, type[Enum] | None]]:
    """The fields of a flat value, with the enum each is of."""
    kinds = {
        name: [one for one in (hint, *get_args(hint)) if isinstance(one, type)] for name, hint in _hints(cast(Any, kind)).items()
    }
    enums = {name: next((one for one in found if issubclass(one, Enum)), None) for name, found in kinds.items()}
    return [(one.name, enums[one.name]) for one in dataclasses.fields(kind)]


def of_row(kind: type[T], row: Row[Any], **other: Any) -> T:
    """A flat value from a row that has its fields as columns, but for `other`; the columns' types are right already."""
    columns = row._mapping
    fields = {name: columns[name] for name, _ in _enums(cast(Any, kind)) if name not in other}
    for name, enum in _enums(cast(Any, kind)):
        if enum is not None and name in fields and fields[name] is not None:
            fields[name] = enum(fields[name])
    return kind(**fields, **other)


class Written(str):
    """JSON that is written already."""

    __slots__ = ()


def dump(value: object) -> Written:
    """A value as JSON, as far as it is not as it would be anyway."""
    return Written(_adapter(cast(Any, type(value))).dump_json(value, exclude_defaults=True).decode())


def to_json(value: Any) -> str:
    """For columns of JSON, in either database's driver."""
    return value if isinstance(value, Written) else json.dumps(value)


def columns(value: Any, *without: str) -> dict[str, Any]:
    """A flat value's fields as columns of one row; enums as their text."""
    found = {name: item for name, item in vars(value).items() if name not in without}
    return {name: item.value if isinstance(item, Enum) else item for name, item in found.items()}


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(cast(Any, kind))


def dump_fields(kind: type[Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Some fields of a value as JSON can hold them."""
    hints = _hints(cast(Any, kind))
    return {key: _adapter(hints[key]).dump_python(value, mode="json") for key, value in changes.items()}


def load_fields(kind: type[Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    hints = _hints(cast(Any, kind))
    return {key: _adapter(hints[key]).validate_python(value) for key, value in changes.items()}
