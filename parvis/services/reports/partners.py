# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which servers of partners may be called."""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.kernel.audit.refusals import Reason, refuse
from parvis.kernel.files.public_hosts import is_private_number
from parvis.kernel.registry import service_settings
from parvis.services.reports.models import ForwardTarget

_ADDRESS = re.compile(r"(https?)://([A-Za-z0-9.-]+)(?::[0-9]+)?(?:/[^\s@]*)?")
_THIS_MACHINE = ("127.0.0.1", "localhost")


def hosts_within() -> frozenset[str]:
    """Host names that may lie inside the town's network; this machine too while the portal is not in service."""
    named = {name.lower() for name in service_settings("reports").partners_within}
    return frozenset(named | set(() if settings.HTTPS else _THIS_MACHINE))


def require_sound(target: ForwardTarget, *, endpoint: str, api_key: str) -> None:
    """An address that may be called; a key stays with the server for which it was given.

    Raises:
        Refused: not encrypted, inside a private network, or another server with the key of the one before.
    """
    host = _host_of(endpoint)
    if endpoint and not _is_encrypted(endpoint):
        raise refuse("endpoint", _("The address must begin with https://."))
    if endpoint and _is_within(host):
        raise refuse("endpoint", _("This address is inside a private network: ask your IT team to allow it."))
    if target.api_key and endpoint and host != _host_of(target.endpoint) and not api_key:
        raise refuse("api_key", _("This is another server: give its key."), Reason.REQUIRED)


def _is_encrypted(endpoint: str) -> bool:
    """True for https; without, only for this machine itself while the portal is not in service."""
    found = _ADDRESS.fullmatch(endpoint)
    local = not settings.HTTPS and found is not None and found[2] in _THIS_MACHINE
    return found is not None and (found[1] == "https" or local)


def _is_within(host: str) -> bool:
    """True for a private host that the IT team has not named. Where a name leads is seen at each call."""
    inside = is_private_number(host) or host == "localhost" or host.endswith(".localhost")
    return inside and host not in hosts_within()


def _host_of(endpoint: str) -> str:
    """The host of an address, in small letters; empty if it has none."""
    found = _ADDRESS.fullmatch(endpoint)
    return found[2].lower() if found else ""
