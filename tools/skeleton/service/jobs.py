# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background jobs; each may run again without harm."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.jobs import job
from parvis.kernel.registry import service_settings
from parvis.services.specimen import operations

DAYS_PER_MONTH = 30.44


@job(name="specimen.forget", title=gettext_lazy("Make old requests anonymous"), unique=True)
def forget() -> None:
    """Makes old requests anonymous."""
    kept = timedelta(days=round(service_settings("specimen").retention_months * DAYS_PER_MONTH))
    while operations.anonymise_answered(SYSTEM, before=timezone.now() - kept):
        pass
