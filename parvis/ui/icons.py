# SPDX-License-Identifier: AGPL-3.0-or-later
"""Line icons (Lucide), written into the page as SVG so that none costs a request."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe


@lru_cache(maxsize=1)
def _drawings() -> dict[str, str]:
    path = Path(settings.BASE_DIR) / "build" / "icons.json"
    try:
        drawings: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ImproperlyConfigured("No icons yet: run 'python -m tools.build_assets'.") from error
    return drawings


def names() -> frozenset[str]:
    """The names of all icons, as on lucide.dev."""
    return frozenset(_drawings())


def svg(name: str, label: str = "") -> SafeString:
    """The icon `name`; with `label` it is an image with that text, without it is decoration.

    Raises `KeyError` for an unknown name, so that a typing error is seen at once.
    """
    drawing = mark_safe(_drawings()[name])  # noqa: S308  (from the locked Lucide package)
    if label:
        return format_html('<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawing)
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', drawing)
