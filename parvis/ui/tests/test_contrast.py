# SPDX-License-Identifier: AGPL-3.0-or-later
"""Text stays readable: WCAG 2.2 AA on every pair of roles that pages put together, in both themes."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.ui.colours import contrast, mix, readable
from parvis.ui.identity import DEFAULT_COLOURS
from parvis.ui.townstyle import THEMES, roles

TONES = ("info", "progress", "ok", "warn", "danger", "muted")
GROUNDS = ("paper", "surface", "sunken")
TEXTS = ("ink", "ink-soft", "link", "link-strong", "accent")
TEXT_PAIRS = [
    *itertools.product(TEXTS, GROUNDS),
    *((f"{tone}-text", ground) for tone in TONES for ground in (f"{tone}-tint", *GROUNDS)),
    ("on-band", "band"),
    ("on-band-soft", "band"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-primary", "primary"),
    ("on-primary", "primary-strong"),
]
UI_PAIRS = [
    *itertools.product(("line-strong", "focus", "primary", "accent"), GROUNDS),
    *itertools.product(TONES, GROUNDS),
    *((tone, f"{tone}-tint") for tone in TONES),
]


@pytest.fixture(scope="module")
def tokens(assets: Path) -> dict[str, dict[str, str]]:
    """Theme -> role -> colour, as compiled."""
    css = (assets / "app.css").read_text(encoding="utf-8")
    blocks = re.findall(r"([^{}]*)\{([^{}]*--paper:[^{}]*)\}", css)
    found: dict[str, dict[str, str]] = {}
    for selector, body in blocks:
        theme = "dark" if "dark" in selector or "light" in selector else "light"
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", body))
        if len(colours) > 20:
            found.setdefault(theme, colours)
    return found


@pytest.fixture(params=THEMES)
def theme(request: pytest.FixtureRequest, tokens: dict[str, dict[str, str]]) -> dict[str, str]:
    return tokens[request.param]


def too_weak(theme: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    return [
        f"{one} on {other}: {contrast(theme[one], theme[other]):.2f}"
        for one, other in pairs
        if contrast(theme[one], theme[other]) < least
    ]


def test_every_text_reaches_four_and_a_half(theme: dict[str, str]) -> None:
    assert too_weak(theme, TEXT_PAIRS, 4.5) == []


def test_every_mark_and_border_reaches_three(theme: dict[str, str]) -> None:
    assert too_weak(theme, UI_PAIRS, 3.0) == []


def test_both_themes_give_the_same_roles(tokens: dict[str, dict[str, str]]) -> None:
    assert set(tokens["light"]) == set(tokens["dark"])


COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
TOWN_PAIRS = [
    *itertools.product(("ink", "accent"), GROUNDS),
    ("on-accent", "accent"),
    ("band-accent", "band"),
]


@given(ink=COLOUR, accent=COLOUR, gold=COLOUR, band=COLOUR)
def test_whatever_colours_a_town_chooses_its_pages_stay_readable(ink: str, accent: str, gold: str, band: str) -> None:
    chosen = {**DEFAULT_COLOURS, "ink": ink, "accent": accent, "gold": gold, "band": band}
    for theme in THEMES:
        worked_out = roles(chosen, theme)
        assert too_weak(worked_out, TOWN_PAIRS, 4.5) == []
        assert contrast("#fdf8ee", worked_out["band"]) >= 4.5


def test_contrast_of_known_pairs() -> None:
    assert contrast("#000", "#fff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLOUR, COLOUR)
def test_readable_always_reaches_what_is_asked(colour: str, ground: str) -> None:
    assert contrast(readable(colour, ground), ground) >= 4.5


def test_a_mix_of_nothing_and_of_all_is_the_colour_itself() -> None:
    assert mix("#16264a", "#b03a20", 0) == "#16264a"
    assert mix("#16264a", "#b03a20", 1) == "#b03a20"
