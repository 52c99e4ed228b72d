# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the service is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Link, Manifest, Mount, Need, Periodic, Permission, QueueLink, RoleGrant

READ = "journeys.read"
DELIVER = "journeys.deliver"
ACTIVATE = "journeys.activate"
INFORM = "journeys.inform"


@dataclass(frozen=True)
class JourneysSettings:
    """Table `[journeys]` of `parvis.toml`."""

    feed_megabytes: int = 200
    """The largest timetable file that is taken, packed."""
    keep_versions: int = 12
    """Replaced versions of each timetable that stay on disk, to look back and to roll back."""
    reach_m: int = 500
    """How far apart two stops may be, on foot, to change between them."""
    max_walk_m: int = 1_500
    """The longest walk that a resident may ask for, at either end."""
    window_s: int = 7_200
    """How long a span of departures one search looks at."""
    realtime_stale_s: int = 180
    """An older message of real time is not believed."""


_PERMISSIONS = (
    Permission(code=READ, title=_("See the authority’s timetables, disruptions and figures")),
    Permission(code=DELIVER, title=_("Deliver timetables")),
    Permission(code=ACTIVATE, title=_("Put timetables in force and take them back")),
    Permission(code=INFORM, title=_("Tell travellers of disruptions")),
)

MANIFEST = Manifest(
    slug="journeys",
    title=_("Journeys"),
    description=_("Buses, trains and coaches of all operators in one search, and the next departures of your stop."),
    need=Need.GET_AROUND,
    icon="bus",
    mounts=(
        Mount(prefix="trajets/", module="parvis.services.journeys.urls.public"),
        Mount(prefix="agents/trajets/", module="parvis.services.journeys.urls.agents"),
    ),
    permissions=_PERMISSIONS,
    grants=(
        RoleGrant(role="agent", permissions=(READ, DELIVER, INFORM)),
        RoleGrant(role="supervisor", permissions=(READ, DELIVER, ACTIVATE, INFORM)),
        RoleGrant(role="administrator", permissions=(READ, DELIVER, ACTIVATE, INFORM)),
    ),
    agent_navigation=(
        QueueLink(title=_("Timetables"), route="journeys_agents:feeds", permission=READ, icon="bus"),
        QueueLink(
            title=_("Disruptions"),
            route="journeys_agents:disruptions",
            permission=INFORM,
            icon="triangle-alert",
            count="parvis.services.journeys.queries.disruptions:running_count",
        ),
    ),
    jobs=(
        Periodic(job="parvis.services.journeys.jobs:fetch_due", cron="5 * * * *"),
        Periodic(job="parvis.services.journeys.jobs:begin_day", cron="2 3 * * *"),
    ),
    public_navigation=(
        Link(title=_("Find a journey"), route="journeys:search", icon="route", main=True),
        Link(title=_("Disruptions"), route="journeys:disruptions", icon="triangle-alert"),
    ),
    settings=JourneysSettings,
    provides={
        "personal_data": "parvis.services.journeys.contributions:personal_data",
    },
)
