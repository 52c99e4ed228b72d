# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' desk, under `/agents/specimen-path/`."""

from __future__ import annotations

from django.urls import path

from parvis.services.specimen.views import agents

app_name = "specimen_agents"
urlpatterns = [
    path("", agents.queue, name="queue"),
    path("<str:reference>/", agents.case, name="case"),
]
