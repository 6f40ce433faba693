"""Every row of every table to JSON and back, the same for both stores; so that one can be copied into the other."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Table, delete, insert, select, tuple_

from storage.engine.types import Thousandths, Utc
from storage.tables import TABLES
from storage.tables.evidence import SPOKEN_OF

PAGE = 2000
COPIED = sorted(name for name in TABLES if name != "leases")
"""Leases are nobody's elsewhere."""
Row = dict[str, Any]


async def pages(connection: Any, name: str) -> AsyncIterator[list[Row]]:
    """A table's rows as JSON can hold them, page by page in the order of its key."""
    table = TABLES[name]
    key = list(table.primary_key)
    ordered = select(table).order_by(*key).limit(PAGE)
    rows = (await connection.execute(ordered)).all()
    while rows:
        yield [{column: _out(value) for column, value in row._mapping.items()} for row in rows]
        last = tuple_(*(row_value for row_value in (rows[-1]._mapping[column.name] for column in key)))
        rows = (await connection.execute(ordered.where(tuple_(*key) > last))).all()


def _out(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


async def clear(connection: Any, name: str) -> None:
    """What the schema itself put there (the stock of numbers) makes room."""
    await connection.execute(delete(TABLES[name]))


async def put(connection: Any, name: str, rows: Sequence[Row]) -> None:
    """Rows into an empty table."""
    table = TABLES[name]
    if rows:
        await connection.execute(insert(table), [_in(table, row) for row in rows])


def _in(table: Table, row: Row) -> Row:
    return {column: _read(table.c[column].type, value) for column, value in row.items()}


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, Utc):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Decimal(value) if isinstance(kind, Thousandths) else value


async def empty(connection: Any) -> bool:
    """Whether nothing has been loaded or handled yet."""
    return not (await connection.execute(select(TABLES["editions"].c.number).limit(1))).all()


async def pictures(connection: Any) -> set[str]:
    """The hashes of all pictures and recordings the records speak of."""
    found: set[str] = set()
    for name, column in SPOKEN_OF:
        rows = await connection.execute(select(TABLES[name].c[column]).distinct())
        found |= {row[0] for row in rows.all() if row[0]}
    return found
