# SPDX-License-Identifier: AGPL-3.0-or-later
"""Fares kept in a small file of their own, packed JSON; problems are not kept."""

import gzip
import json
import os
import tempfile
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .tables import FareClass, FareRule, Fares, FeedFares, LegFares, LegRule, PlainFares, Product, TransferRule

FORMAT = "parvis fares 1"


class FaresRefused(Exception):  # noqa: N818 (a state of the file, named as people say it)
    """A file that holds no fares, or damaged ones."""


def save_fares(fares: Fares, path: str | Path) -> None:
    """Saves fares to one file, which appears whole or not at all."""
    path = Path(path)
    body = {"format": FORMAT, "feeds": {name: _plain(one) for name, one in fares.feeds.items()}}
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as out:
        try:
            out.write(gzip.compress(json.dumps(body).encode(), mtime=0))
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(path)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


def read_saved_fares(path: str | Path) -> Fares:
    """What was saved. Raises FaresRefused when there is none, or a damaged file."""
    try:
        body = json.loads(gzip.decompress(Path(path).read_bytes()))
        if body["format"] != FORMAT:
            raise FaresRefused(f"{Path(path).name} is of another version")
        return Fares({name: _made(one) for name, one in body["feeds"].items()})
    except (OSError, EOFError, ValueError, KeyError, TypeError, zlib.error) as error:
        raise FaresRefused(f"{Path(path).name} holds no fares: {error}") from error


def _plain(one: FeedFares) -> dict[str, Any]:
    values = asdict(one)
    if isinstance(one, PlainFares):
        rules = [{**rule, "contains": sorted(rule["contains"])} for rule in values["rules"]]
        return {"kind": "plain", **values, "rules": rules}
    return {"kind": "legs", **values, "areas": {stop: sorted(names) for stop, names in one.areas.items()}}


def _made(values: dict[str, Any]) -> FeedFares:
    if values.pop("kind") == "plain":
        return PlainFares(
            tuple(FareClass(**one) for one in values["classes"]),
            tuple(FareRule(**{**one, "contains": frozenset(one["contains"])}) for one in values["rules"]),
            values["zones"],
            values["agencies"],
        )
    return LegFares(
        {key: Product(**one) for key, one in values["products"].items()},
        tuple(LegRule(**one) for one in values["rules"]),
        tuple(TransferRule(**one) for one in values["transfers"]),
        {stop: frozenset(names) for stop, names in values["areas"].items()},
        values["networks"],
        values["by_priority"],
        values["joins"],
    )
