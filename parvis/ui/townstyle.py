# SPDX-License-Identifier: AGPL-3.0-or-later
"""The town's colours as a style sheet, and its paving: the same roles as the tokens, contrast kept.

The town chooses up to five colours (ink, band, paper, accent, gold); every role that they touch is
worked out from them for the light and the dark theme, and moved just as far as WCAG 2.2 AA asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from parvis.ui import paving
from parvis.ui.colours import contrast, mix, readable
from parvis.ui.identity import DEFAULT_COLOURS, Identity

type Theme = Literal["light", "dark"]
type Tone = Literal["ground", "band", "edge", "code"]

THEMES: tuple[Theme, ...] = ("light", "dark")
TONES: tuple[Tone, ...] = ("ground", "band", "edge", "code")
# Custom property -> what to ask of /paving.svg.
DRAWINGS = (
    ("ground", "tone=ground"),
    ("band", "tone=band"),
    ("edge", "tone=edge"),
    ("code", "tone=code"),
    ("arch", "shape=arch"),
)
DARK_PAPER, LIGHT_TEXT = "#101828", "#f4eee2"


def _on(ground: str, light: str, dark: str) -> str:
    """The better of two text colours on `ground`, made readable."""
    best = max((light, dark), key=lambda text: contrast(text, ground))
    return readable(best, ground)


def light_roles(colours: Mapping[str, str]) -> dict[str, str]:
    """Role -> colour of the light theme."""
    paper = colours["paper"]
    sunken = mix(paper, colours["ink"], 0.055)
    ink = readable(colours["ink"], sunken, 9)
    accent = readable(colours["accent"], sunken)
    band = readable(colours["band"], "#fdf8ee", 9)
    primary = readable(mix(colours["band"], colours["ink"], 0.3), sunken, 7)
    return {
        "paper": paper,
        "surface": mix(paper, "#ffffff", 0.6),
        "sunken": sunken,
        "band": band,
        "ink": ink,
        "ink-soft": readable(mix(ink, paper, 0.3), sunken, 5),
        "accent": accent,
        "accent-strong": mix(accent, "#000000", 0.2),
        "on-accent": _on(accent, "#fffaf2", "#1a0d08"),
        "primary": primary,
        "primary-strong": mix(primary, "#000000", 0.35),
        "band-accent": readable(colours["gold"], band, 5.5),
    }


def dark_roles(colours: Mapping[str, str]) -> dict[str, str]:
    """Role -> colour of the dark theme: night versions of the same hues."""
    paper = mix(DARK_PAPER, colours["ink"], 0.25)
    surface = mix(paper, "#8fa5d0", 0.09)
    accent = readable(mix(colours["accent"], "#ffffff", 0.3), surface, 5.5)
    band = mix(paper, "#000000", 0.35)
    return {
        "paper": paper,
        "surface": surface,
        "sunken": mix(paper, "#000000", 0.3),
        "band": band,
        "ink": readable(LIGHT_TEXT, surface, 9),
        "accent": accent,
        "accent-strong": mix(accent, "#ffffff", 0.3),
        "on-accent": _on(accent, "#fffaf2", "#2a0d05"),
        "band-accent": readable(colours["gold"], band, 5.5),
    }


def roles(colours: Mapping[str, str], theme: Theme) -> dict[str, str]:
    """Role -> colour of a theme."""
    return dark_roles(colours) if theme == "dark" else light_roles(colours)


def paving_palette(identity: Identity, theme: Theme, tone: Tone) -> paving.Palette:
    """Stone colours: pale stone on paper, night stone on the band, marked stone for the big figures of errors."""
    now = roles(identity.colours, theme)
    accent, gold = identity.colours["accent"], identity.colours["gold"]
    if tone == "ground" and theme == "light":
        return paving.palette(now["sunken"], mix("#a08a66", now["ink"], 0.12), accent, gold, strength=0.8)
    if tone == "ground":
        return paving.palette(now["paper"], "#8ea3cf", accent, gold, strength=0.5)
    if tone == "code" and theme == "dark":
        return paving.palette(now["paper"], "#dfe7fb", accent, gold, strength=1.0)
    return paving.palette(now["band"], "#a9bbe6", mix(accent, "#ffffff", 0.15), gold, strength=0.62)


def _custom_properties(identity: Identity, theme: Theme) -> str:
    changed = identity.colours != dict(DEFAULT_COLOURS)
    # With the default colours the tokens already say everything but the band's accent.
    wanted = roles(identity.colours, theme)
    kept = wanted if changed else {"band-accent": wanted["band-accent"]}
    lines = [f"--{role}:{colour}" for role, colour in kept.items()]
    for name, query in DRAWINGS:
        lines.append(f'--paving-{name}:url("/paving.svg?{query}&theme={theme}&v={identity.version}")')
    if identity.hero:
        lines += [f'--town-hero:url("/town/hero?v={identity.version}")', "--town-hero-size:cover"]
    return ";".join(lines)


def stylesheet(identity: Identity) -> str:
    """The served style sheet: custom properties only, in the order of the tokens' own selectors."""
    light, dark = (_custom_properties(identity, theme) for theme in THEMES)
    return (
        f":root{{{light}}}\n"
        f':root[data-theme="dark"]{{{dark}}}\n'
        f'@media (prefers-color-scheme:dark){{:root:not([data-theme="light"]){{{dark}}}}}\n'
    )
