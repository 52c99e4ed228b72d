# SPDX-License-Identifier: AGPL-3.0-or-later
"""Addresses: people’s messages, links in messages, the IT team’s page."""

from django.urls import path

from parvis.kernel.notifications.views import choices, inbox, outbox

app_name = "notifications"
urlpatterns = [
    path("me/messages/", inbox.inbox, name="inbox"),
    path("me/messages/lus/", inbox.mark_read, name="mark-read"),
    path("me/messages/<int:message_id>/", inbox.message, name="message"),
    path("me/messages/navigateur/", choices.browser, name="browser"),
    path("messages/desinscription/<str:token>", choices.unsubscribe, name="unsubscribe"),
    path("agents/it/messages/", outbox.outbox, name="outbox"),
    path("agents/it/messages/<uuid:message_id>/", outbox.act, name="outbox-act"),
]
