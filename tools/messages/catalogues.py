# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read, update and compile the French catalogue of each app."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.messages.extraction import ROOT, Found, texts_of

LANGUAGE = "fr"
# No date, no author: a catalogue changes only when a text does.
HEADER = """\
# SPDX-License-Identifier: AGPL-3.0-or-later
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""


def apps() -> list[Path]:
    """Folders of the Django apps that speak to people, in alphabetical order."""
    parvis = ROOT / "parvis"
    nested = [path.parent for layer in ("kernel", "services") for path in parvis.glob(f"{layer}/*/__init__.py")]
    return sorted([parvis / "project", parvis / "ui", *nested])


def catalogue_path(app: Path) -> Path:
    """Where an app keeps its French texts."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def _empty() -> Catalog:
    # Extracted names and versions would only make noise in the header.
    return Catalog(locale=LANGUAGE, fuzzy=False)


def read_catalogue(app: Path) -> Catalog:
    """The app's catalogue as it is on disk; an empty one if there is none."""
    path = catalogue_path(app)
    if not path.exists():
        return _empty()
    with path.open("rb") as stream:
        return read_po(stream, locale=LANGUAGE, domain="django")


def fresh_catalogue(app: Path, found: list[Found] | None = None) -> Catalog:
    """The catalogue that the app's source asks for, filled with the translations that exist."""
    before, fresh = read_catalogue(app), _empty()
    for text in texts_of(app) if found is None else found:
        flags = ("python-format",) if _has_percent_placeholder(text) else ()
        message = fresh.add(
            text.id, locations=[(text.path, text.line)], flags=flags, auto_comments=text.comments, context=text.context
        )
        _keep_translation(message, before.get(message.id, text.context))
    return fresh


def _has_percent_placeholder(text: Found) -> bool:
    return bool(Message(text.id).python_format)


def _keep_translation(message: Message, before: Message | None) -> None:
    if before is None:
        return
    same_shape = isinstance(before.id, tuple) == isinstance(message.id, tuple)
    if same_shape and before.id == message.id:
        message.string = before.string
        if before.fuzzy:
            message.flags.add("fuzzy")


def as_po(catalogue: Catalog) -> bytes:
    """The text of the `.po` file, the same for the same texts."""
    stream = BytesIO()
    write_po(
        stream, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False, ignore_obsolete=True
    )
    return HEADER.encode() + stream.getvalue().strip() + b"\n"


def update_catalogue(app: Path) -> bool:
    """Writes the app's `.po` if its source has changed; true if it did. An app without text has no file."""
    found, path = texts_of(app), catalogue_path(app)
    if not found:
        existed = path.exists()
        path.unlink(missing_ok=True)
        return existed
    text = as_po(fresh_catalogue(app, found))
    if path.exists() and path.read_bytes() == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return True


def needs_compiling(app: Path) -> bool:
    """True if the binary catalogue is missing or older than the text."""
    path = catalogue_path(app)
    binary = path.with_suffix(".mo")
    return path.exists() and (not binary.exists() or binary.stat().st_mtime_ns < path.stat().st_mtime_ns)


def compile_catalogue(app: Path) -> bool:
    """Writes the binary catalogue that Django reads, when the text is newer; true if it did.

    The file appears whole: two processes may do it at once.
    """
    if not needs_compiling(app):
        return False
    binary = catalogue_path(app).with_suffix(".mo")
    partial = binary.with_suffix(f".{os.getpid()}.tmp")
    with partial.open("wb") as stream:
        write_mo(stream, read_catalogue(app))
    partial.replace(binary)
    return True
