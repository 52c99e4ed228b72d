# SPDX-License-Identifier: AGPL-3.0-or-later
"""The findings of a check in words for those who mend them; the codes are the engine's."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, tuple[str | Promise, str]] = {
    "refused": (_("The file cannot be used"), "danger"),
    "dropped": (_("Left out"), "danger"),
    "repaired": (_("Mended while reading"), "warn"),
    "noted": (_("For your information"), "info"),
}
"""What was done, and its tone."""

FINDINGS: dict[str, str | Promise] = {}
"""By code; a code without words here is shown in the engine's own English."""


def finding_text(code: str, reason: str) -> str:
    """What is wrong, in the reader's language."""
    return str(FINDINGS.get(code, reason))
