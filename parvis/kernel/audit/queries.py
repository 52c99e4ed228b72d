# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reading the journal and the history of a row, as one story."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from pghistory.core import event_models

from parvis.kernel.audit.models import Act


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of a history: an act, or a version of the row written without one.

    `changes` maps a field to its value before and after.
    """

    at: datetime
    actor_label: str
    person_id: int | None
    verb: str
    detail: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)


def history_of(target: models.Model, *, limit: int = 200) -> list[Entry]:
    """Acts on `target` and, if its model is tracked, its versions; the newest first."""
    entries = [*_acts(target, limit), *_versions(target, limit)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def acts_by(person_id: int, *, limit: int = 10_000) -> list[dict[str, Any]]:
    """What a person did, the newest first, ready for JSON: their own part of the journal."""
    acts = Act.objects.filter(person_id=person_id).order_by("-at", "-id")[:limit]
    return [
        {"at": act.at.isoformat(), "verb": act.verb, "target": f"{act.target_type} {act.target_id}".strip()}
        for act in acts
    ]


def latest_moments(person_id: int, verb: str, *, limit: int) -> list[datetime]:
    """When a person did `verb`, the latest first."""
    acts = Act.objects.filter(person_id=person_id, verb=verb).order_by("-at", "-id")
    return list(acts.values_list("at", flat=True)[:limit])


def _acts(target: models.Model, limit: int) -> list[Entry]:
    acts = Act.objects.filter(target_type=target._meta.label, target_id=str(target.pk)).order_by("-at", "-id")[:limit]
    return [
        Entry(at=act.at, actor_label=act.actor_label, person_id=act.person_id, verb=act.verb, detail=act.detail)
        for act in acts
    ]


def _versions(target: models.Model, limit: int) -> list[Entry]:
    entries: list[Entry] = []
    for model in event_models(tracks_model=type(target)) if hasattr(target, "pgh_event_models") else []:
        names = [each.attname for each in model._meta.concrete_fields if not each.name.startswith("pgh_")]
        before: dict[str, Any] = {}
        newest: list[Any] = list(model._default_manager.filter(pgh_obj_id=target.pk).order_by("-pgh_id")[:limit])
        for event in reversed(newest):
            after = {name: getattr(event, name) for name in names}
            changes = {name: (before.get(name), after[name]) for name in names if before.get(name) != after[name]}
            context = event.pgh_context or {}
            entries.append(
                Entry(
                    at=event.pgh_created_at,
                    actor_label="",
                    person_id=context.get("user"),
                    verb=f"row.{event.pgh_label}",
                    changes=changes,
                )
            )
            before = after
    return entries[::-1]
