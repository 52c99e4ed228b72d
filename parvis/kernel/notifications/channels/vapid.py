# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key by which push services know this portal (VAPID, RFC 8292)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from py_vapid import Vapid
from py_vapid.utils import b64urlencode


def public_key() -> str:
    """Our VAPID public key, as `PushManager.subscribe` wants it."""
    point = server_key().public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return str(b64urlencode(point))


def server_key() -> Vapid:
    """Our key: `PARVIS_VAPID_KEY` (PEM), else `var/vapid.pem`, made at first use; two makers agree on one."""
    given = os.environ.get("PARVIS_VAPID_KEY", "")
    if given:
        return Vapid.from_pem(given.encode())
    path = Path(settings.VAR_DIR) / "vapid.pem"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Vapid()
        made.generate_keys()
        aside = path.with_name(f".vapid-{os.getpid()}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(made.private_pem())
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
    return Vapid.from_file(str(path))
