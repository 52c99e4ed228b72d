# SPDX-License-Identifier: AGPL-3.0-or-later
"""From a Typst template and data to PDF/UA-1 (ISO 14289-1): tagged, titled, in a declared language."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from django.apps import apps
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parvis.kernel.documents.legible import learn, legible
from parvis.ui import paving
from parvis.ui.identity import Identity, identity
from parvis.ui.townstyle import paving_palette

TIMEOUT_S: Final = 20.0
LARGEST_DATA: Final = 2_000_000
MOST_UNKNOWN: Final = 60
BASE = "documents"
_workers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="documents")


class DocumentFailed(Exception):  # noqa: N818
    """A template is wrong, the data do not fit it, or the document takes too long."""


def render_pdf(
    *,
    template: str,
    data: Mapping[str, Any],
    title: str,
    language: str = "fr",
    images: Mapping[str, bytes] | None = None,
) -> bytes:
    """Makes a PDF/UA-1 document.

    Texts in `data` stay texts: Typst markup in them shows as it is written.

    Args:
        template: `<app>/<file>.typ`, in the folder `typst/` of the app; see `typst/base.typ` for what it builds on.
        data: ready for JSON (dates too, by Django's encoder); the template reads it as `data`.
        title: the document's title, shown by readers and spoken by screen readers.
        language: two letters, the language of the texts.
        images: by file name (`photo-1.jpg`), which the template opens as `/images/photo-1.jpg`.

    Raises:
        DocumentFailed: with the compiler's words.
    """
    town = identity()
    with tempfile.TemporaryDirectory(prefix="parvis-document-") as folder:
        root = Path(folder)
        _lay_out(root, template.partition("/")[0], town, images or {})
        content: dict[str, Any] = {
            "data": data,
            "title": title,
            "language": language,
            "town": {
                "name": town.name,
                "title": town.title,
                "contact": asdict(settings.TOWN.contact),
                "colours": dict(town.colours),
                "logo": f"/{town.logo.name}" if town.logo else "",
            },
            "words": _words(language),
        }
        waiting = _workers.submit(_compile, root, template, content)
        try:
            return waiting.result(timeout=TIMEOUT_S)
        except TimeoutError as error:
            raise DocumentFailed(f"{template} takes more than {TIMEOUT_S:.0f} s") from error


def _compile(root: Path, template: str, content: dict[str, Any]) -> bytes:
    for _attempt in range(MOST_UNKNOWN):
        text = json.dumps(legible(_plain(content)), ensure_ascii=False)
        if len(text) > LARGEST_DATA:
            raise DocumentFailed(f"{template}: too much data ({len(text)} characters)")
        try:
            compiler = typst.Compiler(
                str(root / template), root=str(root), font_paths=_fonts(), ignore_system_fonts=True,
                package_path=str(root), package_cache_path=str(root),
            )  # fmt: skip
            made = compiler.compile(
                format="pdf",
                pdf_standards=["ua-1"],
                sys_inputs={"content": text},
                timestamp=int(timezone.now().timestamp()),
            )
        except RuntimeError as error:  # TypstError is one; a file that is not there gives a bare one
            if learn(str(error)):
                continue
            raise DocumentFailed(f"{template}: {error}") from error
        if not isinstance(made, bytes):
            raise DocumentFailed(f"{template}: the compiler gave no single document")
        return made
    raise DocumentFailed(f"{template}: too many characters that no typeface shows")


def _plain(content: dict[str, Any]) -> Any:
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The typefaces inside the compiler: the same document on every machine."""
    return typst.Fonts(include_system_fonts=False)


def _lay_out(root: Path, label: str, town: Identity, images: Mapping[str, bytes]) -> None:
    """The only files that a template can read: its app's, ours, the town's drawings, the caller's pictures."""
    for name in {BASE, label}:
        source = Path(apps.get_app_config(name).path) / "typst"
        if not source.is_dir():
            raise DocumentFailed(f"the app “{name}” has no folder typst/")
        shutil.copytree(source, root / name)
    (root / "paving.svg").write_text(_paving(town), encoding="utf-8")
    if town.logo is not None:
        shutil.copy(town.logo, root / town.logo.name)
    if images:
        (root / "images").mkdir()
    for name, content in images.items():
        (root / "images" / Path(name).name).write_bytes(content)


def _paving(town: Identity) -> str:
    return paving.tile(paving.Paving("fan", paving_palette(town, "light", "band")))


def _words(language: str) -> dict[str, str]:
    """The few words of the base template, in the document's language."""
    with translation.override(language):
        return {
            "page": _("Page"),
            "of": pgettext("page 2 of 3", "of"),
            "reference": _("Reference"),
            "date": _("Date"),
            "logo": _("Logo of the town"),
        }
