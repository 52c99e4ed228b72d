# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background jobs: declare with `@job`, queue with `defer` in the transaction of the write.

See `docs/kernel/jobs.md`.
"""

from parvis.kernel.jobs.declare import GiveUp, Job, job
from parvis.kernel.jobs.defer import defer, defer_at
from parvis.kernel.jobs.inline import run_all_jobs

__all__ = ["GiveUp", "Job", "defer", "defer_at", "job", "run_all_jobs"]
