# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses of the service's pages, for messages, feeds and catalogues that are written outside a request."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings

from parvis.services.reports.tokens import alert_token, feed_token, follow_token, remote_token


def public_path(reference: str) -> str:
    """The public page of a public report."""
    return f"/signalements/{reference}/"


def begin_path(code: str) -> str:
    """The form, its subject chosen: the code of a category."""
    return f"/signalements/nouveau/?{urlencode({'sujet': code})}"


def follow_path(follower_id: UUID) -> str:
    """The follow page of one follower."""
    return follow_path_of(follow_token(follower_id))


def follow_path_of(token: str) -> str:
    """The follow page behind a token."""
    return f"/signalements/suivi/{token}/"


def stop_alert_path(subscription_id: UUID) -> str:
    """The page that ends an alert."""
    return f"/signalements/alertes/fin/{alert_token(subscription_id)}/"


def feed_path(subscription_id: UUID) -> str:
    """The Atom feed of an alert."""
    return f"/signalements/flux/{feed_token(subscription_id)}.atom"


def remote_path(forwarding_id: UUID) -> str:
    """The page by which another organisation answers a forwarded report."""
    return f"/signalements/partenaire/{remote_token(forwarding_id)}/"


def desk_path(reference: str) -> str:
    """The agents' page of a report."""
    return f"/agents/signalements/{reference}/"


def absolute(path: str) -> str:
    """The full address of a path of this portal."""
    return f"{settings.BASE_URL}{path}"
