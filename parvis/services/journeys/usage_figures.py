# SPDX-License-Identifier: AGPL-3.0-or-later
"""Usage as gauges for the metrics page, and as open data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.extension_points.open_data import Dataset, Field
from parvis.kernel.registry.extension_points.statistics import Gauge
from parvis.services.journeys.queries.disruptions import alerts
from parvis.services.journeys.queries.usage import pair_rows, search_rows, searches_of
from parvis.services.journeys.rules.disruptions import Timing
from parvis.services.journeys.rules.usage import LEAST

SEARCHES, PAIRS = "journeys-usage", "journeys-pairs"


class JourneysStatistics:
    """Figures for the metrics page."""

    def gauges(self) -> Iterable[Gauge]:
        """Searches of today by outcome, and disruptions in force."""
        now = timezone.now()
        for outcome, number in sorted(searches_of(timezone.localdate()).items()):
            yield Gauge(
                name="parvis_journeys_searches_today",
                help="Searches of journeys today by outcome",
                value=number,
                labels=(("outcome", outcome),),
            )
        in_force = sum(one.timing(now) is Timing.NOW for one in alerts(now))
        yield Gauge(name="parvis_journeys_disruptions", help="Disruptions in force", value=in_force)


class JourneysUsageData:
    """How much is searched, and from where to where; sums of nobody."""

    def datasets(self) -> Sequence[Dataset]:
        """Two."""
        return (_SEARCHES, _PAIRS)

    def rows(self, slug: str) -> Iterator[dict[str, Any]]:
        """The sums, the oldest first."""
        return search_rows() if slug == SEARCHES else pair_rows()

    def modified_at(self, slug: str) -> datetime | None:
        """Yesterday’s figures are whole since midnight."""
        return timezone.make_aware(datetime.combine(timezone.localdate(), time(0)))


_SEARCHES = Dataset(
    slug=SEARCHES,
    title=_("Searches of journeys"),
    description=_("How many journeys were searched, by day and hour, and whether one was found."),
    keywords=(_("transport"), _("usage")),
    fields=(
        Field(name="day", kind="date", title=_("Day")),
        Field(name="hour", kind="integer", title=_("Hour")),
        Field(name="channel", kind="text", title=_("By the pages or the API")),
        Field(name="outcome", kind="text", title=_("Found, or why not")),
        Field(name="searches", kind="integer", title=_("Searches")),
    ),
    theme="http://publications.europa.eu/resource/authority/data-theme/TRAN",
)
_PAIRS = Dataset(
    slug=PAIRS,
    title=_("From where to where journeys are searched"),
    description=_("Searches by month between neighbourhoods and communes, where there are at least %(least)s.")
    % {"least": LEAST},
    keywords=(_("transport"), _("usage")),
    fields=(
        Field(name="month", kind="date", title=_("First day of the month")),
        Field(name="origin", kind="text", title=_("From")),
        Field(name="destination", kind="text", title=_("To")),
        Field(name="searches", kind="integer", title=_("Searches")),
    ),
    theme="http://publications.europa.eu/resource/authority/data-theme/TRAN",
    frequency="http://publications.europa.eu/resource/authority/frequency/MONTHLY",
)

statistics = JourneysStatistics()
open_data = JourneysUsageData()
