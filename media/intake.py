"""Whatever is offered as a picture, judged by its bytes: type, pixels, size; turned upright, hashed, its EXIF read."""

import hashlib
import io
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

from PIL import ExifTags, Image, UnidentifiedImageError
from pillow_heif import register_heif_opener

from cases.district.geo import Point

T = TypeVar("T")
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 24 * 1024 * 1024
"""24 megapixels, as cameras count them, and a little more."""
SIDE = 2048
"""The longer side of the copy that is shown, in pixels."""
LONGEST = 10
"""How many times as long as wide the copy is at most: Telegram shows nothing above 20, and a screenshot of a talk is longer."""
LEGIBLE, SUM = 640, 9000
"""A long picture keeps so many pixels across; both sides together are less than what Telegram takes."""

register_heif_opener()


class NotAPicture(Exception):
    """Why the bytes are not a picture we take: `not_a_picture`, `too_big` or `broken`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A picture that passed: hash of the bytes as they came, what its EXIF says, and an upright JPEG copy without any."""

    sha: str
    width: int
    height: int
    copy: bytes
    point: Point | None
    taken_at: datetime | None


def sha_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def check(body: bytes) -> Taken:
    """Blocking and heavy: call it off the loop. Raises NotAPicture; decodes nothing whose header asks for too much."""
    if len(body) > MOST_BYTES:
        raise NotAPicture("too_big")
    try:
        with Image.open(io.BytesIO(body), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture("too_big")
            point, taken_at, turned = known_of(opened)
            small = shown(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture("too_big") from error
    except UnidentifiedImageError as error:
        raise NotAPicture("not_a_picture") from error
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, EOFError, OverflowError, struct.error) as error:
        raise NotAPicture("broken") from error
    upright = small.transpose(turned) if turned else small
    upright.info = {}
    return Taken(sha=sha_of(body), width=upright.width, height=upright.height, copy=jpeg(upright), point=point, taken_at=taken_at)


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
"""What EXIF's orientation asks for."""


def known_of(opened: Image.Image) -> tuple[Point | None, datetime | None, Image.Transpose | None]:
    """Place, time and how it is to be turned, as its EXIF says; what of it cannot be read says nothing, and harms nothing."""
    return _read(opened, place_of), _read(opened, time_of), _read(opened, _turned)


def _read(opened: Image.Image, what: Callable[[Image.Exif], T]) -> T | None:
    try:
        return what(opened.getexif())
    except Exception:
        return None


def _turned(exif: Image.Exif) -> Image.Transpose | None:
    return TURNS.get(exif.get(ExifTags.Base.Orientation, 1))


def shown(opened: Image.Image) -> Image.Image:
    """A copy in shape and size that Telegram shows, made small before anything else is done with it. Of a very long picture
    the beginning."""
    wide, high = opened.size
    short, long = sorted((wide, high))
    kept = min(long, LONGEST * short)
    scale = min(1.0, max(SIDE / kept, min(LEGIBLE / short, SUM / (kept + short))))
    opened.draft("RGB", (max(1, round(wide * scale)), max(1, round(high * scale))))
    opened.load()
    part = opened if kept == long else opened.crop((0, 0, *_kept(opened.size)))
    share = scale * wide / opened.width
    size = max(1, round(part.width * share)), max(1, round(part.height * share))
    return part.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0).convert("RGB") if share < 1 else part.convert("RGB")


def _kept(size: tuple[int, int]) -> tuple[int, int]:
    most = LONGEST * min(size)
    return min(size[0], most), min(size[1], most)


def jpeg(picture: Image.Image, quality: int = 88) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def place_of(exif: Image.Exif) -> Point | None:
    """Degrees from the GPS block; None when there is none, or it makes no sense."""
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        lon = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    sensible = -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0, 0)
    return Point(lat=round(lat, 6), lon=round(lon, 6)) if sensible else None


def _degrees(parts: tuple[float, float, float]) -> float:
    return float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600


def time_of(exif: Image.Exif) -> datetime | None:
    """When it was taken, if the camera says so with its zone; a clock time without one is nobody's."""
    block = exif.get_ifd(ExifTags.IFD.Exif)
    zone = str(block.get(ExifTags.Base.OffsetTimeOriginal) or "")
    try:
        local = datetime.strptime(str(block[ExifTags.Base.DateTimeOriginal]), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007
        sign = -1 if zone[0] == "-" else 1
        offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * sign
        return local.replace(tzinfo=timezone(offset)).astimezone(UTC)
    except (KeyError, ValueError, IndexError, OverflowError):
        return None
