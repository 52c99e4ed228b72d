# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map beside the list that says the same."""

from __future__ import annotations

import json
from typing import Any, cast

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from parvis.ui.components.library import COMPONENTS, register, render
from parvis.ui.maps import MapView


@register.simple_tag(takes_context=True)
def map_with_list(context: Context, map: MapView) -> SafeString:  # noqa: A002  (the tag's own word)
    """Draw a `MapView`; its `list_template` is rendered with the page's own context.

    Rows of the list that carry `data-feature="ID"` light up their marker when pointed at or focused.
    """
    rows = render_to_string(map.list_template, cast("dict[str, Any]", context.flatten())) if map.list_template else ""
    geojson = json.dumps(map.geojson, separators=(",", ":")) if map.geojson is not None else ""
    return render("map_with_list", {"map": map, "list": rows, "geojson": geojson})


COMPONENTS.append("map_with_list")
