# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading of what a caller asks: positions, limits, same-site addresses."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from parvis.kernel.places.geo import Point, valid


def point_from(lon: str | None, lat: str | None) -> Point | None:
    """The position written in two texts, degrees; None when they hold none."""
    try:
        point = Point(float(lon or ""), float(lat or ""))
    except ValueError:
        return None
    return point if valid(*point) else None


def near_from(text: str | None) -> Point | None:
    """The position written as "lon,lat"; None when the text holds none."""
    lon, _comma, lat = (text or "").partition(",")
    return point_from(lon, lat)


def limit_from(text: str | None, default: int = 8, most: int = 20) -> int:
    """A number of answers between 1 and `most`."""
    try:
        return min(most, max(1, int(text or default)))
    except ValueError:
        return default


def same_site(request: HttpRequest, address: str) -> str:
    """`address` when it leads to a page of this site, else an empty text."""
    fine = address.startswith("/") and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if fine else ""


def with_place(address: str, *, lon: float, lat: float, label: str) -> str:
    """`address` with the chosen place as query parameters `lon`, `lat` and `label`."""
    parts = urlsplit(address)
    kept = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] not in ("lon", "lat", "label")]
    chosen = urlencode({"lon": f"{lon:.6f}", "lat": f"{lat:.6f}", "label": label})
    return parts._replace(query="&".join([*kept, chosen])).geturl()
