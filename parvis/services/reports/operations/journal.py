# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every change of a report leaves behind: a new version, a line of the timeline, an act in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.services.reports.models import Event, Report
from parvis.services.reports.models.parts import Audience, EventKind


def save(report: Report, fields: Iterable[str], at: datetime) -> None:
    """Writes the changed fields of a locked report and gives it its next version."""
    report.version += 1
    report.updated_at = max(at, report.updated_at)
    report.save(update_fields=[*fields, "version", "updated_at"])


def tell(
    actor: Actor,
    report: Report,
    kind: EventKind,
    *,
    at: datetime,
    audience: Audience = Audience.PUBLIC,
    source: str = "",
    target: str = "",
    text: str = "",
    detail: dict[str, Any] | None = None,
    verb: str = "",
) -> Event:
    """Writes a line of the timeline, and the same act in the journal of the platform.

    Args:
        verb: last part of the journal's verb; the kind of event when empty.
        detail: what the journal keeps besides; no personal data.
    """
    event = Event.objects.create(
        report=report,
        at=at,
        kind=kind,
        audience=audience,
        source=source,
        target=target,
        text=text,
        author=actor.label[:200],
        person_id=actor.person_id,
        version=report.version,
    )
    states = {"from": source, "to": target} if target else {}
    record(actor, verb=f"reports.{verb or kind}", target=report, detail={**states, **(detail or {})})
    return event
