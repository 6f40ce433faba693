"""A page to be printed: A4, one page, in the one typeface, of which only the characters that stand on it are embedded."""

import io
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, WrapMode
from PIL import Image

from cases.board.paper import Sheet
from media import font, qr

MARGIN, WIDE, HIGH = 18.0, 210.0, 297.0
"""Millimetres."""
LABEL, LINE, SMALL, BODY, TITLE = 44.0, 5.6, 7.5, 10.5, 20.0
"""Width of the labels in millimetres, height of a line, and sizes of letters in points."""
CODE, PICTURE, SIGNED, GAP = 24.0, 72.0, 34.0, 1.1
LEAST = 42.0
"""Millimetres that are kept for the pictures."""
MOST = (400, 200, 100, 60)
"""Characters beside one label: as many as leave all of it on one page."""
INK, PALE, RULE = 30, 110, 190


def draw(sheet: Sheet, before: bytes | None, after: bytes | None) -> bytes:
    sheet, page = _printable(sheet), FPDF(format="A4")
    page.set_margins(MARGIN, MARGIN)
    page.set_auto_page_break(auto=False)
    with tempfile.TemporaryDirectory(prefix="wangge-fonts-") as folder:
        for style, weight in (("", font.REGULAR), ("B", font.BOLD)):
            page.add_font("sans", style, _typeface(_written(sheet), weight, Path(folder)))
        page.add_page()
        _head(page, sheet)
        _rows(page, sheet)
        _pictures(page, sheet, before, after)
        _signs(page, sheet)
        return bytes(page.output())


def _written(sheet: Sheet) -> str:
    """Every character on the page."""
    rows = (part for row in sheet.rows for part in row)
    signs = (part for sign in sheet.signs for part in sign)
    return "".join([*sheet.title, sheet.head, *rows, *sheet.pictures, *signs, sheet.foot, sheet.link, "…?□— "])


def _typeface(text: str, weight: int, folder: Path) -> Path:
    """The packaged font with these characters alone, at a weight: to make one of the whole takes many seconds."""
    options = subset.Options(layout_features=[], hinting=False, notdef_outline=True)
    kept, path = io.BytesIO(), folder / f"{weight}.ttf"
    with TTFont(font.path(), lazy=True, fontNumber=_number()) as face:
        fewer = subset.Subsetter(options)
        fewer.populate(text=text)
        fewer.subset(face)
        face.save(kept)
    with TTFont(io.BytesIO(kept.getvalue())) as face:
        if "fvar" in face:
            instancer.instantiateVariableFont(face, {"wght": weight}, inplace=True)
        face.save(path)
    return path


def _head(page: FPDF, sheet: Sheet) -> None:
    zh, en = sheet.title
    page.image(io.BytesIO(qr.png(sheet.link)), WIDE - MARGIN - CODE, MARGIN - 4, CODE, CODE)
    page.set_text_color(INK)
    page.set_font("sans", "B", TITLE)
    page.cell(0, 10, zh, new_x="LMARGIN", new_y="NEXT")
    page.set_text_color(PALE)
    page.set_font("sans", size=BODY)
    page.cell(0, LINE, en, new_x="LMARGIN", new_y="NEXT")
    page.set_font("sans", size=SMALL + 1)
    page.cell(0, LINE, sheet.head, new_x="LMARGIN", new_y="NEXT")
    page.set_y(MARGIN + CODE)


def _rows(page: FPDF, sheet: Sheet) -> None:
    page.set_draw_color(RULE)
    room = HIGH - MARGIN - SIGNED - LEAST - page.get_y()
    most = next((most for most in MOST if sum(_height(page, row[2], most) for row in sheet.rows) <= room), MOST[-1])
    for zh, en, value in sheet.rows:
        top = page.get_y()
        page.line(MARGIN, top, WIDE - MARGIN, top)
        page.set_xy(MARGIN, top + GAP)
        page.set_text_color(INK)
        page.set_font("sans", "B", BODY)
        page.cell(page.get_string_width(zh) + 2, LINE, zh)
        page.set_text_color(PALE)
        page.set_font("sans", size=SMALL)
        page.cell(0, LINE + 0.4, en)
        page.set_xy(MARGIN + LABEL, top + GAP)
        page.set_text_color(INK)
        _value(page, value, most)
        page.set_y(page.get_y() + GAP)
    page.line(MARGIN, page.get_y(), WIDE - MARGIN, page.get_y())


def _height(page: FPDF, value: str, most: int) -> float:
    return float(_value(page, value, most, dry=True)) + 2 * GAP


def _value(page: FPDF, value: str, most: int, *, dry: bool = False) -> Any:
    page.set_font("sans", size=BODY)
    return page.multi_cell(
        WIDE - 2 * MARGIN - LABEL, LINE, cut(value, most), align="L", wrapmode=WrapMode.CHAR, new_x="LMARGIN", new_y="NEXT",
        dry_run=dry, output=MethodReturnValue.HEIGHT,
    )  # fmt: skip


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _printable(sheet: Sheet) -> Sheet:
    """Without what the typeface does not have, which would be empty boxes, and what is no sign."""
    with TTFont(font.path(), lazy=True, fontNumber=_number()) as face:
        known = set(face.getBestCmap())

    def shown(text: str) -> str:
        flat = "".join(char if char.isprintable() else " " for char in text)
        return "".join(char for char in flat if ord(char) in known)

    rows = tuple((zh, en, shown(value)) for zh, en, value in sheet.rows)
    return replace(sheet, rows=rows, head=shown(sheet.head))


def _number() -> int:
    """Of the face in a collection that is Simplified Chinese."""
    return 2 if font.path().suffix == ".ttc" else -1


def _pictures(page: FPDF, sheet: Sheet, *bodies: bytes | None) -> None:
    """Side by side, as high as there is room above what is signed."""
    top, wide = page.get_y() + 4, (WIDE - 2 * MARGIN - 6) / 2
    high = min(PICTURE, HIGH - MARGIN - SIGNED - top)
    for place, (body, label) in enumerate(zip(bodies, sheet.pictures, strict=True)):
        if body is None or high < 20:
            continue
        left = MARGIN + place * (wide + 6)
        with Image.open(io.BytesIO(body)) as picture:
            scale = min(wide / picture.width, high / picture.height)
            page.image(picture, left, top, picture.width * scale, picture.height * scale)
        page.set_xy(left, top + high + 0.5)
        page.set_text_color(PALE)
        page.set_font("sans", size=SMALL + 1)
        page.cell(wide, LINE, label)


def _signs(page: FPDF, sheet: Sheet) -> None:
    top, wide = HIGH - MARGIN - 22, (WIDE - 2 * MARGIN) / len(sheet.signs)
    for place, (zh, en) in enumerate(sheet.signs):
        page.set_xy(MARGIN + place * wide, top)
        page.set_text_color(INK)
        page.set_font("sans", size=BODY)
        page.cell(wide, LINE, zh)
        page.set_xy(MARGIN + place * wide, top + LINE)
        page.set_text_color(PALE)
        page.set_font("sans", size=SMALL)
        page.cell(wide, 3.4, en)
        page.line(MARGIN + place * wide + 26, top + 5, MARGIN + (place + 1) * wide - 6, top + 5)
    page.set_xy(MARGIN, HIGH - MARGIN - 5)
    page.cell(0, 4, sheet.foot)
