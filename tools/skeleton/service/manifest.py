# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the service is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Link, Manifest, Mount, Need, Periodic, Permission, QueueLink, RoleGrant

READ = "specimen.read"
TREAT = "specimen.treat"


@dataclass(frozen=True)
class SpecimenSettings:
    """Table `[specimen]` of `parvis.toml`."""

    per_address_per_hour: int = 10
    """Requests in an hour from one network address."""
    retention_months: int = 12
    """After its answer, a request loses everything that tells who asked."""


MANIFEST = Manifest(
    slug="specimen",
    title=_("Specimen service"),
    description=_("Ask the town, and follow the answer."),
    need=Need.PROCEDURES,
    icon="message-square",
    mounts=(
        Mount(prefix="specimen-path/", module="parvis.services.specimen.urls.public"),
        Mount(prefix="agents/specimen-path/", module="parvis.services.specimen.urls.agents"),
    ),
    api="parvis.services.specimen.api:router",
    permissions=(
        Permission(code=READ, title=_("Read requests")),
        Permission(code=TREAT, title=_("Answer requests")),
    ),
    grants=(
        RoleGrant(role="agent", permissions=(READ, TREAT)),
        RoleGrant(role="supervisor", permissions=(READ, TREAT)),
        RoleGrant(role="administrator", permissions=(READ, TREAT)),
    ),
    public_navigation=(Link(title=_("Specimen service"), route="specimen:home", icon="message-square", main=True),),
    agent_navigation=(
        QueueLink(
            title=_("Specimen service"),
            route="specimen_agents:queue",
            permission=READ,
            icon="message-square",
            count="parvis.services.specimen.queries:waiting_count",
        ),
    ),
    jobs=(Periodic(job="parvis.services.specimen.jobs:forget", cron="45 3 * * *"),),
    settings=SpecimenSettings,
    provides={
        "personal_data": "parvis.services.specimen.contributions:personal_data",
        "privacy_notices": "parvis.services.specimen.contributions:privacy_notices",
        "my_requests": "parvis.services.specimen.contributions:my_requests",
        "search": "parvis.services.specimen.contributions:search",
    },
)
