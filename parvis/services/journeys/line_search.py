# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines and stops in the search of the portal."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.kernel.registry.extension_points.search import SearchDocument
from parvis.services.journeys.modes import wording
from parvis.services.journeys.queries.lines import all_lines
from parvis.services.journeys.queries.places import all_stops


class LineSearch:
    """Lines in the platform's search."""

    kind = "journeys.line"
    title = pgettext_lazy("transport", "Line")
    icon = "bus"

    def documents(self) -> Iterable[SearchDocument]:
        """Each line of the network in force."""
        for authority in all_lines():
            for line in authority.lines:
                name = f"{wording(line.mode)} {line.name}"
                yield SearchDocument(
                    kind=self.kind,
                    key=f"{line.feed}/{line.route_id}",
                    title=f"{name} – {line.long_name}" if line.long_name not in ("", line.name) else name,
                    text=authority.name,
                    keywords=str(_("line timetable bus")),
                    url=reverse("journeys:line", args=[line.feed, line.route_id]),
                )


class StopSearch:
    """Stops in the platform's search."""

    kind = "journeys.stop"
    title = _("Stop")
    icon = "clock"

    def documents(self) -> Iterable[SearchDocument]:
        """Each named stop of the network in force."""
        for hit in all_stops():
            if hit.stop is not None:
                yield SearchDocument(
                    kind=self.kind,
                    key="/".join(hit.stop),
                    title=hit.label,
                    text=hit.hint,
                    url=reverse("journeys:stop", args=hit.stop),
                    weight=0.6,
                )


line_search = LineSearch()
stop_search = StopSearch()
