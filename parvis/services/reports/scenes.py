# SPDX-License-Identifier: AGPL-3.0-or-later
"""Small drawn pictures of what the demo's people report, so that nothing is anybody's photograph."""

from __future__ import annotations

import io
import math
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 960, 720
_HORIZON = 400

type Colour = tuple[int, int, int]


def scene_jpeg(kind: str, seed: int) -> bytes:
    """A JPEG of that scene (lamp, road, bags, wall, tree, bench, sign, water, car); the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - a drawing, not a secret
    picture = _backdrop(chance)
    draw = ImageDraw.Draw(picture)
    _DRAWINGS.get(kind, _road)(draw, chance)
    grain = Image.effect_noise((WIDTH, HEIGHT), 18).convert("RGB")
    picture = Image.blend(picture.filter(ImageFilter.GaussianBlur(0.6)), grain, 0.06)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _backdrop(chance: Random) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT))
    draw = ImageDraw.Draw(picture)
    top, low = chance.choice([((126, 164, 196), (222, 226, 220)), ((148, 158, 170), (214, 212, 208))])
    for y in range(_HORIZON):
        draw.line((0, y, WIDTH, y), fill=_between(top, low, y / _HORIZON))
    x = -40
    while x < WIDTH:
        wide, tall = chance.randint(110, 210), chance.randint(130, 290)
        wall = chance.choice([(216, 200, 176), (200, 178, 156), (226, 216, 200), (188, 170, 160)])
        draw.rectangle((x, _HORIZON - tall, x + wide, _HORIZON), fill=wall)
        draw.polygon(
            [(x - 8, _HORIZON - tall), (x + wide // 2, _HORIZON - tall - 60), (x + wide + 8, _HORIZON - tall)],
            fill=(150, 84, 64),
        )
        for row in range(_HORIZON - tall + 24, _HORIZON - 40, 64):
            for column in range(x + 18, x + wide - 30, 48):
                draw.rectangle((column, row, column + 22, row + 34), fill=(92, 104, 118))
        x += wide
    draw.rectangle((0, _HORIZON, WIDTH, HEIGHT), fill=(150, 148, 144))
    draw.polygon([(0, HEIGHT), (WIDTH, HEIGHT), (WIDTH, 520), (0, 470)], fill=(98, 98, 102))
    return picture


def _lamp(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    x = chance.randint(360, 600)
    draw.rectangle((x - 7, 120, x + 7, 560), fill=(46, 54, 60))
    draw.rectangle((x - 22, 540, x + 22, 580), fill=(40, 46, 52))
    draw.arc((x - 4, 70, x + 130, 190), 180, 300, fill=(46, 54, 60), width=10)
    draw.ellipse((x + 84, 84, x + 156, 128), fill=(62, 66, 70))


def _road(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for _turn in range(3):
        x, y, wide = chance.randint(160, 760), chance.randint(560, 660), chance.randint(50, 130)
        ring = [
            (
                x + wide * math.cos(angle / 9 * math.tau / 2) * chance.uniform(0.8, 1.1),
                y + wide * 0.3 * math.sin(angle / 9 * math.tau / 2),
            )
            for angle in range(18)
        ]
        draw.polygon(ring, fill=(58, 56, 56))
        draw.polygon([(px + 6, py + 5) for px, py in ring], fill=(44, 42, 44))
    for x in range(60, WIDTH, 190):
        draw.polygon([(x, 610), (x + 90, 612), (x + 84, 622), (x - 4, 620)], fill=(206, 204, 198))


def _bags(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for _turn in range(chance.randint(5, 9)):
        x, y, size = chance.randint(240, 660), chance.randint(440, 540), chance.randint(60, 110)
        tone = chance.choice([(40, 42, 48), (60, 62, 70), (84, 100, 82), (120, 116, 108)])
        draw.ellipse((x, y, x + size, y + size * 0.85), fill=tone)
        draw.polygon([(x + size * 0.4, y + 6), (x + size * 0.5, y - 18), (x + size * 0.62, y + 6)], fill=tone)
    draw.rectangle((180, 470, 300, 500), fill=(188, 176, 158))


def _wall(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    draw.rectangle((0, 180, WIDTH, 520), fill=(198, 186, 170))
    for y in range(180, 520, 34):
        draw.line((0, y, WIDTH, y), fill=(178, 166, 150), width=3)
    ink = chance.choice([(36, 70, 140), (170, 40, 60), (24, 24, 28)])
    points = [(200 + index * 56, 350 + chance.randint(-90, 90)) for index in range(10)]
    draw.line(points, fill=ink, width=20, joint="curve")
    draw.arc((300, 260, 520, 470), 20, 310, fill=ink, width=16)


def _tree(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    draw.rectangle((0, 440, WIDTH, HEIGHT), fill=(112, 140, 86))
    x = chance.randint(380, 580)
    draw.polygon([(x - 26, 600), (x + 26, 600), (x + 14, 260), (x - 14, 260)], fill=(86, 66, 50))
    for _turn in range(26):
        cx, cy, radius = x + chance.randint(-180, 180), chance.randint(90, 320), chance.randint(40, 80)
        green = chance.choice([(70, 104, 58), (86, 122, 66), (98, 132, 74)])
        draw.ellipse((cx - radius, cy - radius, cx + radius, cy + radius), fill=green)
    draw.line((x + 10, 330, x + 220, 520), fill=(86, 66, 50), width=16)


def _bench(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    broken = chance.randint(0, 2)
    for index, y in enumerate((430, 464, 516)):
        tilt = 40 if index == broken else 0
        draw.polygon([(260, y), (700, y + tilt), (700, y + tilt + 22), (260, y + 22)], fill=(122, 84, 54))
    for x in (300, 650):
        draw.rectangle((x, 430, x + 18, 610), fill=(44, 50, 54))


def _sign(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    x, lean = chance.randint(380, 560), chance.randint(30, 90)
    draw.line((x, 610, x + lean, 240), fill=(120, 124, 128), width=14)
    draw.polygon([(x + lean, 130), (x + lean + 110, 320), (x + lean - 110, 320)], fill=(196, 44, 48))
    draw.polygon([(x + lean, 176), (x + lean + 72, 300), (x + lean - 72, 300)], fill=(240, 240, 236))


def _water(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for index in range(7):
        wide = 520 - index * 60
        x, y = 480 + chance.randint(-16, 16), 610 + index * 3
        draw.ellipse(
            (x - wide // 2, y - wide // 9, x + wide // 2, y + wide // 9),
            fill=_between((104, 128, 146), (170, 190, 202), index / 7),
        )


def _car(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    tone = chance.choice([(206, 208, 210), (120, 40, 44), (60, 82, 110)])
    draw.rounded_rectangle((260, 430, 720, 560), 30, fill=tone)
    draw.polygon([(340, 434), (410, 350), (600, 350), (660, 434)], fill=tone)
    draw.polygon([(366, 428), (420, 366), (500, 366), (500, 428)], fill=(70, 84, 94))
    for x in (350, 630):
        draw.ellipse((x - 46, 528, x + 46, 600), fill=(34, 34, 38))


_DRAWINGS = {
    "lamp": _lamp,
    "road": _road,
    "bags": _bags,
    "wall": _wall,
    "tree": _tree,
    "bench": _bench,
    "sign": _sign,
    "water": _water,
    "car": _car,
}


def _between(one: Colour, other: Colour, share: float) -> Colour:
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return (mixed[0], mixed[1], mixed[2])
