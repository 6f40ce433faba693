"""Anything offered is judged by its bytes, turned upright, and shown only without EXIF."""

import io

import pytest
from PIL import Image

from cases.model import Point
from media import intake
from media.font import face
from tests.stories.test_reporting import exif_jpeg


def encoded(picture: Image.Image, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_it_is_decides_not_its_name(kind: str) -> None:
    taken = intake.check(encoded(Image.new("RGB", (64, 48), "red"), kind))
    assert (taken.width, taken.height) == (64, 48)
    assert Image.open(io.BytesIO(taken.copy)).format == "JPEG"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"hello", "not_a_picture"),
        (b"", "not_a_picture"),
        (b"GIF89a" + b"\0" * 50, "not_a_picture"),
        (b"x" * (21 << 20), "too_big"),
    ],
    ids=["text", "nothing", "gif", "too many bytes"],
)
def test_what_is_no_picture_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(intake.NotAPicture) as refused:
        intake.check(body)
    assert refused.value.why == why


def test_a_picture_cut_off_in_the_middle_is_broken() -> None:
    whole = encoded(Image.effect_noise((400, 400), 90).convert("RGB"), "PNG")
    with pytest.raises(intake.NotAPicture) as refused:
        intake.check(whole[: len(whole) // 2])
    assert refused.value.why == "broken"


def test_place_is_read_and_the_copy_has_no_exif() -> None:
    taken = intake.check(exif_jpeg(120.1348, 30.2627))
    assert taken.point == Point(lat=30.2627, lon=120.1348)
    assert not Image.open(io.BytesIO(taken.copy)).getexif()


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_turned_upright(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    taken = intake.check(encoded(Image.new("RGB", (80, 40), "blue"), "JPEG", exif=exif.tobytes()))
    assert (taken.width, taken.height) == ((40, 80) if orientation in (6, 8) else (80, 40))


def test_the_font_has_chinese_and_its_weight_is_set() -> None:
    assert face(40).getlength("网格") == pytest.approx(80, abs=8)
    assert face(40, 700).getmask("网").getbbox() != face(40, 400).getmask("网").getbbox()
