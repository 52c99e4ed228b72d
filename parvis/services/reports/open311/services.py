# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport's service list, service definition and discovery document."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import translation

from parvis.services.reports.models import Category
from parvis.services.reports.open311.errors import error
from parvis.services.reports.queries.categories import category_by_code, notices_of, questions_of, reportable
from parvis.services.reports.rules.publication import Publication

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-11-22T00:00:00Z"
_TYPES = {
    Publication.PUBLIC: "realtime",
    Publication.CHECKED: "batch",
    Publication.PRIVATE: "blackbox",
}
"""Public reports have their reference at once; checked ones when an agent has read them; private ones never show."""


def service_list() -> list[dict[str, Any]]:
    """All services in which one may report."""
    return [_service(category) for category in reportable()]


def category_of(code: str) -> Category:
    """The category of a service code.

    Raises:
        Open311Error: 404, no such service.
    """
    category = category_by_code(code)
    if category is None:
        raise error(404, "service_code provided was not found")
    return category


def definition(category: Category) -> dict[str, Any]:
    """The questions of a service; notices come as attributes that take no answer (`variable` false)."""
    language = _language()
    attributes = [
        {
            "variable": False,
            "code": f"notice_{notice.code}",
            "datatype": "text",
            "required": False,
            "datatype_description": None,
            "order": order,
            "description": " ".join(filter(None, (notice.text(language), notice.phone, notice.url))),
        }
        for order, notice in enumerate(notices_of(category), start=1)
    ]
    for order, question in enumerate(questions_of(category), start=len(attributes) + 1):
        entry: dict[str, Any] = {
            "variable": True,
            "code": question.code,
            "datatype": question.datatype.value,
            "required": question.required,
            "datatype_description": question.help(language) or None,
            "order": order,
            "description": question.label(language),
        }
        if question.choices:
            entry["values"] = [{"key": choice.key, "name": choice.name(language)} for choice in question.choices]
        attributes.append(entry)
    return {"service_code": category.code, "attributes": attributes}


def discovery() -> dict[str, Any]:
    """Where the endpoints are, and whom to ask for a key."""
    contact = settings.TOWN.contact
    return {
        "changeset": CHANGESET,
        "contact": f"{settings.TOWN.title}, {contact.email or contact.address}",
        "key_service": f"{settings.TOWN.title}, {contact.email or contact.address}",
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": f"{settings.BASE_URL}/open311/v2",
                "changeset": CHANGESET,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def _service(category: Category) -> dict[str, Any]:
    language = _language()
    return {
        "service_code": category.code,
        "service_name": category.name(language),
        "description": category.description(language) or None,
        "metadata": bool(category.questions or category.notices or (category.parent and category.parent.notices)),
        "type": _TYPES[Publication(category.publication)],
        "keywords": category.keywords.replace(", ", ",") or None,
        "group": category.parent.name(language) if category.parent else None,
    }


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE
