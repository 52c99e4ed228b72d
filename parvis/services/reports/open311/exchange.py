# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the jobs do with other GeoReport servers: send a report, ask for its status, fetch a named photo."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx
import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.actors import SYSTEM, client
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files import fetching
from parvis.kernel.files import operations as files
from parvis.kernel.files.public_hosts import Resolve, addresses_of
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.registry import service_settings
from parvis.services.reports.addresses import absolute, public_path
from parvis.services.reports.models import Forwarding, ForwardTarget, Report
from parvis.services.reports.models.exchange import RemoteStatus
from parvis.services.reports.open311 import client as open311
from parvis.services.reports.operations import forwarding as forwardings
from parvis.services.reports.operations.effects import show
from parvis.services.reports.operations.photos import attach, photo_policy
from parvis.services.reports.rules.publication import Visibility

PATIENCE = timedelta(minutes=40)
"""Shorter than all tries of the job `reports.send_forwarding` together, so that the last one gives the report back."""
ASK_FIRST = _("Perhaps they have it: ask them before you send it again.")

log = structlog.get_logger(__name__)


def endpoint_of(target: ForwardTarget) -> open311.Endpoint:
    """Where a target's server is."""
    return open311.Endpoint(target.endpoint, target.api_key, target.jurisdiction_id)


def send_forwarding(forwarding_id: UUID, *, transport: httpx.BaseTransport | None = None) -> None:
    """Sends one forwarding, once. What may have arrived is never sent again by itself: an agent decides.

    A server that has been away for longer than `PATIENCE` gets no further try: the team has its report back.

    Raises:
        RemoteAway: nothing arrived; the job is to be tried again.
    """
    forwarding = forwardings.claim_sending(forwarding_id)
    if forwarding is None:
        _interrupted(forwarding_id)
        return
    try:
        receipt = open311.send(endpoint_of(forwarding.target), _outgoing(forwarding), transport=transport)
    except open311.RemoteAway as away:
        if timezone.now() - forwarding.created_at < PATIENCE:
            forwardings.release_sending(forwarding_id)
            raise
        forwardings.note_failed(SYSTEM, forwarding_id=forwarding_id, problem=str(away))
    except open311.RemoteRefused as refused:
        forwardings.note_failed(SYSTEM, forwarding_id=forwarding_id, problem=str(refused))
    except open311.RemoteUncertain as problem:
        said = f"{problem}. {ASK_FIRST}"
        forwardings.note_failed(SYSTEM, forwarding_id=forwarding_id, problem=said)
    else:
        forwardings.note_sent(
            forwarding_id=forwarding_id, remote_id=receipt.service_request_id, remote_token=receipt.token
        )


def ask_for_status(forwarding: Forwarding, *, transport: httpx.BaseTransport | None = None) -> None:
    """Asks the other side what became of a report, and takes its word. A silent server is asked again later."""
    endpoint = endpoint_of(forwarding.target)
    remote_id = forwarding.remote_id
    try:
        if not remote_id and forwarding.remote_token:
            remote_id = open311.request_of_token(endpoint, forwarding.remote_token, transport=transport)
        if remote_id:
            said = open311.status_of(endpoint, remote_id, transport=transport)
            status = RemoteStatus.CLOSED if said.status == "closed" else RemoteStatus.OPEN
            forwardings.receive_remote_status(
                SYSTEM, forwarding_id=forwarding.pk, status=status, notes=said.notes, remote_id=remote_id
            )
    except open311.RemoteAway as problem:
        log.info("open311_away", target=forwarding.target_id, problem=str(problem))
    except Refused:
        log.info("open311_taken_back", forwarding=str(forwarding.pk))
    Forwarding.objects.filter(pk=forwarding.pk).update(polled_at=timezone.now())


def fetch_media(
    report_id: int,
    url: str,
    *,
    resolve: Resolve = addresses_of,
    transport: httpx.BaseTransport | None = None,
) -> bool:
    """Fetches the photo that a client named and gives it to the report; False when it is not taken."""
    most = service_settings("reports").photo_megabytes * 1_000_000
    try:
        found = fetching.fetch(url, most_bytes=most, accept="image/*", resolve=resolve, transport=transport)
        with transaction.atomic():
            report = Report.objects.select_related("category").select_for_update(of=("self",)).get(pk=report_id)
            actor = client(label="Open311")
            file = files.store(actor, ContentFile(found.content, name="photo"), policy=photo_policy())
            attach(actor, report, [file.pk], at=timezone.now())
            show(report)
    except (fetching.FetchRefused, FileRefused, Refused) as refused:
        log.info("open311_media_refused", report=report_id, reason=str(refused))
        return False
    return True


def _interrupted(forwarding_id: UUID) -> None:
    """A claimed forwarding that is still pending was being sent when the process died: it may have arrived."""
    forwarding = Forwarding.objects.filter(pk=forwarding_id, state="pending", attempted_at__isnull=False).first()
    if forwarding is not None:
        forwardings.note_failed(SYSTEM, forwarding_id=forwarding_id, problem=str(ASK_FIRST))


def _outgoing(forwarding: Forwarding) -> open311.Outgoing:
    report, target = forwarding.report, forwarding.target
    code = target.codes.get(report.category.code) or target.default_code or report.category.code
    public = report.visibility == Visibility.PUBLIC
    link = f"\n{absolute(public_path(report.reference))}" if public else ""
    return open311.Outgoing(
        service_code=code,
        longitude=report.longitude,
        latitude=report.latitude,
        address=report.address,
        description=forwardings.description_for_others(report)[: 4_000 - len(link)] + link,
    )
