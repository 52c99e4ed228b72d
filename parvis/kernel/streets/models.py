# SPDX-License-Identifier: AGPL-3.0-or-later
"""Which road network is in force. The network itself is files in `VAR_DIR/streets/<stamp>/`."""

from __future__ import annotations

from django.db import models


class Network(models.Model):
    """One imported network: complete on disk before its row is written; one row at most is `current`."""

    stamp = models.CharField(max_length=40, unique=True)
    content_hash = models.CharField(max_length=64)
    current = models.BooleanField(default=False)
    generated = models.BooleanField(default=False)
    """True for a generated town: its map must not name OpenStreetMap's contributors."""
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["current"], condition=models.Q(current=True), name="one_current_network")
        ]

    def __str__(self) -> str:
        return self.stamp
