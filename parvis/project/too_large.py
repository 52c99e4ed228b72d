# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answer to a request that is too large: a page for people, a line for programs.

It is made before Django has read anything: neither session nor database, and every language of the portal at once.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.project.bare_headers import bare_headers

type Headers = list[tuple[bytes, bytes]]

_LONGEST_WAY_BACK = 300
_SOURCES = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'"
_HEADERS = [(name.lower().encode(), value.encode()) for name, value in bare_headers(sources=_SOURCES).items()]


def too_large(scope: dict[str, Any]) -> tuple[Headers, bytes]:
    """Headers and body of the answer 413 to the request of this ASGI scope."""
    for_people = b"text/html" in _header(scope, b"accept")
    with override(settings.LANGUAGE_CODE):  # nobody has read which language the client prefers
        body = (_page(scope) if for_people else _line()).encode()
    kind = b"text/html; charset=utf-8" if for_people else b"text/plain; charset=utf-8"
    return [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *_HEADERS], body


def _line() -> str:
    most = settings.MAX_BODY_BYTES // 1_000_000
    return _("What you send is too large: %(most)d MB at most. Send fewer or smaller files.") % {"most": most}


def _page(scope: dict[str, Any]) -> str:
    own = settings.LANGUAGE_CODE
    said = []
    for code in (own, *(code for code, _name in settings.LANGUAGES if code != own)):
        with override(code):
            said.append((code, _line()))
    return render_to_string("413.html", {"said": said, "language": own, "back": _way_back(scope)})


def _way_back(scope: dict[str, Any]) -> str:
    """Forms are sent to the address of their own page; nothing for what is no address of this site."""
    path = scope.get("raw_path", b"").decode("ascii", "ignore")
    query = scope.get("query_string", b"").decode("ascii", "ignore")
    back = f"{path}?{query}" if query else path
    ours = back.startswith("/") and not back.startswith("//") and "\\" not in back
    return back if ours and len(back) <= _LONGEST_WAY_BACK else ""


def _header(scope: dict[str, Any], name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")
