# SPDX-License-Identifier: AGPL-3.0-or-later
"""The disk and what was built on it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from parvis.project.checks.finding import Finding, failed, ok, warning
from parvis.project.words import _

ENOUGH_MB = 2_000
LEAST_MB = 300


def disk() -> Iterator[Finding]:
    """Room for the database, the photos and the next backup."""
    free_mb = shutil.disk_usage(settings.VAR_DIR).free // 2**20
    text = _("{free} MB free in {folder}.").format(free=free_mb, folder=settings.VAR_DIR)
    yield (ok if free_mb >= ENOUGH_MB else warning if free_mb >= LEAST_MB else failed)(_("Disk"), text)


def storage() -> Iterator[Finding]:
    """What is written is really on disk."""
    folder = Path(settings.VAR_DIR)
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".check-") as probe:
            probe.write(b"x")
            probe.flush()
            os.fsync(probe.fileno())
    except OSError as error:
        reason = _("{folder} cannot be written: {reason}.").format(folder=folder, reason=error.strerror)
        yield failed(_("Storage"), reason)
        return
    yield ok(_("Storage"), _("{folder} can be written.").format(folder=folder))


def assets() -> Iterator[Finding]:
    """Style sheets and scripts."""
    if (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield ok(_("Assets"), _("Built, with a fingerprint in each name."))
    else:
        yield failed(_("Assets"), _("Not built: run “make setup”."))


def pictures() -> Iterator[Finding]:
    """The files that `parvis.toml` names for the town: a page without them looks well and says nothing."""
    named = {key: str(getattr(settings.TOWN, key)) for key in ("logo", "hero", "area")}
    missing = {key: path for key, path in named.items() if path and not (Path(settings.BASE_DIR) / path).is_file()}
    for key, path in missing.items():
        yield failed(_("Town’s files"), _("[town] {key}: there is no file {path}.").format(key=key, path=path))
    if not missing:
        yield ok(_("Town’s files"), _("Logo, picture and outline are there, or left out."))
