# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `notifications` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.notifications.settings import NotificationsSettings
from parvis.kernel.registry.manifest import Manifest, Mount, Periodic, QueueLink

MANIFEST = Manifest(
    slug="notifications",
    title=_("Messages"),
    description=_("What the town writes to people, and how it reaches them."),
    icon="mail",
    mounts=(Mount(prefix="", module="parvis.kernel.notifications.urls"),),
    agent_navigation=(
        QueueLink(
            title=_("Messages sent"),
            route="notifications:outbox",
            permission="it.operate",
            icon="mail",
            count="parvis.kernel.notifications.queries:failed_count_for",
        ),
    ),
    jobs=(
        Periodic(job="parvis.kernel.notifications.jobs:queue_overdue", cron="* * * * *"),
        Periodic(job="parvis.kernel.notifications.jobs:clean", cron="7 4 * * *"),
    ),
    settings=NotificationsSettings,
    provides={
        "personal_data": "parvis.kernel.notifications.contributions:PERSONAL_DATA",
        "privacy_notices": "parvis.kernel.notifications.privacy_notices:PRIVACY_NOTICES",
        "statistics": "parvis.kernel.notifications.contributions:STATISTICS",
    },
)
