"""A district with a past: so many closed cases, each with its events, draft, photo, cards, posts and words; a few still open."""

from typing import Any

from sqlalchemy import text

from storage.engine.database import Database

OPEN_EVERY = 500
"""One case in so many is still open, in a department's queue."""
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT CAST(:first AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
AT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f', '2026-01-01', '+' || (i % 300) || ' days')",
    "postgresql": "timestamptz '2026-01-01' + (i % 300) * interval '1 day'",
}
OPEN = f"i % {OPEN_EVERY} = 0"
ROWS = {
    "cases": {
        "id": "i", "district": ":district", "number": "'YQ260101-' || i", "edition": "1",
        "status": f"CASE WHEN {OPEN} THEN 'queued' ELSE 'closed' END", "step": "6", "last": "6", "source": "'patrol'",
        "reporter": "100000 + i % 5000", "anonymous": "false", "reported_at": "AT", "grid": "'0' || (1 + i % 4) || '0' || (1 + i % 6)",
        "community": "'01'", "lat": "30.2 + CAST(i * 7919 % 100003 AS float) / 1000000",
        "lon": "120.1 + CAST(i * 104729 % 100019 AS float) / 1000000", "category": "'E0504'", "urgent": "false",
        "department": "CASE WHEN i % 2 = 0 THEN 'huanwei' ELSE 'yuanlin' END", "overdue": "false", "deadline": "AT",
        "ended_at": f"CASE WHEN {OPEN} THEN NULL ELSE AT END", "round": "0",
        "done_amount": "1000",
    },
    "events": {
        "case_id": "i", "number": "1", "step": "1", "district": ":district", "action": "'report'", "actor": "100000 + i % 5000", "at": "AT",
        "delta": "1", "changes": "'{}'",
    },
    "drafts": {
        "id": "i", "district": ":district", "owner": "100000 + i % 5000", "chat": "100000 + i % 5000", "thread": "0",
        "state": "'done'", "touched_at": "AT", "reminded": "false", "body": "'{}'",
    },
    "photos": {
        "id": "i", "district": ":district", "draft": "i", "case_id": "i", "side": "'before'", "file_id": "'f' || i",
        "file_unique": "'u' || i", "as_file": "false", "message": "i", "state": "'good'", "round": "0",
    },
    "cards": {
        "id": "i", "district": ":district", "subject": "'case'", "subject_key": "CAST(i AS varchar)", "chat": "100000 + i % 5000",
        "thread": "0", "wanted": "6", "shown": "6", "loud_at": "5", "attempts": "2", "folded": "0", "page": "0", "gathered": "0",
        "turn": "0",
    },
    "posts": {
        "district": ":district", "chat": "100000 + i % 5000", "message": "i", "card": "i", "state": "'current'", "pictured": "true",
    },
    "letters": {
        "id": "i", "district": ":district", "chat": "100000 + i % 5000", "thread": "0", "letter": "'plain'", "facts": "'{}'",
        "written_at": "AT", "attempts": "1", "message": "i", "rank": "0",
    },
    "people": {
        "district": ":district", "id": "100000 + i", "name": "'P' || i", "lang": "'zh'", "lang_chosen": "false", "met_at": "AT",
        "heard_count": "0", "heard_bytes": "0",
    },
    "words": {"id": "i", "district": ":district", "text": "'w' || i"},
}  # fmt: skip


async def populate(database: Database, district: str, cases: int, *, first: int = 10_000_000) -> None:
    """Adds so many cases with ids from `first`, and analyses."""
    kind = "sqlite" if database.embedded else "postgresql"
    async with database.filling() as connection:
        for table, columns in ROWS.items():
            values = ", ".join(value.replace("AT", AT[kind]) for value in columns.values())
            cast = "::json" if kind == "postgresql" else ""
            values = values.replace("'{}'", "'{}'" + cast)
            statement = f"INSERT INTO {table} ({', '.join(columns)}) {NUMBERS}SELECT {values} FROM n"
            if kind == "postgresql":
                statement = f"{NUMBERS}INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM n"
            await _run(connection, statement, district=district, first=first, last=first + cases - 1)
        await _run(connection, "ANALYZE")


async def _run(connection: Any, statement: str, **values: Any) -> None:
    await connection.execute(text(statement.replace("::json", "\\:\\:json")), values)
