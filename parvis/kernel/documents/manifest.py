# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `documents` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest

MANIFEST = Manifest(
    slug="documents",
    title=_("Documents"),
    description=_("Letters, receipts and work orders as PDF files that everybody can read."),
    icon="file-text",
)
