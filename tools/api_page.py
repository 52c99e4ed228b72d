# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes the committed description of the HTTP API, `docs/api/openapi.json`.

Run as `python -m tools.api_page`; a test fails while the description differs from the code.
"""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path

import django

SNAPSHOT = Path(__file__).resolve().parent.parent / "docs" / "api" / "openapi.json"


def described() -> str:
    """The API's description as it is now; the version of the platform is not part of the promise."""
    api = import_module("parvis.project.api").build_api()  # needs Django, which the page's own run starts first
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/"), default=str))
    schema["info"].pop("version")
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    django.setup()
    SNAPSHOT.write_text(described(), encoding="utf-8")
