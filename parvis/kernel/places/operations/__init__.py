# SPDX-License-Identifier: AGPL-3.0-or-later
"""Imports of addresses, areas and places; each is one transaction, and a second one at once is refused."""

from parvis.kernel.places.operations.addresses import import_addresses
from parvis.kernel.places.operations.areas import import_areas
from parvis.kernel.places.operations.landmarks import NamedPlace, import_places, replace_places

__all__ = ["NamedPlace", "import_addresses", "import_areas", "import_places", "replace_places"]
