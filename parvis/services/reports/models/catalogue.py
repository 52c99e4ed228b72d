# SPDX-License-Identifier: AGPL-3.0-or-later
"""What may be reported: groups and their categories."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.reports.rules.publication import Priority, Publication


@tracked()
class Category(models.Model):
    """A category, or a group of categories when it has no `parent`.

    Two levels only. `questions` and `notices` are read by `rules.questions`. `keywords` are the words
    by which people look for it (“lampadaire”), separated by commas.
    """

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation in charge"),
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("group")
    )
    code = models.SlugField(_("service code"), max_length=60, unique=True)
    name_fr = models.CharField(_("name in French"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    description_fr = models.CharField(_("description in French"), max_length=300, blank=True)
    description_en = models.CharField(_("description in English"), max_length=300, blank=True)
    keywords = models.CharField(_("keywords"), max_length=500, blank=True)
    icon = models.CharField(_("icon"), max_length=40, default="circle-alert")
    publication = models.CharField(_("publication"), max_length=8, choices=Publication, default=Publication.PUBLIC)
    questions = models.JSONField(_("questions"), default=list, blank=True)
    notices = models.JSONField(_("notices"), default=list, blank=True)
    priority = models.SmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    working_days = models.PositiveSmallIntegerField(_("working days to treat"), default=10)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=models.F("id")), name="category_not_its_own_group"),
        ]

    def __str__(self) -> str:
        return self.name_fr

    def name(self, language: str) -> str:
        """The name in that language, else in French."""
        return (self.name_en if language == "en" else "") or self.name_fr

    def description(self, language: str) -> str:
        """The description in that language, else in French."""
        return (self.description_en if language == "en" else "") or self.description_fr
