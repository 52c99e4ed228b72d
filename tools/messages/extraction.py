# SPDX-License-Identifier: AGPL-3.0-or-later
"""Find the texts to translate in Python sources and Django templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]

type Id = str | tuple[str, str]

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
TEMPLATE_SUFFIXES = (".html", ".txt", ".xml", ".typ")
NOT_SHOWN = ("tests", "migrations", "node_modules")


class ExtractionError(Exception):
    """A source cannot be read; the message names the file and says why."""


@dataclass(frozen=True)
class Found:
    """A text in the source: `id` is a pair for plural texts, `context` disambiguates."""

    id: Id
    context: str | None
    path: str
    line: int
    comments: tuple[str, ...]


def sources(app: Path) -> Iterator[Path]:
    """Files of an app that may hold texts, in a stable order; tests show nothing to a user."""
    for path in sorted(app.rglob("*")):
        inside = path.relative_to(app)
        if any(part in NOT_SHOWN for part in inside.parts) or not path.is_file():
            continue
        if path.suffix == ".py" or (path.suffix in TEMPLATE_SUFFIXES and "templates" in inside.parts):
            yield path


def _python_of_template(path: Path) -> str:
    text = templatize(path.read_text(encoding="utf-8"), origin=str(path.relative_to(ROOT)))
    # Indentation means nothing in a template but would stop the Python tokenizer.
    return "\n".join(line.lstrip() for line in text.split("\n"))


def texts_in(path: Path) -> Iterator[Found]:
    """The texts of one file.

    Raises:
        ExtractionError: it is not valid Python, or a translation block holds other tags.
    """
    name = path.relative_to(ROOT).as_posix()
    try:
        source = path.read_text(encoding="utf-8") if path.suffix == ".py" else _python_of_template(path)
        stream = BytesIO(source.encode())
        options = {"encoding": "utf-8"}
        for line, message, comments, context in extract(
            "python", stream, KEYWORDS, ("Translators:",), options, strip_comment_tags=True
        ):
            yield Found(_id(message), context, name, line, tuple(comments))
    except (SyntaxError, ValueError) as error:
        raise ExtractionError(f"{name}: {error}") from error


def _id(message: str | list[str] | tuple[str, ...]) -> Id:
    if isinstance(message, str):
        return message
    return message[0] if len(message) == 1 else (message[0], message[1])


def texts_of(app: Path) -> list[Found]:
    """All texts of an app, empty ones left out (an empty msgid is gettext's own header)."""
    return [found for path in sources(app) for found in texts_in(path) if found.id]
