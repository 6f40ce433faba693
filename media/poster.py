"""The tally as a picture: figures, headings in their own units, departments, the week's line."""

import io
from collections.abc import Mapping

from cases.figures.tally import Tally
from media.draw import (
    AMBER,
    BLUE,
    BOLD,
    FAINT,
    GREEN,
    INK,
    LINE,
    MEDIUM,
    PALE_BLUE,
    PALE_GREEN,
    RED,
    SOFT,
    Sheet,
    width_of,
)  # fmt: skip

WIDTH, PAD, GAP = 1080, 40, 24
HEADINGS, DEPARTMENTS = 10, 8


def draw(tally: Tally, words: Mapping[str, str]) -> bytes:
    """A PNG 1080 pixels wide. `words` are the labels in the reader's language. Blocking: call it off the loop."""
    headings, departments = tally.headings[:HEADINGS], _rows(tally, words)
    rows = max(1, (len(headings) + 1) // 2)
    heights = (200, 300, 96 + rows * 64, 96 + max(1, len(departments)) * 58, 330)
    canvas = Sheet(WIDTH, sum(heights) + GAP * 5 + 70)
    top = 0
    for part, height in zip((_head, _figures, _headings, _departments, _week), heights, strict=True):
        part(canvas, tally, words, top, height)
        top += height + GAP
    canvas.text((PAD, top + 6), words["foot"], 24, FAINT, width=WIDTH - 2 * PAD)
    out = io.BytesIO()
    canvas.image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _head(canvas: Sheet, _tally: Tally, words: Mapping[str, str], top: int, height: int) -> None:
    canvas.pen.rectangle((0, top, WIDTH, top + height), fill="#173f6b")
    canvas.text((PAD, top + 44), words["title"], 52, "#ffffff", BOLD, width=WIDTH - 2 * PAD)
    canvas.text((PAD, top + 124), words["when"], 30, "#c4d6ea", width=WIDTH - 2 * PAD)


def _figures(canvas: Sheet, tally: Tally, words: Mapping[str, str], top: int, height: int) -> None:
    """Four large figures, and the sum they belong to."""
    shown = (
        (str(tally.reported), words["reported"], BLUE),
        (str(tally.closed), words["closed"], GREEN),
        (str(tally.open), words["open"], INK),
        (str(tally.overdue), words["overdue"], RED if tally.overdue else FAINT),
    )
    wide = (WIDTH - 2 * PAD - 3 * GAP) / 4
    for place, (figure, name, colour) in enumerate(shown):
        left = PAD + place * (wide + GAP)
        canvas.box((left, top, left + wide, top + 200))
        canvas.text((left + wide / 2, top + 92), figure, 84, colour, BOLD, anchor="mm")
        canvas.text((left + wide / 2, top + 164), name, 30, SOFT, anchor="mm")
    canvas.box((PAD, top + 200 + GAP, WIDTH - PAD, top + height), PALE_BLUE, 16)
    canvas.text((WIDTH / 2, top + height - 40), words["sum"], 28, "#24507f", MEDIUM, anchor="mm")


def _title(canvas: Sheet, words: str, top: int, height: int) -> None:
    canvas.box((PAD, top, WIDTH - PAD, top + height))
    canvas.text((PAD + 28, top + 24), words, 34, INK, BOLD)


def _headings(canvas: Sheet, tally: Tally, words: Mapping[str, str], top: int, height: int) -> None:
    """Each heading in its own unit: figures stand beside each other and are never compared by length."""
    _title(canvas, words["headings"], top, height)
    if not tally.headings:
        canvas.text((PAD + 28, top + 92), words["nothing"], 30, FAINT)
    half = (WIDTH - 2 * PAD - 56) / 2
    for place, (heading, amount, unit) in enumerate(tally.headings[:HEADINGS]):
        left, line = PAD + 28 + (place % 2) * half, top + 88 + (place // 2) * 64
        canvas.text((left, line + 10), heading, 30, SOFT, width=half * 0.52)
        right = left + half - 32
        canvas.text((right, line + 14), unit, 26, SOFT, anchor="ra")
        canvas.text((right - width_of(unit, 26) - 10, line + 2), amount, 40, GREEN, BOLD, anchor="ra")
        if place + 2 < len(tally.headings[:HEADINGS]):
            canvas.pen.line((left, line + 62, right, line + 62), fill=LINE, width=2)


def _rows(tally: Tally, words: Mapping[str, str]) -> list[tuple[str, int, int]]:
    """As many as there is room for, the last of them all others together, so that they add up."""
    if len(tally.departments) <= DEPARTMENTS:
        return list(tally.departments)
    shown, others = tally.departments[: DEPARTMENTS - 1], tally.departments[DEPARTMENTS - 1 :]
    return [*shown, (words["others"], sum(one[1] for one in others), sum(one[2] for one in others))]


def _departments(canvas: Sheet, tally: Tally, words: Mapping[str, str], top: int, height: int) -> None:
    _title(canvas, words["departments"], top, height)
    canvas.text((WIDTH - PAD - 28, top + 32), words["legend"], 24, FAINT, anchor="ra")
    rows = _rows(tally, words)
    if not rows:
        canvas.text((PAD + 28, top + 92), words["nothing"], 30, FAINT)
    most = max((closed + left for _, closed, left in rows), default=1) or 1
    room = WIDTH - 2 * PAD - 56 - 220 - 130
    for place, (name, closed, left) in enumerate(rows):
        line, start = top + 88 + place * 58, PAD + 28 + 220
        canvas.text((PAD + 28, line + 4), name, 28, SOFT, width=205)
        end = start + room * closed / most
        canvas.box((start, line + 8, start + room * (closed + left) / most + 6, line + 36), PALE_GREEN, 8)
        if closed:
            canvas.box((start, line + 8, end + 6, line + 36), GREEN, 8)
        canvas.text((WIDTH - PAD - 28, line + 2), f"{closed} / {left}", 30, INK, MEDIUM, anchor="ra")


def _week(canvas: Sheet, tally: Tally, words: Mapping[str, str], top: int, height: int) -> None:
    _title(canvas, words["week"], top, height)
    most = max((number for _, number in tally.week), default=0) or 1
    left, right, base, high = PAD + 70, WIDTH - PAD - 70, top + height - 66, height - 180
    step = (right - left) / 6
    points = [(left + place * step, base - high * number / most) for place, (_, number) in enumerate(tally.week)]
    canvas.pen.line((PAD + 28, base, WIDTH - PAD - 28, base), fill=LINE, width=2)
    canvas.pen.line(points, fill=BLUE, width=5, joint="curve")
    for place, ((x, y), (day, number)) in enumerate(zip(points, tally.week, strict=True)):
        last = place == len(points) - 1
        size = 11 if last else 8
        canvas.pen.ellipse((x - size, y - size, x + size, y + size), fill=AMBER if last else BLUE)
        canvas.text((x, y - 18), str(number), 30 if last else 26, INK if last else SOFT, BOLD if last else MEDIUM, anchor="ms")
        canvas.text((x, base + 16), f"{day.month}-{day.day:02d}", 24, SOFT, anchor="ma")
