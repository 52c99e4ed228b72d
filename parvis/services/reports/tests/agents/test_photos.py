# SPDX-License-Identifier: AGPL-3.0-or-later
"""Photos on the desk: masked by figures, hidden, destroyed, added."""

from __future__ import annotations

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.files import operations as files
from parvis.kernel.files.queries import content
from parvis.services.reports import operations
from parvis.services.reports.models import ReportPhoto
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import picture


def striped() -> bytes:
    image = Image.new("L", (800, 600), 255)
    for left in range(0, 800, 40):
        image.paste(0, (left, 0, left + 20, 600))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def shown(submit):
    stored = files.store(SYSTEM, ContentFile(striped(), name="plaque.jpg"), policy=operations.photo_policy())
    told = submit(photos=[stored.pk])
    return told, ReportPhoto.objects.select_related("file").get()


def test_a_rectangle_is_painted_over(agent, shown):
    told, row = shown
    url = f"{DESK}{told.reference}/photos/{row.pk}/masquer/"
    page = agent.get(url).content.decode()
    assert 'name="left-0"' in page
    values = {"left-0": "10", "top-0": "20", "width-0": "30", "height-0": "40"}
    assert agent.post(url, values).status_code == 302
    row.refresh_from_db()
    image = Image.open(io.BytesIO(content(row.file))).convert("L")
    covered = image.crop((100, 150, 300, 330)).getextrema()
    assert covered[1] - covered[0] < 20, "the stripes are gone"
    beside = image.crop((400, 150, 600, 330)).getextrema()
    assert beside[1] - beside[0] > 200, "and stay beside the rectangle"
    assert row.redacted_by == "agent Valorne"


@pytest.mark.parametrize(
    "values", [{}, {"left-0": "10"}, {"left-0": "x", "top-0": "1", "width-0": "1", "height-0": "1"}, {"left-0": "120"}]
)
def test_figures_that_make_no_rectangle_are_said(agent, shown, values):
    told, row = shown
    assert agent.post(f"{DESK}{told.reference}/photos/{row.pk}/masquer/", values).status_code == 422


def test_a_photo_is_hidden_and_shown(agent, shown):
    told, row = shown
    for act, public in (("hide", False), ("show", True)):
        agent.post(f"{DESK}{told.reference}/photos/{row.pk}/", {"act": act})
        row.refresh_from_db()
        assert row.public is public


def test_only_a_moderator_destroys_a_photo(agent, supervisor, shown):
    told, row = shown
    url = f"{DESK}{told.reference}/photos/{row.pk}/"
    assert agent.post(url, {"act": "delete"}).status_code == 403
    assert supervisor.post(url, {"act": "delete"}).status_code == 302
    assert not ReportPhoto.objects.exists()


def test_a_photo_is_found_by_its_own_report_only(agent, shown, submit):
    _told, row = shown
    other = submit("fontaine")
    assert agent.get(f"{DESK}{other.reference}/photos/{row.pk}/masquer/").status_code == 404


def test_an_agents_photo_is_added_and_a_bad_one_refused(agent, submit):
    told = submit()
    url = f"{DESK}{told.reference}/photos/"
    good = SimpleUploadedFile("fait.jpg", picture("blue"), "image/jpeg")
    assert agent.post(url, {"photo": good, "public": "on"}).status_code == 302
    assert ReportPhoto.objects.get().from_agent
    bad = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    assert agent.post(url, {"photo": bad}).status_code == 422
    assert agent.post(url, {}).status_code == 422
