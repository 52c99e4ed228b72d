# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colour arithmetic: sRGB parsing, WCAG contrast, and shades that keep it.

Sources: WCAG 2.2, "relative luminance" and "contrast ratio"; Björn Ottosson, "A perceptual color
space for image processing" (OKLab), used to mix without greying or shifting the hue.
"""

from __future__ import annotations

import re
from functools import lru_cache

type Linear = tuple[float, float, float]

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


def is_colour(text: str) -> bool:
    """True for `#rgb` and `#rrggbb`, the only notations that a town's settings may use."""
    return _HEX.fullmatch(text.strip()) is not None


def _channel_to_linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _channel_to_srgb(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else float(1.055 * value ** (1 / 2.4) - 0.055)


@lru_cache(maxsize=512)
def _linear(colour: str) -> Linear:
    digits = colour.strip().lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    red, green, blue = (_channel_to_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return red, green, blue


def _hex(linear: Linear) -> str:
    return "#" + "".join(f"{round(_channel_to_srgb(value) * 255):02x}" for value in linear)


def _to_oklab(linear: Linear) -> Linear:
    red, green, blue = linear
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    medium = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _from_oklab(lab: Linear) -> Linear:
    light, a, b = lab
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 (black) to 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=2048)
def mix(one: str, other: str, share: float) -> str:
    """The colour at `share` (0 to 1) of the way from `one` to `other`, in OKLab."""
    start, end = _to_oklab(_linear(one)), _to_oklab(_linear(other))
    light, a, b = (x + (y - x) * share for x, y in zip(start, end, strict=True))
    return _hex(_from_oklab((light, a, b)))


def readable(colour: str, ground: str, minimum: float = 4.5) -> str:
    """`colour`, darkened or lightened just enough to reach `minimum` contrast on `ground`."""
    pole = "#000000" if luminance(ground) > 0.18 else "#ffffff"
    for step in range(51):
        candidate = mix(colour, pole, step / 50)
        if contrast(candidate, ground) >= minimum:
            return candidate
    return pole
