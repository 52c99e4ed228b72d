# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page behind a proof link."""

from django.urls import path

from parvis.kernel.accounts.views.proof import proof

urlpatterns = [path("<str:token>/", proof, name="proof")]
