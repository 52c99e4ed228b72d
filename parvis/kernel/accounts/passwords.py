# SPDX-License-Identifier: AGPL-3.0-or-later
"""Django's checks of a new password, in words that say what to do; named in `settings.AUTH_PASSWORD_VALIDATORS`."""

from __future__ import annotations

from django.contrib.auth import password_validation as django_checks
from django.utils.translation import gettext as _


class NotAboutMe(django_checks.UserAttributeSimilarityValidator):
    """Refuses one's own name or address."""

    def get_error_message(self) -> str:
        """What to do instead."""
        return _("This password resembles your name or your address. Choose other words.")


class LongEnough(django_checks.MinimumLengthValidator):
    """Refuses what is quickly tried out."""

    def get_error_message(self) -> str:
        """What to do instead."""
        return _("This password is too short. Type %(least)d characters at least.") % {"least": self.min_length}


class NotWellKnown(django_checks.CommonPasswordValidator):
    """Refuses what everybody tries first."""

    def get_error_message(self) -> str:
        """What to do instead."""
        return _("Too many people use this password. Choose three or four words in a row.")


class NotOnlyFigures(django_checks.NumericPasswordValidator):
    """Refuses dates and telephone numbers."""

    def get_error_message(self) -> str:
        """What to do instead."""
        return _("This password has figures only. Add letters.")
