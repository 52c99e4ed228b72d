# SPDX-License-Identifier: AGPL-3.0-or-later
"""The desk's one page: the queue, its map, and beside them the pane in which the work is done.

Every pane has an address of its own. Asked for by htmx the pane comes alone, else inside the whole
page; both are rendered by the same template, so that a swapped page is the same as a fresh one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.actors import actor_of
from parvis.kernel.organisations.desk import wants_fragment
from parvis.kernel.places import queries as places
from parvis.services.reports.forms.agents.filters import AFTER, KEPT, DeskFilterForm, kept_query
from parvis.services.reports.forms.agents.queues import QUEUES
from parvis.services.reports.models import Report
from parvis.services.reports.operations.effects import desk_channel
from parvis.services.reports.queries.desk import counts_for, reports_for, saved_filters_for
from parvis.services.reports.queries.detail import undoable
from parvis.services.reports.queries.paging import Page
from parvis.ui.maps import MapView

PAGE_LENGTH = 40


@dataclass
class Workspace:
    """What surrounds a pane: the filter of the address and the queue that it gives."""

    request: HttpRequest
    actor: Actor

    @cached_property
    def form(self) -> DeskFilterForm:
        """The filter of the address."""
        return DeskFilterForm(self.request.GET, actor=self.actor)

    @cached_property
    def page(self) -> Page:
        """The rows of the queue."""
        return reports_for(self.actor, self.form.chosen(), after=self.request.GET.get(AFTER), limit=PAGE_LENGTH)

    @cached_property
    def query(self) -> str:
        """The filter as a query string, without the page."""
        return kept_query(self.request.GET)

    @property
    def here(self) -> str:
        """The filter and the page as a query string with its question mark; empty when there is neither."""
        after = self.request.GET.get(AFTER)
        parts = [part for part in (self.query, f"{AFTER}={after}" if after else "") if part]
        return f"?{'&'.join(parts)}" if parts else ""

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The same as pairs, for a form that is sent by GET."""
        data = self.request.GET
        return [(name, value) for name in (*KEPT, AFTER) for value in data.getlist(name) if value]

    def next_after(self, reference: str) -> Report | None:
        """The row below the one with that reference, else the first other row of the page."""
        rows = self.page.reports
        index = next((place for place, row in enumerate(rows) if row.reference == reference), -1)
        order = [*rows[index + 1 :], *rows[: max(index, 0)]]
        return next((row for row in order if row.reference != reference), None)

    def queue_context(self) -> dict[str, Any]:
        """What the queue's own fragment shows."""
        counts = counts_for(self.actor)
        return {
            "work": self,
            "filter_form": self.form,
            "page": self.page,
            "queues": [(queue, queue.count(counts), queue is self.form.queue) for queue in QUEUES],
            "undoable": undoable(self.actor),
            "here": self.here,
            "query": self.query,
            "channel": desk_channel(self.actor.organisation_id or 0),
            "queue_url": f"{reverse('reports_agents:queue')}{self.here}",
        }

    def context(self) -> dict[str, Any]:
        """What the whole page shows around the pane."""
        return {
            **self.queue_context(),
            "saved": saved_filters_for(self.actor),
            "map": self._map(),
        }

    def _map(self) -> MapView:
        box = places.territory_bounds()
        points = reverse("reports_agents:points")
        return MapView(
            label=_("Map of the queue"),
            features_url=f"{points}?{self.query}" if self.query else points,
            by_viewport=True,
            bounds=(box.west, box.south, box.east, box.north) if box else None,
            list_template="reports/agents/_queue.html",
        )


def workspace(request: HttpRequest) -> Workspace:
    """The workspace of a request; made once."""
    made: Workspace | None = getattr(request, "_reports_workspace", None)
    if made is None:
        made = Workspace(request, actor_of(request))
        request._reports_workspace = made  # type: ignore[attr-defined]
    return made


def show(
    request: HttpRequest,
    pane: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    with_queue: bool = False,
    url: str = "",
) -> HttpResponse:
    """The pane `reports/agents/pane/<pane>.html`, alone for htmx, else inside the whole page.

    Args:
        request: its address holds the filter of the queue.
        pane: name of the template.
        context: what the pane shows; `reference` marks the row that is open.
        status: of the answer.
        with_queue: for htmx, sends the queue along: an act has changed it.
        url: for htmx, the address that the browser shows from now on.
    """
    work = workspace(request)
    shared = {"here": work.here, "query": work.query, "pane": f"reports/agents/pane/{pane}.html", "reference": ""}
    if not wants_fragment(request):
        return render(request, "reports/agents/desk.html", {**work.context(), **shared, **context}, status=status)
    around = work.queue_context() if with_queue else {}
    response = render(
        request, "reports/agents/_swap.html", {**around, **shared, **context, "with_queue": with_queue}, status=status
    )
    response["X-Fragment"] = "1"
    if url:
        response["HX-Push-Url"] = url
    return response
