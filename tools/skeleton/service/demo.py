# SPDX-License-Identifier: AGPL-3.0-or-later
"""The service's share of the demo agglomeration."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.queries import main_organisation
from parvis.kernel.registry.demonstration import DemoContext
from parvis.services.specimen import operations

# In the language of the demo's people.
REQUESTS = (
    "Bonjour, à qui dois-je m’adresser ?",
    "Je n’ai pas Internet chez moi. Puis-je venir à un guichet ?",
    "Quels papiers faut-il apporter ?",
)


def load(context: DemoContext) -> None:
    """Three requests of the last days; the first one waits."""
    now, desk = timezone.now(), replace(SYSTEM, organisation=main_organisation())
    for number, text in enumerate(REQUESTS):
        told = operations.submit(SYSTEM, text=text, at=now - timedelta(days=number))
        if number:
            answer = "Venez à l’accueil de la mairie : nous remplissons la demande avec vous."
            operations.answer(desk, reference=told.reference, text=answer)
        context.progress((number + 1) / len(REQUESTS))
