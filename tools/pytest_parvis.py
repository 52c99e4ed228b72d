# SPDX-License-Identifier: AGPL-3.0-or-later
"""Loaded before Django's settings: gives the tests a PostgreSQL of their own unless `DATABASE_URL` names one."""

from __future__ import annotations

import os

from tools.tests_folder import tests_folder

os.environ.setdefault("PARVIS_SECRET_KEY", "tests-only-not-a-secret")
if "DATABASE_URL" not in os.environ:
    from parvis.project.embedded import start_embedded

    start_embedded(tests_folder())
