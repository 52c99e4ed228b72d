# SPDX-License-Identifier: AGPL-3.0-or-later
"""Residents' pages, under `/signalements/`."""

from __future__ import annotations

from django.urls import path, re_path, register_converter

from parvis.services.reports.views.public import acting, alerts, offline, partner, reading, sending, steps


class StepConverter:
    """The word of a page of the form."""

    regex = "photo|lieu|probleme|precisions|deja-signale|nouvelles|verification"

    def to_python(self, value: str) -> str:
        """The word itself."""
        return value

    def to_url(self, value: str) -> str:
        """The word itself."""
        return value


register_converter(StepConverter, "report_step")

app_name = "reports"
urlpatterns = [
    path("", reading.home, name="home"),
    path("carte/", reading.public_map, name="map"),
    path("points.json", reading.points, name="points"),
    path("nouveau/", steps.start, name="begin"),
    path("nouveau/<uuid:draft_id>/<report_step:word>/", steps.step, name="step"),
    path("hors-ligne/", offline.one_page, name="offline"),
    path("suivi/<str:token>/", reading.follow, name="follow"),
    path("suivi/<str:token>/merci/", sending.thanks, name="thanks"),
    path("suivi/<str:token>/<str:verb>/", acting.act, name="act"),
    path("partenaire/<str:token>/", partner.answer, name="partner"),
    path("alertes/", alerts.subscribe, name="alerts"),
    path("alertes/fin/<str:token>/", alerts.unsubscribe, name="alert-end"),
    path("flux/<str:token>.atom", alerts.personal_feed, name="feed"),
    path("flux.atom", alerts.public_feed, name="public-feed"),
    re_path(r"^(?P<reference>SIG-\d{4}-\d{5,})/$", reading.report, name="report"),
    re_path(r"^(?P<reference>SIG-\d{4}-\d{5,})/moi-aussi/$", acting.me_too, name="me-too"),
]
