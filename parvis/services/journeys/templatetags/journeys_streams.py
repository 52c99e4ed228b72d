# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the desk says of a stream of real time: whether it comes, since when, and what is wrong."""

from __future__ import annotations

from datetime import timedelta

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from parvis.engines.timetable.realtime import STALE_S
from parvis.services.journeys.models import Stream
from parvis.services.journeys.templatetags.journeys_public import in_words
from parvis.ui.components.blocks import status_tag

register = template.Library()

_MINUTE = timedelta(minutes=1)
_PROBLEMS: dict[str, Promise] = {
    "not a public host": gettext_lazy("This address does not lead to a public server."),
    "not a web address": gettext_lazy("This address does not lead to a public server."),
    "not a GTFS": gettext_lazy("What the server sends is no GTFS-Realtime message."),
    "the message does not say": gettext_lazy("The message does not say when it was made."),
    "the message tells only": gettext_lazy("The message tells only what has changed; the whole state is needed."),
    "no timetable": gettext_lazy("No file of this timetable is in force."),
}


@register.simple_tag
def stream_tag(stream: Stream) -> SafeString:
    """ "Comes", "Does not come any more", "Waiting for the first message"."""
    if stream.failures:
        return status_tag(_("Broken"), "danger", "circle-alert")
    if not hasattr(stream, "message"):
        return status_tag(_("Waiting for the first message"), "muted", "clock")
    if timezone.now() - stream.message.made_at > timedelta(seconds=STALE_S):
        return status_tag(_("Does not come any more"), "danger", "circle-alert")
    return status_tag(pgettext("real time", "Received"), "ok", "check")


@register.simple_tag
def stream_age(stream: Stream) -> str:
    """How old the last good message is, and what is in it."""
    if not hasattr(stream, "message"):
        return ""
    counts = {name: int(stream.message.counts.get(name, 0)) for name in ("trips", "vehicles", "alerts")}
    minutes = (timezone.now() - stream.message.made_at) // _MINUTE
    age = _("less than a minute old") if minutes < 1 else _("{age} old").format(age=in_words(minutes))
    said = _("Last good message: {age}; trips: {trips}, vehicles: {vehicles}, alerts: {alerts}.")
    return said.format(age=age, **counts)


@register.simple_tag
def stream_problem(stream: Stream) -> str:
    """What is wrong, in words for who runs the timetables; nothing where all is well."""
    said = stream.result
    if not stream.failures:
        return ""
    if said.startswith("HTTP "):
        return _("The server answers with the error {code}.").format(code=said.removeprefix("HTTP "))
    if said.startswith("the message was made"):
        return _("The message is more than five minutes old when it comes: the server or its clock stands still.")
    for beginning, words in _PROBLEMS.items():
        if said.startswith(beginning):
            return str(words)
    return _("The server does not answer as it should ({detail}).").format(detail=said)
