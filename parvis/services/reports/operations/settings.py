# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the desk: categories, routing, templates, filters, forwarding targets, keys."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import shape

from parvis.kernel.audit.actors import Actor
from parvis.kernel.audit.operations import record
from parvis.kernel.audit.refusals import NotAllowed, NotFound, Problem, Reason, Refused, refuse
from parvis.kernel.organisations import queries as organisations
from parvis.services.reports import partners
from parvis.services.reports.manifest import CONFIGURE, READ
from parvis.services.reports.models import (
    ApiKey,
    Category,
    ForwardTarget,
    ResponseTemplate,
    RoutingRule,
    SavedFilter,
)
from parvis.services.reports.models.exchange import Scope
from parvis.services.reports.operations.input import clean_or_refuse
from parvis.services.reports.queries.exchange import needs_touch
from parvis.services.reports.rules.placeholders import unknown_placeholders
from parvis.services.reports.rules.routing import AreaKind
from parvis.services.reports.rules.states import State


@dataclass(frozen=True, kw_only=True)
class RuleDraft:
    """A routing rule as the page edits it; see `models.RoutingRule`."""

    team_id: int
    category_id: int | None = None
    area_kind: AreaKind | str = AreaKind.EVERYWHERE
    area_code: str = ""
    polygon: Mapping[str, Any] | None = None


def draft_rules(actor: Actor, rules: Sequence[RuleDraft]) -> list[RoutingRule]:
    """Unsaved rules in order, for saving or for trying on past reports.

    Raises:
        NotAllowed: the actor may not configure.
        Refused: a team or category of another organisation, or a wrong area; the field is `rule-<position>`.
    """
    house = _require(actor)
    teams = set(organisations.teams_for(house).values_list("pk", flat=True))
    categories = set(Category.objects.filter(organisation_id=house).values_list("pk", flat=True))
    problems: list[Problem] = []
    for position, rule in enumerate(rules):
        if rule.team_id not in teams:
            problems.append(Problem(f"rule-{position}", _("Choose a team of your organisation."), Reason.UNKNOWN))
        if rule.category_id is not None and rule.category_id not in categories:
            problems.append(Problem(f"rule-{position}", _("Choose a category of the list."), Reason.UNKNOWN))
        if not _area_is_right(rule):
            problems.append(Problem(f"rule-{position}", _("Choose or draw the area."), Reason.REQUIRED))
    if problems:
        raise Refused(*problems)
    return [_rule(house, position, rule) for position, rule in enumerate(rules)]


def save_routing(actor: Actor, *, rules: Sequence[RuleDraft]) -> list[RoutingRule]:
    """Replaces the whole list of the organisation's routing rules.

    Raises:
        NotAllowed: the actor may not configure.
        Refused: see `draft_rules`.
    """
    house = _require(actor)
    rows = draft_rules(actor, rules)
    with transaction.atomic():
        RoutingRule.objects.select_for_update().filter(organisation_id=house).order_by("pk").delete()
        for row in rows:
            row.save()
        record(actor, verb="reports.save_routing", detail={"rules": len(rows)})
    return rows


def save_template(
    actor: Actor,
    *,
    title: str,
    state: State | str,
    text_fr: str,
    text_en: str = "",
    category_id: int | None = None,
    position: int = 0,
    template_id: int | None = None,
) -> ResponseTemplate:
    """Makes or changes a response template.

    Raises:
        NotAllowed, NotFound: not the actor's to change.
        Refused: no text, or a placeholder that no report has.
    """
    _require(actor)
    unknown = [*unknown_placeholders(text_fr), *unknown_placeholders(text_en)]
    if unknown:
        raise refuse("text_fr", _("Unknown between braces: %s.") % ", ".join(unknown))
    row = _own(ResponseTemplate, actor, template_id)
    if category_id is not None and not Category.objects.filter(pk=category_id, organisation=row.organisation).exists():
        raise refuse("category_id", _("Choose a category of the list."), Reason.UNKNOWN)
    row.title = clean_or_refuse("title", title, 100)
    row.state, row.category_id, row.position = State(state), category_id, position
    row.text_fr = clean_or_refuse("text_fr", text_fr, 2_000)
    row.text_en = clean_or_refuse("text_en", text_en, 2_000, required=False)
    return _save(actor, row, "reports.save_template")


def remove_template(actor: Actor, *, template_id: int) -> None:
    """Takes a template out of the lists.

    Raises:
        NotAllowed, NotFound: not the actor's to change.
    """
    row = _own(ResponseTemplate, actor, template_id)
    row.active = False
    _save(actor, row, "reports.remove_template")


def save_filter(actor: Actor, *, name: str, parameters: Mapping[str, Any], shared: bool = False) -> SavedFilter:
    """Keeps a filter under a name, replacing the actor's own filter of that name.

    Raises:
        NotAllowed: the actor reads no reports.
        Refused: no name.
    """
    if not actor.can(READ) or actor.person is None or actor.organisation_id is None:
        raise NotAllowed(READ)
    row, _created = SavedFilter.objects.update_or_create(
        person=actor.person,
        organisation_id=actor.organisation_id,
        name=clean_or_refuse("name", name, 60),
        defaults={"parameters": dict(parameters), "shared": shared},
    )
    return row


def remove_filter(actor: Actor, *, filter_id: int) -> None:
    """Deletes one of the actor's own filters.

    Raises:
        NotFound: it is not theirs.
    """
    deleted, _per_model = SavedFilter.objects.filter(pk=filter_id, person_id=actor.person_id or 0).delete()
    if not deleted:
        raise NotFound("filter")


@dataclass(frozen=True, kw_only=True)
class TargetValues:
    """What a forwarding target holds; an empty `api_key` keeps the one that is there."""

    name: str
    kind: str
    email: str = ""
    endpoint: str = ""
    api_key: str = ""
    jurisdiction_id: str = ""
    codes: Mapping[str, str] | None = None
    default_code: str = ""
    active: bool = True


def save_forward_target(actor: Actor, *, values: TargetValues, target_id: int | None = None) -> ForwardTarget:
    """Makes or changes an organisation to which reports may be forwarded.

    Raises:
        NotAllowed, NotFound: not the actor's to change.
        Refused: an address is missing or wrong.
    """
    row = _own(ForwardTarget, actor, target_id)
    partners.require_sound(row, endpoint=values.endpoint, api_key=values.api_key)
    for name in ("name", "kind", "email", "endpoint", "jurisdiction_id", "default_code", "active"):
        setattr(row, name, getattr(values, name))
    row.api_key = values.api_key or row.api_key
    row.codes = dict(values.codes or {})
    return _save(actor, row, "reports.save_forward_target")


def create_api_key(
    actor: Actor, *, name: str, scopes: Sequence[Scope | str] = (Scope.SUBMIT,), per_hour: int = 200
) -> tuple[ApiKey, str]:
    """Makes a key for a client of the API. The key itself is shown this once: only its hash is kept.

    Raises:
        NotAllowed: the actor may not configure.
        Refused: no name, unknown scope.
    """
    house = _require(actor)
    if not set(scopes) <= set(Scope.values):
        raise refuse("scopes", _("This right is unknown."), Reason.UNKNOWN)
    secret = secrets.token_urlsafe(32)
    row = ApiKey(
        organisation_id=house,
        name=clean_or_refuse("name", name, 100),
        prefix=secret[:8],
        key_hash=key_hash(secret),
        scopes=[str(scope) for scope in scopes],
        per_hour=per_hour,
    )
    return _save(actor, row, "reports.create_api_key"), secret


def revoke_api_key(actor: Actor, *, key_id: int) -> None:
    """Ends a key at once.

    Raises:
        NotAllowed, NotFound: not the actor's to change.
    """
    row = _own(ApiKey, actor, key_id)
    row.active = False
    _save(actor, row, "reports.revoke_api_key")


def touch_key(key: ApiKey) -> None:
    """Notes that a key is in use, at most every ten minutes."""
    if needs_touch(key):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())


def key_hash(secret: str) -> str:
    """What is kept of a key; keys are long and random, so that a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _require(actor: Actor) -> int:
    """Key of the organisation that the actor may configure."""
    if not actor.can(CONFIGURE) or actor.organisation_id is None:
        raise NotAllowed(CONFIGURE)
    return actor.organisation_id


def _own[M: (ResponseTemplate, ForwardTarget, ApiKey)](model: type[M], actor: Actor, key: int | None) -> M:
    house = _require(actor)
    if key is None:
        return model(organisation_id=house)
    row = model.objects.filter(pk=key, organisation_id=house).first()
    if row is None:
        raise NotFound(model.__name__)
    return row


def _save[M: (ResponseTemplate, ForwardTarget, ApiKey)](actor: Actor, row: M, verb: str) -> M:
    try:
        row.full_clean(exclude=["organisation"])
    except ValidationError as error:
        raise Refused(
            *(Problem(name, message) for name, messages in error.message_dict.items() for message in messages)
        ) from error
    with transaction.atomic():
        row.save()
        record(actor, verb=verb, target=row)
    return row


def _area_is_right(rule: RuleDraft) -> bool:
    kind = AreaKind(rule.area_kind)
    if kind is AreaKind.POLYGON:
        try:
            area = shape(dict(rule.polygon or {}))
            return bool(area.is_valid) and not area.is_empty
        except (ShapelyError, AttributeError, KeyError, TypeError, ValueError):
            return False
    return kind is AreaKind.EVERYWHERE or bool(rule.area_code)


def _rule(organisation_id: int, position: int, rule: RuleDraft) -> RoutingRule:
    kind = AreaKind(rule.area_kind)
    by_code = kind in (AreaKind.COMMUNE, AreaKind.NEIGHBOURHOOD)
    return RoutingRule(
        organisation_id=organisation_id,
        position=position,
        category_id=rule.category_id,
        area_kind=kind,
        area_code=rule.area_code[:120] if by_code else "",
        polygon=dict(rule.polygon) if kind is AreaKind.POLYGON and rule.polygon else None,
        team_id=rule.team_id,
    )
