# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the tables of `docs/operations/configuration.md` from the typed settings themselves.

Run as `python -m tools.settings_page`; a test fails while the page differs from the code.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import os
import textwrap
from itertools import pairwise
from pathlib import Path
from typing import Any

import django

from parvis.kernel.registry import manifests

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations" / "configuration.md"
BEGIN, END = "<!-- settings: made by tools.settings_page -->", "<!-- /settings -->"


def explanations(kind: type[Any]) -> dict[str, str]:
    """What the text below each field of a dataclass says."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0].body  # type: ignore[attr-defined]
    found: dict[str, str] = {}
    for field, following in pairwise(body):
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(following, ast.Expr):
            found[field.target.id] = " ".join(str(ast.literal_eval(following.value)).split())
    return found


def table(name: str, kind: type[Any]) -> str:
    """One table of the configuration file."""
    texts = explanations(kind)
    lines = [f"### `[{name}]`", "", "| key | default | meaning |", "|---|---|---|"]
    for field in dataclasses.fields(kind):
        default = "" if field.default is dataclasses.MISSING else toml(field.default)
        lines.append(f"| `{field.name}` | {f'`{default}`' if default else ''} | {texts.get(field.name, '')} |")
    return "\n".join(lines)


def toml(value: Any) -> str:
    """A default as it would be written in the file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return "[" + ", ".join(toml(part) for part in value) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def tables() -> str:
    """All of them, kernel first."""
    found = [(manifest.slug, manifest.settings) for manifest in manifests(include_closed=True) if manifest.settings]
    return "\n\n".join(table(name, kind) for name, kind in found)


def page(text: str) -> str:
    """The page with fresh tables."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    django.setup()
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
