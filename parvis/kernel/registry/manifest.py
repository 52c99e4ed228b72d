# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a service or a kernel app says of itself. Importable before Django starts: no model, no setting is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

type Text = str | Promise


class Need(StrEnum):
    """The needs that the home page answers, in its order."""

    GET_AROUND = "get-around"
    REPORT = "report"
    PROCEDURES = "procedures"
    SHOP = "shop"
    CULTURE = "culture"
    LEARN = "learn"
    LIVING = "living"
    WORK = "work"


class State(StrEnum):
    """What a town has decided of a service (`parvis.toml`, table `[services]`)."""

    OPEN = "open"
    """Pages, API and jobs run."""
    CLOSED = "closed"
    """Installed, exportable and erasable; no page, no job."""
    ABSENT = "absent"
    """Not installed."""


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A right that a role may carry, for example `reports.treat`."""

    code: str
    title: Text


@dataclass(frozen=True, kw_only=True)
class RoleGrant:
    """Which permissions of this app the role `role` (see `organisations.rules.Role`) carries."""

    role: str
    permissions: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of the public navigation; `route` is a URL name such as `reports:start`."""

    title: Text
    route: str
    icon: str = "circle"
    text: Text = ""
    main: bool = False
    """True for the one act that the home page offers as the service's own button."""


@dataclass(frozen=True, kw_only=True)
class QueueLink:
    """An entry of the agents' sidebar; `count` names a callable `(actor) -> int | None`, as `module:function`."""

    title: Text
    route: str
    permission: str
    icon: str = "inbox"
    count: str | None = None


@dataclass(frozen=True, kw_only=True)
class Periodic:
    """A job that runs by the clock: `job` as `module:function`, `cron` in five fields, town's time zone."""

    job: str
    cron: str


@dataclass(frozen=True, kw_only=True)
class Mount:
    """Where the app's addresses hang: `prefix` without leading slash, `module` holding `urlpatterns`."""

    prefix: str
    module: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """A service's or kernel app's identity card.

    `slug` is the folder's name, the app label and the URL namespace. `provides` maps an extension
    point (`parvis.kernel.registry.extension_points`) to the object that answers it, as
    `module:attribute`, or to a tuple of these where an app answers with several; it is imported only
    when asked for. `settings` is a frozen dataclass with defaults, filled from `[<slug>]` of `parvis.toml`.
    """

    slug: str
    title: Text
    description: Text = ""
    need: Need | None = None
    icon: str = "square"
    mounts: tuple[Mount, ...] = ()
    api: str | None = None
    """A Ninja router as `module:attribute`, mounted at `/api/<slug>/`."""
    permissions: tuple[Permission, ...] = ()
    grants: tuple[RoleGrant, ...] = ()
    public_navigation: tuple[Link, ...] = ()
    agent_navigation: tuple[QueueLink, ...] = ()
    jobs: tuple[Periodic, ...] = ()
    messages: Mapping[str, Text] = field(default_factory=dict)
    """What each kind of message that the app sends is about, by the last part of its code; `*` for those not named."""
    settings: type[Any] | None = None
    provides: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)

    def answers(self, point: str) -> tuple[str, ...]:
        """Where the app's answers to the extension point `point` are, as `module:attribute`; empty if it has none."""
        paths = self.provides.get(point, ())
        return (paths,) if isinstance(paths, str) else paths
