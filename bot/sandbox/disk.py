"""What the sandbox knows, kept on disk before a call is answered: one SQLite file of JSON things, and a folder of files."""

import json
import sqlite3
from pathlib import Path
from typing import Any

Thing = dict[str, Any]


class Shelf(dict[str, Thing]):
    """All things of one kind in memory, by key; `put` also marks the thing to be written at the next commit."""

    def __init__(self, kind: str, dirty: dict[tuple[str, str], Thing]) -> None:
        super().__init__()
        self._kind = kind
        self._dirty = dirty

    def put(self, key: str, thing: Thing) -> Thing:
        self[key] = thing
        self._dirty[(self._kind, key)] = thing
        return thing


class Disk:
    """A write-through memory. Killing the process loses nothing that was committed; the machine's own crash may."""

    def __init__(self, folder: Path | None) -> None:
        self._dirty: dict[tuple[str, str], Thing] = {}
        self._shelves: dict[str, Shelf] = {}
        if folder:
            (folder / "files").mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._blobs: dict[str, bytes] = {}
        self._db = sqlite3.connect(folder / "sandbox.db" if folder else ":memory:", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        self._db.execute("CREATE TABLE IF NOT EXISTS things (kind TEXT, key TEXT, body TEXT, PRIMARY KEY (kind, key))")
        for kind, key, body in self._db.execute("SELECT kind, key, body FROM things"):
            self.shelf(kind)[key] = json.loads(body)

    def shelf(self, kind: str) -> Shelf:
        return self._shelves.setdefault(kind, Shelf(kind, self._dirty))

    def commit(self) -> None:
        if not self._dirty:
            return
        rows = [(kind, key, json.dumps(thing)) for (kind, key), thing in self._dirty.items()]
        self._db.execute("BEGIN")
        self._db.executemany("INSERT OR REPLACE INTO things VALUES (?, ?, ?)", rows)
        self._db.execute("COMMIT")
        self._dirty.clear()

    def keep(self, name: str, body: bytes) -> None:
        if self._folder:
            (self._folder / "files" / name).write_bytes(body)
        else:
            self._blobs[name] = body

    def fetch(self, name: str) -> bytes:
        return (self._folder / "files" / name).read_bytes() if self._folder else self._blobs[name]

    def close(self) -> None:
        self.commit()
        self._db.close()
