# SPDX-License-Identifier: AGPL-3.0-or-later
"""The ASGI application that Granian serves."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.project.settings")
django.setup(set_prefix=False)

from parvis.project.handler import OneHopHandler  # noqa: E402 - Django must be set up first

application = OneHopHandler()
