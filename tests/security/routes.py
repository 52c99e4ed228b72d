# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every address of the platform, found in the URL resolver, with an example that reaches its view."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern
from django.utils.regex_helper import normalize

# What a part of an address may look like; the first that reaches the view is taken.
EXAMPLES = (
    "1", "abc", "00000000-0000-4000-8000-000000000000", "SIG-2026-99999", "photo", "light", "fr", "base",
    "base.pmtiles", "0.png", "thumb", "csv", "json", "x.json", "x.png", "192", "xyz/abc", "message", "a-b", "fan",
    "ttl", "webp", "jpg", "png", "html", "xml", "0", "geojson", "full", "voirie",
)  # fmt: skip
_PARAMETER = re.compile(r"<(?:[\w]+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """An address: its name with namespaces, the view, an example path, and whether it has parameters."""

    name: str
    view: Any
    path: str
    parameters: int

    def __str__(self) -> str:
        return self.path

    @property
    def csrf_exempt(self) -> bool:
        """True when the view takes a POST without a CSRF token."""
        return bool(getattr(self.view, "csrf_exempt", False))


@cache
def routes() -> tuple[Route, ...]:
    """All routes of the open services, the kernel and the project, in the order of the resolver.

    Django's admin under `/it/` is left out: its views are Django's own, and stand behind one door.
    """
    own = [pattern for pattern in get_resolver().url_patterns if str(pattern.pattern) != "it/"]
    return tuple(_walk(own, "", "", ""))


def _walk(patterns: list[Any], prefix: str, written: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        template, whole = prefix + _template(pattern.pattern), written + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, template, whole, inner)
        elif isinstance(pattern, URLPattern):
            yield _route(pattern, template, whole, f"{namespace}{pattern.name or ''}")


def _template(pattern: Any) -> str:
    """The pattern as a text with `{}` for each parameter."""
    if isinstance(pattern, RoutePattern):
        return _PARAMETER.sub("{}", str(pattern))
    text, _names = normalize(str(pattern))[0]
    return re.sub(r"%\(\w+\)s", "{}", text)


def _route(pattern: URLPattern, template: str, written: str, name: str) -> Route:
    count = template.count("{}")
    for values in product(EXAMPLES, repeat=count):
        path = "/" + template.format(*values)
        try:
            found = resolve(path)
        except Resolver404:
            continue
        if found.route.replace("^", "") == written.replace("^", ""):
            return Route(name, pattern.callback, path, count)
    raise AssertionError(f"no example reaches {template}: add one to EXAMPLES in {__name__}")
