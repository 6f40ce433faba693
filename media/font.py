"""The one typeface everything is drawn in: Noto Sans SC from a package, at the weights we use."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import ImageFont

PACKAGE = "justmytype_intl_cjk"
REGULAR, MEDIUM, BOLD = 400, 500, 700
SYSTEM = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc"),
)


class FontMissing(Exception):
    """No Chinese font: better one clear error than pictures full of empty boxes."""

    def __init__(self) -> None:
        super().__init__(f"no Chinese font: install the Python package {PACKAGE.replace('_', '-')} or Debian's fonts-noto-cjk")


def path() -> Path:
    """Where the font file is. Raises FontMissing."""
    spec = find_spec(PACKAGE)
    packaged = Path(spec.origin).parent / "fonts/ofl/notosanssc/NotoSansSC[wght].ttf" if spec and spec.origin else None
    for found in (packaged, *SYSTEM):
        if found and found.exists():
            return found
    raise FontMissing


@cache
def face(size: int, weight: int = REGULAR) -> ImageFont.FreeTypeFont:
    """A size in pixels; the packaged font is variable and Thin by default, so its weight is always set."""
    found = path()
    if found.suffix == ".ttc":
        return ImageFont.truetype(str(found), size, index=2)
    font = ImageFont.truetype(str(found), size)
    font.set_variation_by_axes([weight])
    return font
