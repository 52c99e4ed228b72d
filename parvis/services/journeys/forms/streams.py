# SPDX-License-Identifier: AGPL-3.0-or-later
"""The address of a stream of real time."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class StreamForm(forms.Form):
    """One address."""

    url = forms.URLField(
        label=_("Address of the GTFS-Realtime message"),
        help_text=_("Asked twice a minute. Trips, vehicles and alerts may come together or at an address each."),
        max_length=500,
        assume_scheme="https",
    )
