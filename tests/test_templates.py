# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every template compiles, is used, is translated, escapes what people write, and obeys the strict CSP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.template.base import Lexer, TokenType

ROOT = Path(__file__).resolve().parents[1]
PARVIS = ROOT / "parvis"

# Django's, allauth's and the error handlers' own names: nobody in the tree writes them down.
NAMED_ELSEWHERE = re.compile(
    r"^(?:[45]\d\d(?:_csrf)?\.html|account/|mfa/|usersessions/|admin/|allauth/|django/|robots\.txt)"
)

# Where `|safe` or `mark_safe` is right, and why it cannot carry what a user wrote.
TRUSTED_MARKUP: dict[str, str] = {
    "parvis/ui/icons.py": "drawings of the icon set, read from the build",
    "parvis/ui/charts.py": "SVG made of numbers, labels escaped where they are written",
}

VISIBLE_ATTRIBUTES = re.compile(
    r"""\b(?:alt|title|placeholder|aria-label|data-text-[\w-]+)=["']([^"'\x00]*\w[^"'\x00]*)["']"""
)
# Words that are the same in every language: names of standards and formats, keys, units.
UNTRANSLATED = re.compile(
    r"\b(?:HTML5|CSS|JavaScript|SVG|WAI-ARIA|JSON-LD|JSON|Turtle|CSV|GeoJSON|Parquet|SIRET|INSEE|Atom|RSS|PDF|Open311|"
    r"GeoReport|ETag|Parvis|Ctrl|Licence Ouverte|Défenseur des droits|Libre réponse|Paris CEDEX|ODbL|OpenStreetMap|"
    r"AGPL|kbd|px|km|SMS|TOTP|GitHub|XML|API|ID|URL|HTTPS|QR|[a-zA-Z]|\d+)\b"
)  # fmt: skip

NOT_WORDS = ("_class", "_attributes", "_url")
"""Ends of the names of blocks that hold class names, attributes or addresses."""


def templates() -> list[Path]:
    return sorted(
        path
        for path in PARVIS.rglob("*")
        if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml", ".svg"} and "tests" not in path.parts
    )


def name_of(path: Path) -> str:
    """The name by which Django loads it."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


each = pytest.mark.parametrize("path", templates(), ids=relative)


@each
def test_compiles(path: Path) -> None:
    engines["django"].get_template(name_of(path))


def sources() -> str:
    """All that may name a template: Python outside tests, and the templates themselves."""
    python = [path for path in PARVIS.rglob("*.py") if "tests" not in path.parts]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*python, *templates()])


def test_every_template_is_used() -> None:
    text = sources()
    unused = []
    for path in templates():
        name = name_of(path)
        # A component's template is named by its tag's module through its folder, a page's by its table.
        stem = Path(name).stem
        if NAMED_ELSEWHERE.match(name) or f'"{name}"' in text or f"'{name}'" in text:
            continue
        folder = name.rsplit("/", 1)[0]
        by_pattern = re.search(rf"""["']{re.escape(folder)}/\{{""", text) or f'f"{folder}/' in text
        if not (
            by_pattern
            and re.search(rf"""["']{re.escape(stem)}["']|def {re.escape(stem)}\b|\b{re.escape(stem.upper())}\b""", text)
        ):
            unused.append(relative(path))
    assert unused == []


@each
def test_strict_csp(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if "mail" in path.parts or "/mail/" in relative(path) or "email" in path.stem:
        pytest.skip("a message carries its own styles: mail programs know no style sheet")
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "no inline style"
    assert not re.search(r"<style\b", text), "no style element"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "no handler in an attribute"
    assert "javascript:" not in text
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/' in tag, f"no inline script: {tag}"


@each
def test_nothing_loads_from_another_host(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"""<(?:script|img|iframe|source|video|audio)\b[^>]*\ssrc=["'](?:https?:)?//""", text)
    assert not re.search(r"""<link\b[^>]*\brel=["']stylesheet["'][^>]*href=["'](?:https?:)?//""", text)


@each
def test_escaping_stays_on(path: Path) -> None:
    if relative(path) in TRUSTED_MARKUP or path.suffix == ".txt":
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe(?:seq)?\b", text)
    assert "{% autoescape off %}" not in text


def test_python_marks_no_text_as_safe_unseen() -> None:
    """`mark_safe` belongs to the kit, whose components escape what they are given."""
    allowed = {"parvis/ui"}
    found = [
        relative(path)
        for path in PARVIS.rglob("*.py")
        if "tests" not in path.parts
        and re.search(r"\bmark_safe\(|SafeString\(", path.read_text(encoding="utf-8"))
        and not any(relative(path).startswith(folder) for folder in allowed)
    ]
    assert found == []


def visible_text(path: Path) -> Iterator[str]:
    """What a template shows in its own words, outside translation tags."""
    pieces: list[str] = []
    hidden = ""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        if token.token_type == TokenType.BLOCK:
            word, *others = token.split_contents()
            if word in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
                hidden = f"end{word}"
            elif word == "block" and others[0].endswith(NOT_WORDS):
                hidden = "endblock"
            elif word == hidden:
                hidden = ""
            pieces.append("\0")
        elif token.token_type == TokenType.VAR:
            pieces.append("\0")
        elif token.token_type == TokenType.TEXT and not hidden:
            pieces.append(token.contents)
    text = "".join(pieces)
    text = re.sub(r"<(script|style|title|code|pre)\b.*?</\1>", " ", text, flags=re.DOTALL)
    yield from VISIBLE_ATTRIBUTES.findall(text)
    text = re.sub(r'\sdata-[\w-]+="\0"', " ", text)  # attributes of a tag in another file: no word but a translated one
    yield from re.sub(r"<[^>]*>", "\n", re.sub(r"&\w+;|&#\d+;", " ", text)).replace("\0", "\n").split("\n")


@each
def test_every_word_can_be_translated(path: Path) -> None:
    if path.suffix == ".svg" or "gallery" in path.parts:  # the gallery names the components as the code does
        return
    words = [text.strip() for text in visible_text(path) if re.search(r"[^\W\d_]{2,}", UNTRANSLATED.sub("", text))]
    assert words == []
