# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who `streets` is."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest, Mount

MANIFEST = Manifest(
    slug="streets",
    title=_("Streets and maps"),
    description=_("Routes on foot and by car, and the town’s own base map."),
    icon="map",
    mounts=(Mount(prefix="tiles/", module="parvis.kernel.streets.urls"),),
    api="parvis.kernel.streets.api:router",
    provides={"statistics": "parvis.kernel.streets.contributions:STATISTICS"},
)
