# SPDX-License-Identifier: AGPL-3.0-or-later
"""The components, one template each under `templates/ui/components/`, as Django template tags."""

from parvis.ui.components import blocks, charts, controls, maps, navigation
from parvis.ui.components.library import COMPONENTS, register

__all__ = ["COMPONENTS", "blocks", "charts", "controls", "maps", "navigation", "register"]
