# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `registry` app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Manifests, extension points and service states."""

    name = "parvis.kernel.registry"
    label = "registry"
