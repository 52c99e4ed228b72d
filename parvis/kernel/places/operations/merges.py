# SPDX-License-Identifier: AGPL-3.0-or-later
"""The set-based statements of the address import; each works on the temporary table `staged_address`."""

from __future__ import annotations

from typing import Any, cast

from django.db import connection

FAR_AWAY_KM = 50
"""No commune is that long (Arles, the widest, is 45 km across)."""

_MAKE = """
CREATE TEMPORARY TABLE staged_address (
    line integer, key text, insee text, commune text, street text, normal text COLLATE "C", delegated text,
    number integer, suffix text, complement text, postcode text, lon float8, lat float8,
    cell bigint, wide_cell bigint, certified boolean, position_order smallint
) ON COMMIT DROP
"""

COPY_STAGING = (
    "COPY staged_address (line, key, insee, commune, street, normal, delegated, number, suffix, complement, "
    "postcode, lon, lat, cell, wide_cell, certified, position_order) FROM STDIN"
)

# Distances in a plane tangent at the commune: exact enough to tell 50 km.
_OUTLIERS = """
WITH middle AS (
    SELECT insee, percentile_cont(0.5) WITHIN GROUP (ORDER BY lon) AS lon,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY lat) AS lat
    FROM staged_address GROUP BY insee
), far AS (
    SELECT s.ctid AS row, s.line,
           111.2 * sqrt(((s.lon - m.lon) * cos(radians(m.lat))) ^ 2 + (s.lat - m.lat) ^ 2) AS distance_km
    FROM staged_address s JOIN middle m USING (insee)
)
DELETE FROM staged_address s USING far
WHERE s.ctid = far.row AND far.distance_km > %s RETURNING s.line, far.distance_km
"""

_DUPLICATES = """
WITH ranked AS (
    SELECT ctid AS row, line, position_order,
           first_value(line) OVER w AS first_line, first_value(position_order) OVER w AS first_order,
           row_number() OVER w AS rank
    FROM staged_address WINDOW w AS (PARTITION BY key ORDER BY position_order, line)
)
DELETE FROM staged_address s USING ranked r
WHERE s.ctid = r.row AND r.rank > 1
RETURNING s.line, r.first_line, r.position_order = r.first_order
"""

_COMMUNES = """
INSERT INTO places_commune AS c (insee, name, postcodes, lon, lat)
SELECT insee, COALESCE(NULLIF(mode() WITHIN GROUP (ORDER BY commune), ''), insee),
       COALESCE(array_agg(DISTINCT postcode) FILTER (WHERE postcode <> ''), '{}'), avg(lon), avg(lat)
FROM staged_address GROUP BY insee
ON CONFLICT (insee) DO UPDATE SET
    name = CASE WHEN c.geometry IS NULL THEN EXCLUDED.name ELSE c.name END,
    postcodes = CASE WHEN EXCLUDED.postcodes = '{}' THEN c.postcodes ELSE EXCLUDED.postcodes END,
    lon = CASE WHEN c.geometry IS NULL THEN EXCLUDED.lon ELSE c.lon END,
    lat = CASE WHEN c.geometry IS NULL THEN EXCLUDED.lat ELSE c.lat END
"""

# The point of a street is its address nearest to the middle of all of them: on the street, even if it bends.
_STREETS = """
WITH named AS (
    SELECT c.id AS commune_id, s.normal, s.delegated, s.street, s.number, s.postcode, s.lon, s.lat,
           avg(s.lon) OVER w AS mid_lon, avg(s.lat) OVER w AS mid_lat, count(s.number) OVER w AS numbers,
           c.postcodes
    FROM staged_address s JOIN places_commune c USING (insee)
    WINDOW w AS (PARTITION BY c.id, s.normal, s.delegated)
), chosen AS (
    SELECT DISTINCT ON (commune_id, normal, delegated) *
    FROM named
    ORDER BY commune_id, normal, delegated, (lon - mid_lon) ^ 2 + (lat - mid_lat) ^ 2, street, number
)
INSERT INTO places_street AS t (commune_id, kind, name, normal, delegated, postcode, lon, lat, addresses_count)
SELECT commune_id, CASE WHEN numbers = 0 THEN 'hamlet' ELSE 'street' END, street, normal, delegated,
       COALESCE(NULLIF(postcode, ''), CASE WHEN cardinality(postcodes) = 1 THEN postcodes[1] ELSE '' END),
       lon, lat, numbers
FROM chosen
ON CONFLICT (commune_id, normal, delegated) DO UPDATE SET
    kind = EXCLUDED.kind, name = EXCLUDED.name, postcode = EXCLUDED.postcode,
    lon = EXCLUDED.lon, lat = EXCLUDED.lat, addresses_count = EXCLUDED.addresses_count
WHERE (t.kind, t.name, t.postcode, t.lon, t.lat, t.addresses_count) IS DISTINCT FROM
      (EXCLUDED.kind, EXCLUDED.name, EXCLUDED.postcode, EXCLUDED.lon, EXCLUDED.lat, EXCLUDED.addresses_count)
"""

_ADDRESSES = """
WITH written AS (
    INSERT INTO places_address AS a
        (street_id, number, suffix, complement, lon, lat, cell, wide_cell, interop_key, postcode, certified)
    SELECT t.id, s.number, s.suffix, s.complement, s.lon, s.lat, s.cell, s.wide_cell, s.key,
           COALESCE(NULLIF(s.postcode, ''), t.postcode), s.certified
    FROM staged_address s
    JOIN places_commune c USING (insee)
    JOIN places_street t ON t.commune_id = c.id AND t.normal = s.normal AND t.delegated = s.delegated
    ON CONFLICT (interop_key) DO UPDATE SET
        street_id = EXCLUDED.street_id, number = EXCLUDED.number, suffix = EXCLUDED.suffix,
        complement = EXCLUDED.complement, lon = EXCLUDED.lon, lat = EXCLUDED.lat, cell = EXCLUDED.cell,
        wide_cell = EXCLUDED.wide_cell, postcode = EXCLUDED.postcode, certified = EXCLUDED.certified
    WHERE (a.street_id, a.number, a.suffix, a.complement, a.lon, a.lat, a.postcode, a.certified) IS DISTINCT FROM
          (EXCLUDED.street_id, EXCLUDED.number, EXCLUDED.suffix, EXCLUDED.complement, EXCLUDED.lon, EXCLUDED.lat,
           EXCLUDED.postcode, EXCLUDED.certified)
    RETURNING (xmax = 0) AS added
)
SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written
"""

_GONE = """
DELETE FROM places_address a USING places_street t, places_commune c
WHERE a.street_id = t.id AND t.commune_id = c.id
  AND c.insee IN (SELECT DISTINCT insee FROM staged_address)
  AND NOT EXISTS (SELECT 1 FROM staged_address s WHERE s.key = a.interop_key)
"""

_EMPTY_STREETS = """
DELETE FROM places_street t USING places_commune c
WHERE t.commune_id = c.id AND c.insee IN (SELECT DISTINCT insee FROM staged_address)
  AND NOT EXISTS (SELECT 1 FROM places_address a WHERE a.street_id = t.id)
"""

# BAL has no postcode; a commune that has one only lends it to its streets and addresses.
_STREET_POSTCODES = """
UPDATE places_street t SET postcode = c.postcodes[1] FROM places_commune c
WHERE t.commune_id = c.id AND t.postcode = '' AND cardinality(c.postcodes) = 1
"""

_ADDRESS_POSTCODES = """
UPDATE places_address a SET postcode = t.postcode FROM places_street t
WHERE a.street_id = t.id AND a.postcode = '' AND t.postcode <> ''
"""

_OF_THE_FILE_S_COMMUNES = """
SELECT count(*) FROM places_address a
JOIN places_street t ON a.street_id = t.id JOIN places_commune c ON t.commune_id = c.id
WHERE c.insee IN (SELECT DISTINCT insee FROM staged_address)
"""

_TOTALS = """
SELECT (SELECT count(*) FROM places_commune), (SELECT count(*) FROM places_street),
       (SELECT count(*) FROM places_address)
"""


def _run(statement: str, parameters: list[Any] | None = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])
        return cursor.fetchall() if cursor.description else []


def make_staging() -> None:
    """Makes the temporary table; it goes with the transaction."""
    _run("DROP TABLE IF EXISTS staged_address")
    _run(_MAKE)


def remove_outliers() -> list[tuple[int, float]]:
    """Removes rows far from their commune's middle; returns (line, km)."""
    _run("ANALYZE staged_address")
    return cast("list[tuple[int, float]]", _run(_OUTLIERS, [FAR_AWAY_KM]))


def remove_duplicates() -> list[tuple[int, int, bool]]:
    """Keeps one row per key; returns (line, line kept, whether both were the same kind of position)."""
    removed = cast("list[tuple[int, int, bool]]", _run(_DUPLICATES))
    _run("CREATE UNIQUE INDEX ON staged_address (key)")
    _run("ANALYZE staged_address")
    return removed


def merge_communes() -> None:
    """Adds the communes of the file; an outline imported before keeps its name and point."""
    _run(_COMMUNES)


def merge_streets() -> None:
    """Adds and updates streets and hamlets."""
    _run(_STREETS)
    _run("ANALYZE places_street")


def merge_addresses() -> tuple[int, int, int]:
    """Adds, updates and removes addresses; returns the three counts."""
    added, changed = _run(_ADDRESSES)[0]
    with connection.cursor() as cursor:
        cursor.execute(_GONE)
        removed = cursor.rowcount
    _run("ANALYZE places_address")
    return added, changed, removed


def addresses_there() -> int:
    """How many addresses the communes of the file have."""
    count: int = _run(_OF_THE_FILE_S_COMMUNES)[0][0]
    return count


def drop_empty_streets() -> None:
    """Removes streets of the file's communes that have no address left."""
    _run(_EMPTY_STREETS)


def spread_postcodes() -> None:
    """Gives streets and addresses without a postcode that of their commune, where it has one only."""
    _run(_STREET_POSTCODES)
    _run(_ADDRESS_POSTCODES)


def totals() -> dict[str, int]:
    """How many communes, streets and addresses there are now."""
    communes, streets, addresses = _run(_TOTALS)[0]
    return {"communes": communes, "streets": streets, "addresses": addresses}
