# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `jobs` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.jobs.settings import JobsSettings
from parvis.kernel.registry.manifest import Manifest, Mount, Periodic, Permission, QueueLink, RoleGrant

MANIFEST = Manifest(
    slug="jobs",
    title=_("Background jobs"),
    description=_("What the platform does by itself: messages, checks, reminders, nightly work."),
    icon="cog",
    mounts=(Mount(prefix="agents/it/travaux/", module="parvis.kernel.jobs.urls"),),
    permissions=(Permission(code="it.operate", title=_("Operate the platform (jobs, messages, files)")),),
    grants=(RoleGrant(role="it", permissions=("it.operate",)),),
    agent_navigation=(
        QueueLink(
            title=_("Jobs"),
            route="jobs:dead-letters",
            permission="it.operate",
            icon="cog",
            count="parvis.kernel.jobs.queries:dead_letter_count_for",
        ),
    ),
    jobs=(
        Periodic(job="parvis.kernel.jobs.jobs:clean", cron="17 3 * * *"),
        Periodic(job="parvis.kernel.jobs.jobs:housekeeping", cron="32 3 * * *"),
    ),
    settings=JobsSettings,
    provides={"statistics": "parvis.kernel.jobs.contributions:STATISTICS"},
)
