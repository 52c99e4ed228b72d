# SPDX-License-Identifier: AGPL-3.0-or-later
"""Housekeeping of live events."""

from django.utils.translation import gettext_lazy

from parvis.kernel.jobs import job
from parvis.kernel.live import operations


@job(name="live.clean", title=gettext_lazy("Forget old live updates"), retries=0)
def clean() -> None:
    """Forgets events older than an hour."""
    operations.delete_old()
