"""The ledger as a file, for whoever is at the terminal: of everything, or of what is looked for."""

from collections.abc import Callable
from pathlib import Path

from bot.config import Config, Misconfigured
from bot.manage import opened_district
from bot.studio import Studio, blobs
from cases.board import search
from cases.board.ledger import entries
from cases.casework.query import Scope
from cases.work import Work
from handlers.errands.ledger import pictured
from handlers.looks import ledger as looks
from handlers.looks.found import standings
from handlers.texts import Texts
from media import ledger

EVERYTHING = Scope(everything=True)
MOST = 1_000_000
"""Rows of a workbook (Excel takes 1,048,576)."""


Progress = Callable[[int, int], None]
"""How many are done, of how many."""


async def export(config: Config, path: Path, where: str, lang: str, progress: Progress, *, photos: bool) -> str:
    """What the file is goes by how its name ends. Raises Misconfigured."""
    _must_be_new(path)
    async with opened_district(config) as (database, district, editions, clock):
        studio, texts = Studio(blobs(config)), Texts(lang, district.tz, district.in_english)
        written = search.in_signs(where, standings(district.tz))
        async with database.reading(district.code, clock.now) as tx:
            work = Work(store=tx, district=district, now=tx.now, editions=editions)
            query = await search.query(work, None, where, written)
            total = await tx.search.count(query, EVERYTHING, MOST)
            table, count, shown = _table(path, texts), 0, photos and path.suffix == ".xlsx"
            try:
                async for page in entries(work, query, EVERYTHING, None, MOST):
                    for entry in page:
                        count += 1
                        table.add(await pictured(studio, count, entry, texts) if shown else looks.row(count, entry, texts))
                    progress(count, total)
            finally:
                table.close()
    return f"{path}: {count}"


def _must_be_new(path: Path) -> None:
    if path.suffix not in (".xlsx", ".csv", ".geojson"):
        raise Misconfigured(f"{path}: a name that ends with .xlsx, .csv or .geojson")
    if path.exists():
        raise Misconfigured(f"{path} is there already")


def _table(path: Path, texts: Texts) -> ledger.Table:
    heads = looks.heads(texts)
    if path.suffix == ".xlsx":
        return ledger.Sheet(path, heads, texts.plain("ledger.title"))
    return ledger.Rows(path, heads) if path.suffix == ".csv" else ledger.Places(path, heads, (looks.LON, looks.LAT))
