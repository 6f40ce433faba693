"""A page to be printed: one, whatever stands on it."""

import io
import re

import pytest
from PIL import Image

from cases.board.paper import Sheet
from media import papers


def sheet(*values: str) -> Sheet:
    return Sheet(
        title=("督办单", "Supervision order"), head="公众反映 · 11-27 22:39 上报",
        rows=tuple((f"标签{number}", f"Label {number}", value) for number, value in enumerate(values)),
        pictures=("处置前", "处置后"), signs=(("签收/日期", "Received"), ("核查/日期", "Checked")), foot="扫描二维码",
        link="https://t.me/wangge_bot?start=c1",
    )  # fmt: skip


def picture(wide: int, high: int, kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (wide, high), "olive").save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    "values",
    [
        ("店外经营",),
        ("",) * 14,
        ("市民反映" * 500,) * 14,
        ("a\nb\tc\0d", "\u202e反向", "😀" * 50, "𠮷野家", "\ud83d"[:0], "<b>&amp;"),
        ("x" * 4000, "．" * 4000, " " * 4000),
    ],
)
@pytest.mark.filterwarnings("error")
def test_it_is_one_small_page_whatever_is_written_on_it(values: tuple[str, ...], caplog: pytest.LogCaptureFixture) -> None:
    body = papers.draw(sheet(*values), picture(1280, 960), picture(900, 1280, "PNG"))
    assert body.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b", body)) == 1
    assert len(body) < 400_000
    assert "missing the following glyphs" not in caplog.text


def test_without_pictures_there_is_a_page_all_the_same() -> None:
    assert papers.draw(sheet("店外经营"), None, None).startswith(b"%PDF-")
    assert papers.draw(sheet("店外经营"), picture(2000, 40), None).startswith(b"%PDF-")
