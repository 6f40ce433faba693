"""What every subject's statements share: one open transaction, rows gathered and written in one go, lists as one parameter."""

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Insert, Table, Text, bindparam, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import Executable
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine

from storage.tables import TABLES

Row = dict[str, Any]
Values = Mapping[str, Any]


class Many(TypeDecorator[list[Any]]):
    """A list as one parameter, so that a statement reads the same for any length: an array, or JSON on SQLite."""

    impl = Text
    cache_ok = True

    def __init__(self, item: type[TypeEngine[Any]] = BigInteger) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind = postgresql.ARRAY(self.item) if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


class Among(FunctionElement[bool]):
    """Whether a column's value is one of a `Many`."""

    inherit_cache = True
    type = Boolean()
    _is_implicitly_boolean = True  # a condition as it is: SQLite would compare it with 1, and then use no index


@compiles(Among, "postgresql")
def _among_postgresql(element: Among, compiler: Any, **more: Any) -> str:
    column, listed = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} = ANY ({listed})"


@compiles(Among, "sqlite")
def _among_sqlite(element: Among, compiler: Any, **more: Any) -> str:
    column, listed = (compiler.process(one, **more) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({listed}))"  # noqa: S608 — two pieces the compiler made


def among(column: Any, name: str, item: type[TypeEngine[Any]] = BigInteger) -> ColumnElement[bool]:
    return Among(column, bindparam(name, type_=Many(item)))


def here(table: Table) -> ColumnElement[bool]:
    """The row is the district's, which is a parameter."""
    return table.c.district == bindparam("ours")


CLOCK = {
    "sqlite": text("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')"),
    "postgresql": text("SELECT clock_timestamp()"),
}


async def clock_of(connection: AsyncConnection) -> datetime:
    """What time it is where the records are: the one clock all processes share."""
    found: Any = (await connection.execute(CLOCK[connection.dialect.name])).scalar()
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found


@cache
def upsert(dialect: str, name: str) -> Any:
    """An insert that can say what to do on conflict, in the database's own dialect."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(TABLES[name])


@cache
def _put(dialect: str, name: str, columns: tuple[str, ...]) -> Any:
    statement = upsert(dialect, name)
    key = [column.name for column in TABLES[name].primary_key]
    changed = {column: statement.excluded[column] for column in columns if column not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed) if changed else statement.on_conflict_do_nothing()


@cache
def _append(name: str) -> Insert:
    return insert(TABLES[name])


class Pending:
    """Rows a transaction is going to write. `append` is for rows nobody else can know of yet; `put` for whole rows, new or
    changed, by their key: the last one counts."""

    def __init__(self) -> None:
        self._added: dict[str, list[Row]] = defaultdict(list)
        self._kept: dict[str, dict[tuple[Any, ...], Row]] = defaultdict(dict)
        self.count = 0
        """How often something was to be written."""

    def append(self, table: str, row: Row) -> None:
        self.count += 1
        self._added[table].append(row)

    def put(self, table: str, row: Row) -> None:
        self.count += 1
        key = tuple(row[column.name] for column in TABLES[table].primary_key)
        self._kept[table][key] = row

    def __bool__(self) -> bool:
        return bool(self._added or self._kept)

    async def write(self, connection: AsyncConnection) -> None:
        """Table by table, always in the same order, rows sorted by key."""
        kept, self._kept = self._kept, defaultdict(dict)
        added, self._added = self._added, defaultdict(list)
        for name in sorted(kept):
            rows = [kept[name][key] for key in sorted(kept[name])]
            await connection.execute(_put(connection.dialect.name, name, tuple(rows[0])), rows)
        for name in sorted(added):
            await connection.execute(_append(name), added[name])


@dataclass(kw_only=True)
class Scope:
    """One open transaction on one district, as its subjects share it."""

    connection: AsyncConnection
    district: str
    now: datetime
    number: Callable[[], Awaitable[int]]
    """The next number for a new row."""
    writes: bool
    pending: Pending = field(default_factory=Pending)
    settlers: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def settle(self) -> None:
        """Writes what is pending, so that what is read next sees it; what was gathered was counted when it was."""
        count = self.pending.count
        for settler in self.settlers:
            await settler()
        self.pending.count = count
        if self.pending:
            await self.pending.write(self.connection)


class Records:
    """A subject's statements within one transaction."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.connection = scope.connection
        self.district = scope.district
        self.now = scope.now

    async def peek(self, statement: Executable, **values: Any) -> Sequence[Any]:
        """Rows as they stood before whatever is pending."""
        return (await self.connection.execute(statement, {"ours": self.district, **values})).all()

    async def all(self, statement: Executable, **values: Any) -> Sequence[Any]:
        await self.scope.settle()
        return (await self.connection.execute(statement, values)).all()

    async def first(self, statement: Executable, **values: Any) -> Any:
        await self.scope.settle()
        return (await self.connection.execute(statement, values)).first()

    async def scalar(self, statement: Executable, **values: Any) -> Any:
        await self.scope.settle()
        return (await self.connection.execute(statement, values)).scalar()

    async def run(self, statement: Executable, **values: Any) -> int:
        """At once. How many rows it touched."""
        self.gathered()
        await self.scope.settle()
        return int((await self.connection.execute(statement, values)).rowcount)

    async def insert_once(self, table: str, **values: Any) -> bool:
        """At once. False when a row with that key is there already."""
        statement = upsert(self.connection.dialect.name, table).on_conflict_do_nothing()
        return await self.run(statement, district=self.district, **values) == 1

    def gathered(self) -> None:
        """Something will be written that no row is made of yet."""
        self.scope.pending.count += 1

    def append(self, table: str, **values: Any) -> None:
        """A new row, written with the others."""
        self.scope.pending.append(table, {"district": self.district, **values})

    def put(self, table: str, **values: Any) -> None:
        """A whole row, new or changed, written with the others."""
        self.scope.pending.put(table, {"district": self.district, **values})

    def upsert(self, name: str) -> Any:
        return upsert(self.connection.dialect.name, name)
