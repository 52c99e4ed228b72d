# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page behind an invitation; no namespace, since the desk owns it."""

from django.urls import path

from parvis.kernel.organisations.views.invitation import invitation

urlpatterns = [path("<str:token>/", invitation, name="invitation")]
