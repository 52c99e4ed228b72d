# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writing the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.db import models

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.models import Act


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
