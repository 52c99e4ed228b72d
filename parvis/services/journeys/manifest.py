# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the service is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Link, Manifest, Mount, Need, Periodic, Permission, QueueLink, RoleGrant

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
    title=_("Journeys"),
    description=_("Buses, trains and coaches of all networks: find your way, and when the next one leaves."),
    need=Need.GET_AROUND,
    icon="bus",
    mounts=(
        Mount(prefix="trajets/", module="parvis.services.journeys.urls.public"),
        Mount(prefix="agents/trajets/", module="parvis.services.journeys.urls.agents"),
    ),
    api="parvis.services.journeys.api:router",
    permissions=_PERMISSIONS,
    grants=(
        RoleGrant(role="agent", permissions=(READ, DELIVER)),
        RoleGrant(role="supervisor", permissions=(READ, DELIVER, ACTIVATE)),
        RoleGrant(role="administrator", permissions=(READ, DELIVER, ACTIVATE)),
    ),
    public_navigation=(
        Link(title=_("Find a journey"), route="journeys:search", icon="route", main=True),
        Link(title=_("Next departures"), route="journeys:stops", icon="clock"),
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
