# SPDX-License-Identifier: AGPL-3.0-or-later
"""Secrets that the database keeps sealed: a copy of the database alone does not give them away."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(secret: str) -> bytes:
    # HKDF (RFC 5869): the sealing key is not the key that signs cookies, though both come from one secret.
    material = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"parvis.accounts.sealing").derive(secret.encode())
    return base64.urlsafe_b64encode(material)


def seal(text: str) -> str:
    """`text` sealed by the installation's secret key."""
    return _box().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """What `seal` was given; keys of `SECRET_KEY_FALLBACKS` still open it.

    Raises:
        cryptography.fernet.InvalidToken: sealed by another key, or tampered with.
    """
    return _box().decrypt(sealed.encode("ascii")).decode()
