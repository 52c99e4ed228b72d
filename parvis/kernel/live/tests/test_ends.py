# SPDX-License-Identifier: AGPL-3.0-or-later
"""A stream that is open does not outlive the right to hear it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.accounts.models import Person
from parvis.kernel.live import operations, queries, views
from parvis.kernel.live.hub import in_thread
from parvis.kernel.live.settings import LiveSettings
from parvis.kernel.live.tests.test_live import in_loop
from parvis.kernel.organisations.models import Membership, Organisation


def sign_out(client: Client) -> None:
    client.post("/compte/deconnexion/")


def change_password(client: Client) -> None:
    ada = Person.objects.get(email="ada@example.org")
    ada.set_password("une autre agrafe cheval")
    ada.save()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "end",
    [sign_out, change_password, lambda client: Membership.objects.all().delete()],
    ids=["out", "password", "role"],
)
def test_an_open_stream_ends_with_the_session_and_with_the_work(end: Callable[[Client], Any]) -> None:
    ada = Person.objects.create_user("ada@example.org")
    town = Organisation.objects.create(name="Ville", kind="commune", slug="ville")
    Membership.objects.create(person=ada, organisation=town, role="supervisor")
    client = Client()
    client.force_login(ada)
    url = queries.live_url("reports.desk.1", person=ada, organisation_id=town.pk, role="supervisor")
    ticket = queries.read_ticket(url.removeprefix("/live/"))
    assert ticket is not None
    still = partial(views._still_reads, client.session.session_key, ticket)
    limits = LiveSettings(heartbeat_s=0.2, longest_s=20)

    async def work() -> list[str]:
        frames = views._frames(ticket, timezone.now(), "ada", limits, still)
        heard = [await anext(frames), await anext(frames)]
        await in_thread(end, client)
        await in_thread(operations.publish, "reports.desk.1", "report")
        return [*heard, *[frame async for frame in frames]]

    before, beat, *rest = in_loop(work)
    assert (before, beat) == ("retry: 3000\n\n", ": \n\n")
    assert len(rest) <= 1, "at most what came before the next beat"
