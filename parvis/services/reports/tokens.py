# SPDX-License-Identifier: AGPL-3.0-or-later
"""Unguessable tokens for people without account: signed from a row's identifier, kept nowhere.

A token is the 16 bytes of the identifier and 16 bytes of HMAC-SHA256 under the platform's secret key,
in URL-safe base64: 43 characters. Deleting the row ends the token.
"""

from __future__ import annotations

import base64
import binascii
from enum import StrEnum
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

_LENGTH = 43
_MAC_BYTES = 16


class Purpose(StrEnum):
    """What a token opens; one made for a purpose opens nothing else."""

    FOLLOW = "follow"
    ALERT = "alert"
    FEED = "feed"
    REMOTE = "remote"


def _mac(purpose: Purpose, raw: bytes) -> bytes:
    return salted_hmac(f"parvis.reports.{purpose}", raw, algorithm="sha256").digest()[:_MAC_BYTES]


def token_for(purpose: Purpose, identifier: UUID) -> str:
    """The token of a row."""
    raw = identifier.bytes
    return base64.urlsafe_b64encode(raw + _mac(purpose, raw)).rstrip(b"=").decode("ascii")


def identifier_of(purpose: Purpose, token: str) -> UUID | None:
    """The row's identifier; None for a forged, cut or foreign token."""
    if len(token) != _LENGTH or not token.isascii():
        return None
    try:
        raw = base64.urlsafe_b64decode(token + "=")
    except (binascii.Error, ValueError):
        return None
    if not constant_time_compare(raw[16:], _mac(purpose, raw[:16])):
        return None
    return UUID(bytes=raw[:16])


def follow_token(follower_id: UUID) -> str:
    """Opens the follow page of one follower."""
    return token_for(Purpose.FOLLOW, follower_id)


def follower_id(token: str) -> UUID | None:
    """The follower behind a follow page's token."""
    return identifier_of(Purpose.FOLLOW, token)


def alert_token(subscription_id: UUID) -> str:
    """Ends an alert."""
    return token_for(Purpose.ALERT, subscription_id)


def feed_token(subscription_id: UUID) -> str:
    """Reads the Atom feed of an alert."""
    return token_for(Purpose.FEED, subscription_id)


def remote_token(forwarding_id: UUID) -> str:
    """Lets the organisation to which a report was forwarded answer by a page."""
    return token_for(Purpose.REMOTE, forwarding_id)
