# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `jobs` app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Background jobs on PostgreSQL, through Procrastinate."""

    name = "parvis.kernel.jobs"
    label = "jobs"
    verbose_name = _("Background jobs")

    def ready(self) -> None:
        """Declares every app's jobs: a worker must know a job's name even if nothing else imported it."""
        autodiscover_modules("jobs")
