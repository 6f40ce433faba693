"""Whatever is offered as a picture, judged by its bytes: type, pixels, size; turned upright, hashed, its EXIF read."""

import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError
from pillow_heif import register_heif_opener

from cases.model import Point

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 60_000_000
SIDE = 2048
"""The longer side of the copy that is shown, in pixels."""

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
            exif = opened.getexif()
            point, taken_at = place_of(exif), time_of(exif)
            opened.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise NotAPicture("too_big") from error
    except UnidentifiedImageError as error:
        raise NotAPicture("not_a_picture") from error
    except (OSError, ValueError, SyntaxError, KeyError, IndexError, TypeError, EOFError) as error:
        raise NotAPicture("broken") from error
    upright.thumbnail((SIDE, SIDE))
    return Taken(sha=sha_of(body), width=upright.width, height=upright.height, copy=jpeg(upright), point=point, taken_at=taken_at)


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
    except (KeyError, ValueError, IndexError):
        return None
