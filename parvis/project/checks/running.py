# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs beside the web processes: jobs, mail, the virus scanner, the clock."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.utils import timezone

from parvis.kernel.files.clamav import ping
from parvis.kernel.jobs.queries import dead_letter_count, queue_state
from parvis.kernel.registry import service_settings
from parvis.project.checks.finding import Finding, failed, ok, warning
from parvis.project.words import _

OLDEST_WAITING_S = 900
CLOCK_DRIFT_S = 5


def jobs() -> Iterator[Finding]:
    """Somebody works, nothing waits for long, nothing has failed for good."""
    state = queue_state()
    if state.workers == 0:
        yield warning(_("Jobs"), _("No worker runs: start “parvis serve” or “parvis worker”."))
    elif state.oldest_s > OLDEST_WAITING_S:
        yield failed(
            _("Jobs"), _("The oldest job has waited for {minutes} minutes.").format(minutes=int(state.oldest_s // 60))
        )
    else:
        yield ok(
            _("Jobs"),
            _("{workers} workers, {waiting} jobs waiting.").format(workers=state.workers, waiting=state.waiting),
        )
    dead = dead_letter_count()
    if dead:
        yield warning(
            _("Jobs"), _("{count} jobs have failed for good: see the IT team's page of jobs.").format(count=dead)
        )


def clock() -> Iterator[Finding]:
    """Deadlines and one-time codes need the right time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        drift_s = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    if drift_s > CLOCK_DRIFT_S:
        yield failed(
            _("Clock"), _("This machine and the database differ by {seconds} s.").format(seconds=round(drift_s))
        )
    else:
        yield ok(_("Clock"), _("This machine and the database agree."))


def antivirus() -> Iterator[Finding]:
    """The scanner answers, where the town has one."""
    options = service_settings("files")
    if not options.clamav:
        yield warning(_("Antivirus"), _("None: set “clamav” in table [files] to have uploads scanned."))
    elif ping(address=options.clamav, timeout_s=options.clamav_timeout_s):
        yield ok(_("Antivirus"), _("ClamAV answers."))
    else:
        yield failed(_("Antivirus"), _("ClamAV does not answer: uploads wait and are not shown."))
