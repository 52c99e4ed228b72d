# SPDX-License-Identifier: AGPL-3.0-or-later
"""What belongs to a report: photos, answers, people who follow, timeline, notes."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parvis.services.reports.models.report import STATE_CHOICES, Report


class ReportPhoto(models.Model):
    """A photo of a report. A stored file belongs to one report only."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="photos")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    from_agent = models.BooleanField(default=False)
    public = models.BooleanField(default=True)
    redacted_at = models.DateTimeField(null=True, blank=True)
    redacted_by = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["position", "id"]
        verbose_name = _("photo")


class Answer(models.Model):
    """The answer to one question of the category, with the question as it was put."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=40)
    label = models.CharField(max_length=200)
    values = models.JSONField(default=list)
    texts = models.JSONField(default=list)
    """What the person read for each value."""

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "question"], name="answer_once_per_question")
        ]


class Follower(models.Model):
    """Somebody who told the report, or who said “me too”.

    `voter_key` is a keyed hash of what the person is known by (account, e-mail, telephone, else
    network address): one “me too” each. Messages go only to those with `confirmed_at`, and stop with
    `stopped_at`. The link that lets somebody follow is signed from `id`; it is kept nowhere.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="followers")
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=8, default="fr")
    is_reporter = models.BooleanField(default=False)
    from_report = models.ForeignKey(Report, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    """The duplicate from which the follower came here."""
    voter_key = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "voter_key"], name="follower_once_per_report"),
            models.UniqueConstraint(fields=["report"], condition=Q(is_reporter=True), name="follower_one_reporter"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="follower_person", condition=Q(person__isnull=False)),
            models.Index(fields=["email"], name="follower_email", condition=~Q(email="")),
        ]


class EventKind(models.TextChoices):
    """What a line of the timeline tells."""

    SUBMITTED = "submitted", _("Reported")
    PUBLISHED = "published", _("Published")
    STATE = "state", _("State")
    PROMISE = "promise", _("Promised date")
    ASSIGNED = "assigned", _("Assigned")
    MESSAGE = "message", _("Message")
    REPLY = "reply", _("Answer of the person who reported")
    EDITED = "edited", _("Corrected")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    FORWARDED = "forwarded", _("Forwarded")
    MODERATED = "moderated", _("Moderated")
    UNDONE = "undone", _("Undone")


class Audience(models.TextChoices):
    """Who reads a line of the timeline."""

    PUBLIC = "public", _("Everybody")
    REPORTER = "reporter", _("The person who reported")
    INTERNAL = "internal", _("Agents")


class Event(models.Model):
    """A line of the timeline. A line taken back by an undo stays, marked `retracted`, and is no longer shown."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=EventKind)
    audience = models.CharField(max_length=8, choices=Audience)
    source = models.CharField(max_length=12, choices=STATE_CHOICES, blank=True)
    target = models.CharField(max_length=12, choices=STATE_CHOICES, blank=True)
    text = models.TextField(blank=True)
    author = models.CharField(max_length=200, blank=True)
    """The agent or system as agents see it; the public reads the organisation's name."""
    person_id = models.BigIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField()
    """The report's version after it."""
    retracted = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["report", "at", "id"], name="event_of_report")]


class Note(models.Model):
    """A note between agents; never shown to the public, never sent."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, null=True, related_name="+")
    author_label = models.CharField(max_length=200)
    text = models.TextField(max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "id"]
