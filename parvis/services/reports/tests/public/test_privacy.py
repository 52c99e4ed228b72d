# SPDX-License-Identifier: AGPL-3.0-or-later
"""Private reports are nowhere; public ones tell nothing of who wrote them; feeds and fragments are right."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.services.reports import contributions, operations
from parvis.services.reports.models import Follower, Report
from parvis.services.reports.tests.conftest import submission
from parvis.services.reports.tests.public.conftest import Walk, text_of
from parvis.services.reports.tokens import follow_token

SPOT = (4.8890, 46.2590)
BOX = "4.87,46.24,4.92,46.28"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def kinds(walk: Walk) -> dict[str, Report]:
    """A public report, a private one, one that waits for a check; each with a secret of its own."""
    made = {}
    for kind, code, suspicious in (("public", "banc", False), ("private", "bruit", False), ("held", "banc", True)):
        told = operations.submit(
            SYSTEM,
            submission=submission(
                code,
                place=SPOT,
                description=f"Secret {kind}",
                email=f"{kind}@example.org",
                name=f"Nom {kind}",
                suspicious=suspicious,
            ),
        )
        made[kind] = Report.objects.get(pk=told.report_id)
    made["held"].visibility = "held"
    made["held"].save(update_fields=["visibility"])
    return made


def everything_public(walk: Walk) -> dict[str, str]:
    """What everybody may read, by name."""
    addresses = {
        "home": reverse("reports:home"),
        "map": reverse("reports:map"),
        "list": f"{reverse('reports:map')}?q=secret",
        "points": f"{reverse('reports:points')}?bbox={BOX}",
        "feed": reverse("reports:public-feed"),
        "portal": "/",
        "search": "/search/?q=secret",
        "open data": "/donnees/",
    }
    pages = {name: text_of(walk.client.get(address)) for name, address in addresses.items()}
    pages["open data rows"] = " ".join(
        str(row) for each in contributions.open_data.datasets() for row in contributions.open_data.rows(each.slug)
    )
    return pages


def test_only_public_reports_are_shown_anywhere(walk: Walk, kinds: dict[str, Report]) -> None:
    for name, page in everything_public(walk).items():
        for kind in ("private", "held"):
            assert kinds[kind].reference not in page, f"{kind} in {name}"
            assert f"Secret {kind}" not in page, f"{kind} in {name}"
    for kind in ("private", "held"):
        assert walk.client.get(reverse("reports:report", args=[kinds[kind].reference])).status_code == 404


def test_nothing_public_tells_who_reported(walk: Walk, kinds: dict[str, Report]) -> None:
    pages = everything_public(walk)
    pages["report"] = text_of(walk.client.get(reverse("reports:report", args=[kinds["public"].reference])))
    token = follow_token(Follower.objects.get(report=kinds["public"]).pk)
    for name, page in pages.items():
        assert "public@example.org" not in page, name
        assert "Nom public" not in page, name
        assert token not in page, name


def test_the_reporter_follows_a_private_report_by_its_token(walk: Walk, kinds: dict[str, Report]) -> None:
    token = follow_token(Follower.objects.get(report=kinds["private"]).pk)
    answer = walk.client.get(reverse("reports:follow", args=[token]))
    assert "Secret private" in text_of(answer)
    assert 'name="robots" content="noindex"' in text_of(answer)
    assert "no-store" in answer["Cache-Control"]


def test_the_feed_is_atom(walk: Walk, kinds: dict[str, Report]) -> None:
    answer = walk.client.get(reverse("reports:public-feed"))
    feed = ElementTree.fromstring(answer.content)
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert feed.find(f"{ATOM}{name}") is not None
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 1
    assert entries[0].find(f"{ATOM}link").get("href").endswith(f"/signalements/{kinds['public'].reference}/")
    assert entries[0].findtext(f"{ATOM}id") == f"urn:uuid:{kinds['public'].uuid}"


def test_filters_narrow_list_map_and_feed_alike(walk: Walk, kinds: dict[str, Report]) -> None:
    for query, found in (({"q": "secret"}, True), ({"etat": "resolu"}, False), ({"q": "introuvable"}, False)):
        reference = kinds["public"].reference
        listed = text_of(walk.client.get(reverse("reports:map"), query))
        points = walk.client.get(reverse("reports:points"), {**query, "bbox": BOX}).json()
        feed = text_of(walk.client.get(reverse("reports:public-feed"), query))
        assert (reference in listed, points["total"] == 1, reference in feed) == (found, found, found), query


def test_the_swapped_list_is_the_fresh_one(walk: Walk) -> None:
    for number in range(60):
        operations.submit(SYSTEM, submission=submission(place=SPOT, description=f"n° {number}"))
    page = reverse("reports:map")
    seen: list[str] = []
    while page:
        with time_machine.travel(timezone.now(), tick=False):  # the link to older ones is signed with the time
            whole = text_of(walk.client.get(page))
            part = text_of(walk.client.get(page, headers={"HX-Request": "true"}))
        assert "<html" not in part
        start = whole.index('<div id="report-list"')
        assert whole[start : start + len(part.strip())].strip() == part[part.index('<div id="report-list"') :].strip()
        seen += re.findall(r'data-feature="([^"]+)"', part)
        following = re.search(r'hx-get="([^"]+)"', part)
        page = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 60


def test_points_are_not_sent_twice_to_who_has_them(walk: Walk, kinds: dict[str, Report]) -> None:
    address = f"{reverse('reports:points')}?bbox={BOX}"
    first = walk.client.get(address)
    assert "max-age=30" in first["Cache-Control"]
    assert walk.client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("box", ["", "1,2,3", "a,b,c,d", "5,5,4,4", "nan,0,1,1", "1e999,0,1,1", "0,0,1,1,1"])
def test_a_rectangle_that_is_none_is_said_to_be(walk: Walk, box: str) -> None:
    assert walk.client.get(reverse("reports:points"), {"bbox": box}).status_code == 400


def test_a_report_that_is_hidden_later_disappears(walk: Walk, kinds: dict[str, Report], desk: Any) -> None:
    report = kinds["public"]
    operations.moderate(desk.supervisor, report_id=report.pk, decision="hide", reason="Une personne se reconnaît.")
    assert walk.client.get(reverse("reports:report", args=[report.reference])).status_code == 404
    assert report.reference not in text_of(walk.client.get(reverse("reports:map")))
