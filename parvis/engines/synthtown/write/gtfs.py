# SPDX-License-Identifier: AGPL-3.0-or-later
"""One network as a GTFS Schedule archive (https://gtfs.org/schedule/reference/)."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np

from parvis.engines.synthtown.projection import Frame
from parvis.engines.synthtown.shapes import Points
from parvis.engines.synthtown.transit.model import Authority, Feed, Stop

from .fares import Row, Table, fare_tables

EPOCH = (1980, 1, 1, 0, 0, 0)
BOOKING = "veille-17h"
PUBLISHER = "Parvis"
PUBLISHER_URL = "https://parvis.example.org"


def write_gtfs(authority: Authority, frame: Frame, path: Path) -> None:
    """Write the archive; the same network gives the same bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, (header, rows) in sorted(_tables(authority, frame).items()):
            text = io.StringIO(newline="")
            out = csv.writer(text, lineterminator="\r\n")
            out.writerow(header)
            before = text.tell()
            out.writerows(rows)
            if text.tell() > before:
                entry = zipfile.ZipInfo(f"{name}.txt", EPOCH)
                entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
                archive.writestr(entry, text.getvalue().encode("utf-8"))


def _tables(authority: Authority, frame: Frame) -> dict[str, Table]:
    feed = authority.feed
    return {
        "agency": _agency(authority),
        "stops": _stops(feed, frame),
        "routes": _routes(authority),
        "trips": _trips(feed),
        "stop_times": _stop_times(feed),
        "calendar": _calendar(feed),
        "calendar_dates": _calendar_dates(feed),
        "shapes": _shapes(feed, frame),
        "frequencies": _frequencies(feed),
        "transfers": _transfers(feed),
        **fare_tables(authority),
        "booking_rules": _booking_rules(authority),
        "feed_info": _feed_info(authority),
    }


def _agency(authority: Authority) -> Table:
    header = (
        "agency_id", "agency_name", "agency_url", "agency_timezone", "agency_lang", "agency_phone", "agency_fare_url",
        "agency_email",
    )  # fmt: skip
    fares = authority.url.replace("/contact", "/tarifs")
    return header, [
        (authority.slug, authority.short_name, authority.url, "Europe/Paris", "fr", authority.phone, fares,
         authority.email)
    ]  # fmt: skip


def _degrees(frame: Frame, xy: Points) -> list[tuple[str, str]]:
    return [(f"{lat:.6f}", f"{lon:.6f}") for lon, lat in frame.lon_lat(xy).tolist()]


def _stops(feed: Feed, frame: Frame) -> Table:
    header = (
        "stop_id", "stop_name", "stop_lat", "stop_lon", "zone_id", "location_type", "parent_station",
        "wheelchair_boarding", "platform_code",
    )  # fmt: skip
    stops = sorted(feed.stops, key=lambda stop: stop.id)
    degrees = _degrees(frame, np.array([(s.x, s.y) for s in stops]))
    return header, [_stop_row(stop, *at) for stop, at in zip(stops, degrees, strict=True)]


def _stop_row(stop: Stop, lat: str, lon: str) -> Row:
    return (
        stop.id, stop.name, lat, lon, stop.zone, int(stop.place), stop.parent, stop.wheelchair, stop.platform,
    )  # fmt: skip


def _routes(authority: Authority) -> Table:
    header = (
        "route_id", "agency_id", "route_short_name", "route_long_name", "route_desc", "route_type", "route_color",
        "route_text_color", "route_sort_order",
    )  # fmt: skip
    return header, [
        (r.id, authority.slug, r.short, r.long, r.about, int(r.mode), r.colour, r.text, order)
        for order, r in enumerate(authority.feed.routes, start=1)
    ]


def _trips(feed: Feed) -> Table:
    header = (
        "route_id", "service_id", "trip_id", "trip_headsign", "direction_id", "block_id", "shape_id",
        "wheelchair_accessible", "bikes_allowed",
    )  # fmt: skip
    patterns = {one.id: one for one in feed.patterns}
    rows = []
    for trip in sorted(feed.trips, key=lambda trip: trip.id):
        one = patterns[trip.pattern]
        rows.append(
            (one.route, trip.service, trip.id, one.headsign, one.direction, trip.block, one.shape, trip.wheelchair,
             trip.bikes)
        )  # fmt: skip
    return header, rows


def clock(seconds: int) -> str:
    """HH:MM:SS, past 24 hours where need be."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _stop_times(feed: Feed) -> Table:
    header = (
        "trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence", "pickup_type", "drop_off_type",
        "shape_dist_traveled", "timepoint", "pickup_booking_rule_id", "drop_off_booking_rule_id",
    )  # fmt: skip
    return header, _passages(feed)


def _passages(feed: Feed) -> Iterator[Row]:
    """Nobody boards at the last stop or leaves at the first; on request both go by phone."""
    patterns = {one.id: one for one in feed.patterns}
    for trip in sorted(feed.trips, key=lambda trip: trip.id):
        one = patterns[trip.pattern]
        usual, rule = (2, BOOKING) if one.on_request else (0, "")
        last = len(one.stops) - 1
        for k, (arrive, depart) in enumerate(one.times(trip.start_s, trip.pace, feed.step_s)):
            end = k in (0, last)
            up, down = (1 if k == last else usual), (1 if k == 0 else usual)
            yield (
                trip.id, clock(arrive), clock(depart), one.stops[k], k + 1, up, down, one.at_m[k], int(end),
                rule if up == 2 else "", rule if down == 2 else "",
            )  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _calendar(feed: Feed) -> Table:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    services = [s for s in feed.services if any(s.weekdays)]
    rows = [(s.id, *(int(runs) for runs in s.weekdays), _day(s.start), _day(s.end)) for s in services]
    return ("service_id", *names, "start_date", "end_date"), rows


def _calendar_dates(feed: Feed) -> Table:
    rows = [
        (service.id, _day(day), kind)
        for service in feed.services
        for day, kind in sorted([(day, 1) for day in service.added] + [(day, 2) for day in service.removed])
    ]
    return ("service_id", "date", "exception_type"), rows


def _shapes(feed: Feed, frame: Frame) -> Table:
    rows = [
        (shape.id, *at, k, metres)
        for shape in sorted(feed.shapes, key=lambda shape: shape.id)
        for k, (at, metres) in enumerate(zip(_degrees(frame, shape.xy), shape.at_m, strict=True), start=1)
    ]
    return ("shape_id", "shape_pt_lat", "shape_pt_lon", "shape_pt_sequence", "shape_dist_traveled"), rows


def _frequencies(feed: Feed) -> Table:
    rows = [(f.trip, clock(f.start_s), clock(f.end_s), f.every_s, 0) for f in feed.frequencies]
    return ("trip_id", "start_time", "end_time", "headway_secs", "exact_times"), rows


def _transfers(feed: Feed) -> Table:
    rows = [(t.source, t.target, 2, t.seconds) for t in feed.transfers]
    return ("from_stop_id", "to_stop_id", "transfer_type", "min_transfer_time"), rows


def _booking_rules(authority: Authority) -> Table:
    header = (
        "booking_rule_id", "booking_type", "prior_notice_last_day", "prior_notice_last_time", "message", "phone_number",
        "info_url",
    )  # fmt: skip
    on_request = any(one.on_request for one in authority.feed.patterns)
    message = "Réservez la veille avant 17 h, par téléphone ou sur le site."
    rows = [(BOOKING, 2, 1, "17:00:00", message, authority.phone, authority.url)] if on_request else []
    return header, rows


def _feed_info(authority: Authority) -> Table:
    header = (
        "feed_publisher_name", "feed_publisher_url", "feed_lang", "feed_start_date", "feed_end_date", "feed_version",
        "feed_contact_email", "feed_contact_url",
    )  # fmt: skip
    start, end = authority.feed.start, authority.feed.end
    return header, [
        (PUBLISHER, PUBLISHER_URL, "fr", _day(start), _day(end), _day(start), authority.email, authority.url)
    ]
