# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `files` app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Uploads and what is served of them."""

    name = "parvis.kernel.files"
    label = "files"
    verbose_name = _("Files")
