"""What Telegram does with a picture sent as photo: a JPEG without EXIF, upright, in several sizes; a file keeps its bytes."""

import io

from PIL import Image, ImageOps

from bot.sandbox.errors import Bad
from bot.sandbox.world import Obj, World

SIZES = (90, 320, 1280)


def shrink(body: bytes) -> list[tuple[bytes, int, int]]:
    """(JPEG, width, height), smallest first. Raises Bad 400 for what is no picture or over Telegram's limits."""
    if len(body) > 10 * 1024 * 1024:
        raise Bad(400, "Bad Request: file is too big")
    try:
        with Image.open(io.BytesIO(body)) as opened:
            wide, high = opened.size
            if wide + high > 10_000 or max(wide, high) > 20 * min(wide, high):
                raise Bad(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise Bad(400, "Bad Request: IMAGE_PROCESS_FAILED") from error
    return [_copy(upright, side) for side in SIZES if side == SIZES[0] or side / 4 < max(wide, high)]


def _copy(picture: Image.Image, side: int) -> tuple[bytes, int, int]:
    small = picture.copy()
    small.thumbnail((side, side))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85)
    return out.getvalue(), small.width, small.height


def keep_photo(world: World, sizes: list[tuple[bytes, int, int]]) -> list[Obj]:
    """The PhotoSize objects of a photo, its copies kept."""
    kept = [world.add_file(body, "photo", width=wide, height=high) for body, wide, high in sizes]
    shown = ("file_id", "file_unique_id", "file_size", "width", "height")
    return [{key: one[key] for key in shown} for one in kept]


def keep_document(world: World, body: bytes, name: str, mime: str) -> Obj:
    kept = world.add_file(body, "document", file_name=name, mime_type=mime)
    shown = ("file_id", "file_unique_id", "file_size", "file_name", "mime_type")
    return {key: kept[key] for key in shown}


TIMED = ("voice", "audio", "video", "video_note", "animation")
"""Kinds of file that last."""
FILMS = TIMED[2:]


def keep_timed(world: World, body: bytes, kind: str, mime: str) -> Obj:
    """A Voice, Video and so on, its length made up; a film whose bytes are no picture Pillow knows has a grey thumbnail."""
    size = {"video_note": {"length": 240}, "video": {"width": 720, "height": 1280}, "animation": {"width": 720, "height": 1280}}
    thumbnail = {"thumbnail": _thumbnail(world, body)} if kind in FILMS else {}
    kept = world.add_file(body, kind, mime_type=mime, duration=max(1, len(body) // 4000), **size.get(kind, {}), **thumbnail)
    return {key: value for key, value in kept.items() if key != "kind"}


def _thumbnail(world: World, body: bytes) -> Obj:
    """The first frame, at most 320 wide and high."""
    try:
        with Image.open(io.BytesIO(body)) as opened:
            frame = opened.convert("RGB")
    except (OSError, ValueError, Image.DecompressionBombError):
        frame = Image.new("RGB", (90, 160), "#888888")
    return keep_photo(world, [_copy(frame, SIZES[1])])[0]
