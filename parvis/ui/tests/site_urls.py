# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site for the tests: the shell, a page that crashes, and a form that counts once per client key."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

FORM = """
<!doctype html><html lang="fr"><head><title>Signaler</title><link rel="stylesheet" href="/static/parvis/app.css">
<script type="module" src="/static/parvis/app.js"></script></head>
<body data-text-offline="Hors ligne"><main>
<form method="post" action="/sent/" enctype="multipart/form-data"
 data-offline data-draft="test" data-text-queued="Gardé">
<label for="w">Quoi</label><textarea id="w" name="what"></textarea>
<label for="p">Photo</label><input id="p" type="file" name="photo"><button>Envoyer</button></form></main>
<div id="toasts"></div></body></html>
"""

# Key -> (text, bytes of the photo); what the tests read.
RECEIVED: dict[str, tuple[str, bytes]] = {}
ANSWER = {"reachable": True}


def broken(_request: HttpRequest) -> HttpResponse:
    """Fails always."""
    raise RuntimeError("broken on purpose")


def form(_request: HttpRequest) -> HttpResponse:
    """A form that may be written without network."""
    return HttpResponse(FORM)


@csrf_exempt
def sent(request: HttpRequest) -> HttpResponse:
    """Counts a form once per key; 503 stands for a server out of reach."""
    if not ANSWER["reachable"]:
        return HttpResponse(status=503)
    if not request.POST["what"]:
        return HttpResponse("<!doctype html><title>non</title><h1>Il manque un mot</h1>", status=422)
    photo = request.FILES["photo"]
    RECEIVED[request.POST["client_key"]] = (request.POST["what"], photo.read())
    return HttpResponseRedirect("/done/")


def done(_request: HttpRequest) -> HttpResponse:
    """The receipt."""
    return HttpResponse("<!doctype html><title>ok</title><h1>Merci</h1>")


urlpatterns = [
    path("broken/", broken),
    path("form/", form),
    path("sent/", sent),
    path("done/", done),
    path("", include("parvis.ui.urls")),
]
handler500 = "parvis.ui.views.errors.server_error"
