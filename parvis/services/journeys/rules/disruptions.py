# SPDX-License-Identifier: AGPL-3.0-or-later
"""Causes and effects of a disruption, as GTFS-Realtime names them; its states."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DisruptionState(TextChoices):
    """Where a disruption stands."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ENDED = "ended", _("Over")


class Cause(TextChoices):
    """Why; the values are the names of `Alert.Cause` in GTFS-Realtime 2.0."""

    UNKNOWN_CAUSE = "UNKNOWN_CAUSE", _("Cause unknown")
    TECHNICAL_PROBLEM = "TECHNICAL_PROBLEM", _("Technical problem")
    STRIKE = "STRIKE", _("Strike")
    DEMONSTRATION = "DEMONSTRATION", _("Demonstration")
    ACCIDENT = "ACCIDENT", _("Accident")
    HOLIDAY = "HOLIDAY", _("Holiday")
    WEATHER = "WEATHER", _("Weather")
    MAINTENANCE = "MAINTENANCE", _("Maintenance")
    CONSTRUCTION = "CONSTRUCTION", _("Works")
    POLICE_ACTIVITY = "POLICE_ACTIVITY", _("Police operation")
    MEDICAL_EMERGENCY = "MEDICAL_EMERGENCY", _("Medical emergency")
    OTHER_CAUSE = "OTHER_CAUSE", _("Another cause")


class Effect(TextChoices):
    """What it does to travellers; the values are the names of `Alert.Effect` in GTFS-Realtime 2.0."""

    NO_SERVICE = "NO_SERVICE", _("No service")
    REDUCED_SERVICE = "REDUCED_SERVICE", _("Fewer departures")
    SIGNIFICANT_DELAYS = "SIGNIFICANT_DELAYS", _("Large delays")
    DETOUR = "DETOUR", _("Detour")
    ADDITIONAL_SERVICE = "ADDITIONAL_SERVICE", _("More departures")
    MODIFIED_SERVICE = "MODIFIED_SERVICE", _("Changed service")
    STOP_MOVED = "STOP_MOVED", _("Stop moved")
    ACCESSIBILITY_ISSUE = "ACCESSIBILITY_ISSUE", _("Access for wheelchairs")
    OTHER_EFFECT = "OTHER_EFFECT", _("Something else")


class Severity(StrEnum):
    """How loudly it is told; the tones of the kit."""

    INFO = "info"
    WARNING = "warn"
    SEVERE = "danger"


SEVERITY: dict[str, Severity] = {
    Effect.NO_SERVICE: Severity.SEVERE,
    Effect.SIGNIFICANT_DELAYS: Severity.WARNING,
    Effect.REDUCED_SERVICE: Severity.WARNING,
    Effect.DETOUR: Severity.WARNING,
    Effect.STOP_MOVED: Severity.WARNING,
    Effect.ACCESSIBILITY_ISSUE: Severity.WARNING,
}


def severity(effect: str) -> Severity:
    """How loudly an effect is told."""
    return SEVERITY.get(effect, Severity.INFO)
