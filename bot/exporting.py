"""The ledger as a file, for whoever is at the terminal: of everything, or of what is looked for."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bot.config import Config, Misconfigured
from bot.manage import opened_district
from bot.studio import Studio, blobs
from cases.board import search
from cases.board.ledger import Cell, Entry, entries
from cases.casework.query import Scope
from cases.district.spelling import dense
from cases.work import Work
from handlers.looks import ledger as looks
from handlers.looks.found import standings
from handlers.ports import NoPicture
from handlers.texts import Texts
from media import ledger

EVERYTHING = Scope(everything=True)
MOST = 1_000_000
"""Rows of a workbook (Excel takes 1,048,576)."""


Progress = Callable[[int, int], None]
"""How many are done, of how many."""


async def export(config: Config, path: Path, where: str, lang: str, progress: Progress, *, photos: bool) -> str:
    """What the file is goes by how its name ends. Raises Misconfigured."""
    if path.suffix not in (".xlsx", ".csv", ".geojson"):
        raise Misconfigured(f"{path}: a name that ends with .xlsx, .csv or .geojson")
    if path.exists():  # noqa: ASYNC240
        raise Misconfigured(f"{path} is there already")
    async with opened_district(config) as (database, district, editions, clock):
        studio, texts = Studio(blobs(config)), Texts(lang, district.tz, district.in_english)
        known = standings(district.tz)
        written = " ".join(known.get(dense(word), word) for word in where.split())
        async with database.reading(district.code, clock.now) as tx:
            work = Work(store=tx, district=district, now=tx.now, editions=editions)
            query = await search.query(work, None, where, written)
            total = await tx.search.count(query, EVERYTHING, MOST)
            table, count = _table(path, texts), 0
            try:
                async for page in entries(work, query, EVERYTHING, MOST):
                    for entry in page:
                        count += 1
                        table.add(await _cells(studio, count, entry, texts, photos=photos and path.suffix == ".xlsx"))
                    progress(count, total)
            finally:
                table.close()
    return f"{path}: {count}"


def _table(path: Path, texts: Texts) -> ledger.Table:
    heads = looks.heads(texts)
    if path.suffix == ".xlsx":
        return ledger.Sheet(path, heads, texts.plain("ledger.title"))
    return ledger.Rows(path, heads) if path.suffix == ".csv" else ledger.Places(path, heads, (looks.LON, looks.LAT))


async def _cells(studio: Studio, number: int, entry: Entry, texts: Texts, *, photos: bool) -> Sequence[Cell]:
    cells: list[Cell] = looks.row(number, entry, texts)
    for column, photo in zip(looks.PICTURES, (entry.before, entry.after), strict=True) if photos else ():
        try:
            cells[column] = await studio.get(photo.sha) if photo and photo.sha else None
        except NoPicture:
            cells[column] = None
    return cells
