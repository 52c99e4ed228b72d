# SPDX-License-Identifier: AGPL-3.0-or-later
"""Background jobs; each may run again without harm."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.jobs import defer, job
from parvis.kernel.notifications.operations import notify
from parvis.kernel.notifications.recipients import Recipient
from parvis.kernel.registry import service_settings
from parvis.services.reports import operations
from parvis.services.reports.addresses import absolute, desk_path, feed_path, public_path, stop_alert_path
from parvis.services.reports.models import AreaSubscription, Report
from parvis.services.reports.open311 import exchange
from parvis.services.reports.operations.alerts import note_told
from parvis.services.reports.operations.reminders import note_reminded
from parvis.services.reports.queries.exchange import forwardings_to_poll
from parvis.services.reports.queries.reminders import due_soon
from parvis.services.reports.queries.subscriptions import new_for, subscriptions_to_tell

_LISTED = 20


@job(name="reports.announce_bulk", title=gettext_lazy("Write the messages of an act on several reports"))
def announce_bulk(act_id: str) -> None:
    """Writes the messages of a bulk act that was not undone."""
    operations.announce_bulk(UUID(act_id))


@job(name="reports.send_forwarding", title=gettext_lazy("Hand a report over to a partner"), retries=8)
def send_forwarding(forwarding_id: str) -> None:
    """Sends a report to another organisation."""
    exchange.send_forwarding(UUID(forwarding_id))


@job(name="reports.fetch_media", title=gettext_lazy("Fetch the photo of a report"), retries=0)
def fetch_media(report_id: int, url: str) -> None:
    """Fetches the photo that an Open311 client named."""
    exchange.fetch_media(report_id, url)


@job(name="reports.poll_forwarded", title=gettext_lazy("Ask partners for news"), unique=True)
def poll_forwarded() -> None:
    """Asks other organisations what became of the reports that they took."""
    before = timezone.now() - timedelta(hours=service_settings("reports").poll_hours)
    for forwarding in forwardings_to_poll(before=before):
        exchange.ask_for_status(forwarding)


@job(name="reports.remind", title=gettext_lazy("Remind agents of due dates"), unique=True)
def remind() -> None:
    """Tells the person or team in charge, once per report, of what is due within a working day or late."""
    for (person_id, email), reports in due_soon().items():
        _remind(person_id, email, reports)


@job(name="reports.send_alerts", title=gettext_lazy("Prepare the alerts of the day"), unique=True)
def send_alerts() -> None:
    """Queues one job per alert, so that one that fails stops no other."""
    for identifier in subscriptions_to_tell():
        defer(send_alert, subscription_id=str(identifier))


@job(name="reports.send_alert", title=gettext_lazy("Send one alert"))
def send_alert(subscription_id: str) -> None:
    """Tells one subscriber of the new public reports of an area; each report once."""
    found = new_for(UUID(subscription_id))
    if found is None:
        return
    subscription, reports, until = found
    if reports:
        _tell(subscription, reports, f"reports-alert-{subscription.pk.hex}-{until.timestamp():.0f}")
    note_told(subscription_id=subscription.pk, until=until)


@job(name="reports.forget", title=gettext_lazy("Make old reports anonymous"), unique=True)
def forget() -> None:
    """Makes old reports anonymous, erases network addresses, deletes drafts that nobody finished."""
    before = timezone.now() - timedelta(days=round(service_settings("reports").retention_months * 30.44))
    while operations.anonymise_closed(SYSTEM, before=before):
        pass
    operations.forget_addresses()
    while operations.forget_old_drafts(SYSTEM):
        pass


def _remind(person_id: int | None, email: str, reports: list[Report]) -> None:
    lines = [
        f"{report.reference} · {report.category.name_fr} · {report.address}"
        f" · {date_format(timezone.localtime(report.due_at), 'j F')}\n{absolute(desk_path(report.reference))}"
        for report in reports[:_LISTED]
    ]
    count = len(reports)
    person = reports[0].assignee if person_id else None
    notify(
        recipient=Recipient(person=person, email="" if person else email, language="fr"),
        kind="reports.due",
        key=f"reports-due-{timezone.localdate():%Y%m%d}-{person_id or email}",
        subject=ngettext("%d report is due", "%d reports are due", count) % count,
        body_text="\n\n".join([_("These reports are due tomorrow or late:"), *lines]),
        url=absolute("/agents/signalements/"),
    )
    note_reminded(report_ids=[report.pk for report in reports])


def _tell(subscription: AreaSubscription, reports: list[Report], key: str) -> None:
    with translation.override(subscription.language):
        count = len(reports)
        language = subscription.language
        lines = [
            f"{report.category.name(language)}, {report.address}\n{absolute(public_path(report.reference))}"
            for report in reports[:_LISTED]
        ]
        feed = _("The same in a feed reader: %s") % absolute(feed_path(subscription.pk))
        end = _("To end this alert: %s") % absolute(stop_alert_path(subscription.pk))
        notify(
            recipient=Recipient(person=subscription.person, email=subscription.email, language=subscription.language),
            kind="reports.alert",
            key=key,
            subject=ngettext("%d new report near you", "%d new reports near you", count) % count,
            body_text="\n\n".join([*lines, feed, end, settings.TOWN.title]),
            url=absolute("/signalements/carte/"),
        )
