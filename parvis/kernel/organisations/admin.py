# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look-up of organisations, teams and members for the IT team."""

from __future__ import annotations

from django.contrib import admin

from parvis.kernel.audit.admin import LookUpAdmin
from parvis.kernel.organisations.models import Membership, Organisation, Team


@admin.register(Organisation)
class OrganisationAdmin(LookUpAdmin):
    """Who takes part in the platform."""

    list_display = ("name", "kind", "parent", "insee_code", "siret", "active")
    list_filter = ("kind", "active")
    search_fields = ("name", "insee_code", "siret")
    exclude = ("area",)


@admin.register(Team)
class TeamAdmin(LookUpAdmin):
    """Teams of all organisations."""

    list_display = ("name", "organisation", "email", "active")
    list_filter = ("active",)
    search_fields = ("name", "organisation__name")


@admin.register(Membership)
class MembershipAdmin(LookUpAdmin):
    """Who works where, as what."""

    list_display = ("person", "organisation", "role", "since")
    list_filter = ("role",)
    search_fields = ("person__email", "person__full_name", "organisation__name")
