# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `live` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.live.settings import LiveSettings
from parvis.kernel.registry.manifest import Manifest, Mount, Periodic

MANIFEST = Manifest(
    slug="live",
    title=_("Live pages"),
    description=_("Pages that change by themselves."),
    icon="radio",
    mounts=(Mount(prefix="live/", module="parvis.kernel.live.urls"),),
    jobs=(Periodic(job="parvis.kernel.live.jobs:clean", cron="*/10 * * * *"),),
    settings=LiveSettings,
)
