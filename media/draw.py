"""The little drawing everything shares: colours, text that fits, rounded boxes."""

import io

from PIL import Image, ImageDraw

from media.font import BOLD, MEDIUM, REGULAR, face

INK, SOFT, FAINT = "#1d2733", "#5c6b7a", "#93a0ad"
PAPER, CARD, LINE = "#f4f6f8", "#ffffff", "#e3e8ed"
BLUE, GREEN, AMBER, RED = "#2563a8", "#1f8a5f", "#c77d12", "#c0392b"
PALE_BLUE, PALE_GREEN = "#dbe8f6", "#d8efe4"
MOST = 400
"""Characters of one line, however wide it is."""
Box = tuple[float, float, float, float]


def blank() -> bytes:
    """A pale strip that shows nothing."""
    out = io.BytesIO()
    Image.new("RGB", (640, 96), LINE).save(out, "JPEG", quality=60)
    return out.getvalue()


def one_line(words: str) -> str:
    """What can be drawn: line breaks and other control characters are spaces."""
    return "".join(char if char.isprintable() else " " for char in words)


class Sheet:
    """A picture being drawn on."""

    def __init__(self, width: int, height: int, colour: str = PAPER) -> None:
        self.image = Image.new("RGB", (width, height), colour)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, area: Box, colour: str = CARD, radius: int = 20) -> None:
        self.pen.rounded_rectangle(area, radius, fill=colour)

    def text(
        self, at: tuple[float, float], words: str, size: int, colour: str = INK, weight: int = REGULAR, anchor: str = "la",
        width: float | None = None,
    ) -> None:  # fmt: skip
        font, words = face(size, weight), one_line(words)
        self.pen.text(at, shorten(words, size, weight, width) if width else words, font=font, fill=colour, anchor=anchor)


def width_of(words: str, size: int, weight: int = REGULAR) -> float:
    return face(size, weight).getlength(words)


def shorten(words: str, size: int, weight: int, width: float) -> str:
    """The words, cut with … where they would be wider."""
    words = words[:MOST]
    if width_of(words, size, weight) <= width:
        return words
    while words and width_of(words + "…", size, weight) > width:
        words = words[:-1]
    return words + "…"


__all__ = ["AMBER", "BLUE", "BOLD", "CARD", "FAINT", "GREEN", "INK", "LINE", "MEDIUM", "PALE_BLUE", "PALE_GREEN", "PAPER", "RED",
           "REGULAR", "SOFT", "Sheet", "shorten", "width_of"]  # fmt: skip
