# SPDX-License-Identifier: AGPL-3.0-or-later
"""The key that signs cookies and links."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def secret_key(var_dir: Path) -> str:
    """`PARVIS_SECRET_KEY`, else the key kept in `var/secret-key`, made at the first start with mode 0600.

    Two processes that start together agree: the file is written aside, then linked under its name,
    which only one of them can do.
    """
    given = os.environ.get("PARVIS_SECRET_KEY")
    if given:
        return given
    try:
        return _kept_key(var_dir)
    except OSError as error:
        message = f"The data folder {var_dir} cannot be used: {error.strerror}. It must belong to this account."
        raise ImproperlyConfigured(message) from error


def _kept_key(var_dir: Path) -> str:
    path = var_dir / "secret-key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        aside = var_dir / f".secret-key-{os.getpid()}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(aside, path)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    return path.read_text(encoding="ascii").strip()
