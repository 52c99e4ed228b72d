# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `audit` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.registry.manifest import Manifest

MANIFEST = Manifest(
    slug="audit",
    title=_("Audit trail"),
    description=_("Who did what, when; it cannot be rewritten."),
    icon="scroll-text",
    provides={"privacy_notices": "parvis.kernel.audit.privacy_notices:PRIVACY_NOTICES"},
)
