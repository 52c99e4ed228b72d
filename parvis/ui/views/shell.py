# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the shell itself serves: town style sheet and drawings, manifest, service worker."""

from __future__ import annotations

import gzip
import json
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.ui import brand, paving, townstyle
from parvis.ui.identity import Identity, identity

YEAR_S, HOUR_S = 365 * 86_400, 3_600


def _kept(request: HttpRequest, response: HttpResponse, town: Identity) -> HttpResponse:
    """Cached for a year when the address carries the version of the look, else for an hour."""
    lasting = request.GET.get("v") == town.version
    response["Cache-Control"] = f"public, max-age={YEAR_S}, immutable" if lasting else f"public, max-age={HOUR_S}"
    return response


@lru_cache(maxsize=64)
def _compressed(text: str) -> bytes:
    return gzip.compress(text.encode(), 9, mtime=0)


def _text(request: HttpRequest, text: str, content_type: str, town: Identity) -> HttpResponse:
    """A text of the shell, compressed once for all: it holds nothing of the visitor."""
    squeezed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(_compressed(text) if squeezed else text, content_type=content_type)
    if squeezed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    return _kept(request, response, town)


@require_safe
def town_css(request: HttpRequest) -> HttpResponse:
    """The town's colours as custom properties."""
    town = identity()
    return _text(request, townstyle.stylesheet(town), "text/css; charset=utf-8", town)


@require_safe
def paving_svg(request: HttpRequest) -> HttpResponse:
    """A drawing of paving: `bond`, `theme`, `tone`, `shape`; unknown values fall back to the first."""
    asked = request.GET
    bond = next((bond for bond in paving.BONDS if bond == asked.get("bond")), paving.BONDS[0])
    theme = next((theme for theme in townstyle.THEMES if theme == asked.get("theme")), townstyle.THEMES[0])
    tone = next((tone for tone in townstyle.TONES if tone == asked.get("tone")), townstyle.TONES[0])
    town = identity()
    drawing = brand.paving_svg(town, bond, theme, tone, asked.get("shape", ""))
    return _text(request, drawing, "image/svg+xml", town)


def _picture(path: Path) -> HttpResponse:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    # Whole, not streamed: an asynchronous server would gather a file response in memory, with a warning.
    return HttpResponse(path.read_bytes(), content_type=kind)


@require_safe
def logo(request: HttpRequest) -> HttpResponse:
    """The town's logo, or the emblem drawn for it."""
    town = identity()
    if town.logo:
        return _kept(request, _picture(town.logo), town)
    return _text(request, brand.emblem_svg(town), "image/svg+xml", town)


@require_safe
def hero(request: HttpRequest) -> HttpResponse:
    """The town's hero picture; 404 where it has none (the pages then show paving)."""
    town = identity()
    if not town.hero:
        raise Http404
    return _kept(request, _picture(town.hero), town)


@require_safe
def icon(request: HttpRequest, size: int, kind: str = "any") -> HttpResponse:
    """The app icon in one of the sizes of `brand.ICON_SIZES`."""
    if size not in brand.ICON_SIZES:
        raise Http404
    town = identity()
    drawing = brand.icon_png(town, size, maskable=kind == "maskable")
    return _kept(request, HttpResponse(drawing, content_type="image/png"), town)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for it whatever the page says."""
    return icon(request, 32)


@require_safe
@cache_control(public=True, max_age=HOUR_S)
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest (W3C), which makes the portal installable."""
    town = identity()
    icons = [
        {
            "src": reverse("ui:icon", args=[size, purpose]) + f"?v={town.version}",
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in ((192, "any"), (512, "any"), (512, "maskable"))
    ]
    content = {
        "id": "/",
        "name": town.name if not town.title else f"{town.name} · {town.title}",
        "short_name": town.name[:12].strip(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": get_language(),
        "background_color": town.colours["paper"],
        "theme_color": town.colours["paper"],
        "icons": icons,
    }
    return JsonResponse(content, content_type="application/manifest+json")


def _built(name: str) -> str:
    path = Path(settings.BASE_DIR) / "build" / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, told the version of the build and the files of the shell."""
    script = _built("assets/parvis/sw.js")
    if not script:
        raise Http404
    town = identity()
    shell = [
        reverse("ui:offline"),
        static("parvis/app.css"),
        static("parvis/app.js"),
        static("parvis/outbox-list.js"),
        f"{reverse('ui:town_css')}?v={town.version}",
        f"{reverse('ui:logo')}?v={town.version}",
    ]
    version = f"{_built('assets.stamp')[:12]}-{town.version}"
    # Interpolation is safe: JSON inside a script that is its own file.
    head = f"self.PARVIS={json.dumps({'version': version, 'shell': shell, 'offline': shell[0]})};\n"
    return HttpResponse(head + script, content_type="text/javascript; charset=utf-8")


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown without network; kept by the service worker."""
    return render(request, "ui/offline.html")
