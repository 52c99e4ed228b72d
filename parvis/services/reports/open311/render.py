# SPDX-License-Identifier: AGPL-3.0-or-later
"""From plain values to GeoReport's JSON and XML."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from django.http import HttpResponse

from parvis.services.reports.open311.errors import Open311Error

_TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document may hold."""

_ITEMS = {
    "services": "service",
    "service_requests": "request",
    "attributes": "attribute",
    "values": "value",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
    "media_urls": "media_url",
}
"""Names of the elements of a list, by the name of the list."""


def answer(root: str, values: Any, form: str, *, status: int = 200) -> HttpResponse:
    """The HTTP answer: `values` as JSON, or as XML under the element `root`."""
    body = json.dumps(values, ensure_ascii=False) if form == "json" else to_xml(root, values)
    response = HttpResponse(body, content_type=_TYPES[form], status=status)
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def error_answer(problem: Open311Error, form: str) -> HttpResponse:
    """The list of errors, as the specification shows it."""
    entries = [{"code": entry.code, "description": entry.description} for entry in problem.entries]
    response = answer("errors", entries, form, status=problem.status)
    if problem.status == 429:
        response["Retry-After"] = "3600"
    return response


def to_xml(root: str, values: Any) -> bytes:
    """An XML document of nested mappings and lists; None and empty texts are empty elements."""
    element = ElementTree.Element(root)
    _fill(element, values)
    document: bytes = ElementTree.tostring(element, encoding="utf-8", xml_declaration=True)
    return document


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _fill(ElementTree.SubElement(element, name), inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            _fill(ElementTree.SubElement(element, _ITEMS.get(element.tag, "item")), inner)
    elif value is not None:
        element.text = _ILLEGAL.sub("", _plain(value))


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
