# SPDX-License-Identifier: AGPL-3.0-or-later
"""Boots the platform for an `https://` address and prints, as JSON, the headers and cookies that a browser gets."""

from __future__ import annotations

import json
import os
from typing import Any

import django
from django.conf import settings
from django.test import Client

HOST = "services.valorne.example"


def main() -> dict[str, Any]:
    """The settings that matter, the headers of the sign-in page, and every cookie that it and the choices set."""
    client = Client(headers={"host": HOST, "x-forwarded-proto": "https"})
    page = client.get("/compte/connexion/")
    client.post("/display/theme/", {"theme": "dark", "next": "/"})
    client.post("/display/language/", {"language": "en", "next": "/"})
    cookies = {
        name: {key: morsel[key] for key in ("secure", "httponly", "samesite", "path", "domain")}
        for name, morsel in client.cookies.items()
        if morsel.value
    }
    names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")
    names += ("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_HTTPONLY", "SECURE_HSTS_SECONDS", "ALLOWED_HOSTS")
    return {
        "cookies": cookies,
        "headers": {name.lower(): value for name, value in page.headers.items()},
        "status": page.status_code,
        "settings": {name: getattr(settings, name) for name in names},
        "plain": Client(headers={"host": HOST}).get("/compte/connexion/").wsgi_request.is_secure(),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
    django.setup()
    print(json.dumps(main()))
