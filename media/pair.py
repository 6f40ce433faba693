"""Before and after, side by side in one picture, with number, times, place and category."""

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from media.draw import AMBER, BOLD, FAINT, GREEN, INK, MEDIUM, SOFT, Sheet
from media.intake import jpeg

WIDE, HIGH = 720, 720
MARGIN, TOP, FOOT = 28, 104, 108


@dataclass(frozen=True, kw_only=True)
class Labels:
    """The words of a pair sheet, in the reader's language."""

    number: str
    category: str
    place: str
    before: str
    before_at: str
    after: str
    after_at: str
    none: str


def sheet(before: bytes | None, after: bytes | None, labels: Labels) -> bytes:
    """A JPEG of 1524 × 960 pixels. Blocking: call it off the loop."""
    canvas = Sheet(2 * WIDE + 3 * MARGIN, TOP + HIGH + FOOT + MARGIN)
    canvas.text((MARGIN, 30), labels.category, 40, weight=BOLD, width=WIDE * 1.2)
    canvas.text((canvas.image.width - MARGIN, 36), labels.number, 32, SOFT, MEDIUM, anchor="ra")
    sides = ((before, labels.before, labels.before_at, AMBER), (after, labels.after, labels.after_at, GREEN))
    for number, (body, name, at, colour) in enumerate(sides):
        left = MARGIN + number * (WIDE + MARGIN)
        _photo(canvas, body, left, labels.none)
        canvas.box((left + 16, TOP + 16, left + 40 + 34 * len(name) + 8, TOP + 72), colour, 14)
        canvas.text((left + 28, TOP + 24), name, 32, "#ffffff", BOLD)
        canvas.text((left + WIDE, TOP + HIGH + 14), at, 28, SOFT, anchor="ra")
    canvas.text((MARGIN, TOP + HIGH + 58), labels.place, 30, INK, width=canvas.image.width - 2 * MARGIN)
    return jpeg(canvas.image)


def _photo(canvas: Sheet, body: bytes | None, left: int, none: str) -> None:
    if body is None:
        canvas.box((left, TOP, left + WIDE, TOP + HIGH), "#e9edf1", 0)
        canvas.text((left + WIDE / 2, TOP + HIGH / 2), none, 32, FAINT, anchor="mm")
        return
    with Image.open(io.BytesIO(body)) as opened:
        opened.draft("RGB", (WIDE, HIGH))
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    canvas.image.paste(ImageOps.fit(upright, (WIDE, HIGH)), (left, TOP))
