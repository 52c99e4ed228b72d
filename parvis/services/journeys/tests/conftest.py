# SPDX-License-Identifier: AGPL-3.0-or-later
"""A transport authority with its agents, and GTFS files as small as they can be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.accounts import operations as accounts
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.organisations import operations as organisations
from parvis.kernel.organisations.permissions import permissions_of_roles
from parvis.kernel.registry import service_settings
from parvis.services.journeys import operations
from parvis.services.journeys.adapters import live, network
from parvis.services.journeys.models import Delivery, Feed, Network
from parvis.services.journeys.operations import counting

DESK = "/agents/trajets/"


def gtfs(
    *,
    trips: int | str = 4,
    lines: tuple[str, ...] = ("1",),
    last: date | None = None,
    moved: float = 0.0,
    bikes: str = "",
    **files: str | None,
) -> bytes:
    """A zip file with two stops and some lines that run every day; `files` replaces or (None) leaves out.

    `trips`: how many each line has, or the whole trips.txt.
    All trips go along the shape `w`, which only `shapes=` draws.
    """
    first, last = timezone.localdate() - timedelta(days=10), last or timezone.localdate() + timedelta(days=200)
    runs = [(line, number) for line in lines for number in range(trips if isinstance(trips, int) else 0)]
    files |= {"trips": trips} if isinstance(trips, str) else {}
    texts: dict[str, str | None] = {
        "agency": "agency_id,agency_name,agency_url,agency_timezone\nA,Bus,https://bus.example,Europe/Paris\n",
        "stops": f"stop_id,stop_name,stop_lat,stop_lon\na,Gare,46.26,4.88\nb,Mairie,{46.27 + moved},4.89\n",
        "routes": "route_id,agency_id,route_short_name,route_long_name,route_type,route_color\n"
        + "".join(f"r{line},A,{line},Ligne {line},3,B03A20\n" for line in lines),
        "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        + f"d,1,1,1,1,1,1,1,{first:%Y%m%d},{last:%Y%m%d}\n",
        "trips": "route_id,service_id,trip_id,shape_id,bikes_allowed\n"
        + "".join(f"r{line},d,{line}-{number},w,{bikes}\n" for line, number in runs),
        "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        + "".join(
            f"{line}-{n},{7 + n}:00:00,{7 + n}:00:00,a,1\n{line}-{n},{7 + n}:10:00,{7 + n}:10:00,b,2\n"
            for line, n in runs
        ),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (texts | files).items():
            if text is not None:
                archive.writestr(zipfile.ZipInfo(f"{name}.txt"), text)
    return out.getvalue()


def make_authority(name: str) -> SimpleNamespace:
    """An authority with an agent and a supervisor."""
    organisation = organisations.add_organisation(SYSTEM, kind="transport_authority", name=name)

    def actor(role: str) -> Actor:
        email = f"{role}@{organisation.slug}.example"
        person = accounts.create_person(SYSTEM, email=email, full_name=f"{role} {name}", verified=True)
        organisations.add_member(SYSTEM, person=person, organisation=organisation, role=role)
        permissions = permissions_of_roles([role])
        return Actor(kind="person", label=email, person=person, organisation=organisation, permissions=permissions)

    return SimpleNamespace(organisation=organisation, agent=actor("agent"), supervisor=actor("supervisor"))


@pytest.fixture
def authority(db: None) -> SimpleNamespace:
    """The authority that delivers."""
    return make_authority("Bus de Valorne")


@pytest.fixture
def other(db: None) -> SimpleNamespace:
    """Another one, which must see nothing of it."""
    return make_authority("Cars du Haut-Val")


@pytest.fixture
def feed(authority: SimpleNamespace) -> Feed:
    """Its timetable."""
    return operations.add_feed(
        authority.agent, organisation_slug=authority.organisation.slug, slug="urbain", title="Réseau urbain"
    )


@pytest.fixture
def delivered(authority: SimpleNamespace, feed: Feed) -> Callable[..., Delivery]:
    """Delivers a file and checks it, as the job does."""

    def make(data: bytes | None = None, **values: Any) -> Delivery:
        row, _new = operations.deliver(authority.agent, feed_id=feed.pk, data=data or gtfs(**values))
        return operations.check_delivery(delivery_id=row.pk) or row

    return make


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> Callable[[Actor], Client]:
    """A browser in which somebody has signed in; the second factor has its tests in the kernel."""

    def settings_of(slug: str) -> Any:
        found = service_settings(slug)
        return type(found)(agents_need_second_factor=False) if slug == "accounts" else found

    monkeypatch.setattr("parvis.kernel.organisations.middleware.service_settings", settings_of)

    def make(actor: Actor) -> Client:
        client = Client()
        client.force_login(actor.person)
        return client

    return make


@pytest.fixture(autouse=True)
def fresh_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks the network of another; what a thread would lay over it is there at once."""
    network.look_again()
    live.forget()
    monkeypatch.setattr(live, "in_background", lambda work: work())


@pytest.fixture(autouse=True)
def counted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test counts is not written by another thread in the middle of the next one."""
    monkeypatch.setattr(counting, "TALLY", counting.Tally(aside=lambda _work: None))


@pytest.fixture
def in_force(authority: SimpleNamespace, delivered: Callable[..., Delivery]) -> Callable[..., Network]:
    """Delivers a file, puts it in force, builds the network as the job does, and has it answer."""

    def make(data: bytes | None = None, **values: Any) -> Network:
        row = delivered(data, **values)
        operations.activate(authority.supervisor, key=row.uuid)
        made = operations.build_network(SYSTEM)
        assert made is not None
        network.look_again()
        return made

    return make
