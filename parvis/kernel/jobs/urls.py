# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the IT team's page, under `/agents/it/travaux/`."""

from django.urls import path

from parvis.kernel.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.dead_letters, name="dead-letters"),
    path("<int:job_id>/", views.act_on_dead_letter, name="act"),
]
