# SPDX-License-Identifier: AGPL-3.0-or-later
"""`@tracked`: each insertion, change and deletion of a row leaves an event that nobody can change."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pghistory
from django.db import models
from pghistory.models import Event
from pgtrigger import Row

from parvis.kernel.audit.triggers import append_only_triggers


class Version(Event):
    """Base of the generated event tables; the key is wide enough for decades of events."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def tracked[M: models.Model](*, exclude: Sequence[str] = ()) -> Callable[[type[M]], type[M]]:
    """Class decorator for models: PostgreSQL triggers copy each version of a row into `<Model>Version`.

    `exclude` names fields that must not be kept: secrets, large derived values. The event table
    refuses UPDATE, DELETE and TRUNCATE at database level; see `triggers.py`.
    """
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent("insert"),
        pghistory.UpdateEvent("update"),
        pghistory.DeleteEvent("delete"),
        exclude=list(exclude),
        base_model=Version,
        context_field=pghistory.ContextJSONField(),
        context_id_field=pghistory.ContextUUIDField(),
        append_only=False,  # ours also refuses TRUNCATE, and lets the erasure of personal data through
        level=Row,
        meta={"triggers": append_only_triggers()},
    )
