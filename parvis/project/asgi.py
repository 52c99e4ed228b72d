# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ASGI application that Granian serves."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
django.setup(set_prefix=False)

from django.urls import get_resolver  # noqa: E402 - Django must be set up first

from parvis.project.handler import OneHopHandler  # noqa: E402

get_resolver().url_patterns  # noqa: B018 - reading it imports every view now, not during the first request
application = OneHopHandler()
