# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the gallery shows: believable content for each component."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.ui.charts import BarChart, LineChart, Series, Sparkline
from parvis.ui.components.blocks import TimelineItem
from parvis.ui.components.controls import Slot
from parvis.ui.components.library import COMPONENTS, TONES
from parvis.ui.gallery.forms import SampleForm
from parvis.ui.maps import MapView


def _timeline(now: dt.datetime) -> list[TimelineItem]:
    return [
        TimelineItem(_("Report received"), now - dt.timedelta(days=4, hours=3), tone="ok", icon="check"),
        TimelineItem(
            _("Team on its way"),
            now - dt.timedelta(days=1),
            _("The lamp will be replaced on Thursday morning. Parking is closed on that side."),
            tone="progress",
            author=_("Public lighting"),
            icon="clock",
        ),
        TimelineItem(_("Repair promised before this day"), (now + dt.timedelta(days=3)).date(), coming=True),
    ]


def _slots(now: dt.datetime) -> list[Slot]:
    start = now.replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    times = [start + dt.timedelta(days=day, minutes=30 * step) for day in range(2) for step in range(6)]
    return [Slot(str(index), time, free=index % 4 != 2) for index, time in enumerate(times)]


def _charts() -> dict[str, Any]:
    months = [_("Jan."), _("Feb."), _("March"), _("April"), _("May"), _("June"), _("July")]
    return {
        "bars": BarChart(
            title=_("Days to repair, by subject"),
            labels=[_("Lighting"), _("Roads"), _("Green spaces"), _("Waste")],
            values=[4, 11.5, 7, 2],
            unit=_("days"),
            label_heading=_("Subject"),
            summary=_("Half of the reports are repaired sooner than this."),
        ),
        "lines": LineChart(
            title=_("Reports each month"),
            labels=months,
            series=[
                Series(_("Received"), [120, 132, 101, 134, 190, 230, 210]),
                Series(_("Repaired"), [100, 118, 121, 124, 150, 215, 220]),
            ],
            label_heading=_("Month"),
        ),
        "spark": Sparkline([3, 5, 4, 8, 6, 9, 12], _("Rising: 3 to 12 a day this week")),
    }


def _point(identifier: str, title: str, tone: str, lon: float, lat: float) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {"id": identifier, "title": title, "tone": tone, "url": "#"},
    }


def _maps() -> dict[str, Any]:
    points = [
        _point("a", _("Street lamp out"), "progress", 2.902, 46.601),
        _point("b", _("Hole in the road"), "danger", 2.906, 46.603),
        _point("c", _("Bench repaired"), "ok", 2.899, 46.598),
    ]
    box = (2.89, 46.59, 2.915, 46.61)
    return {
        "points": points,
        "map": MapView(
            label=_("Map of the reports"),
            geojson={"type": "FeatureCollection", "features": points},
            bounds=box,
            list_template="ui/gallery/map_list.html",
        ),
        "pick_map": MapView(label=_("Choose the place on the map"), pick=True, bounds=box),
    }


def context() -> dict[str, Any]:
    """The gallery's template context."""
    now = timezone.now()
    refused = SampleForm({"email": "jeanne", "channel": "email"})
    refused.is_valid()
    return {
        "components": COMPONENTS,
        "tones": TONES,
        "timeline_items": _timeline(now),
        "slots": _slots(timezone.localtime(now)),
        "form": SampleForm(),
        "refused": refused,
        "page": Paginator(range(200), 10).page(4),
        "trail": [(_("Home"), "/"), (_("Reports"), "#"), ("SIG-2026-00421", "")],
        "now": now,
        **_charts(),
        **_maps(),
    }
