"""Pictures a second: intake and pair sheet, against bare Pillow decoding and encoding the same files."""

import io
import time
from collections.abc import Callable
from statistics import median

from PIL import Image, ImageFilter

from media import intake, pair

FILES, ROUNDS = 8, 5


def samples() -> list[bytes]:
    """JPEGs of a phone's size with something in them."""
    found = []
    for number in range(FILES):
        picture = Image.effect_noise((1600, 1200), 60 + 5 * number).filter(ImageFilter.GaussianBlur(2)).convert("RGB")
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=90)
        found.append(out.getvalue())
    return found


def bare(body: bytes) -> None:
    with Image.open(io.BytesIO(body)) as opened:
        picture = opened.convert("RGB")
    picture.save(io.BytesIO(), "JPEG", quality=88)


def sheet(body: bytes) -> None:
    names = dict.fromkeys(("number", "category", "place", "before", "before_at", "after", "after_at", "none"), "占道经营")
    pair.sheet(body, body, pair.Labels(**names))


def rate(work: Callable[[bytes], object], bodies: list[bytes]) -> float:
    started = time.perf_counter()
    for body in bodies:
        work(body)
    return len(bodies) / (time.perf_counter() - started)


def measure() -> dict[str, float]:
    bodies = samples()
    sheet(bodies[0])
    rounds = [(rate(bare, bodies), rate(intake.check, bodies), rate(sheet, bodies)) for _ in range(ROUNDS)]
    return {
        "bare_pictures_per_second": median(one[0] for one in rounds),
        "intake_pictures_per_second": median(one[1] for one in rounds),
        "intake_ratio_to_bare": median(one[1] / one[0] for one in rounds),
        "pair_sheets_per_second": median(one[2] for one in rounds),
        "pair_ratio_to_bare": median(one[2] / one[0] for one in rounds),
    }
