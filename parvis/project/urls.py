# SPDX-License-Identifier: AGPL-3.0-or-later
"""All addresses, composed from the manifests: closed and absent services have none."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from parvis.kernel.registry import manifests
from parvis.project.api import api
from parvis.project.home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("parvis.project.pages.urls")),
    path("", include("parvis.ui.urls")),
    path("api/", api.urls),
    path("it/", admin.site.urls),
    *(path(mount.prefix, include(mount.module)) for manifest in manifests() for mount in manifest.mounts),
]

handler400 = "parvis.ui.views.errors.bad_request"
handler403 = "parvis.ui.views.errors.forbidden"
handler404 = "parvis.ui.views.errors.not_found"
handler500 = "parvis.ui.views.errors.server_error"
