# SPDX-License-Identifier: AGPL-3.0-or-later
"""Pages of long lists by the last row seen: the thousandth is as fast as the first, and new rows move none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet

from parvis.services.reports.models import Report

_SALT = "parvis.reports.page"


@dataclass(frozen=True)
class Page:
    """Some rows, and `next`: what to pass as `after` for the following ones; empty at the end."""

    reports: list[Report]
    next: str


@dataclass(frozen=True)
class Order:
    """A sort order: fields with their direction (`-` for descending), the last one unique, none of them null."""

    fields: tuple[str, ...]

    def page(self, rows: QuerySet[Report], *, whole: QuerySet[Report], after: str | None, limit: int) -> Page:
        """The rows after the one that `after` names; a token that is not ours begins again.

        `rows` says which reports, `whole` how they are read: words fit thousands, of which the database
        then sorts the keys alone, and reads only the page's rows with all that they have.
        """
        position = self._position(after)
        if position is not None:
            rows = rows.filter(self._beyond(position))
        keys = rows.order_by(*self.fields).values("pk")[: limit + 1]
        found = list(whole.filter(pk__in=keys).order_by(*self.fields))
        following = self._token(found[limit - 1]) if len(found) > limit else ""
        return Page(found[:limit], following)

    def _position(self, after: str | None) -> list[Any] | None:
        if not after:
            return None
        try:
            fields, values = signing.loads(after, salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return list(values) if tuple(fields) == self.fields else None

    def _token(self, row: Report) -> str:
        names = [name.lstrip("-") for name in self.fields]
        values = [getattr(row, name) for name in names]
        plain = [value.isoformat() if hasattr(value, "isoformat") else value for value in values]
        return signing.dumps([list(self.fields), plain], salt=_SALT)

    def _beyond(self, position: Sequence[Any]) -> Q:
        """(a, b, c) > (x, y, z), each field in its own direction."""
        condition, equal = Q(), Q()
        for name, value in zip(self.fields, position, strict=True):
            comparison = "lt" if name.startswith("-") else "gt"
            plain = name.lstrip("-")
            condition |= equal & Q(**{f"{plain}__{comparison}": value})
            equal &= Q(**{plain: value})
        first = self.fields[0].lstrip("-")
        # The first field alone lets the index start at the right place.
        edge = "lte" if self.fields[0].startswith("-") else "gte"
        return Q(**{f"{first}__{edge}": position[0]}) & condition


NEWEST = Order(("-created_at", "-id"))
DUE = Order(("due_at", "id"))
URGENT = Order(("-priority", "due_at", "id"))
CHANGED = Order(("-updated_at", "-id"))
