# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who `places` is."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest, Mount

MANIFEST = Manifest(
    slug="places",
    title=_("Addresses and places"),
    description=_("Search of addresses, what stands at a point, communes and neighbourhoods."),
    icon="map-pin",
    mounts=(Mount(prefix="places/", module="parvis.kernel.places.urls"),),
    api="parvis.kernel.places.api:router",
    provides={
        "search": "parvis.kernel.places.contributions:SEARCH",
        "statistics": "parvis.kernel.places.contributions:STATISTICS",
    },
)
