# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sign-in that ends while somebody writes: scripts are told, browsers come back to a page that opens."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
DESK = "/agents/"
PAGE = "http://testserver/agents/signalements/?file=nouveaux"


def test_a_script_is_told_where_to_sign_in_instead_of_taking_that_page_for_its_answer():
    for header in ("HX-Request", "X-Client-Key"):
        answer = Client().post(DESK, headers={header: "true", "Referer": PAGE})
        assert answer.status_code == 401
        assert answer["X-Sign-In"] == "/compte/connexion/?next=/agents/signalements/%3Ffile%3Dnouveaux"


def test_after_a_sending_the_sign_in_leads_to_the_page_that_was_open():
    answer = Client().post(DESK, headers={"Referer": PAGE})
    assert answer["Location"] == "/compte/connexion/?next=/agents/signalements/%3Ffile%3Dnouveaux"


@pytest.mark.parametrize("told", ["", "https://evil.example/agents/", "//evil.example/x", "javascript:alert(1)"])
def test_the_way_back_never_leads_elsewhere(told):
    answer = Client().post(DESK, headers={"HX-Request": "true", "HX-Current-URL": told})
    assert answer["X-Sign-In"] == "/compte/connexion/?next=/agents/"
