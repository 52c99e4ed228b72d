# SPDX-License-Identifier: AGPL-3.0-or-later
"""The period of the figures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_USUAL = 90


class PeriodForm(forms.Form):
    """The last days to look at."""

    jours = forms.TypedChoiceField(
        label=_("Period"),
        required=False,
        coerce=int,
        choices=[("30", _("30 days")), ("90", _("90 days")), ("365", _("One year"))],
    )

    def __init__(self, data: Any) -> None:
        given = data.copy()
        given.setdefault("jours", str(_USUAL))
        super().__init__(given)
        self.is_valid()
        self.days: int = self.cleaned_data.get("jours") or _USUAL

    @property
    def since(self) -> datetime:
        """Where the period begins."""
        return timezone.now() - timedelta(days=self.days)
