# SPDX-License-Identifier: AGPL-3.0-or-later
"""The demo agglomeration's organisations, teams and the people who sign in to look around."""

from __future__ import annotations

import json

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.models import Organisation, Team
from parvis.kernel.organisations.operations import add_member, add_organisation, add_team
from parvis.kernel.organisations.rules import Kind, Role
from parvis.kernel.registry.demonstration import DemoContext, DemoLogin

TEAMS = ("Voirie", "Éclairage public", "Propreté", "Espaces verts", "Eau et assainissement", "Police municipale")
AGENTS = (
    ("agent", "Karim Benali", Role.AGENT, ("Voirie", "Éclairage public")),
    ("proprete", "Sophie Marchand", Role.AGENT, ("Propreté", "Espaces verts")),
    ("accueil", "Monique Vidal", Role.CALL_TAKER, ()),
    ("supervisor", "Hélène Garnier", Role.SUPERVISOR, ()),
    ("it", "Yann Le Goff", Role.IT, ()),
)


def load(context: DemoContext) -> None:
    """Makes the agglomeration, its communes, the département, six teams and six people; through operations only."""
    domain = f"demo.{slugify(settings.TOWN.name)}.example"
    agglomeration = add_organisation(
        SYSTEM,
        kind=Kind.AGGLOMERATION,
        name=settings.TOWN.title,
        email=f"contact@{domain}",
    )
    context.progress(0.1)
    communes = _communes(context, agglomeration, domain)
    departement = add_organisation(
        SYSTEM,
        kind=Kind.DEPARTEMENT,
        name=_("The county’s roads"),
        slug="departement",
        email=f"routes@departement.{domain}",
    )
    context.progress(0.5)
    teams = {
        name: add_team(SYSTEM, organisation=agglomeration, name=name, email=f"{slugify(name)}@{domain}")
        for name in TEAMS
    }
    _people(context, agglomeration, communes, teams, domain)
    context.shared["organisations.agglomeration"] = agglomeration
    context.shared["organisations.communes"] = communes
    context.shared["organisations.departement"] = departement
    context.shared["organisations.teams"] = teams
    context.progress(1.0)


def _communes(context: DemoContext, agglomeration: Organisation, domain: str) -> list[Organisation]:
    features = json.loads(context.files["communes"].read_text(encoding="utf-8"))["features"]
    return [
        add_organisation(
            SYSTEM,
            kind=Kind.TOWN,
            name=feature["properties"]["name"],
            insee_code=feature["properties"]["insee"],
            parent=agglomeration,
            area=feature["geometry"],
            email=f"mairie@{slugify(feature['properties']['name'])}.{domain}",
        )
        for feature in features
    ]


def _people(
    context: DemoContext,
    agglomeration: Organisation,
    communes: list[Organisation],
    teams: dict[str, Team],
    domain: str,
) -> None:
    resident = create_person(
        SYSTEM, email=f"resident@{domain}", full_name="Camille Martin", password=context.password, verified=True
    )
    context.logins.append(DemoLogin(email=resident.email, who=_("resident")))
    for login, name, role, names in AGENTS:
        person = create_person(
            SYSTEM,
            email=f"{login}@{domain}",
            full_name=name,
            password=context.password,
            verified=True,
            is_staff=role is Role.IT,
        )
        add_member(SYSTEM, person=person, organisation=agglomeration, role=role, teams=[teams[one] for one in names])
        context.logins.append(DemoLogin(email=person.email, who=_who(role, names)))
        if role is Role.SUPERVISOR and communes:
            # She works for two organisations: the choice in the desk's bar has something to show.
            add_member(SYSTEM, person=person, organisation=communes[0], role=role)


def _who(role: Role, names: tuple[str, ...]) -> str:
    return f"{role.label} ({', '.join(names)})" if names else str(role.label)
