# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another organisation answers a report that it received by e-mail; people ask for alerts around a place."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.services.reports import operations
from parvis.services.reports.addresses import remote_path
from parvis.services.reports.models import AreaSubscription, Forwarding, ForwardTarget, Report
from parvis.services.reports.queries.alerts import reports_of_alert
from parvis.services.reports.tests.conftest import submission
from parvis.services.reports.tests.public.conftest import LAMP_ADDRESS, Walk, text_of
from parvis.services.reports.tokens import alert_token, feed_token

SPOT = (4.8814, 46.2600)


@pytest.fixture
def forwarded(walk: Walk, desk: Any) -> Forwarding:
    """A report handed over to the water board."""
    told = operations.submit(
        SYSTEM,
        submission=submission("banc", place=SPOT, email="marie@example.org", name="Marie Secrète", phone="0612345678"),
    )
    target = ForwardTarget.objects.create(
        organisation=desk.organisation, name="Régie des eaux", kind="email", email="eaux@example.org"
    )
    operations.change_state(desk.agent, report_id=told.report_id, target="forwarded", forward_to=target.pk)
    return Forwarding.objects.get()


def test_the_partner_reads_the_report_and_nothing_on_who_wrote_it(walk: Walk, forwarded: Forwarding) -> None:
    page = text_of(walk.client.get(remote_path(forwarded.pk)))
    assert "Une latte du banc est cassée." in page
    assert "Régie des eaux" in page
    for secret in ("Marie Secrète", "marie@example.org", "612345678"):
        assert secret not in page


@pytest.mark.parametrize(
    ("status", "state"), [("open", "forwarded"), ("closed", "resolved"), ("returned", "acknowledged")]
)
def test_the_partner_answers(walk: Walk, forwarded: Forwarding, status: str, state: str) -> None:
    page = remote_path(forwarded.pk)
    assert walk.client.post(page, {}).status_code == 422
    for _twice in range(2):
        answer = walk.client.post(page, {"status": status, "notes": "Passage mardi.", "remote_id": "EAU-7"})
        assert answer.status_code in {302, 200}
    report = Report.objects.get()
    assert report.state == state
    forwarded.refresh_from_db()
    assert (forwarded.remote_status, forwarded.remote_id) == (status, "EAU-7")
    shown = text_of(walk.client.get(page))
    for readable in ("<textarea", "Une latte du banc est cassée.", "report-place"):
        assert (readable in shown) == (status == "open"), "asked again, and read, only while it is theirs"


def test_a_report_taken_back_or_made_anonymous_is_read_no_more(walk: Walk, forwarded: Forwarding, desk: Any) -> None:
    page, report = remote_path(forwarded.pk), forwarded.report
    Report.objects.filter(pk=report.pk).update(anonymised_at=timezone.now())
    anonymous = text_of(walk.client.get(page))
    Report.objects.filter(pk=report.pk).update(anonymised_at=None)
    operations.change_state(desk.agent, report_id=report.pk, target="acknowledged")
    for shown in (anonymous, text_of(walk.client.get(page))):
        assert report.reference in shown
        for gone in ("Une latte", report.address, "report-place", "photo-row", "<textarea"):
            assert gone not in shown


def test_an_alert_around_a_place(walk: Walk) -> None:
    page = reverse("reports:alerts")
    values = {"area": "around", "address": LAMP_ADDRESS, "radius_m": "300", "email": "marie@example.org"}
    assert walk.client.post(page, values).status_code == 200
    assert walk.client.post(page, values | {"radius_m": "", "lon": SPOT[0], "lat": SPOT[1]}).status_code == 200
    alert = AreaSubscription.objects.order_by("created_at").first()
    assert (alert.area, alert.radius_m) == ("around", 300)
    near = operations.submit(SYSTEM, submission=submission("banc", place=SPOT))
    operations.submit(SYSTEM, submission=submission("banc", place=(4.9100, 46.2700)))
    assert [report.reference for report in reports_of_alert(alert, limit=10)] == [near.reference]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"area": "around", "address": "nulle part du tout"}, "address"),
        ({"area": "around", "lon": "2.35", "lat": "48.85"}, "__all__"),
        ({"area": "quartier-inconnu"}, "area"),
        ({"radius_m": "999999"}, "radius_m"),
        ({"email": "marie@"}, "email"),
    ],
)
def test_what_is_wrong_with_an_alert_is_said(walk: Walk, values: dict[str, str], field: str) -> None:
    given = {"area": "everywhere", "email": "marie@example.org"} | values
    answer = walk.client.post(reverse("reports:alerts"), given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not AreaSubscription.objects.exists()


def test_a_report_s_page_offers_an_alert_around_it(walk: Walk) -> None:
    told = operations.submit(SYSTEM, submission=submission("banc", place=SPOT))
    shown = text_of(walk.client.get(reverse("reports:report", args=[told.reference])))
    assert f"?pres-de={told.reference}" in shown
    form = walk.client.get(reverse("reports:alerts"), {"pres-de": told.reference}).context["form"]
    assert form["lon"].value() == pytest.approx(SPOT[0])
    private = operations.submit(SYSTEM, submission=submission("bruit", place=SPOT))
    form = walk.client.get(reverse("reports:alerts"), {"pres-de": private.reference}).context["form"]
    assert not form["lon"].value()


def test_an_address_that_has_an_alert_is_answered_like_any_other(walk: Walk) -> None:
    page, values = reverse("reports:alerts"), {"area": "everywhere", "email": "marie@example.org"}
    new = text_of(walk.client.post(page, values))
    alert = AreaSubscription.objects.get()
    operations.confirm_subscription(SYSTEM, subscription_id=alert.pk)
    again = text_of(walk.client.post(page, values))
    assert "marie@example.org" in again
    said = [answer.partition("<main")[2].partition("</main")[0] for answer in (new, again)]
    assert said[0] == said[1]
    assert "/flux/" not in said[0]


def test_an_alert_has_its_feed_and_ends_in_one_click(walk: Walk) -> None:
    made = operations.subscribe_area(SYSTEM, area="everywhere", email="marie@example.org")
    operations.submit(SYSTEM, submission=submission("banc", place=SPOT))
    feed = reverse("reports:feed", args=[feed_token(made.id)])
    assert len(ElementTree.fromstring(walk.client.get(feed).content).findall("{http://www.w3.org/2005/Atom}entry")) == 1
    end = reverse("reports:alert-end", args=[alert_token(made.id)])
    assert walk.client.get(end).status_code == 200
    assert AreaSubscription.objects.get().stopped_at is None, "reading the page ends nothing"
    assert walk.client.post(end, {"List-Unsubscribe": "One-Click"}).status_code == 302
    assert AreaSubscription.objects.get().stopped_at is not None
    assert walk.client.get(feed).status_code == 404
