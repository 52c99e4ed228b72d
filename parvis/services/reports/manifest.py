# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who the service is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Link, Manifest, Mount, Need, Periodic, Permission, QueueLink, RoleGrant

READ = "reports.read"
TREAT = "reports.treat"
CALL = "reports.call"
MODERATE = "reports.moderate"
SUPERVISE = "reports.supervise"
CONFIGURE = "reports.configure"


@dataclass(frozen=True)
class ReportsSettings:
    """Table `[reports]` of `parvis.toml`."""

    holidays_subdivision: str = ""
    """For the holidays of Alsace-Moselle or overseas, as the package `holidays` names them: "57", "6AE", "MQ"…"""
    proof: str = "flood"
    """When anonymous reports wait for a confirmed e-mail: never, flood (too many in an hour), always."""
    flood_per_hour: int = 120
    """Anonymous reports in an hour, over the whole town, above which "flood" asks for a confirmed e-mail."""
    per_address_per_hour: int = 10
    """Reports in an hour from one network address without account."""
    per_email_per_hour: int = 6
    """Reports in an hour with one e-mail address."""
    photos: int = 4
    """Photos of one report."""
    photo_megabytes: int = 15
    retention_months: int = 24
    """After closing, reports lose everything that tells who reported them."""
    reopen_days: int = 30
    """How long the person who reported may answer "no, not resolved"."""
    undo_minutes: int = 10
    emergency_phone: str = "112"
    jurisdiction_id: str = ""
    """Name of this town in Open311; empty: its host name."""
    poll_hours: int = 2
    """How often the status of a report forwarded by Open311 is asked for."""
    partners_within: tuple[str, ...] = ()
    """Host names of partners' Open311 servers that lie in a private network; no other private address is called."""


_PERMISSIONS = (
    Permission(code=READ, title=_("Read reports")),
    Permission(code=TREAT, title=_("Treat reports")),
    Permission(code=CALL, title=_("Take reports by telephone")),
    Permission(code=MODERATE, title=_("Hide reports and photos")),
    Permission(code=SUPERVISE, title=_("See the figures and reopen rejected reports")),
    Permission(code=CONFIGURE, title=_("Change categories, routing and templates")),
)

MANIFEST = Manifest(
    slug="reports",
    title=_("Reports"),
    description=_("Something is broken, dirty or dangerous in the street? Tell us, and follow what we do."),
    need=Need.REPORT,
    icon="triangle-alert",
    mounts=(
        Mount(prefix="signalements/", module="parvis.services.reports.urls.public"),
        Mount(prefix="agents/signalements/", module="parvis.services.reports.urls.agents"),
        Mount(prefix="open311/v2/", module="parvis.services.reports.open311.urls"),
    ),
    api="parvis.services.reports.api:router",
    permissions=_PERMISSIONS,
    grants=(
        RoleGrant(role="agent", permissions=(READ, TREAT)),
        RoleGrant(role="call_taker", permissions=(READ, CALL)),
        RoleGrant(role="supervisor", permissions=(READ, TREAT, CALL, MODERATE, SUPERVISE, CONFIGURE)),
        RoleGrant(role="administrator", permissions=(READ, TREAT, CALL, MODERATE, SUPERVISE, CONFIGURE)),
    ),
    agent_navigation=(
        QueueLink(
            title=_("Reports"),
            route="reports_agents:queue",
            permission=READ,
            icon="triangle-alert",
            count="parvis.services.reports.queries.desk:open_count",
        ),
        QueueLink(title=_("Take a call"), route="reports_agents:call", permission=CALL, icon="phone"),
        QueueLink(title=_("A day’s round"), route="reports_agents:round", permission=TREAT, icon="route"),
        QueueLink(title=_("Figures"), route="reports_agents:figures", permission=SUPERVISE, icon="chart-column"),
        QueueLink(
            title=_("Settings of the reports"),
            route="reports_agents:settings",
            permission=CONFIGURE,
            icon="settings-2",
        ),
    ),
    jobs=(
        Periodic(job="parvis.services.reports.jobs:remind", cron="0 7 * * 1-5"),
        Periodic(job="parvis.services.reports.jobs:send_alerts", cron="30 7 * * *"),
        Periodic(job="parvis.services.reports.jobs:poll_forwarded", cron="*/15 * * * *"),
        Periodic(job="parvis.services.reports.jobs:forget", cron="15 3 * * *"),
    ),
    public_navigation=(
        Link(title=_("Report a problem"), route="reports:begin", icon="camera", main=True),
        Link(title=_("Map of the reports"), route="reports:map", icon="map"),
        Link(title=_("Be told of new reports"), route="reports:alerts", icon="bell"),
    ),
    settings=ReportsSettings,
    messages={
        "status": _("What becomes of a report"),
        "due": _("Reports that are due"),
        "alert": _("Alert for an area"),
        "forward": _("Report handed over to a partner"),
    },
    provides={
        "proofs": "parvis.services.reports.contributions:proofs",
        "personal_data": "parvis.services.reports.contributions:personal_data",
        "privacy_notices": "parvis.services.reports.privacy_notices:PRIVACY_NOTICES",
        "search": (
            "parvis.services.reports.contributions:subject_search",
            "parvis.services.reports.contributions:report_search",
        ),
        "open_data": "parvis.services.reports.contributions:open_data",
        "my_requests": "parvis.services.reports.contributions:my_requests",
        "statistics": "parvis.services.reports.contributions:statistics",
        "desk_work": "parvis.services.reports.desk_work:desk_work",
        "home_highlights": "parvis.services.reports.contributions:home_highlights",
    },
)
