# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the journal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import connection, models, transaction
from pghistory.core import event_models

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.models import Act
from parvis.kernel.audit.triggers import ANONYMISE


def record(
    actor: Actor, *, verb: str, target: models.Model | None = None, detail: Mapping[str, Any] | None = None
) -> None:
    """Writes one act in the caller's transaction.

    `verb` is `<app>.<verb>` such as `reports.submit`; `detail` is ready for JSON and holds no
    secret. The request's id comes from the log context.
    """
    Act.objects.create(
        actor_kind=actor.kind,
        person_id=actor.person_id,
        actor_label=actor.label[:200],
        organisation_id=actor.organisation_id,
        verb=verb,
        target_type=target._meta.label if target is not None else "",
        target_id=str(target.pk) if target is not None else "",
        detail=dict(detail or {}),
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
    )


@contextmanager
def _history_open() -> Iterator[None]:
    """Lets UPDATE through in append-only tables until the block ends; see `triggers.py`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'on', true)", [ANONYMISE])
        yield
        cursor.execute("SELECT set_config(%s, '', true)", [ANONYMISE])


def anonymise_history(actor: Actor, *, target: models.Model, values: Mapping[str, Any], reason: str) -> int:
    """Writes `values` over the same fields in every kept version of `target`; leaves an act that says so.

    For the erasure of personal data only (GDPR, article 17). Returns the number of versions changed.
    """
    changed = 0
    with _history_open():
        for model in event_models(tracks_model=type(target)):
            names = {field.attname for field in model._meta.concrete_fields}
            kept = {name: value for name, value in values.items() if name in names}
            if kept:
                changed += model._default_manager.filter(pgh_obj_id=target.pk).update(**kept)
    record(actor, verb="audit.anonymise_history", target=target, detail={"versions": changed, "reason": reason})
    return changed


def forget_actor(actor: Actor, *, person_id: int, label: str = "") -> int:
    """Takes a person's name off the acts that they did; number and time stay. Returns the number of acts."""
    with _history_open():
        changed = Act.objects.filter(person_id=person_id).exclude(actor_label=label).update(actor_label=label)
    record(actor, verb="audit.forget_actor", detail={"person": person_id, "acts": changed})
    return changed
