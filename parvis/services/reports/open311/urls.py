# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2 addresses: the format is the suffix, `json` or `xml`."""

from __future__ import annotations

from django.urls import re_path

from parvis.services.reports.open311 import views

app_name = "open311"
_FORM = r"\.(?P<form>json|xml)$"
urlpatterns = [
    re_path(r"^discovery" + _FORM, views.discovery, name="discovery"),
    re_path(r"^services" + _FORM, views.service_list, name="services"),
    re_path(r"^services/(?P<code>[-\w]{1,60})" + _FORM, views.service_definition, name="service"),
    re_path(r"^requests" + _FORM, views.request_list, name="requests"),
    re_path(r"^requests/(?P<reference>[-\w]{1,40})" + _FORM, views.one_request, name="request"),
    re_path(r"^tokens/(?P<token>[-\w]{1,40})" + _FORM, views.token, name="token"),
]
