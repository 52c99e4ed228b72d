# SPDX-License-Identifier: AGPL-3.0-or-later
"""Manifests, extension points and service states; see `docs/kernel/registry.md`."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from parvis.kernel.registry.catalogue import Catalogue
from parvis.kernel.registry.manifest import Manifest, State

__all__ = ["contributions", "is_open", "manifests", "open_services", "service_settings", "service_state"]


def _catalogue() -> Catalogue:
    catalogue: Catalogue = settings.CATALOGUE
    return catalogue


def manifests(*, include_closed: bool = False) -> tuple[Manifest, ...]:
    """Manifests of the kernel and of the open (or also the closed) services."""
    return _catalogue().manifests(include_closed=include_closed)


def open_services() -> tuple[Manifest, ...]:
    """Manifests of the open citizen services, in alphabetical order of slug."""
    return tuple(manifest for manifest in manifests() if service_state(manifest.slug) is State.OPEN)


def contributions(point: str) -> list[Any]:
    """What the installed apps provide for extension point `point`."""
    return _catalogue().contributions(point)


def service_state(slug: str) -> State:
    """The state of the service `slug`."""
    return _catalogue().state(slug)


def is_open(slug: str) -> bool:
    """True when the service's pages and jobs run."""
    return service_state(slug) is State.OPEN


def service_settings(slug: str) -> Any:
    """The typed settings that the app `slug` declares in its manifest."""
    return _catalogue().settings_of(slug)
