# SPDX-License-Identifier: AGPL-3.0-or-later
"""A queue with three reports, and the desk opened in headless Chromium."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page

from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.files import operations as files
from parvis.kernel.places.tests.conftest import areas, bal, town  # noqa: F401 - fixtures
from parvis.services.reports import operations
from parvis.services.reports.models import Report
from parvis.services.reports.operations import Submission
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.agents.test_photos import striped
from parvis.services.reports.tests.conftest import category

SPOT = (4.8814, 46.2600)


@pytest.fixture
def told(transactional_db: None, desk: Any, areas: None) -> list[Report]:  # noqa: F811
    """Three reports in the queue, the first with a photo, the second promised for today."""
    stored = files.store(SYSTEM, ContentFile(striped(), name="photo.jpg"), policy=operations.photo_policy())
    made = [a_report("banc", photos=[stored.pk], phone="06 12 34 56 78"), a_report("fontaine"), a_report("arbre-mort")]
    operations.assign(desk.agent, report_id=made[1].pk, team_id=desk.teams[0].pk)
    operations.change_state(desk.agent, report_id=made[1].pk, target="scheduled", promised_on=timezone.localdate())
    operations.save_template(desk.supervisor, title="Réparé", state="resolved", text_fr="C’est réparé, {reference}.")
    return [Report.objects.get(pk=report.pk) for report in made]


def a_report(code: str, **values: Any) -> Report:
    code, answers = ("arbre", {"danger": "non"}) if code == "arbre-mort" else (code, {})
    lon, lat = SPOT
    submission = Submission(
        category_id=category(code).pk,
        longitude=lon,
        latitude=lat,
        address="12 rue de la Paix, Pontbourg",
        description=f"Un problème : {code}.",
        answers=answers,
        **values,
    )
    submitted = operations.submit(SYSTEM, submission=submission, at=timezone.now() - timedelta(days=2))
    return Report.objects.get(pk=submitted.report_id)


@pytest.fixture
def at_desk(open_page: Callable[..., Page], signed_in: Callable[[Actor], Client], desk: Any) -> Callable[..., Page]:
    """`at_desk("path", role="agent", …)`: a page of the desk in a browser that has signed in."""

    def open_at(path: str, *, role: str = "supervisor", **options: Any) -> Page:
        return open_page(DESK + path, cookies=signed_in(getattr(desk, role)).cookies, **options)

    return open_at
