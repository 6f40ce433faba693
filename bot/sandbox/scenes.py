"""Samples for who has no street at hand: small drawn scenes, each as it was and as it is when it was dealt with, and films."""

import io
import random
from collections.abc import Callable
from functools import lru_cache

from PIL import Image, ImageDraw

WIDE, HIGH, GROUND = 960, 720, 430
Draw = ImageDraw.ImageDraw
WALLS = ("#c9b8a0", "#b7c2c8", "#d2c4b4", "#a9b8a6", "#c2aeb4")


def _street(draw: Draw, dice: random.Random, *, dark: bool) -> None:
    for row in range(GROUND):
        share = row / GROUND
        top, low = ((18, 28, 52), (52, 66, 96)) if dark else ((150, 186, 214), (222, 232, 236))
        draw.line((0, row, WIDE, row), fill=tuple(int(a + (b - a) * share) for a, b in zip(top, low, strict=True)))
    left = -30
    while left < WIDE:
        wide, tall = dice.randint(130, 220), dice.randint(190, 350)
        wall = "#2c3548" if dark else dice.choice(WALLS)
        draw.rectangle((left, GROUND - tall, left + wide, GROUND), fill=wall)
        for x in range(left + 18, left + wide - 30, 44):
            for y in range(GROUND - tall + 22, GROUND - 70, 54):
                lit = "#e8c873" if dark and dice.random() < 0.3 else "#1f2738" if dark else "#6f8594"
                draw.rectangle((x, y, x + 24, y + 32), fill=lit)
        left += wide + dice.randint(4, 14)
    draw.rectangle((0, GROUND, WIDE, GROUND + 120), fill="#4a4f55" if dark else "#b9b4aa")
    draw.rectangle((0, GROUND + 112, WIDE, GROUND + 124), fill="#6d7075" if dark else "#8e8a82")
    draw.rectangle((0, GROUND + 124, WIDE, HIGH), fill="#2a2d31" if dark else "#6b7076")
    for x in range(0, WIDE, 60):
        draw.line((x, GROUND, x - 40, GROUND + 112), fill="#54595f" if dark else "#a8a399", width=2)
    for x in range(40, WIDE, 200):
        draw.rectangle((x, 630, x + 90, 640), fill="#c9c9c2" if not dark else "#77797c")


def _stall(draw: Draw, dice: random.Random, after: bool) -> None:
    if after:
        return
    for left, roof in ((180, "#c0453a"), (500, "#2f7d63")):
        draw.rectangle((left + 20, 330, left + 26, 500), fill="#5a4a3a")
        draw.rectangle((left + 214, 330, left + 220, 500), fill="#5a4a3a")
        for stripe in range(8):
            colour = roof if stripe % 2 else "#f3ece0"
            draw.polygon(((left + stripe * 30, 340), (left + stripe * 30 + 30, 340), (left + stripe * 30 + 26, 296),
                          (left + stripe * 30 + 4, 296)), fill=colour)  # fmt: skip
        draw.rectangle((left + 8, 440, left + 232, 500), fill="#8a6b48")
        for _ in range(26):
            x, y = left + dice.randint(20, 214), dice.randint(416, 440)
            draw.ellipse((x, y, x + 20, y + 20), fill=dice.choice(("#d9772b", "#c43c34", "#7aa63f", "#e2b93b")))


def _rubbish(draw: Draw, dice: random.Random, after: bool) -> None:
    draw.rectangle((620, 400, 720, 520), fill="#3f7d55")
    draw.rectangle((610, 386, 730, 404), fill="#34694a")
    for _ in range(0 if after else 34):
        x, y, size = dice.randint(250, 600), dice.randint(440, 520), dice.randint(30, 74)
        draw.ellipse((x, y, x + size, y + size * 0.8), fill=dice.choice(("#22262b", "#3a3f46", "#d8d4cb", "#7d6a54", "#4b6f8e")))


def _lamp(draw: Draw, _dice: random.Random, after: bool) -> None:
    if after:
        draw.polygon(((470, 180), (560, 180), (760, 560), (270, 560)), fill="#d8c68a")
    draw.rectangle((508, 170, 520, 540), fill="#8b9096")
    draw.rectangle((460, 160, 570, 182), fill="#fff3c4" if after else "#3c4148")


def _puddle(draw: Draw, dice: random.Random, after: bool) -> None:
    for _ in range(0 if after else 9):
        x, y = dice.randint(120, 640), dice.randint(470, 600)
        draw.ellipse(
            (x, y, x + dice.randint(160, 300), y + dice.randint(40, 80)), fill=dice.choice(("#7f9db3", "#8fabbd", "#7592a9"))
        )
    draw.rectangle((470, 556, 550, 580), fill="#3b4046")


def _bikes(draw: Draw, dice: random.Random, after: bool) -> None:
    for number in range(9):
        x, y = (140 + number * 78, 460) if after else (dice.randint(160, 640), dice.randint(420, 520))
        lean = 0 if after else dice.randint(-40, 40)
        colour = dice.choice(("#e2a12e", "#3a86c8", "#3fa36b"))
        for wheel in (0, 78):
            draw.ellipse(
                (x + wheel, y + lean * wheel // 90, x + wheel + 52, y + lean * wheel // 90 + 52), outline="#22262b", width=5
            )
        draw.line((x + 26, y + 26, x + 52, y - 14, x + 104, y + 26 + lean), fill=colour, width=8)
        draw.line((x + 52, y - 14, x + 70, y - 30), fill="#22262b", width=6)


def _cover(draw: Draw, _dice: random.Random, after: bool) -> None:
    draw.ellipse((360, 560, 600, 660), fill="#55595e")
    draw.ellipse((376, 568, 584, 652), fill="#7b8086" if after else "#0c0e10")
    for step in range(5 if after else 0):
        draw.line((400, 585 + step * 13, 560, 585 + step * 13), fill="#5c6167", width=5)


def _papers(draw: Draw, dice: random.Random, after: bool) -> None:
    draw.rectangle((120, 150, 840, GROUND + 20), fill="#cfc7b8")
    for _ in range(0 if after else 22):
        x, y = dice.randint(150, 740), dice.randint(170, 370)
        draw.rectangle(
            (x, y, x + dice.randint(40, 90), y + dice.randint(30, 60)),
            fill=dice.choice(("#f4f1e8", "#f2d24b", "#e87a6d", "#9fd0e8")),
        )
        draw.line((x + 8, y + 12, x + 34, y + 12), fill="#444", width=3)


Scene = Callable[[Draw, random.Random, bool], None]
SCENES: dict[str, tuple[str, str, Scene]] = {
    "stall": ("流动摊点", "Street stalls", _stall), "rubbish": ("暴露垃圾", "Rubbish", _rubbish),
    "lamp": ("路灯不亮", "Dead lamp", _lamp), "puddle": ("道路积水", "Puddle", _puddle),
    "bikes": ("单车乱停", "Bikes", _bikes), "cover": ("井盖缺失", "No cover", _cover),
    "papers": ("小广告", "Small ads", _papers),
}  # fmt: skip
"""By name: what is to be seen, in both languages, and how it is drawn."""
DARK = {"lamp"}


FRAMES, LASTS = 14, 130
"""Of a film, and for how many milliseconds each is shown."""


@lru_cache(maxsize=8)
def film(name: str, *, seed: int = 0) -> bytes:
    """Somebody walks by: a moving WebP. Raises KeyError for a scene there is none of."""
    with Image.open(io.BytesIO(scene(name, after=False, seed=seed))) as whole:
        wide, high = WIDE * 2 // 3, HIGH * 2 // 3
        steps = [(WIDE - wide) * step // FRAMES for step in range(FRAMES)]
        frames = [whole.crop((left, HIGH - high, left + wide, HIGH)).resize((wide // 2, high // 2)) for left in steps]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=LASTS, loop=0, quality=60)
    return out.getvalue()


@lru_cache(maxsize=32)
def scene(name: str, *, after: bool, seed: int = 0) -> bytes:
    """A JPEG. Raises KeyError for a scene there is none of."""
    _, _, paint = SCENES[name]
    picture = Image.new("RGB", (WIDE, HIGH))
    draw = ImageDraw.Draw(picture)
    _street(draw, random.Random(f"street {name} {seed}"), dark=name in DARK)  # noqa: S311 — a drawing
    paint(draw, random.Random(f"{name} {seed}"), after)  # noqa: S311 — a drawing
    grain = Image.effect_noise((WIDE, HIGH), 18).convert("RGB")
    out = io.BytesIO()
    Image.blend(picture, grain, 0.06).save(out, "JPEG", quality=84)
    return out.getvalue()
