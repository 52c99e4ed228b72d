# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tools of the agents' desk: templates, routing, saved filters, acts on many reports at once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.reports.models.catalogue import Category
from parvis.services.reports.models.report import STATE_CHOICES
from parvis.services.reports.rules.routing import AreaKind

AREA_CHOICES = [
    (AreaKind.EVERYWHERE.value, _("Everywhere")),
    (AreaKind.COMMUNE.value, _("Commune")),
    (AreaKind.NEIGHBOURHOOD.value, _("Neighbourhood")),
    (AreaKind.POLYGON.value, _("Drawn area")),
]


@tracked()
class ResponseTemplate(models.Model):
    """A text ready for a state and, if given, a category; `rules.placeholders` lists what braces may name."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=100)
    state = models.CharField(_("state"), max_length=12, choices=STATE_CHOICES)
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text_fr = models.TextField(_("text in French"), max_length=2000)
    text_en = models.TextField(_("text in English"), max_length=2000, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("response template")


@tracked()
class RoutingRule(models.Model):
    """Category × area → team; the first in `position` that fits decides. `polygon` is a GeoJSON geometry."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("order"))
    category = models.ForeignKey(Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    area_kind = models.CharField(_("area"), max_length=13, choices=AREA_CHOICES, default=AreaKind.EVERYWHERE)
    area_code = models.CharField(max_length=120, blank=True)
    polygon = models.JSONField(null=True, blank=True)
    team = models.ForeignKey("organisations.Team", on_delete=models.PROTECT, related_name="+", verbose_name=_("team"))

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("routing rule")


class SavedFilter(models.Model):
    """An agent's own queue: the query string of a filter under a name; `shared` ones serve the whole organisation."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=60)
    parameters = models.JSONField(default=dict)
    shared = models.BooleanField(_("shared"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "organisation", "name"], name="filter_name_once")
        ]


class BulkAct(models.Model):
    """One act on many reports, which can be taken back for ten minutes.

    `before` holds, per report, the values that the act replaced and the version that it left:
    `[{"report": 12, "version": 5, "values": {"state": "reported", …}, "event": 99}]`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    before = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="bulk_act_at")]
