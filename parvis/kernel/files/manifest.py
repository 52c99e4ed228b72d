# SPDX-License-Identifier: AGPL-3.0-or-later
"""The `files` app's identity card."""

from django.utils.translation import gettext_lazy as _

from parvis.kernel.files.settings import FilesSettings
from parvis.kernel.registry.manifest import Manifest, Mount, Periodic

MANIFEST = Manifest(
    slug="files",
    title=_("Files"),
    description=_("Pictures and documents that people send."),
    icon="image",
    mounts=(Mount(prefix="fichiers/", module="parvis.kernel.files.urls"),),
    jobs=(
        Periodic(job="parvis.kernel.files.jobs:scan_waiting", cron="*/5 * * * *"),
        Periodic(job="parvis.kernel.files.jobs:clean", cron="41 2 * * *"),
    ),
    settings=FilesSettings,
    provides={
        "personal_data": "parvis.kernel.files.contributions:PERSONAL_DATA",
        "privacy_notices": "parvis.kernel.files.privacy_notices:PRIVACY_NOTICES",
        "file_contents": "parvis.kernel.files.contributions:FILE_CONTENTS",
        "statistics": "parvis.kernel.files.contributions:STATISTICS",
    },
)
