# SPDX-License-Identifier: AGPL-3.0-or-later
"""Room on the disk of the data folder: said before something is half made, and when a server ends for want of it."""

from __future__ import annotations

import shutil

from django.core.exceptions import ImproperlyConfigured

from parvis.project.command.boot import var_dir
from parvis.project.command.console import Refusal
from parvis.project.words import _

SERVING_MB = 100
FULL_MB = 32
"""Two segments of PostgreSQL's log, 16 MB each: with less it cannot go on writing."""


def demo_needs_mb(population: int) -> int:
    """Generated files, database with its log, photos and routes: 60,000 people take 600 MB, of which 170 stay."""
    return 500 + population // 200


def require_room(needed_mb: int) -> None:
    """Enough free space in the data folder, in megabytes.

    Raises:
        Refusal: there is less.
    """
    folder = var_dir()
    present = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(present).free // 2**20
    if free < needed_mb:
        text = _("The disk of {folder} has {free} MB left and {needed} are needed: make room, then start again.")
        raise Refusal(text.format(folder=folder, free=free, needed=needed_mb))


def is_full() -> bool:
    """True when want of room explains a failure."""
    try:
        folder = var_dir()
    except (OSError, ValueError, ImproperlyConfigured):  # it is the configuration that failed
        return False
    return folder.exists() and shutil.disk_usage(folder).free // 2**20 < FULL_MB
