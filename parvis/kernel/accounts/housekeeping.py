# SPDX-License-Identifier: AGPL-3.0-or-later
"""What has expired goes: sessions, allauth's memory of their devices, counts of rate limits, links."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from parvis.kernel.accounts.models import ProofLink
from parvis.kernel.accounts.rules import PROOF_KEPT


class AccountsHousekeeping:
    """The nightly round."""

    def clean(self) -> dict[str, int]:
        """Deletes expired sessions with the network addresses noted beside them, cache rows and links."""
        now = timezone.now()
        sessions, _models = Session.objects.filter(expire_date__lt=now).delete()
        alive = Session.objects.filter(session_key=OuterRef("session_key"))
        devices, _models = UserSession.objects.filter(~Exists(alive)).delete()
        links, _models = ProofLink.objects.filter(expires_at__lt=now - PROOF_KEPT).delete()
        return {"sessions": sessions, "devices": devices, "links": links, "cache": _expired_cache_rows()}


def _expired_cache_rows() -> int:
    # Django's cache in the database deletes an expired row only when somebody asks for that very key.
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608 - our own setting
        return int(cursor.rowcount)


HOUSEKEEPING = AccountsHousekeeping()
