# SPDX-License-Identifier: AGPL-3.0-or-later
"""Configuration and what an attacker would look for."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import ERROR
from django.core.checks import run_checks as run_django_checks

from parvis.kernel.registry import manifests, service_settings
from parvis.project.checks.finding import Finding, failed, ok, warning
from parvis.project.demonstration.mark import read_mark
from parvis.project.words import _

SHORTEST_SECRET = 50


def configuration() -> Iterator[Finding]:
    """Every table of `parvis.toml` is read with its types, and Django's own checks pass."""
    for manifest in manifests(include_closed=True):
        if manifest.settings is not None:
            service_settings(manifest.slug)
    serious = [message for message in run_django_checks() if message.level >= ERROR]
    if serious:
        yield failed(_("Configuration"), str(serious[0].msg))
    else:
        yield ok(_("Configuration"), _("{file}, {town}.").format(file=settings.CONFIG_FILE, town=settings.TOWN.name))


def https() -> Iterator[Finding]:
    """The public address is encrypted."""
    if settings.HTTPS:
        yield ok("HTTPS", settings.BASE_URL)
    elif settings.BASE_URL.startswith(("http://127.0.0.1", "http://localhost")):
        yield warning("HTTPS", _("Only this machine can use the portal: set base_url to its public https address."))
    else:
        yield failed(
            "HTTPS", _("{url} is not encrypted: set base_url to an https address.").format(url=settings.BASE_URL)
        )


def proxies() -> Iterator[Finding]:
    """Visitors of a public portal are told apart by the address that the proxy in front of it passes on."""
    if not settings.HTTPS:
        return
    if settings.TRUSTED_PROXIES:
        yield ok(_("Proxies"), f"PARVIS_TRUSTED_PROXIES={settings.TRUSTED_PROXIES}")
    else:
        yield warning(
            _("Proxies"),
            _("All visitors seem to share one address and its limits: set PARVIS_TRUSTED_PROXIES (Caddy alone: 1)."),
        )


def secret() -> Iterator[Finding]:
    """The key that signs cookies and links."""
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        text = _("The secret key has {length} characters, {least} are needed.")
        yield failed(_("Secret key"), text.format(length=len(settings.SECRET_KEY), least=SHORTEST_SECRET))
        return
    path = settings.VAR_DIR / "secret-key"
    if path.exists() and path.stat().st_mode & 0o077:
        yield failed(_("Secret key"), _("Others may read {path}: chmod 600.").format(path=path))
    else:
        yield ok(_("Secret key"), _("Long, and closed to others."))


def debug() -> Iterator[Finding]:
    """Error pages tell nothing."""
    if settings.DEBUG:
        yield failed(_("Errors"), _("PARVIS_DEBUG=1 shows the inside of the platform to everybody."))
    else:
        yield ok(_("Errors"), _("Error pages tell nothing of the inside."))


def second_factor() -> Iterator[Finding]:
    """An agent's password alone opens the desk only in a demo."""
    if service_settings("accounts").agents_need_second_factor:
        yield ok(_("Agents"), _("They need a passkey or an authenticator application."))
    else:
        text = _("They sign in with a password alone: remove agents_need_second_factor = false from table [accounts].")
        yield (failed if settings.HTTPS else warning)(_("Agents"), text)


def demo() -> Iterator[Finding]:
    """Demo accounts have a password that everybody knows."""
    if read_mark() is not None:
        yield warning(_("Demo"), _("This database holds the demo agglomeration and its well-known accounts."))
