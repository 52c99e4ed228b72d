# SPDX-License-Identifier: AGPL-3.0-or-later
"""The share of the service in the demo: thirteen transport authorities, each with its timetable, through operations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.queries import person_by_email
from parvis.kernel.audit.actors import SYSTEM, Actor
from parvis.kernel.organisations.operations import add_member, add_organisation
from parvis.kernel.organisations.queries import organisation_by_slug
from parvis.kernel.registry.demonstration import DemoContext, DemoLogin
from parvis.services.journeys import operations
from parvis.services.journeys.adapters.network import look_again
from parvis.services.journeys.demo_stories import tell_stories
from parvis.services.journeys.models import Delivery
from parvis.services.journeys.rules.deliveries import DeliveryState

WITH_REAL_TIME = ("urban", "rail", "coach")
"""Kinds of authorities that know where their vehicles are."""


def load(context: DemoContext) -> None:
    """Each authority gives its file; they are checked and come into force while others load, and make the network."""
    listing = context.files["transit"]
    cards = json.loads(listing.read_text(encoding="utf-8"))
    for number, card in enumerate(cards):
        _deliver(card, listing.parent, context.seed)
        context.progress((number + 1) / len(cards))
    _agent(context, cards[0])
    _resident(context, cards[0])
    context.meanwhile("parvis.services.journeys.demo:settle")
    context.afterwards("parvis.services.journeys.demo:connect")


def settle() -> None:
    """What the jobs would do one after the other: check each file, which puts it in force."""
    for key in Delivery.objects.filter(state=DeliveryState.RECEIVED).order_by("pk").values_list("pk", flat=True):
        operations.check_delivery(delivery_id=key)


def connect() -> None:
    """Builds the network, on the streets that are there by now, and tries it."""
    operations.build_network(SYSTEM)
    look_again()
    tell_stories()
    operations.rehearse()  # compiled now, while others load: the first traveller does not wait


def _deliver(card: dict[str, Any], folder: Path, seed: int) -> None:
    organisation = add_organisation(
        SYSTEM, kind="transport_authority", name=card["name"], slug=card["slug"], email=card["email"]
    )
    feed = operations.add_feed(
        SYSTEM,
        organisation_slug=organisation.slug,
        slug=card["slug"],
        title=card["short_name"],
        activate_at_once=True,
    )
    if card["kind"] in WITH_REAL_TIME:
        operations.simulate_stream(SYSTEM, feed=feed, seed=seed)
    data = (folder / card["feed"]).read_bytes()
    operations.deliver(SYSTEM, feed_id=feed.pk, data=data, file_name=card["feed"])


def _resident(context: DemoContext, card: dict[str, Any]) -> None:
    """The demo's resident wants to hear of the town's network; of a line and a stop too, once they are known."""
    person = next((person_by_email(login.email) for login in context.logins if "resident" in login.email), None)
    if person is not None:
        actor = Actor(kind="person", label=str(person), person=person)
        operations.subscribe(actor, subject="network", feed=card["slug"])


def _agent(context: DemoContext, card: dict[str, Any]) -> None:
    """Who signs in to the desk of the first authority."""
    email = f"horaires@{card['email'].partition('@')[2]}"
    person = create_person(SYSTEM, email=email, full_name="Nadia Roche", password=context.password, verified=True)
    organisation = organisation_by_slug(card["slug"])
    if organisation is not None:
        add_member(SYSTEM, person=person, organisation=organisation, role="supervisor")
    context.logins.append(DemoLogin(email=person.email, who=_("timetables of {name}").format(name=card["short_name"])))
