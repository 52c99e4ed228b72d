# SPDX-License-Identifier: AGPL-3.0-or-later
"""Feeds put together: their rows end to end, their numbers shifted, their days on one calendar."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from parvis.engines.timetable.build.patterns import group
from parvis.engines.timetable.tables import Feed, Ints, Longs, Patterns, Routes, Services, Stops, Trips
from parvis.engines.timetable.texts import Texts

from .calendars import EPOCH, THURSDAY
from .feed import FeedTables


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """All feeds in one set of tables, still without footpaths."""

    feeds: tuple[Feed, ...]
    stops: Stops
    routes: Routes
    trips: Trips
    patterns: Patterns
    services: Services
    arrival_s: Ints
    departure_s: Ints
    rules: tuple[Ints, Ints, Ints]


def merge(feeds: Sequence[FeedTables], pool_day: date | None = None) -> Merged:
    """Puts feeds together. With ``pool_day``, all run on that day alone: each feed's busiest day of that weekday."""
    stop_from = _starts(feed.stops.height for feed in feeds)
    services, spans = _calendar(feeds, pool_day)
    trips, patterns, arrival_s, departure_s = _trips(feeds, stop_from)
    rules = tuple(_shifted(stop_from, [getattr(feed.transfers, side) for feed in feeds]) for side in ("a", "b"))
    least = np.concatenate([feed.transfers.min_s for feed in feeds])
    described = tuple(
        Feed(feed.name, feed.timezone, EPOCH + timedelta(days=first), EPOCH + timedelta(days=last))
        for feed, (first, last) in zip(feeds, spans, strict=True)
    )
    return Merged(
        described, _stops(feeds, stop_from), _routes(feeds), trips, patterns, services, arrival_s, departure_s,
        (rules[0], rules[1], least),
    )  # fmt: skip


def _starts(sizes: Iterable[int]) -> Longs:
    return np.concatenate([[0], np.cumsum(list(sizes))]).astype(np.int64)


def _shifted(starts: Longs, columns: Sequence[Ints]) -> Ints:
    """Numbers of each feed moved to where its rows begin; -1 stays."""
    moved = [np.where(column >= 0, column + start, -1) for column, start in zip(columns, starts[:-1], strict=True)]
    return np.concatenate(moved).astype(np.int32)


def _texts(feeds: Sequence[FeedTables], frame: Callable[[FeedTables], pl.DataFrame], name: str) -> Texts:
    return Texts.of(text for feed in feeds for text in frame(feed)[name].to_list())


def _column(feeds: Sequence[FeedTables], frame: Callable[[FeedTables], pl.DataFrame], name: str) -> NDArray:
    return np.concatenate([frame(feed)[name].to_numpy() for feed in feeds])


def _feed_numbers(sizes: Sequence[int]) -> Ints:
    return np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)


def _stops(feeds: Sequence[FeedTables], starts: Longs) -> Stops:
    def frame(feed: FeedTables) -> pl.DataFrame:
        return feed.stops

    return Stops(
        ids=_texts(feeds, frame, "stop_id"),
        names=_texts(feeds, frame, "stop_name"),
        codes=_texts(feeds, frame, "stop_code"),
        platforms=_texts(feeds, frame, "platform_code"),
        feed=_feed_numbers([feed.stops.height for feed in feeds]),
        parent=_shifted(starts, [feed.stops["parent"].to_numpy() for feed in feeds]),
        lat=_column(feeds, frame, "stop_lat"),
        lon=_column(feeds, frame, "stop_lon"),
        wheelchair=_column(feeds, frame, "wheelchair"),
        is_station=_column(feeds, frame, "is_station"),
    )


def _routes(feeds: Sequence[FeedTables]) -> Routes:
    def frame(feed: FeedTables) -> pl.DataFrame:
        return feed.routes

    return Routes(
        ids=_texts(feeds, frame, "route_id"),
        short_names=_texts(feeds, frame, "route_short_name"),
        long_names=_texts(feeds, frame, "route_long_name"),
        agencies=_texts(feeds, frame, "agency_name"),
        colours=_texts(feeds, frame, "route_color"),
        text_colours=_texts(feeds, frame, "route_text_color"),
        feed=_feed_numbers([feed.routes.height for feed in feeds]),
        mode=_column(feeds, frame, "mode").astype(np.int8),
    )


def _trips(feeds: Sequence[FeedTables], stop_from: Longs) -> tuple[Trips, Patterns, Ints, Ints]:
    """Trips that have stops, then the runs of frequencies; their patterns; their times."""
    route_from = _starts(feed.routes.height for feed in feeds)
    service_from = _starts(len(feed.services.runs) for feed in feeds)
    row_from = _starts(len(feed.times.stop) for feed in feeds)
    pieces = [_pieces(feed, row_from[i]) for i, feed in enumerate(feeds)]
    stop = _shifted(stop_from, [feed.times.stop for feed in feeds])
    arrival = np.concatenate([feed.times.arrival_s for feed in feeds])
    departure = np.concatenate([feed.times.departure_s for feed in feeds])
    flags = np.concatenate([feed.times.flags for feed in feeds])
    sequence = np.concatenate([feed.times.sequence for feed in feeds])
    start = np.concatenate([piece.start for piece in pieces])
    length = np.concatenate([piece.length for piece in pieces])
    later = np.concatenate([piece.later_s for piece in pieces])
    row = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    if len(start) and (row[-1] != len(stop) or later.any()):
        source = np.repeat(start - row[:-1], length) + np.arange(row[-1])
        delay = np.repeat(later, length).astype(np.int32)
        stop, flags, sequence = stop[source], flags[source], sequence[source]
        arrival, departure = arrival[source] + delay, departure[source] + delay
    route = _shifted(
        route_from, [feed.trips["route"].to_numpy()[p.trip] for feed, p in zip(feeds, pieces, strict=True)]
    )
    patterns, pattern = group(route, row, stop, flags, sequence)
    service = [feed.trips["service"].to_numpy()[p.trip] for feed, p in zip(feeds, pieces, strict=True)]
    trips = Trips(
        ids=_trip_ids(feeds, pieces),
        headsigns=_trip_texts(feeds, pieces, "trip_headsign"),
        short_names=_trip_texts(feeds, pieces, "trip_short_name"),
        route=route,
        service=_shifted(service_from, service),
        pattern=pattern,
        row=row[:-1],
        direction=_trip_column(feeds, pieces, "direction_id"),
        wheelchair=_trip_column(feeds, pieces, "wheelchair"),
        bikes=_trip_column(feeds, pieces, "bikes"),
    )
    return trips, patterns, arrival.astype(np.int32), departure.astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class _Pieces:
    """For each trip to make: the feed's trip, its first row among all, how many rows, how much later."""

    trip: NDArray[np.int64]
    start: Longs
    length: Longs
    later_s: Ints
    repeated: NDArray[np.bool_]


def _pieces(feed: FeedTables, row_from: int) -> _Pieces:
    first = feed.times.first
    length = first[1:] - first[:-1]
    plain = np.flatnonzero((length > 0) & ~np.isin(np.arange(len(length)), feed.runs.trip))
    trip = np.concatenate([plain, feed.runs.trip]).astype(np.int64)
    later = np.concatenate([np.zeros(len(plain), np.int32), feed.runs.later_s])
    repeated = np.arange(len(trip)) >= len(plain)
    return _Pieces(trip, first[trip] + row_from, length[trip], later, repeated)


def _trip_texts(feeds: Sequence[FeedTables], pieces: Sequence[_Pieces], name: str) -> Texts:
    columns = [feed.trips[name].gather(piece.trip).to_list() for feed, piece in zip(feeds, pieces, strict=True)]
    return Texts.of(text for column in columns for text in column)


def _trip_column(feeds: Sequence[FeedTables], pieces: Sequence[_Pieces], name: str) -> NDArray[np.int8]:
    columns = [feed.trips[name].to_numpy()[piece.trip] for feed, piece in zip(feeds, pieces, strict=True)]
    return np.concatenate(columns).astype(np.int8)


def _trip_ids(feeds: Sequence[FeedTables], pieces: Sequence[_Pieces]) -> Texts:
    """A run of a frequency is called after its trip and its start: ``trip@25200``."""
    ids: list[str] = []
    for feed, piece in zip(feeds, pieces, strict=True):
        names = feed.trips["trip_id"].gather(piece.trip).to_list()
        starts = feed.times.departure_s[feed.times.first[piece.trip]] + piece.later_s
        ids += [
            f"{name}@{start}" if again else name
            for name, start, again in zip(names, starts.tolist(), piece.repeated.tolist(), strict=True)
        ]
    return Texts.of(ids)


def _calendar(feeds: Sequence[FeedTables], pool_day: date | None) -> tuple[Services, list[tuple[int, int]]]:
    if pool_day is not None:
        day = (pool_day - EPOCH).days
        columns = [feed.services.runs[:, [_busiest(feed, day)]] for feed in feeds]
        return Services(np.concatenate(columns), day), [(day, day)] * len(feeds)
    spans = [(feed.services.first_day, feed.services.first_day + feed.services.runs.shape[1] - 1) for feed in feeds]
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    runs = np.zeros((sum(len(feed.services.runs) for feed in feeds), last - first + 1), np.bool_)
    row = 0
    for feed, span in zip(feeds, spans, strict=True):
        height = len(feed.services.runs)
        runs[row : row + height, span[0] - first : span[1] - first + 1] = feed.services.runs
        row += height
    return Services(runs, first), spans


def _busiest(feed: FeedTables, like_day: int) -> int:
    """The feed's day of the same weekday on which most trips run; of any weekday if it has none of that one."""
    service = feed.trips["service"].to_numpy()
    trips = np.bincount(service, minlength=len(feed.services.runs)) @ feed.services.runs
    weekday = (np.arange(len(trips)) + feed.services.first_day + THURSDAY) % 7
    alike = np.where(weekday == (like_day + THURSDAY) % 7, trips, 0)
    return int(np.argmax(alike if alike.any() else trips))
