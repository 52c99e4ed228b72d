# SPDX-License-Identifier: AGPL-3.0-or-later
"""Events of the last hour, for browsers that come back."""

from django.db import models
from django.db.models.functions import Now


class ClockTimestamp(Now):
    """`clock_timestamp()`: now itself, not the start of the transaction."""

    def as_postgresql(self, compiler, connection, **extra):  # type: ignore[no-untyped-def]
        """The SQL."""
        return self.as_sql(compiler, connection, template="clock_timestamp()", **extra)


class LiveEvent(models.Model):
    """One event on a channel. Kept for an hour."""

    channel = models.CharField(max_length=120)
    event = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        indexes = [
            models.Index(fields=["channel", "at"], name="live_channel"),
            models.Index(fields=["at"], name="live_at"),
        ]
