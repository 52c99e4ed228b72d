# SPDX-License-Identifier: AGPL-3.0-or-later
"""Translation catalogues without the gettext programs.

`python -m tools.messages extract [APP…]` brings each app's French catalogue up to date with its source,
`compile` makes the binary ones that Django reads, `check` says what is missing or badly written.
English is the source language and needs no catalogue.
"""

from __future__ import annotations

from tools.messages.catalogues import apps, compile_catalogue, update_catalogue
from tools.messages.problems import problems_of

__all__ = ["apps", "compile_catalogue", "problems_of", "update_catalogue"]
