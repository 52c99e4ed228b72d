# SPDX-License-Identifier: AGPL-3.0-or-later
"""What `parvis demo` hands to each app's `demo.py`: `load(context: DemoContext) -> None`.

An app that has a share in the demo agglomeration writes `demo.py` with that one function, which makes
everything through the app's own operations. `parvis demo` calls the apps in the order in which they
are installed (kernel, then services), once per database, after the generated town's addresses, areas
and streets have been imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from parvis.kernel.registry.catalogue import load


@dataclass(frozen=True, kw_only=True)
class DemoLogin:
    """Somebody who may sign in to the demo; printed at the end and kept with the database."""

    email: str
    who: str
    """What the person does, in the language of the town: “habitante”, “agent du service voirie”…"""


def run_work(work: str) -> None:
    """Calls `module:function` without arguments."""
    load(work)()


@dataclass(kw_only=True)
class DemoContext:
    """The generated town and what the apps tell one another about it.

    `files` maps the names of the generated standard files (`osm`, `addresses`, `neighbourhoods`,
    `communes`, `places`, `people`) to their paths. `password` is the one password of all demo
    accounts. `progress(fraction)` moves the app's own progress bar, from 0 to 1. `logins` collects who
    may sign in. `shared` holds what a later app may want from an earlier one, by `app.name`.
    """

    files: Mapping[str, Path]
    population: int
    seed: int
    password: str
    progress: Callable[[float], None] = lambda fraction: None
    logins: list[DemoLogin] = field(default_factory=list)
    shared: dict[str, object] = field(default_factory=dict)
    meanwhile: Callable[[str], None] = run_work
    afterwards: Callable[[str], None] = run_work
