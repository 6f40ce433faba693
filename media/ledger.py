"""A ledger as a file: a workbook with pictures in its cells, a table for other programs, or places for a map. Whatever people
wrote is text and nothing else: no cell is a formula."""

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from PIL import Image
from xlsxwriter import Workbook

from cases.board.ledger import Cell

HIGH = 84.0
"""Points of a row with pictures."""
Heads = Sequence[tuple[str, int]]
"""What each column is called, and how many characters wide it is."""
SMALL, SCALE, MOST_TEXT = (220, 150), 0.7, 32_000
"""Pixels of a picture, how large it stands in its cell; characters of a cell (Excel takes 32,767)."""
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""By which a spreadsheet takes a text for a formula, in whatever width."""


class Table(Protocol):
    def add(self, cells: Sequence[Cell]) -> None: ...
    def close(self) -> None: ...


def text(cell: Cell) -> str:
    """As plain text, times to the minute."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    return "" if cell is None or isinstance(cell, bytes) else clean(str(cell))


def clean(said: str) -> str:
    """Without what no file of a table can hold."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in said)[:MOST_TEXT]


class Sheet:
    """Rows leave memory as they come; small copies of the pictures wait in a directory until the end."""

    def __init__(self, path: Path, heads: Heads, title: str) -> None:
        self._aside = tempfile.TemporaryDirectory(prefix="wangge-ledger-")
        self._book = Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self._sheet = self._book.add_worksheet(title[:31])
        self._text = self._book.add_format({"text_wrap": True, "valign": "vcenter"})
        self._row = 0
        bold = self._book.add_format({"bold": True, "valign": "vcenter", "text_wrap": True, "bg_color": "#EEF2F6"})
        self._sheet.freeze_panes(1, 2)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)
        self._sheet.repeat_rows(0)
        for column, (head, wide) in enumerate(heads):
            self._sheet.set_column(column, column, wide, self._text)
            self._sheet.write_string(0, column, head, bold)
        self._last = len(heads) - 1

    def add(self, cells: Sequence[Cell]) -> None:
        self._row += 1
        self._sheet.set_row(self._row, HIGH if any(isinstance(cell, bytes) for cell in cells) else None)
        for column, cell in enumerate(cells):
            if isinstance(cell, bytes):
                self._picture(column, cell)
            elif isinstance(cell, int | float):
                self._sheet.write_number(self._row, column, cell, self._text)
            elif said := text(cell):
                self._sheet.write_string(self._row, column, said, self._text)

    def _picture(self, column: int, body: bytes) -> None:
        path = Path(self._aside.name) / f"{self._row}-{column}.jpg"
        with Image.open(io.BytesIO(body)) as picture:
            picture.draft("RGB", SMALL)
            small = picture.convert("RGB")
            small.thumbnail(SMALL)
            small.save(path, "JPEG", quality=70)
        placed = {"object_position": 1, "x_offset": 3, "y_offset": 3, "x_scale": SCALE, "y_scale": SCALE}
        self._sheet.insert_image(self._row, column, str(path), placed)

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._row, self._last)
        self._book.close()
        self._aside.cleanup()


class Rows:
    """Comma-separated, as spreadsheets open it: with a mark that says it is UTF-8."""

    def __init__(self, path: Path, heads: Heads) -> None:
        self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._rows: Any = csv.writer(self._file)
        self.add([head for head, _ in heads])

    def add(self, cells: Sequence[Cell]) -> None:
        self._rows.writerow([cell if isinstance(cell, int | float) else harmless(text(cell)) for cell in cells])

    def close(self) -> None:
        self._file.close()


def harmless(said: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{said}" if said.startswith(FORMULA) else said


class Places:
    """GeoJSON (RFC 7946, so WGS-84): cases that have a place; `at`: the columns of longitude and latitude."""

    def __init__(self, path: Path, heads: Heads, at: tuple[int, int]) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._heads, self._at, self._first = [head for head, _ in heads], at, True
        self._file.write('{"type": "FeatureCollection", "features": [')

    def add(self, cells: Sequence[Cell]) -> None:
        lon, lat = (cells[column] for column in self._at)
        if lon is None or lat is None:
            return
        told = dict(zip(self._heads, (cell if isinstance(cell, int | float) else text(cell) for cell in cells), strict=True))
        for column in self._at:
            told.pop(self._heads[column])
        feature = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": told}
        self._file.write(("" if self._first else ",") + "\n" + json.dumps(feature, ensure_ascii=False))
        self._first = False

    def close(self) -> None:
        self._file.write("\n]}\n")
        self._file.close()
