# SPDX-License-Identifier: AGPL-3.0-or-later
"""Telling subscribers of a disruption: one message for each of them and each change, whatever they subscribed to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.kernel.jobs import defer_at
from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.notifications.rules import after_quiet_hours
from parvis.kernel.registry import service_settings
from parvis.services.journeys.models import Disruption, DisruptionSubscription
from parvis.services.journeys.operations.disruptions import CHANGED, ENDED, PUBLISHED
from parvis.services.journeys.operations.subscriptions import KIND
from parvis.services.journeys.queries.disruptions import alert_of
from parvis.services.journeys.queries.subscriptions import manage_token, recipients_of
from parvis.services.journeys.rules.disruptions import Alert, Concerned, Severity, State
from parvis.services.journeys.templatetags.journeys_disruptions import period_words

BATCH = 100


def tell_subscribers(
    *, disruption_id: int, version: int, what: str, before: Iterable[dict[str, Any]] = (), at: datetime | None = None
) -> int:
    """Writes to everybody whom a disruption concerns, or concerned before a change. How many messages were written.

    At night only what is serious is told at once; the rest waits for the end of the quiet hours. What has changed
    again since is told by its own job. Run twice, it writes nothing twice: the outbox knows each message by its key.
    """
    row = Disruption.objects.select_related("organisation").filter(pk=disruption_id).first()
    if row is None or not _still_true(row, version, what):
        return 0
    now = timezone.localtime(at, timezone.get_default_timezone()) if at else timezone.localtime()
    due = _due(row, now)
    if due > now:
        values = {"disruption_id": disruption_id, "version": version, "what": what, "before": list(before)}
        defer_at(due, "journeys.tell", **values)
        return 0
    alert, written = alert_of(row), 0
    concerned = [*alert.concerned, *(Concerned(**one) for one in before)]
    # Whoever follows it only since its end has not heard of it; the others heard for the periods as they were.
    since, until = (row.published_at, row.ended_at) if what == ENDED and row.published_at else (now, None)
    found = recipients_of(concerned, alert.periods, timezone.localtime(since), until=until)
    for group in batched(found, BATCH):
        with transaction.atomic():
            written += sum(_write(alert, rows, f"journeys-disruption-{row.pk}-{version}", what) for rows in group)
    return written


def _still_true(row: Disruption, version: int, what: str) -> bool:
    if what == ENDED:
        return row.state in (State.WITHDRAWN, State.OVER)
    return row.state == State.PUBLISHED and row.version == version


def _due(row: Disruption, now: datetime) -> datetime:
    if row.severity == Severity.SEVERE:
        return now
    options = service_settings("notifications")
    return after_quiet_hours(now, quiet_from=options.quiet_from, quiet_until=options.quiet_until)


def _write(alert: Alert, rows: list[DisruptionSubscription], key: str, what: str) -> int:
    first = rows[0]
    language = first.person.language if first.person else first.language
    whose = f"p{first.person_id}" if first.person_id else hashlib.sha256(first.email.encode()).hexdigest()[:32]
    with translation.override(language or settings.LANGUAGE_CODE):
        title, _text = alert.in_language(language or "fr")
        names = ", ".join(dict.fromkeys(row.name for row in rows))
        return notify(
            recipient=Recipient(person=first.person, email=first.email, language=language),
            kind=KIND,
            key=f"{key}-{whose}",
            subject=_subject(what) % title,
            body_text="\n\n".join(_paragraphs(alert, names, first, what)),
            url=f"{settings.BASE_URL}{alert.path}",
            urgent=alert.severity is Severity.SEVERE,
        )


def _subject(what: str) -> str:
    return {PUBLISHED: _("Disruption: %s"), CHANGED: _("Disruption changed: %s"), ENDED: _("Ended: %s")}[what]


def _paragraphs(alert: Alert, names: str, row: DisruptionSubscription, what: str) -> Iterable[str]:
    _title, text = alert.in_language(translation.get_language() or "fr")
    if what == ENDED:
        yield _("The network says that this is over.")
    else:
        yield f"{alert.effect.label}. {' ; '.join(period_words(period) for period in alert.periods)}"
        if text:
            yield text
    yield _("You get this message because you follow: %s.") % names
    yield _("What you follow, and how to end it: %s") % f"{settings.BASE_URL}{_manage(row)}"


def _manage(row: DisruptionSubscription) -> str:
    mine = "/trajets/perturbations/abonnements/"
    return mine if row.person_id else f"{mine}{manage_token(row.email)}/"
