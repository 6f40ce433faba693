"""Values of `cases` to rows and back: flat fields as columns, whole values as JSON."""

import dataclasses
from collections.abc import Mapping
from typing import Any, TypeVar, get_type_hints

from pydantic import TypeAdapter

T = TypeVar("T")


ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    found = ADAPTERS.get(kind)
    return found if found else ADAPTERS.setdefault(kind, TypeAdapter(kind))


def load(kind: type[T], columns: Mapping[Any, Any]) -> T:
    """A value from a mapping that may hold more than its fields; enums and dates are read from text."""
    names = {one.name for one in dataclasses.fields(kind)}  # type: ignore[arg-type]
    found: T = _adapter(kind).validate_python({key: value for key, value in columns.items() if key in names})
    return found


def dump(value: object) -> Any:
    """A value as JSON can hold it."""
    return _adapter(type(value)).dump_python(value, mode="json")


def columns(value: Any, *without: str) -> dict[str, Any]:
    """A flat value's fields as columns of one row; enums as their text."""
    found = {one.name: getattr(value, one.name) for one in dataclasses.fields(value) if one.name not in without}
    return {key: item.value if hasattr(item, "value") else item for key, item in found.items()}


HINTS: dict[Any, dict[str, Any]] = {}


def _hints(kind: type[Any]) -> dict[str, Any]:
    found = HINTS.get(kind)
    return found if found else HINTS.setdefault(kind, get_type_hints(kind))


def dump_fields(kind: type[Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Some fields of a value as JSON can hold them."""
    hints = _hints(kind)
    return {key: _adapter(hints[key]).dump_python(value, mode="json") for key, value in changes.items()}


def load_fields(kind: type[Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    hints = _hints(kind)
    return {key: _adapter(hints[key]).validate_python(value) for key, value in changes.items()}
