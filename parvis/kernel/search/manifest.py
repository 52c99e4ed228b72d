# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `search` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest, Mount, Periodic

MANIFEST = Manifest(
    slug="search",
    title=_("Search"),
    description=_("Find a service, a page or a report by its words."),
    icon="search",
    mounts=(Mount(prefix="search/", module="parvis.kernel.search.urls"),),
    jobs=(Periodic(job="parvis.kernel.search.jobs:rebuild", cron="47 3 * * *"),),
    provides={
        "search": "parvis.kernel.search.services:SERVICES",
        "privacy_notices": "parvis.kernel.search.privacy_notices:PRIVACY_NOTICES",
    },
)
