# SPDX-License-Identifier: AGPL-3.0-or-later
"""Security headers of the answers that are made before the middleware, which sets them elsewhere."""

from __future__ import annotations

from django.conf import settings

NOTHING = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def bare_headers(*, sources: str = "default-src 'none'") -> dict[str, str]:
    """What the browser is told; `sources` says what the answer may load, as directives of a content policy."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"{sources}; {NOTHING}",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    if settings.SECURE_HSTS_SECONDS:
        headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return headers
