# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where uploaded files lie: a folder of this machine, or an S3 store that many machines share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def file_storage(var_dir: Path) -> dict[str, Any]:
    """Django's `STORAGES["default"]`: S3 when `PARVIS_S3_BUCKET` names a bucket, else `var/files`.

    Nothing is ever public in the bucket: the portal checks each address and hands the bytes out itself.
    """
    bucket = os.environ.get("PARVIS_S3_BUCKET")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": var_dir / "files"},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": os.environ.get("PARVIS_S3_ENDPOINT") or None,
            "region_name": os.environ.get("PARVIS_S3_REGION") or None,
            "access_key": os.environ.get("PARVIS_S3_KEY") or None,
            "secret_key": os.environ.get("PARVIS_S3_SECRET") or None,
            "default_acl": None,
            "querystring_auth": True,
            "file_overwrite": True,
            "signature_version": "s3v4",
        },
    }
