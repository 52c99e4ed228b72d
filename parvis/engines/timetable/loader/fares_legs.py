# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fares v2: products, rules by leg and by transfer, areas, networks. https://gtfs.org/documentation/schedule/reference/"""

from collections.abc import Mapping, Sequence

import polars as pl

from parvis.engines.timetable.fares.tables import LegFares, LegRule, Product, TransferRule
from parvis.engines.timetable.problems import ProblemLog

from .csv_table import read_table
from .money import CURRENCY, CURRENCY_CODE, cents_of
from .values import drop

PRODUCTS, LEG_RULES, TRANSFER_RULES = "fare_products.txt", "fare_leg_rules.txt", "fare_transfer_rules.txt"
CATEGORIES, MEDIA, JOINS = "rider_categories.txt", "fare_media.txt", "fare_leg_join_rules.txt"
STOP_AREAS, ROUTE_NETWORKS, STOPS, ROUTES = "stop_areas.txt", "route_networks.txt", "stops.txt", "routes.txt"
FILES = frozenset(
    (PRODUCTS, LEG_RULES, TRANSFER_RULES, CATEGORIES, MEDIA, JOINS, STOP_AREAS, ROUTE_NETWORKS, STOPS, ROUTES)
)
CASH, PAPER = "0", "1"
MOST_RULES = 50_000
LEG_COLUMNS = (
    "leg_group_id", "network_id", "from_area_id", "to_area_id", "from_timeframe_group_id", "to_timeframe_group_id",
    "fare_product_id", "rule_priority",
)  # fmt: skip
TRANSFER_COLUMNS = (
    "from_leg_group_id", "to_leg_group_id", "transfer_count", "duration_limit", "duration_limit_type",
    "fare_transfer_type", "fare_product_id",
)  # fmt: skip
PRODUCT_COLUMNS = (
    "fare_product_id", "fare_product_name", "rider_category_id", "fare_media_id", "amount", "currency",
)  # fmt: skip


def read_leg_fares(files: Mapping[str, bytes], log: ProblemLog) -> LegFares | None:
    """The fares by leg of one feed; None when nothing can be made of them."""
    products = _products(files, log)
    frame = read_table(files[LEG_RULES], LEG_RULES, LEG_COLUMNS, log)
    if frame.height > MOST_RULES:
        log.add(LEG_RULES, 0, "too_many_rules", f"more than {MOST_RULES:,} rules; prices are not known", "noted")
        return None
    by_priority = b"rule_priority" in files[LEG_RULES].split(b"\n", 1)[0]
    rules = _leg_rules(frame, products, log)
    if not rules:
        return None
    joins = JOINS in files
    if joins:
        log.add(JOINS, 0, "joined_legs", "rides joined to one leg are not understood; their price is unknown", "noted")
    return LegFares(
        products,
        rules,
        _transfer_rules(files.get(TRANSFER_RULES), products, log),
        _areas(files, log) if any(rule.origin or rule.destination for rule in rules) else {},
        _networks(files, log) if any(rule.network for rule in rules) else {},
        by_priority,
        joins,
    )


def _rows(data: bytes | None, file: str, columns: Sequence[str], log: ProblemLog) -> list[dict[str, str]]:
    return read_table(data or b"", file, columns, log).select(columns).fill_null("").to_dicts()


def _products(files: Mapping[str, bytes], log: ProblemLog) -> dict[str, Product]:
    """What an adult without card pays for each product: cash or paper where there is, else the cheapest medium."""
    frame = read_table(files.get(PRODUCTS, b""), PRODUCTS, PRODUCT_COLUMNS, log)
    frame = drop(frame, pl.col("fare_product_id").is_null(), log, PRODUCTS, "no_product_id", "no fare_product_id")
    frame = cents_of(frame, "amount", log, PRODUCTS)
    strange = ~pl.col("currency").str.contains(CURRENCY).fill_null(value=False)
    frame = drop(frame, strange, log, PRODUCTS, CURRENCY_CODE, "currency is no code of three letters")
    categories = _rows(files.get(CATEGORIES), CATEGORIES, ("rider_category_id", "is_default_fare_category"), log)
    usual = {row["rider_category_id"] for row in categories if row["is_default_fare_category"] == "1"} | {""}
    media = {
        row["fare_media_id"]: (row["fare_media_type"], row["fare_media_name"])
        for row in _rows(files.get(MEDIA), MEDIA, ("fare_media_id", "fare_media_name", "fare_media_type"), log)
    }
    found: dict[str, Product] = {}
    for (key,), rows in frame.fill_null("").group_by("fare_product_id", maintain_order=True):
        found[str(key)] = _usual(rows.to_dicts(), usual, media, str(key), log)
    return found


def _usual(
    rows: list[dict[str, str]], usual: set[str], media: Mapping[str, tuple[str, str]], key: str, log: ProblemLog
) -> Product:
    for_all = [row for row in rows if row["rider_category_id"] in usual]
    if not for_all:
        log.add(PRODUCTS, 0, "no_default_category", f"{key} has no price for everybody; the dearest is taken", "noted")
        for_all = [max(rows, key=lambda row: int(row["cents"]))]
    plain = [row for row in for_all if media.get(row["fare_media_id"], (CASH, ""))[0] in (CASH, PAPER)]
    row = min(plain or for_all, key=lambda row: int(row["cents"]))
    name = "" if plain else media[row["fare_media_id"]][1]
    return Product(int(row["cents"]), row["currency"].upper(), row["fare_product_name"], name)


def _leg_rules(frame: pl.DataFrame, products: Mapping[str, Product], log: ProblemLog) -> tuple[LegRule, ...]:
    """Rules whose product is unknown stay: who matches one has an unknown price, not that of another rule."""
    lost = ~pl.col("fare_product_id").is_in(list(products)).fill_null(value=False)
    for line in frame.filter(lost)["line"].to_list():
        log.add(LEG_RULES, line, "unknown_product", "fare_product_id has no usable price", "noted")
    timed = pl.any_horizontal(pl.col("from_timeframe_group_id", "to_timeframe_group_id").is_not_null())
    log.add_lines(LEG_RULES, frame.filter(timed)["line"].to_list(), "timed_fare",
                  "a price for some hours; not used, the price is unknown", "noted")  # fmt: skip
    priority = pl.col("rule_priority").cast(pl.Int64, strict=False).fill_null(0).alias("priority")
    return tuple(
        LegRule(
            row["fare_product_id"] or "", row["leg_group_id"] or "", row["network_id"] or "", row["from_area_id"] or "",
            row["to_area_id"] or "", row["priority"], row["timed"],
        )
        for row in frame.with_columns(priority, timed.alias("timed")).to_dicts()
    )  # fmt: skip


def _transfer_rules(data: bytes | None, products: Mapping[str, Product], log: ProblemLog) -> tuple[TransferRule, ...]:
    if data is None:
        return ()
    frame = read_table(data, TRANSFER_RULES, TRANSFER_COLUMNS, log)
    whole = {
        name: pl.col(name).cast(pl.Int64, strict=False)
        for name in ("transfer_count", "duration_limit", "duration_limit_type", "fare_transfer_type")
    }
    bad = pl.any_horizontal([pl.col(name).is_not_null() & value.is_null() for name, value in whole.items()])
    bad |= whole["fare_transfer_type"].is_null() | ~whole["fare_transfer_type"].is_between(0, 2)
    bad |= ~whole["duration_limit_type"].fill_null(1).is_between(0, 3)
    bad |= (whole["transfer_count"] < -1) | (whole["transfer_count"] == 0) | (whole["duration_limit"] < 1)
    frame = drop(frame, bad, log, TRANSFER_RULES, "bad_transfer_rule", "a number is missing or wrong")
    named = pl.col("fare_product_id")
    lost = named.is_not_null() & ~named.is_in(list(products))
    log.add_lines(TRANSFER_RULES, frame.filter(lost)["line"].to_list(), "unknown_product",
                  "fare_product_id has no usable price", "noted")  # fmt: skip
    return tuple(
        TransferRule(
            row["from_leg_group_id"] or "", row["to_leg_group_id"] or "", _or(row["transfer_count"], -1),
            row["duration_limit"], _or(row["duration_limit_type"], 1), row["fare_transfer_type"],
            row["fare_product_id"] or "",
        )
        for row in frame.with_columns(value.alias(name) for name, value in whole.items()).to_dicts()
    )  # fmt: skip


def _or(value: int | None, default: int) -> int:
    return default if value is None else value


def _areas(files: Mapping[str, bytes], log: ProblemLog) -> dict[str, frozenset[str]]:
    """The areas of each stop, with those of its station."""
    own: dict[str, set[str]] = {}
    for row in _rows(files.get(STOP_AREAS), STOP_AREAS, ("area_id", "stop_id"), log):
        if row["stop_id"] and row["area_id"]:
            own.setdefault(row["stop_id"], set()).add(row["area_id"])
    found = {stop: frozenset(areas) for stop, areas in own.items()}
    for row in _rows(files.get(STOPS), STOPS, ("stop_id", "parent_station"), ProblemLog(log.feed)):
        of_station = own.get(row["parent_station"])
        if of_station:
            found[row["stop_id"]] = found.get(row["stop_id"], frozenset()) | of_station
    return found


def _networks(files: Mapping[str, bytes], log: ProblemLog) -> dict[str, str]:
    """The network of each line, from either of the two files that may say it."""
    rows = _rows(files.get(ROUTES), ROUTES, ("route_id", "network_id"), ProblemLog(log.feed))
    rows += _rows(files.get(ROUTE_NETWORKS), ROUTE_NETWORKS, ("route_id", "network_id"), log)
    return {row["route_id"]: row["network_id"] for row in rows if row["route_id"] and row["network_id"]}
