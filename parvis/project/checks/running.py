# SPDX-License-Identifier: AGPL-3.0-or-later
"""What runs beside the web processes: jobs, mail, the virus scanner, the clock."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

from django.conf import settings
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


def mail() -> Iterator[Finding]:
    """Messages can leave: the mail server answers and offers what the configuration asks of it."""
    options = service_settings("notifications")
    if options.email_backend != "smtp":
        text = _("Messages are only written down ({backend}): set email_backend to smtp in table [notifications].")
        finding = warning if settings.HTTPS else ok
        yield finding(_("Mail"), text.format(backend=options.email_backend))
        return
    try:
        kind = smtplib.SMTP_SSL if options.smtp_security == "tls" else smtplib.SMTP
        with kind(options.smtp_host, options.smtp_port, timeout=options.smtp_timeout_s) as link:
            link.ehlo()
            safe = options.smtp_security != "starttls" or link.has_extn("starttls")
    except (OSError, smtplib.SMTPException) as error:
        text = _("{host} does not answer: {reason}.")
        yield failed(_("Mail"), text.format(host=options.smtp_host, reason=str(error).splitlines()[0]))
        return
    if safe:
        yield ok(_("Mail"), _("{host} answers.").format(host=options.smtp_host))
    else:
        yield failed(_("Mail"), _("{host} offers no encryption (STARTTLS).").format(host=options.smtp_host))
