# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look-up of people for the IT team. Changes are made where operations check and record them."""

from __future__ import annotations

from allauth.account.decorators import secure_admin_login
from django.contrib import admin

from parvis.kernel.accounts.models import Person
from parvis.kernel.audit.admin import LookUpAdmin

# Django's own login form knows neither our limits nor the second factor: the admin takes the portal's instead.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


@admin.register(Person)
class PersonAdmin(LookUpAdmin):
    """Who has an account."""

    list_display = ("email", "full_name", "is_active", "is_staff", "created_at", "erased_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "full_name")
    exclude = ("password", "groups", "user_permissions")
