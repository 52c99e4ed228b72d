# SPDX-License-Identifier: AGPL-3.0-or-later
"""The queue in Django's admin, to read: the IT team's page of jobs is where one is tried again."""

from __future__ import annotations

from django.contrib import admin
from procrastinate.contrib.django.admin import ProcrastinateJobAdmin
from procrastinate.contrib.django.models import ProcrastinateJob

from parvis.kernel.audit.admin import LookUpAdmin


class JobLookUp(LookUpAdmin, ProcrastinateJobAdmin):
    """What the workers have done and are to do."""

    actions = None  # type: ignore[assignment]  # Django takes None


admin.site.unregister(ProcrastinateJob)
admin.site.register(ProcrastinateJob, JobLookUp)
