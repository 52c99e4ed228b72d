# SPDX-License-Identifier: AGPL-3.0-or-later
"""What those who configure the desk read: all of it, what is out of use included."""

from __future__ import annotations

from django.db.models import QuerySet

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.refusals import NotAllowed, NotFound
from parvis.services.reports.manifest import CONFIGURE
from parvis.services.reports.models import ApiKey, Category, ForwardTarget, ResponseTemplate
from parvis.services.reports.queries.categories import Group


def all_categories(actor: Actor) -> list[Group]:
    """Groups with their categories, in order; a category without group is a group without categories.

    Raises:
        NotAllowed: the actor may not configure.
    """
    rows = list(Category.objects.filter(organisation_id=_organisation(actor)).order_by("position", "pk"))
    tops = [row for row in rows if row.parent_id is None]
    return [Group(top, tuple(row for row in rows if row.parent_id == top.pk)) for top in tops]


def category_of(actor: Actor, category_id: int) -> Category:
    """The organisation's category or group with that key.

    Raises:
        NotAllowed, NotFound: not the actor's to configure.
    """
    return _one(Category.objects.filter(organisation_id=_organisation(actor)), category_id)


def all_templates(actor: Actor) -> list[ResponseTemplate]:
    """The organisation's response templates in use, by state.

    Raises:
        NotAllowed: the actor may not configure.
    """
    rows = ResponseTemplate.objects.select_related("category").filter(organisation_id=_organisation(actor), active=True)
    return list(rows.order_by("state", "position", "pk"))


def template_of(actor: Actor, template_id: int) -> ResponseTemplate:
    """The organisation's response template with that key.

    Raises:
        NotAllowed, NotFound: not the actor's to configure.
    """
    return _one(ResponseTemplate.objects.filter(organisation_id=_organisation(actor)), template_id)


def all_targets(actor: Actor) -> list[ForwardTarget]:
    """The organisation's forwarding targets, those out of use included.

    Raises:
        NotAllowed: the actor may not configure.
    """
    rows = ForwardTarget.objects.filter(organisation_id=_organisation(actor))
    return list(rows.order_by("-active", "name", "pk"))


def target_of(actor: Actor, target_id: int) -> ForwardTarget:
    """The organisation's forwarding target with that key.

    Raises:
        NotAllowed, NotFound: not the actor's to configure.
    """
    return _one(ForwardTarget.objects.filter(organisation_id=_organisation(actor)), target_id)


def all_keys(actor: Actor) -> list[ApiKey]:
    """The organisation's API keys, those revoked last.

    Raises:
        NotAllowed: the actor may not configure.
    """
    return list(ApiKey.objects.filter(organisation_id=_organisation(actor)).order_by("-active", "name", "pk"))


def _organisation(actor: Actor) -> int:
    if not actor.can(CONFIGURE) or actor.organisation_id is None:
        raise NotAllowed(CONFIGURE)
    return actor.organisation_id


def _one[M: (Category, ResponseTemplate, ForwardTarget)](rows: QuerySet[M], key: int) -> M:
    row = rows.filter(pk=key).first()
    if row is None:
        raise NotFound(str(key))
    return row
