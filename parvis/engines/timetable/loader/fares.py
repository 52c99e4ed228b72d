# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fares of feeds: plain ones (``fare_attributes.txt``, ``fare_rules.txt``); those by leg (v2) are in ``fares_legs``."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from parvis.engines.timetable.fares.tables import FareClass, FareRule, Fares, FeedFares, PlainFares
from parvis.engines.timetable.problems import FeedRefused, Problem, ProblemLog

from .csv_table import LINE, read_table
from .fares_legs import FILES as LEG_FILES
from .fares_legs import LEG_RULES, read_leg_fares
from .money import CURRENCY, CURRENCY_CODE, cents_of
from .source import Limits, read_files
from .values import drop

ATTRIBUTES, RULES, STOPS, ROUTES = "fare_attributes.txt", "fare_rules.txt", "stops.txt", "routes.txt"
FILES = frozenset((ATTRIBUTES, RULES, STOPS, ROUTES)) | LEG_FILES
MOST_TRANSFERS = 2
MOST_RULES = 200_000


def read_fares(feeds: Mapping[str, str | Path], *, limits: Limits | None = None) -> Fares:
    """The fares of feeds (zips or folders by name); what cannot be used stands in ``problems``.

    Where a feed says its fares both ways, those by leg count. Never raises for a bad file: the feed has no fares then.
    """
    found: dict[str, FeedFares] = {}
    problems: list[Problem] = []
    for name, path in feeds.items():
        log = ProblemLog(name)
        with suppress(FeedRefused):
            files = read_files(Path(path), limits or Limits(), log, FILES)
            log.problems.clear()  # what is wrong with the archive was said when the timetable was loaded
            fares = read_leg_fares(files, log) if LEG_RULES in files else read_plain_fares(files, log)
            if fares is not None:
                found[name] = fares
        problems += [one for one in log.listed() if one.action != "refused"]
    return Fares(found, tuple(problems))


def read_plain_fares(files: Mapping[str, bytes], log: ProblemLog) -> PlainFares | None:
    """Tickets and where they hold; None without any ticket."""
    if ATTRIBUTES not in files:
        return None
    classes = _classes(files[ATTRIBUTES], log)
    rules, whole = _rules(files.get(RULES), classes, log)
    if not whole:  # a ticket whose rules are lost would hold everywhere
        return None
    if not classes:
        return None
    zoned = any(rule.origin or rule.destination or rule.contains for rule in rules)
    agencies = {one.agency for one in classes} - {""}
    return PlainFares(
        classes,
        rules,
        _pairs(files.get(STOPS), STOPS, "stop_id", "zone_id", log.feed) if zoned else {},
        _pairs(files.get(ROUTES), ROUTES, "route_id", "agency_id", log.feed) if len(agencies) > 1 else {},
    )


def _classes(data: bytes, log: ProblemLog) -> tuple[FareClass, ...]:
    columns = ("fare_id", "price", "currency_type", "transfers", "agency_id", "transfer_duration")
    frame = read_table(data, ATTRIBUTES, columns, log)
    frame = drop(frame, pl.col("fare_id").is_null(), log, ATTRIBUTES, "no_fare_id", "no fare_id")
    repeated = ~pl.col("fare_id").is_first_distinct()
    frame = drop(frame, repeated, log, ATTRIBUTES, "fare_twice", "fare_id given before; the first stays")
    frame = cents_of(frame, "price", log, ATTRIBUTES)
    strange = ~pl.col("currency_type").str.contains(CURRENCY).fill_null(value=False)
    frame = drop(frame, strange, log, ATTRIBUTES, CURRENCY_CODE, "currency_type is no code of three letters")
    frame = drop(frame, pl.col("cents") < 0, log, ATTRIBUTES, "bad_price", "the price is below zero")
    for name in ("transfers", "transfer_duration"):
        frame = _whole_numbers(frame, name, log)
    return tuple(
        FareClass(key, cents, currency.upper(), transfers, lasting, agency or "")
        for key, cents, currency, transfers, lasting, agency in frame.select(
            "fare_id", "cents", "currency_type", "transfers", "transfer_duration", "agency_id"
        ).iter_rows()
    )


def _whole_numbers(frame: pl.DataFrame, name: str, log: ProblemLog) -> pl.DataFrame:
    """A column that may be blank; a ticket with anything else in it is left out, for blank means without limit."""
    value = pl.col(name).cast(pl.Int64, strict=False)
    bad = pl.col(name).is_not_null() & (value.is_null() | (value < 0))
    if name == "transfers":
        bad |= (value > MOST_TRANSFERS).fill_null(value=False)
    frame = drop(frame, bad, log, ATTRIBUTES, f"bad_{name}", f"{name} is not usable")
    return frame.with_columns(value.alias(name))


def _rules(data: bytes | None, classes: tuple[FareClass, ...], log: ProblemLog) -> tuple[tuple[FareRule, ...], bool]:
    """The rules, and False when there are too many to keep."""
    if data is None:
        return (), True
    columns = ("fare_id", "route_id", "origin_id", "destination_id", "contains_id")
    frame = read_table(data, RULES, columns, log)
    if frame.height > MOST_RULES:
        log.add(RULES, 0, "too_many_rules", f"more than {MOST_RULES:,} rules; prices are not known", "noted")
        return (), False
    known = [one.key for one in classes]
    frame = drop(frame, ~pl.col("fare_id").is_in(known), log, RULES, "unknown_fare", "fare_id is not a usable ticket")
    frame = frame.drop(LINE).fill_null("")
    grouped = frame.group_by("fare_id", "route_id", "origin_id", "destination_id", maintain_order=True).agg(
        "contains_id"
    )
    return tuple(
        FareRule(fare, route, origin, destination, frozenset(contains) - {""})
        for fare, route, origin, destination, contains in grouped.iter_rows()
    ), True


def _pairs(data: bytes | None, file: str, key: str, value: str, feed: str) -> dict[str, str]:
    """Two columns of a file as a table; what is wrong in it was said when the timetable was loaded."""
    frame = read_table(data or b"", file, (key, value), ProblemLog(feed)).drop_nulls()
    return dict(frame.unique(key, keep="first", maintain_order=True).select(key, value).iter_rows())
