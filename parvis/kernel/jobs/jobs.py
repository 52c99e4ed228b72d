# SPDX-License-Identifier: AGPL-3.0-or-later
"""The round of the night: the queue's own housekeeping, then that of the apps that come before it."""

from django.utils.translation import gettext_lazy

from parvis.kernel.jobs.declare import job
from parvis.kernel.jobs.operations import clean_apps, delete_old


@job(name="jobs.clean", title=gettext_lazy("Delete old finished jobs"), retries=2)
def clean() -> None:
    """Deletes finished jobs, dead letters and errors that are older than the setting says."""
    delete_old()


@job(name="jobs.clean_apps", title=gettext_lazy("Nightly housekeeping"), retries=2)
def housekeeping() -> None:
    """Each app that answers the extension point `housekeeping` throws away what has expired."""
    clean_apps()
