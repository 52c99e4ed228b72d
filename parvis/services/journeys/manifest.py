# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the service is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest, Mount, Periodic, Permission, QueueLink, RoleGrant

READ = "journeys.read"
DELIVER = "journeys.deliver"
ACTIVATE = "journeys.activate"


@dataclass(frozen=True)
class JourneysSettings:
    """Table `[journeys]` of `parvis.toml`."""

    feed_megabytes: int = 200
    """The largest timetable file that is taken, packed."""
    keep_versions: int = 12
    """Replaced versions of each timetable that stay on disk, to look back and to roll back."""


_PERMISSIONS = (
    Permission(code=READ, title=_("See the authority’s timetables")),
    Permission(code=DELIVER, title=_("Deliver timetables")),
    Permission(code=ACTIVATE, title=_("Put timetables in force and take them back")),
)

MANIFEST = Manifest(
    slug="journeys",
    title=_("Timetables"),
    description=_("Timetables of the transport authorities: delivered, checked, compared, put in force, published."),
    icon="bus",
    mounts=(
        Mount(prefix="trajets/", module="parvis.services.journeys.urls.public"),
        Mount(prefix="agents/trajets/", module="parvis.services.journeys.urls.agents"),
    ),
    permissions=_PERMISSIONS,
    grants=(
        RoleGrant(role="agent", permissions=(READ, DELIVER)),
        RoleGrant(role="supervisor", permissions=(READ, DELIVER, ACTIVATE)),
        RoleGrant(role="administrator", permissions=(READ, DELIVER, ACTIVATE)),
    ),
    agent_navigation=(QueueLink(title=_("Timetables"), route="journeys_agents:feeds", permission=READ, icon="bus"),),
    jobs=(
        Periodic(job="parvis.services.journeys.jobs:fetch_due", cron="5 * * * *"),
        Periodic(job="parvis.services.journeys.jobs:begin_day", cron="2 3 * * *"),
    ),
    settings=JourneysSettings,
    messages={"coverage": _("A timetable that ends soon")},
    provides={
        "personal_data": "parvis.services.journeys.contributions:personal_data",
        "open_data": "parvis.services.journeys.contributions:open_data",
    },
)
