# SPDX-License-Identifier: AGPL-3.0-or-later
"""The report and the counter of references."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.kernel.audit.tracking import tracked
from parvis.services.reports.models.catalogue import Category
from parvis.services.reports.rules.publication import Channel, HeldFor, Priority, Proof, Visibility
from parvis.services.reports.rules.states import CLOSED, OPEN, WORDINGS, State

STATE_CHOICES = [(state.value, WORDINGS[state].label) for state in State]
ACCENTS = "àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ"
PLAIN = "aaaaaaceeeeiiiinooooouuuuyyoa"
"""`translate` maps one character to one: œ and æ lose their second letter, in the index and in queries alike."""


class FrenchText(Func):
    """`to_tsvector` for French, deaf to case and accents, over the concatenation of its arguments."""

    template = f"to_tsvector('french'::regconfig, translate(lower(%(expressions)s), '{ACCENTS}', '{PLAIN}'))"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


class ReferenceCounter(models.Model):
    """The last number given out in a year; its row is locked while one is taken, so that none is lost or doubled."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


_OPEN = Q(state__in=sorted(OPEN))
_PUBLIC = Q(visibility=Visibility.PUBLIC)


_NOT_KEPT = (
    "description",
    "reporter",
    "reporter_name",
    "reporter_email",
    "reporter_phone",
    "address_hash",
    "client_key",
    "search",
)
"""What the history must not copy: it would outlive an erasure. Derived values neither."""


@tracked(exclude=_NOT_KEPT)
class Report(models.Model):
    """Something wrong at a place, told by somebody.

    `uuid` names it where its reference may not be guessed from. `version` grows with each change:
    an act on an older version is refused. `h3_7`, `h3_9`, `h3_11` are the H3 cells of the place at
    these resolutions. The address hash serves rate limits and goes after a week; the reporter's
    details go when the report is made anonymous (`anonymised_at`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    client_key = models.CharField(max_length=80, null=True, blank=True, unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="reports", verbose_name=_("category"))
    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation in charge"),
    )
    description = models.TextField(_("description"), max_length=4000, blank=True)
    language = models.CharField(_("language"), max_length=8, default="fr")

    longitude = models.FloatField(_("longitude"))
    latitude = models.FloatField(_("latitude"))
    h3_7 = models.BigIntegerField()
    h3_9 = models.BigIntegerField()
    h3_11 = models.BigIntegerField()
    address = models.CharField(_("address"), max_length=200, blank=True)
    commune = models.CharField(_("INSEE code of the commune"), max_length=5, blank=True)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=120, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=STATE_CHOICES, default=State.REPORTED)
    visibility = models.CharField(_("visibility"), max_length=8, choices=Visibility)
    held_for = models.CharField(max_length=5, choices=HeldFor, blank=True, default=HeldFor.NOTHING)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    priority = models.SmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    version = models.PositiveIntegerField(default=1)

    reporter = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reporter_name = models.CharField(_("name"), max_length=120, blank=True)
    reporter_email = models.EmailField(_("e-mail"), blank=True)
    reporter_phone = models.CharField(_("telephone"), max_length=20, blank=True)
    proof = models.CharField(max_length=10, choices=Proof, default=Proof.NONE)
    address_hash = models.CharField(max_length=64, blank=True)
    api_key = models.ForeignKey("ApiKey", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    team = models.ForeignKey(
        "organisations.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    routed_team = models.ForeignKey(
        "organisations.Team", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agent")
    )
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    supporters = models.PositiveIntegerField(_("people concerned"), default=0)

    created_at = models.DateTimeField(_("reported"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)
    due_at = models.DateTimeField(_("due"))
    promised_on = models.DateField(_("promised date"), null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    anonymised_at = models.DateTimeField(null=True, blank=True)
    search = models.GeneratedField(
        expression=FrenchText(F("reference"), F("address"), F("description")),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="report_on_earth",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="report_not_merged_into_itself"),
            models.CheckConstraint(
                condition=Q(state=State.DUPLICATE) | Q(merged_into__isnull=True), name="report_merged_is_duplicate"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=sorted(CLOSED)) & Q(closed_at__isnull=False))
                | (_OPEN & Q(closed_at__isnull=True)),
                name="report_closed_has_date",
            ),
        ]
        indexes: ClassVar = [
            # The public map: cells of the viewport, then the filters, all from the index.
            models.Index(
                fields=["h3_7"],
                include=["created_at", "state", "category", "h3_9", "h3_11"],
                name="report_public_7",
                condition=_PUBLIC,
            ),
            models.Index(
                fields=["h3_9"],
                include=["created_at", "state", "category", "h3_7", "h3_11"],
                name="report_public_9",
                condition=_PUBLIC,
            ),
            models.Index(fields=["-created_at", "-id"], name="report_public_newest", condition=_PUBLIC),
            models.Index(fields=["updated_at"], name="report_public_updated", condition=_PUBLIC),
            # The figures of the public pages, from the index alone.
            models.Index(
                fields=["state", "closed_at"], include=["created_at"], name="report_public_state", condition=_PUBLIC
            ),
            models.Index(fields=["h3_11"], include=["category"], name="report_open_11", condition=_OPEN),
            # The desk: open reports of an organisation by due date, and all by age.
            models.Index(
                fields=["organisation", "due_at", "id"],
                include=["state", "team", "assignee", "category", "priority"],
                name="report_desk_open",
                condition=_OPEN,
            ),
            models.Index(fields=["organisation", "-created_at", "-id"], name="report_desk_newest"),
            models.Index(fields=["created_at"], name="report_created"),
            models.Index(fields=["organisation", "created_at"], name="report_held", condition=~Q(held_for="")),
            models.Index(
                fields=["category", "closed_at"], name="report_by_category", condition=Q(closed_at__isnull=False)
            ),
            models.Index(
                fields=["reporter", "-created_at"], name="report_reporter", condition=Q(reporter__isnull=False)
            ),
            models.Index(
                fields=["reporter_phone", "-created_at"], name="report_phone", condition=~Q(reporter_phone="")
            ),
            models.Index(
                fields=["reporter_email", "-created_at"], name="report_email", condition=~Q(reporter_email="")
            ),
            models.Index(
                fields=["address_hash", "created_at"], name="report_address_hash", condition=~Q(address_hash="")
            ),
            GinIndex(fields=["search"], name="report_search"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def group_id(self) -> int | None:
        """Key of the group of its category (`rules.routing.Facts`)."""
        return self.category.parent_id
