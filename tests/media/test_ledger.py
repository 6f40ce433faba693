"""The ledger as a file: it opens, its pictures stand in their cells, and nothing in it is a formula."""

import csv
import io
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from media.ledger import Places, Rows, Sheet
from tests.people import jpeg

NAMES = ("序号", "问题描述", "照片", "经度", "纬度", "时间")
HEADS = [(name, 17) for name in NAMES]
UTF8 = "csv:Text - txt - csv (StarCalc):44,34,76"
WHEN = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
DANGEROUS = (
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "＝1+1",
    "http://example.com",
    "\x00\x07坏字符",
    "长" * 40_000,
)


def row(number: int, said: str) -> list[str | int | float | datetime | bytes | None]:
    return [number, said, jpeg(f"{number}"), 120.1, 30.2, WHEN]


def test_a_workbook_reads_back_with_its_pictures_and_without_a_formula(tmp_path: Path) -> None:
    sheet = Sheet(tmp_path / "l.xlsx", HEADS, "整改台账")
    for number, said in enumerate(DANGEROUS, 1):
        sheet.add(row(number, said))
    sheet.add([len(DANGEROUS) + 1, "没有照片", None, None, None, None])
    sheet.close()
    found = load_workbook(tmp_path / "l.xlsx").active
    assert found is not None
    rows = list(found.iter_rows(values_only=True))
    assert rows[0] == NAMES
    assert rows[1] == (1, DANGEROUS[0], None, 120.1, 30.2, "2026-11-27 09:30")
    assert len(rows) == len(DANGEROUS) + 2
    assert {cell.data_type for line in found.iter_rows() for cell in line} <= {"n", "s"}
    assert not [cell for line in found.iter_rows() for cell in line if cell.hyperlink]
    assert len(found._images) == len(DANGEROUS)


def test_a_table_holds_no_formula_in_whatever_width(tmp_path: Path) -> None:
    table = Rows(tmp_path / "l.csv", HEADS)
    for number, said in enumerate(DANGEROUS, 1):
        table.add(row(number, said))
    table.close()
    assert (tmp_path / "l.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO((tmp_path / "l.csv").read_text(encoding="utf-8-sig"), newline="")))
    assert len(rows) == len(DANGEROUS) + 1
    assert not [cell for line in rows for cell in line if cell.startswith(("=", "+", "@", "\t", "＝"))]
    assert rows[3][1] == "'-2"


def test_places_are_geojson_and_what_has_none_is_left_out(tmp_path: Path) -> None:
    places = Places(tmp_path / "l.geojson", HEADS, (3, 4))
    places.add(row(1, "占道"))
    places.add([2, "无位置", None, None, None, WHEN])
    places.add(row(3, "堆物"))
    places.close()
    found = json.loads((tmp_path / "l.geojson").read_text(encoding="utf-8"))
    assert [one["properties"]["序号"] for one in found["features"]] == [1, 3]
    assert found["features"][0]["geometry"] == {"type": "Point", "coordinates": [120.1, 30.2]}
    assert set(found["features"][0]["properties"]) == {"序号", "问题描述", "照片", "时间"}


def test_libreoffice_opens_it(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not here")
    sheet = Sheet(tmp_path / "l.xlsx", HEADS, "整改台账")
    sheet.add(row(1, "占道经营"))
    sheet.close()
    made = [office, "--headless", "--convert-to", UTF8, "--outdir", str(tmp_path), str(tmp_path / "l.xlsx")]
    subprocess.run(made, check=True, capture_output=True, timeout=120)
    assert "占道经营" in (tmp_path / "l.csv").read_text(encoding="utf-8")
