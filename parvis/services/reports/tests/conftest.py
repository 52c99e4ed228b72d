# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small town with its desk: what every test of the service starts from."""

from __future__ import annotations

import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.base import ContentFile
from PIL import Image

from parvis.kernel.accounts import operations as accounts
from parvis.kernel.audit.actors import SYSTEM, Actor, anonymous
from parvis.kernel.files import operations as files
from parvis.kernel.organisations import operations as organisations
from parvis.kernel.organisations.permissions import permissions_of_roles
from parvis.services.reports import operations
from parvis.services.reports.models import Category, Report
from parvis.services.reports.operations import Submission, Submitted

PLACE = (2.9012, 46.6034)


def make_desk(name: str) -> SimpleNamespace:
    """An organisation with two teams, an agent, a supervisor and a call taker."""
    organisation = organisations.add_organisation(SYSTEM, kind="town", name=name)
    teams = [
        organisations.add_team(SYSTEM, organisation=organisation, name=f"{what} {name}")
        for what in ("Voirie", "Éclairage")
    ]

    def actor(role: str) -> Actor:
        email = f"{role}@{name.lower()}.example"
        person = accounts.create_person(SYSTEM, email=email, full_name=f"{role} {name}", verified=True)
        organisations.add_member(SYSTEM, person=person, organisation=organisation, role=role)
        return Actor(
            kind="person",
            label=person.full_name,
            person=person,
            organisation=organisation,
            permissions=permissions_of_roles([role]),
        )

    return SimpleNamespace(
        organisation=organisation,
        teams=teams,
        agent=actor("agent"),
        supervisor=actor("supervisor"),
        caller=actor("call_taker"),
    )


@pytest.fixture
def desk(db: None) -> SimpleNamespace:
    """The desk of the town, with the shipped categories."""
    made = make_desk("Valorne")
    operations.import_categories(SYSTEM, organisation_id=made.organisation.pk)
    return made


@pytest.fixture
def other_desk(db: None) -> SimpleNamespace:
    """Another organisation, which must see nothing."""
    return make_desk("Ailleurs")


@pytest.fixture
def resident(db: None) -> Actor:
    """Somebody without account."""
    return anonymous(address_hash="a" * 64)


def category(code: str) -> Category:
    return Category.objects.get(code=code)


def submission(code: str = "banc", **values: Any) -> Submission:
    longitude, latitude = values.pop("place", PLACE)
    values.setdefault("description", "Une latte du banc est cassée.")
    return Submission(category_id=category(code).pk, longitude=longitude, latitude=latitude, **values)


@pytest.fixture
def submit(desk: SimpleNamespace, resident: Actor) -> Callable[..., Submitted]:
    """Submits a report as a resident."""

    def send(code: str = "banc", *, actor: Actor = resident, at: Any = None, **values: Any) -> Submitted:
        return operations.submit(actor, submission=submission(code, **values), at=at)

    return send


def report_of(submitted: Submitted) -> Report:
    return Report.objects.get(pk=submitted.report_id)


def picture(colour: str = "red", size: tuple[int, int] = (900, 700)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def photo(db: None) -> Callable[..., Any]:
    """Stores a photo and returns its identifier."""

    def store(colour: str = "red", actor: Actor = SYSTEM) -> Any:
        upload = ContentFile(picture(colour), name="photo.jpg")
        return files.store(actor, upload, policy=operations.photo_policy()).pk

    return store
