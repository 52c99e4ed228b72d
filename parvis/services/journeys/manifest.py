# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the service is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Link, Manifest, Mount, Need, Periodic, Permission, QueueLink, RoleGrant

READ = "journeys.read"
DELIVER = "journeys.deliver"
ACTIVATE = "journeys.activate"
DISRUPT = "journeys.disrupt"
PUBLISH_DISRUPTION = "journeys.publish_disruption"
COORDINATE = "journeys.coordinate"


@dataclass(frozen=True)
class JourneysSettings:
    """Table `[journeys]` of `parvis.toml`."""

    feed_megabytes: int = 200
    """The largest timetable file that is taken, packed."""
    keep_versions: int = 12
    """Replaced versions of each timetable that stay on disk, to look back and to roll back."""
    holidays_subdivision: str = ""
    """For the holidays of Alsace-Moselle or overseas, as the package `holidays` names them: "57", "6AE", "MQ"…"""
    trial_hours: int = 24
    """How long the network that tries a file out is kept."""
    stream_megabytes: int = 8
    """The largest message of real time that is taken."""


_PERMISSIONS = (
    Permission(code=READ, title=_("See the authority’s timetables")),
    Permission(code=DELIVER, title=_("Deliver timetables")),
    Permission(code=ACTIVATE, title=_("Put timetables in force and take them back")),
    Permission(code=DISRUPT, title=_("Write disruptions")),
    Permission(code=PUBLISH_DISRUPTION, title=_("Publish, change and withdraw disruptions")),
    Permission(code=COORDINATE, title=_("See the coverage of all authorities, for the one that runs the portal")),
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
        RoleGrant(role="agent", permissions=(READ, DELIVER, DISRUPT, PUBLISH_DISRUPTION)),
        RoleGrant(role="supervisor", permissions=(READ, DELIVER, ACTIVATE, DISRUPT, PUBLISH_DISRUPTION, COORDINATE)),
        RoleGrant(role="administrator", permissions=(READ, DELIVER, ACTIVATE, DISRUPT, PUBLISH_DISRUPTION, COORDINATE)),
    ),
    public_navigation=(
        Link(title=_("Find a journey"), route="journeys:search", icon="route", main=True),
        Link(title=_("Next departures"), route="journeys:stops", icon="clock"),
        Link(title=_("Lines and timetables"), route="journeys:lines", icon="bus"),
        Link(title=_("Map of the network"), route="journeys:plan", icon="map"),
        Link(title=_("Disruptions"), route="journeys:disruptions", icon="triangle-alert"),
        Link(title=_("My favourite journeys"), route="journeys:favourites", icon="star"),
    ),
    agent_navigation=(
        QueueLink(title=_("Timetables"), route="journeys_agents:feeds", permission=READ, icon="bus"),
        QueueLink(
            title=_("Disruptions"),
            route="journeys_agents:disruptions",
            permission=READ,
            icon="triangle-alert",
            count="parvis.services.journeys.queries.desk_disruptions:in_force_count_for",
        ),
        QueueLink(title=_("Coverage"), route="journeys_agents:coverage", permission=READ, icon="calendar"),
        QueueLink(title=_("Usage figures"), route="journeys_agents:usage", permission=READ, icon="chart-column"),
    ),
    jobs=(
        Periodic(job="parvis.services.journeys.jobs:fetch_due", cron="5 * * * *"),
        Periodic(job="parvis.services.journeys.jobs:begin_day", cron="2 3 * * *"),
        Periodic(job="parvis.services.journeys.jobs:end_disruptions", cron="*/5 * * * *"),
        Periodic(job="parvis.services.journeys.jobs:throw_away_trials", cron="40 * * * *"),
        Periodic(job="parvis.services.journeys.jobs:follow_streams", cron="* * * * *"),
    ),
    settings=JourneysSettings,
    messages={"coverage": _("A timetable that ends soon"), "disruption": _("Disruptions of what you follow")},
    provides={
        "proofs": "parvis.services.journeys.contributions:proofs",
        "privacy_notices": "parvis.services.journeys.privacy_notices:PRIVACY_NOTICES",
        "search": (
            "parvis.services.journeys.line_search:line_search",
            "parvis.services.journeys.line_search:stop_search",
        ),
        "personal_data": "parvis.services.journeys.contributions:personal_data",
        "open_data": (
            "parvis.services.journeys.contributions:open_data",
            "parvis.services.journeys.usage_figures:open_data",
        ),
        "statistics": "parvis.services.journeys.usage_figures:statistics",
    },
)
