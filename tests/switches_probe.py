# SPDX-License-Identifier: AGPL-3.0-or-later
"""Boots the platform as `PARVIS_CONFIG` says and prints, as JSON, what a visitor and the law find."""

from __future__ import annotations

import json
import os
import pkgutil
from typing import Any

import django
from django.core.management import call_command
from django.test import Client
from django.urls import get_resolver

OWN_PAGES = (
    "/",
    "/healthz",
    "/plan-du-site/",
    "/donnees/",
    "/donnees/catalogue.ttl",
    "/search/?q=rue",
    "/api/openapi.json",
)


def main() -> dict[str, Any]:
    """Every page of the portal's own, every service's first page, every extension point."""
    from parvis.kernel.registry import contributions, extension_points, manifests
    from parvis.kernel.registry.catalogue import service_slugs

    call_command("check")
    get_resolver().url_patterns  # noqa: B018 - reading it imports every view
    client = Client(headers={"host": "127.0.0.1"})
    points = [module.name for module in pkgutil.iter_modules(extension_points.__path__)]
    provided = {point: len(contributions(point)) for point in points}
    own = {path: client.get(path).status_code for path in OWN_PAGES}
    mounts = {
        slug: {mount.prefix: client.get(f"/{mount.prefix}").status_code for mount in _manifest(slug).mounts}
        for slug in service_slugs()
    }
    listed = [manifest.slug for manifest in manifests()]
    jobs = [job.job for manifest in manifests() for job in manifest.jobs]
    return {"own": own, "mounts": mounts, "points": provided, "listed": listed, "jobs": jobs}


def _manifest(slug: str) -> Any:
    from importlib import import_module

    return import_module(f"parvis.services.{slug}.manifest").MANIFEST


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    django.setup()
    print(json.dumps(main()))
