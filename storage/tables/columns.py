"""Kinds of columns."""

from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlmodel import Field

from storage.engine.types import Utc

BIG = BigInteger().with_variant(Integer, "sqlite")
"""To SQLite an INTEGER primary key is the row itself; its integers are 64 bits wide anyway."""


def key() -> Any:
    """A number from the stock in `ids`, given by us before the row is written."""
    return Field(primary_key=True, sa_type=BIG, sa_column_kwargs={"autoincrement": False})


def big(**more: Any) -> Any:
    return Field(sa_type=BigInteger, **more)


def moment(**more: Any) -> Any:
    return Field(sa_type=Utc, **more)
