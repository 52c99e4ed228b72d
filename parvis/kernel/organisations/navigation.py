# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' sidebar, from the manifests, cut to what the actor may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from parvis.kernel.audit.actors import Actor
from parvis.kernel.organisations.actors import actor_of, memberships_of
from parvis.kernel.registry import manifests
from parvis.kernel.registry.catalogue import load
from parvis.kernel.registry.manifest import Text


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the sidebar; `count` None shows no figure."""

    title: Text
    url: str
    icon: str
    count: int | None = None
    current: bool = False
    urgent: bool = False


def agent_navigation(actor: Actor, path: str) -> list[Entry]:
    """The queues and desks that the actor may open, with their counts; `path` marks the current one.

    The services' come first, since the day's work is there. Of two entries whose address begins the
    path, the longer one is current.
    """
    if actor.organisation is None:
        return []
    links = [
        (link, reverse(link.route))
        for manifest in sorted(manifests(), key=lambda manifest: manifest.need is None)
        for link in manifest.agent_navigation
        if actor.can(link.permission)
    ]
    current = max((url for _link, url in links if path.startswith(url.partition("?")[0])), key=len, default="")
    return [
        Entry(
            title=link.title,
            url=url,
            icon=link.icon,
            count=load(link.count)(actor) if link.count else None,
            current=url == current,
        )
        for link, url in links
    ]


def desk_context(request: HttpRequest) -> dict[str, Any]:
    """What the agents' shell shows: `agent_navigation`, `organisation`, `organisations`, `organisation_switch_url`.

    Each is worked out only when a template asks for it, so that public pages pay nothing.
    """
    return {
        "agent_navigation": SimpleLazyObject(lambda: agent_navigation(actor_of(request), request.path)),
        "organisation": SimpleLazyObject(lambda: actor_of(request).organisation),
        "organisations": SimpleLazyObject(lambda: _choices(request)),
        "organisation_switch_url": SimpleLazyObject(lambda: reverse("organisations:switch")),
    }


def _choices(request: HttpRequest) -> list[dict[str, Any]]:
    current = actor_of(request).organisation_id
    return [
        {
            "id": membership.organisation_id,
            "name": membership.organisation.name,
            "current": membership.organisation_id == current,
        }
        for membership in memberships_of(request)
    ]
