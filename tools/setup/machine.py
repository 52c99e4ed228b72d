# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the machine must have, looked at before anything is made."""

from __future__ import annotations

import errno
import os
import shutil
import sys
from importlib.util import find_spec

from tools.setup.places import ROOT, VENV
from tools.setup.problem import Problem

LEAST_PYTHON = (3, 12)
NEEDED_MB = 3_000
"""Packages 1.4 GB, their download 0.5 GB, Node packages 0.2 GB, the demo town 0.6 GB."""
NEEDED_AGAIN_MB = 200


def require_machine() -> None:
    """Raises `Problem` for the first thing that is missing."""
    require_python(sys.version_info[:2])
    require_right_to_write()
    require_room(free_mb(), NEEDED_AGAIN_MB if VENV.exists() else NEEDED_MB)


def require_python(version: tuple[int, int]) -> None:
    """3.12 or later."""
    if version < LEAST_PYTHON:
        found = ".".join(map(str, version))
        raise Problem(
            f"Parvis a besoin de Python 3.12 ou plus récent ; celui-ci est le {found}.",
            f"Parvis needs Python 3.12 or later; this one is {found}.",
        )


def require_right_to_write() -> None:
    """The clone belongs to whoever sets it up."""
    if not os.access(ROOT, os.W_OK):
        raise Problem(f"Vous n’avez pas le droit d’écrire dans {ROOT}.", f"You may not write into {ROOT}.")


def free_mb() -> int:
    """Free space where the project lies, in megabytes."""
    return shutil.disk_usage(ROOT).free // 2**20


def require_room(free: int, needed: int) -> None:
    """Enough free space, both in megabytes."""
    if free < needed:
        raise Problem(
            f"Il reste {free} Mo sur le disque et il en faut {needed} : faites de la place, puis recommencez.",
            f"The disk has {free} MB left and {needed} are needed: make room, then start again.",
        )


def require_venv_module() -> None:
    """Debian and Ubuntu ship Python without the part that makes virtual environments."""
    if find_spec("venv") is None or find_spec("ensurepip") is None:
        package = f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        raise Problem(
            f"Il manque à Python de quoi créer un environnement : apt install {package} (ou python3-venv).",
            f"Python lacks what makes an environment: apt install {package} (or python3-venv).",
        )


def unwritable(error: OSError) -> Problem:
    """The sentence for a file of the clone that cannot be made: most often another user ran the set-up before."""
    name = error.filename or ROOT
    if error.errno == errno.ENOSPC:
        return Problem("Le disque est plein : faites de la place.", "The disk is full: make room, then start again.")
    return Problem(
        f"{name} ne peut pas être écrit ({error.strerror}) : le dossier appartient-il à qui lance la commande ?",
        f"{name} cannot be written ({error.strerror}): does the folder belong to whoever runs the command?",
    )
