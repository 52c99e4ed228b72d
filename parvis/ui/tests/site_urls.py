# SPDX-License-Identifier: AGPL-3.0-or-later
"""A site for the tests: the shell, one page of each layout, and a form that counts once per client key."""

from __future__ import annotations

from itertools import count

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from parvis.ui.context import Way
from parvis.ui.gallery.forms import SampleForm
from parvis.ui.maps import MapView
from parvis.ui.offline import kept_offline
from parvis.ui.views import errors

FORM = """
<!doctype html><html lang="fr"><head><title>Signaler</title><link rel="stylesheet" href="/static/parvis/app.css">
<script type="module" src="/static/parvis/app.js"></script></head>
<body data-text-offline="Hors ligne" data-text-sent-later="Envoyé" data-text-see="Voir"><main>
<form method="post" action="/sent/" enctype="multipart/form-data"
 data-offline data-draft="test" data-text-queued="Gardé">
<label for="w">Quoi</label><textarea id="w" name="what"></textarea>
<label for="p">Photo</label><input id="p" type="file" name="photo"><button>Envoyer</button></form></main>
<div id="toasts"></div></body></html>
"""

SERVICE = """
{% extends "ui/service.html" %}{% load ui %}{% block title_text %}Signalements{% endblock %}
{% block service_eyebrow %}<p class="eyebrow">Mon cadre de vie</p>{% endblock %}
{% block service_title %}Signaler un problème{% endblock %}
{% block service_lead %}Un lampadaire éteint, un trou, un dépôt sauvage.{% endblock %}
{% block service_act %}{% button "Signaler" url="/step/" icon="camera" size="large" %}
{% button "Voir la carte" url="#" kind="secondary" icon="map" size="large" %}{% endblock %}
{% block content %}<section class="section">
<div class="section-title"><h2>Près de chez vous</h2><a href="#">Tout voir</a></div>
<ul class="list-rows"><li><p class="row-title"><a href="#a">Lampadaire éteint</a></p>
<p class="row-meta">{% status_tag "En cours" tone="progress" %}<span>rue du Moulin · 350 m</span></p></li>
<li><p class="row-title"><a href="#b">Trou dans la chaussée</a></p>
<p class="row-meta">{% status_tag "Réparé" tone="ok" %}<span>avenue de la Gare · 1,2 km</span></p></li></ul>
</section>{% endblock %}
"""
STEP = """
{% extends "ui/step.html" %}{% load ui %}{% block title %}Que se passe-t-il ?{% endblock %}
{% block question %}
<h1>Que se passe-t-il ?</h1>{% field form.channel %}{% field form.text %}{% endblock %}
"""
KEPT = """
{% extends "ui/page.html" %}{% block title %}Gardé{% endblock %}
{% block content %}<h1>Formulaire gardé</h1>{% endblock %}
"""
CELLS = """
{% extends "ui/page.html" %}{% load ui %}{% block title %}Densité{% endblock %}
{% block content %}<h1>Densité</h1>{% map_with_list map %}{% endblock %}
"""
DESK = """
{% extends "ui/agents.html" %}{% load ui %}{% block title %}À traiter{% endblock %}
{% block content %}{% page_header "À traiter" lead="3 signalements" %}<div class="desk-panes"><form>
<label class="cluster"><input type="checkbox" class="form-check-input" data-select-all>Tout</label>
<ul class="queue" data-shortcuts>{% for i in rows %}<li><input type="checkbox" class="form-check-input" data-select
aria-label="Choisir {{ i }}"><div><p class="row-title"><a href="#case-{{ i }}">Cas {{ i }}</a></p>
<p class="row-meta">rue du Moulin</p></div>{% status_tag "En cours" tone="progress" %}</li>{% endfor %}</ul></form>
<p id="fresh" data-live="/events/">Vu {{ seen }} fois</p>
<a href="#taken" data-key="e">Prendre en charge</a></div>{% endblock %}
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


def _page(request: HttpRequest, source: str, **context: object) -> HttpResponse:
    return HttpResponse(engines["django"].from_string(source).render(context, request))


def service(request: HttpRequest) -> HttpResponse:
    """A service's first page."""
    return _page(request, SERVICE)


def step(request: HttpRequest) -> HttpResponse:
    """One question, refused when it was asked to be."""
    form = SampleForm({}) if "refused" in request.GET else SampleForm()
    return _page(request, STEP, form=form, step_current=2, step_total=4, back_url="/service/")


@kept_offline
def kept(request: HttpRequest) -> HttpResponse:
    """A page that a device may keep."""
    return _page(request, KEPT)


SEEN = count(1)


def desk(request: HttpRequest) -> HttpResponse:
    """The agents' side."""
    ways = [Way("À traiter", "/desk/", "inbox", 42, current=True, urgent=True), Way("Carte", "/service/", "map")]
    organisations = [{"id": 1, "name": "Ville", "current": True}, {"id": 2, "name": "Agglomération", "current": False}]
    context = {"agent_navigation": ways, "organisations": organisations, "rows": range(3), "seen": next(SEEN)}
    return _page(request, DESK, **context, organisation_switch_url="/sent/")


def cells(request: HttpRequest) -> HttpResponse:
    """A map of shaded cells that asks again as it moves."""
    view = MapView(
        label="Densité", features_url="/cells.json", bounds=(2.8, 46.5, 3, 46.7), by_viewport=True, layer="cells",
        open_at_once=True,
    )  # fmt: skip
    return _page(request, CELLS, map=view)


def cells_json(_request: HttpRequest) -> JsonResponse:
    """One cell."""
    ring = [[2.88, 46.58], [2.92, 46.58], [2.92, 46.62], [2.88, 46.58]]
    feature = {
        "type": "Feature",
        "id": "cell",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"id": "cell", "title": "Centre", "weight": 0.7},
    }
    return JsonResponse({"type": "FeatureCollection", "features": [feature]})


def events(_request: HttpRequest) -> HttpResponse:
    """One server-sent event, then nothing for a long while."""
    return HttpResponse("retry: 600000\ndata: changed\n\n", content_type="text/event-stream")


urlpatterns = [
    path("service/", service),
    path("kept/", kept),
    path("step/", step),
    path("desk/", desk),
    path("events/", events),
    path("cells/", cells),
    path("cells.json", cells_json),
    path("broken/", broken),
    path("wrong/", errors.bad_request),
    path("not-yours/", errors.forbidden),
    path("stale/", errors.csrf_failure),
    path("too-often/", errors.too_many_requests),
    path("out-of-order/", errors.server_error),
    path("form/", form),
    path("sent/", sent),
    path("done/", done),
    path("", include("parvis.ui.urls")),
]
handler500 = "parvis.ui.views.errors.server_error"
