# SPDX-License-Identifier: AGPL-3.0-or-later
"""Notifications in a browser: Web Push (RFC 8030), encrypted (RFC 8291), with our VAPID key (RFC 8292)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import requests
from django.conf import settings
from pywebpush import WebPushException, webpush

from parvis.kernel.notifications.channels.base import Found, Outgoing, PermanentFailure, TemporaryFailure
from parvis.kernel.notifications.channels.compose import host, push_payload
from parvis.kernel.notifications.channels.vapid import server_key
from parvis.kernel.notifications.models import PushSubscription
from parvis.kernel.notifications.rules import is_push_service
from parvis.kernel.notifications.settings import NotificationsSettings

TTL_S = 86_400
TIMEOUT_S = 15.0


class WebPush:
    """Sends to the browser of a subscription.

    A copy does no harm: `Topic` replaces one that still waits at the push service, and the
    notification's `tag` replaces one that is shown.
    """

    lease_s = 90

    def __init__(self, options: NotificationsSettings) -> None:
        self.options = options

    def send(self, message: Outgoing, hand_over: Callable[[], None]) -> str:
        """Encrypts and posts; returns the push service's identifier of the message."""
        subscription = PushSubscription.objects.filter(pk=message.address).first()
        if subscription is None:
            raise PermanentFailure("the browser is no longer subscribed")
        if not is_push_service(subscription.endpoint, self.options.push_services):
            raise PermanentFailure("the subscription points to no known push service")
        hand_over()
        answer = _post(subscription, message)
        if answer.status_code in (404, 410):  # RFC 8030, 7.3: the subscription is no more
            subscription.delete()
            raise PermanentFailure("the browser is no longer subscribed", address_is_dead=True)
        if answer.status_code in (429,) or answer.status_code >= 500:
            raise TemporaryFailure(f"the push service answers {answer.status_code}")
        if answer.status_code >= 400:
            raise PermanentFailure(f"the push service answers {answer.status_code}: {answer.text[:200]}")
        return str(answer.headers.get("Location", ""))[:200]

    def look_up(self, message: Outgoing) -> Found:
        """A push service cannot be asked; a copy replaces the first one."""
        return Found.NOT_SENT


def _post(subscription: PushSubscription, message: Outgoing) -> requests.Response:
    contact = settings.TOWN.contact.email
    with requests.Session() as session:
        session.max_redirects = 0
        try:
            answer: Any = webpush(
                subscription_info={
                    "endpoint": subscription.endpoint,
                    "keys": {"p256dh": subscription.p256dh, "auth": subscription.auth},
                },
                data=push_payload(message),
                vapid_private_key=server_key(),
                vapid_claims={"sub": f"mailto:{contact}" if contact else f"https://{host()}"},
                ttl=TTL_S,
                timeout=TIMEOUT_S,
                headers={"Topic": message.message_id.replace("-", ""), "Urgency": "normal"},
                requests_session=session,
            )
        except WebPushException as error:
            if isinstance(error.response, requests.Response):
                return error.response
            raise PermanentFailure(f"the subscription's keys are no good: {error}") from error
        except (requests.RequestException, ValueError) as error:
            raise TemporaryFailure(f"{type(error).__name__}: {error}") from error
    response: requests.Response = answer
    return response
