"""Anything offered is judged by its bytes, turned upright, and shown only without EXIF."""

import io
import struct

import pytest
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from cases.district.geo import Point
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


def exif_of(orientation: int, tags: dict[int, object], gps: dict[int, object] | None = None) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif.get_ifd(0x8769).update(tags)
    exif.get_ifd(0x8825).update(gps or {})
    return bytes(exif.tobytes())


def exif_with_a_rational_nobody_can_write() -> bytes:
    """A turned picture whose exposure time is -1/-1, written as unsigned: re-saving its EXIF raises struct.error."""
    return exif_of(6, {0x829A: IFDRational(1, 3)}).replace(struct.pack("<II", 1, 3), struct.pack("<ii", -1, -1))


FAULTY: dict[str, bytes] = {
    "a rational out of range": exif_with_a_rational_nobody_can_write(),
    "the first year": exif_of(6, {0x9003: "0001:01:01 00:00:00", 0x9011: "+14:00"}),
    "the last year": exif_of(6, {0x9003: "9999:12:31 23:59:59", 0x9011: "-14:00"}),
    "a zone that is none": exif_of(6, {0x9003: "2026:11:25 10:00:00", 0x9011: "+99:99"}),
    "no time at all": exif_of(6, {0x9003: "yesterday"}),
    "a place of nothing": exif_of(6, {}, {1: "N", 2: (IFDRational(0, 0),) * 3, 3: "E", 4: (IFDRational(0, 0),) * 3}),
    "a place beyond the pole": exif_of(6, {}, {1: "N", 2: (IFDRational(99),) * 3, 3: "E", 4: (IFDRational(12),) * 3}),
}


@pytest.mark.parametrize("fault", FAULTY)
def test_exif_that_is_wrong_harms_no_picture(fault: str) -> None:
    taken = intake.check(encoded(Image.new("RGB", (80, 40), "blue"), "JPEG", exif=FAULTY[fault]))
    assert (taken.width, taken.height) == (40, 80), "it is still turned upright"
    assert (taken.point, taken.taken_at) == (None, None)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"", b"Exif\0\0", b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0" + b"\xff" * 200, b"rubbish"])
def test_exif_that_is_rubbish_is_not_looked_at(exif: bytes) -> None:
    taken = intake.check(encoded(Image.new("RGB", (80, 40), "blue"), "JPEG", exif=exif))
    assert (taken.width, taken.height, taken.point) == (80, 40, None)


def test_nothing_a_file_says_of_its_maker_is_in_the_copy() -> None:
    whole = exif_jpeg(120.1348, 30.2627)
    secret = b"taken by Zhang San, 13900001111"
    comment = b"\xff\xfe" + (len(secret) + 2).to_bytes(2, "big") + secret
    copy = intake.check(whole[:2] + comment + whole[2:]).copy
    assert secret not in copy
    assert b"Exif" not in copy
    assert "comment" not in Image.open(io.BytesIO(copy)).info


def bomb(side: int, mode: str = "L") -> bytes:
    """A picture of one colour: large to hold, small to send."""
    return encoded(Image.new(mode, (side, side)), "PNG")


def test_a_picture_over_24_megapixels_is_refused_by_its_header() -> None:
    with pytest.raises(intake.NotAPicture) as refused:
        intake.check(bomb(7745))
    assert refused.value.why == "too_big"


@pytest.mark.parametrize(
    ("size", "shown"),
    [((4000, 3000), (2048, 1536)), ((900, 20000), (640, 6400)), ((2000, 8), (80, 8)), ((8, 2000), (8, 80)), ((1, 1), (1, 1))],
)
def test_the_copy_has_a_shape_that_telegram_shows(size: tuple[int, int], shown: tuple[int, int]) -> None:
    """https://core.telegram.org/bots/api#sendphoto: sides at most 10,000 together, at most 1 to 20."""
    taken = intake.check(encoded(Image.new("RGB", size, "green"), "PNG"))
    assert (taken.width, taken.height) == shown


def test_the_font_has_chinese_and_its_weight_is_set() -> None:
    assert face(40).getlength("网格") == pytest.approx(80, abs=8)
    assert face(40, 700).getmask("网").getbbox() != face(40, 400).getmask("网").getbbox()
