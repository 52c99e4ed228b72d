# SPDX-License-Identifier: AGPL-3.0-or-later
"""Locking rows in one order, and refusing acts on what has changed since."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import Conflict, LastChange, NotAllowed, NotFound
from parvis.services.reports.models import Event, Report
from parvis.services.reports.queries.scope import reports_of
from parvis.services.reports.queries.timeline import sentence


def serialise(*names: str) -> None:
    """Lets one transaction at a time go on for each name, until it ends; names are taken in their order."""
    with connection.cursor() as cursor:
        for name in sorted(set(names)):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"reports:{name}"])


def locked(actor: Actor, report_id: int, *, permission: str, expected_version: int | None = None) -> Report:
    """The agent's report, locked until the transaction ends.

    Raises:
        NotFound: no such report in the actor's organisation.
        NotAllowed: the actor lacks the permission.
        Conflict: it is not at `expected_version` any more.
    """
    report = locked_many(actor, [report_id], permission=permission)[report_id]
    require_version(report, expected_version)
    return report


def locked_many(actor: Actor, report_ids: Iterable[int], *, permission: str) -> dict[int, Report]:
    """The agent's reports by key, locked in the order of their keys.

    Raises:
        NotFound: one of them does not exist in the actor's organisation.
        NotAllowed: the actor lacks the permission.
    """
    wanted = sorted(set(report_ids))
    rows = (
        reports_of(actor)
        .select_related("category")
        .select_for_update(of=("self",))
        .defer("search")
        .filter(pk__in=wanted)
        .order_by("pk")
    )
    found = {report.pk: report for report in rows}
    if len(found) != len(wanted):
        raise NotFound(", ".join(str(key) for key in wanted if key not in found))
    if not actor.can(permission):
        raise NotAllowed(permission)
    return found


def locked_public(report_id: int) -> Report:
    """A report that somebody without rights changes through a token or a public page, locked."""
    return Report.objects.select_related("category").select_for_update(of=("self",)).defer("search").get(pk=report_id)


def require_version(report: Report, expected: int | None) -> None:
    """Refuses to go on when the report has changed since the actor read it.

    Raises:
        Conflict: with who changed it last, what they did, and when.
    """
    if expected is None or expected == report.version:
        return
    event = Event.objects.filter(report_id=report.pk, retracted=False).order_by("-version", "-id").first()
    last = LastChange(author=event.author, text=sentence(event), at=event.at) if event else None
    raise Conflict(reference=report.reference, last=last)
