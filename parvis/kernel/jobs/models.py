# SPDX-License-Identifier: AGPL-3.0-or-later
"""What Procrastinate does not keep: why a job failed."""

from django.db import models


class JobFailure(models.Model):
    """One failed attempt of a job; `job_id` is Procrastinate's, whose row may be gone."""

    job_id = models.BigIntegerField()
    task = models.CharField(max_length=128)
    attempt = models.PositiveIntegerField()
    error = models.CharField(max_length=1000)
    traceback = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["job_id", "-at"], name="jobs_failure_job"),
            models.Index(fields=["at"], name="jobs_failure_at"),
        ]
