# SPDX-License-Identifier: AGPL-3.0-or-later
"""The journal in Django's admin, to read."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from parvis.kernel.audit.models import Act


class LookUpAdmin(admin.ModelAdmin):
    """An admin page that shows and changes nothing, whatever the rights of who looks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Act)
class ActAdmin(LookUpAdmin):
    """Who did what, the newest first."""

    list_display = ("at", "actor_label", "verb", "target_type", "target_id", "request_id")
    list_filter = ("actor_kind", "verb")
    search_fields = ("=target_id", "=request_id", "verb")
    ordering = ("-at",)
    show_full_result_count = False
