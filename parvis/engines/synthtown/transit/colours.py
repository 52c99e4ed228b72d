# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours of lines, each with the text colour that can be read on it."""

import colorsys

LEAST_CONTRAST = 4.5
PALETTE = (
    "C8102E", "0057B8", "007A33", "F2A900", "6A1B9A", "00838F", "B5460F", "AD1457", "8BC34A", "37474F",
    "F48FB1", "1A237E", "FDD835", "5D4037", "80CBC4", "9E9D24",
)  # fmt: skip
GOLDEN = 0.618034


def line_colour(rank: int) -> str:
    """The colour of the line of that rank: the palette first, then hues that stand apart."""
    if rank < len(PALETTE):
        return PALETTE[rank]
    red, green, blue = colorsys.hls_to_rgb(rank * GOLDEN % 1.0, 0.36 if rank % 2 else 0.72, 0.62)
    return f"{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """White, or black where white cannot be read."""
    return "FFFFFF" if contrast(colour, "FFFFFF") >= LEAST_CONTRAST else "000000"


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
