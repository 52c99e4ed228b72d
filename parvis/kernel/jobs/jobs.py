# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue's own housekeeping."""

from parvis.kernel.jobs.declare import job
from parvis.kernel.jobs.operations import delete_old


@job(name="jobs.clean", retries=2)
def clean() -> None:
    """Deletes finished jobs, dead letters and errors that are older than the setting says."""
    delete_old()
