# SPDX-License-Identifier: AGPL-3.0-or-later
"""Look-up of people for the IT team. Changes are made where operations check and record them."""

from __future__ import annotations

from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.mfa.models import Authenticator
from allauth.usersessions.admin import UserSessionAdmin
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group

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


class AddressLookUp(LookUpAdmin, EmailAddressAdmin):
    """Addresses of people. Marking one as confirmed by hand would hand its owner's reports to somebody else."""

    actions = None


class FactorLookUp(LookUpAdmin, AuthenticatorAdmin):
    """Who has which second factor, without its secret."""

    exclude = ("data",)


class SessionLookUp(LookUpAdmin, UserSessionAdmin):
    """Where people are signed in; the key of a session is never shown."""

    search_fields = ("user__email", "ip")
    fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")


class GroupLookUp(LookUpAdmin, GroupAdmin):
    """Django's groups, which the platform does not use: roles belong to organisations."""


for model, look_up in (
    (EmailAddress, AddressLookUp),
    (Authenticator, FactorLookUp),
    (UserSession, SessionLookUp),
    (Group, GroupLookUp),
):
    # Their own apps have registered them, for a page that changes things past the operations.
    admin.site.unregister(model)
    admin.site.register(model, look_up)
