# SPDX-License-Identifier: AGPL-3.0-or-later
"""Who sees a report, how it came in, what is known of its author; and what a new report is allowed to be."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Priority(IntegerChoices):
    """How soon a report must be looked at; a larger number goes first."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


class Publication(TextChoices):
    """Who sees the reports of a category."""

    PUBLIC = "public", _("Public at once")
    CHECKED = "checked", _("Public once an agent has read it")
    PRIVATE = "private", _("Never public")


class Visibility(TextChoices):
    """Who may see a report. Only `PUBLIC` ones are ever shown to everybody."""

    PUBLIC = "public", _("Public")
    PRIVATE = "private", _("Private category")
    HELD = "held", _("Waiting for a check or for the e-mail to be confirmed")
    HIDDEN = "hidden", _("Hidden by a moderator")


class HeldFor(TextChoices):
    """What a held report waits for."""

    NOTHING = "", ""
    PROOF = "proof", _("The e-mail to be confirmed")
    CHECK = "check", _("An agent to read it")
    SPAM = "spam", _("A moderator: it looks like spam")


class Channel(TextChoices):
    """How a report came in."""

    WEB = "web", _("Web")
    OFFLINE = "offline", _("Web, written offline")
    PHONE = "phone", _("Telephone")
    OPEN311 = "open311", _("Other application (Open311)")
    SENSOR = "sensor", _("Sensor")


class Proof(TextChoices):
    """What is known of the reporter's address."""

    NONE = "none", _("None")
    PENDING = "pending", _("E-mail not confirmed yet")
    CONFIRMED = "confirmed", _("E-mail confirmed")
    PERSON = "person", _("Signed in")
    AGENT = "agent", _("Told to an agent")


def first_visibility(
    publication: str, *, suspicious: bool, awaits_proof: bool, by_agent: bool
) -> tuple[Visibility, HeldFor]:
    """Where a new report starts, and what it waits for.

    Args:
        publication: that of the category.
        suspicious: a trap for robots was touched.
        awaits_proof: the e-mail must be confirmed before anybody sees the report.
        by_agent: an agent typed it, who has read it by doing so.
    """
    waits = (
        HeldFor.SPAM
        if suspicious
        else HeldFor.PROOF
        if awaits_proof
        else HeldFor.CHECK
        if publication == Publication.CHECKED and not by_agent
        else HeldFor.NOTHING
    )
    if publication == Publication.PRIVATE:
        return Visibility.PRIVATE, HeldFor.SPAM if suspicious else HeldFor.NOTHING
    return (Visibility.HELD if waits else Visibility.PUBLIC), waits


def needs_proof(policy: str, *, trusted: bool, anonymous_last_hour: int, flood_per_hour: int) -> bool:
    """True when a new report waits until its author has confirmed an e-mail address.

    Args:
        policy: setting `proof`: never, flood or always.
        trusted: signed in, typed by an agent, or sent with a key.
        anonymous_last_hour: anonymous reports in the last hour, over the whole town.
        flood_per_hour: from how many on it is a flood.
    """
    if trusted or policy == "never":
        return False
    return policy == "always" or anonymous_last_hour >= flood_per_hour
