# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `open_data` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest, Mount

MANIFEST = Manifest(
    slug="open_data",
    title=_("Open data"),
    description=_("The town's data, free to reuse: as tables, on a map, or in your own programs."),
    icon="database",
    mounts=(Mount(prefix="donnees/", module="parvis.kernel.open_data.urls"),),
    provides={"search": "parvis.kernel.open_data.documents:DATASETS"},
)
