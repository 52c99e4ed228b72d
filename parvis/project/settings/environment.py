# SPDX-License-Identifier: AGPL-3.0-or-later
"""The environment, read with its types: an empty variable is one that is not set, a wrong word is named."""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    """The variable, or the default where it is missing or empty, as in a line `NAME=` of an environment file."""
    return os.environ.get(name) or default


def number(name: str, default: int, *, least: int) -> int:
    """A whole number.

    Raises:
        ImproperlyConfigured: it is none, or below `least`; the message names the variable.
    """
    given = text(name, str(default))
    if not given.isascii() or not given.isdecimal() or int(given) < least:
        raise ImproperlyConfigured(f"{name}={given}: write a whole number, {least} or more.")
    return int(given)


def word(name: str, default: str, known: tuple[str, ...]) -> str:
    """One of the known words.

    Raises:
        ImproperlyConfigured: it is another; the message names the variable and the words.
    """
    given = text(name, default)
    if given not in known:
        raise ImproperlyConfigured(f"{name}={given}: write {', '.join(known[:-1])} or {known[-1]}.")
    return given
