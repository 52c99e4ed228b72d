# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a disruption is made of, as an authority says it, checked and turned into the fields of its row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.kernel.audit.refusals import Problem, Reason, Refused
from parvis.kernel.places.queries import neighbourhood
from parvis.services.journeys.adapters.answers import StopKey
from parvis.services.journeys.adapters.network import Mapped, current_network
from parvis.services.journeys.adapters.subjects import line_of, stop_entries, stops_in_neighbourhood, stops_within
from parvis.services.journeys.models import Feed
from parvis.services.journeys.rules.disruptions import (
    MOST_CONCERNED,
    MOST_PERIODS,
    MOST_TEXT,
    MOST_TITLE,
    RADIUS_M,
    Cause,
    Concerned,
    Effect,
    Period,
    Severity,
    bounds,
)


@dataclass(frozen=True, kw_only=True)
class DisruptionDraft:
    """All that is said of a disruption.

    `whole`: the authority's whole network; else lines (timetable, line), stops (timetable, stop), the stops within
    `radius_m` of `spot` (longitude, latitude) and those of a neighbourhood. `only_there`: the lines at those stops
    only, instead of the lines and the stops.
    """

    title: str
    text: str = ""
    title_en: str = ""
    text_en: str = ""
    url: str = ""
    cause: str = Cause.OTHER_CAUSE
    effect: str = Effect.OTHER_EFFECT
    severity: str = Severity.WARNING
    periods: tuple[Period, ...] = ()
    whole: bool = False
    lines: tuple[tuple[str, str], ...] = ()
    stops: tuple[StopKey, ...] = ()
    only_there: bool = False
    spot: tuple[float, float] | None = None
    spot_name: str = ""
    radius_m: int = 300
    neighbourhood: str = ""


def fields_of(draft: DisruptionDraft, organisation_id: int) -> dict[str, Any]:
    """The row's fields.

    Raises:
        Refused: all that cannot be, each beside its field.
    """
    problems = [*_wrong_texts(draft), *_wrong_periods(draft)]
    if draft.spot is not None and draft.radius_m not in RADIUS_M:
        problems.append(Problem("radius_m", _("Choose from 50 m to 5 km.")))
    if draft.neighbourhood and neighbourhood(draft.neighbourhood) is None:
        problems.append(Problem("neighbourhood", _("Choose a neighbourhood of the list."), Reason.UNKNOWN))
    if problems:
        raise Refused(*problems)
    concerned = concerned_by(draft, organisation_id)
    if len(concerned) > MOST_CONCERNED:
        raise Refused(Problem("", _("These are too many stops: choose the whole network."), Reason.TOO_MANY))
    first, last = bounds(draft.periods)
    return {
        "title": draft.title.strip(),
        "text": draft.text.strip(),
        "title_en": draft.title_en.strip(),
        "text_en": draft.text_en.strip(),
        "url": draft.url,
        "cause": Cause(draft.cause),
        "effect": Effect(draft.effect),
        "severity": Severity(draft.severity),
        "spans": [[_iso(period.begins), _iso(period.ends)] for period in draft.periods],
        "first_at": first,
        "last_at": last,
        "subjects": [asdict(one) for one in concerned],
        "place": _place(draft),
    }


def concerned_by(draft: DisruptionDraft, organisation_id: int) -> list[Concerned]:
    """Whom a draft concerns, in the network in force; only what is the authority's own.

    Raises:
        Refused: a line or a stop that is not there.
    """
    feeds = frozenset(own_feeds(organisation_id))
    if draft.whole:
        return [Concerned(feed) for feed in sorted(feeds)]
    mapped = current_network()
    if mapped is None:
        return []
    lines, stops = _lines(mapped, feeds, draft.lines), _stops(mapped, feeds, draft)
    if draft.only_there and lines and stops:
        both = [(line, stop) for line in lines for stop in stops if stop.feed == line.feed]
        return [Concerned(line.feed, line.route_id, stop.stop_id, f"{line.name} · {stop.name}") for line, stop in both]
    return [*lines, *stops]


def own_feeds(organisation_id: int) -> list[str]:
    """Short names of the authority's timetables in use."""
    rows = Feed.objects.filter(organisation_id=organisation_id, active=True).order_by("slug")
    return list(rows.values_list("slug", flat=True))


def _lines(mapped: Mapped, feeds: frozenset[str], keys: Iterable[tuple[str, str]]) -> list[Concerned]:
    found = []
    for feed, route_id in dict.fromkeys(keys):
        line = line_of(mapped, feed, route_id) if feed in feeds else None
        if line is None:
            raise Refused(Problem("lines", _("A line that you chose is not there any more."), Reason.UNKNOWN))
        found.append(Concerned(feed, route_id, "", line.name))
    return found


def _stops(mapped: Mapped, feeds: frozenset[str], draft: DisruptionDraft) -> list[Concerned]:
    found: dict[StopKey, Concerned] = {}
    for key in draft.stops:
        entries = stop_entries(mapped, feeds, key)
        if not entries:
            raise Refused(Problem("stops", _("A stop that you chose is not there any more."), Reason.UNKNOWN))
        found.update(((one.feed, one.stop_id), one) for one in entries)
    around: list[Concerned] = []
    if draft.spot is not None:
        around += stops_within(mapped, feeds, *draft.spot, draft.radius_m)
    if draft.neighbourhood:
        around += stops_in_neighbourhood(mapped, feeds, draft.neighbourhood)
    for one in around:
        found.setdefault((one.feed, one.stop_id), one)
    return list(found.values())


def _wrong_texts(draft: DisruptionDraft) -> Iterable[Problem]:
    if not draft.title.strip():
        yield Problem("title", _("Write a title: it is what people read first."), Reason.REQUIRED)
    if len(draft.title) > MOST_TITLE or len(draft.title_en) > MOST_TITLE:
        yield Problem("title", _("Write a shorter title: %d letters at most.") % MOST_TITLE)
    if len(draft.text) > MOST_TEXT or len(draft.text_en) > MOST_TEXT:
        yield Problem("text", _("Write a shorter text: %d letters at most.") % MOST_TEXT)
    if draft.text_en.strip() and not draft.title_en.strip():
        yield Problem("title_en", _("Give the English text a title too."), Reason.REQUIRED)


def _wrong_periods(draft: DisruptionDraft) -> Iterable[Problem]:
    if not draft.periods:
        yield Problem("periods", _("Say when it begins."), Reason.REQUIRED)
    if len(draft.periods) > MOST_PERIODS:
        yield Problem("periods", _("At most %d periods.") % MOST_PERIODS, Reason.TOO_MANY)
    for period in draft.periods:
        if period.begins and period.ends and period.ends <= period.begins:
            yield Problem("periods", _("A period ends before it begins."))


def _place(draft: DisruptionDraft) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    if draft.spot is not None:
        kept |= {
            "lon": round(draft.spot[0], 5), "lat": round(draft.spot[1], 5), "radius_m": draft.radius_m,
            "name": draft.spot_name[:200],
        }  # fmt: skip
    if draft.neighbourhood:
        kept["neighbourhood"] = draft.neighbourhood
    if draft.only_there:
        kept["only_there"] = True
    return kept


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
