# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2 over HTTP. Source: http://wiki.open311.org/GeoReport_v2/"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from parvis.kernel.audit.actors import Actor, client
from parvis.kernel.audit.refusals import Refused
from parvis.kernel.files.operations import store_all
from parvis.kernel.files.rules import FileRefused
from parvis.kernel.jobs import defer
from parvis.kernel.places.queries import search_addresses
from parvis.services.reports import operations
from parvis.services.reports.models import ApiKey
from parvis.services.reports.models.exchange import Scope
from parvis.services.reports.open311 import parse, render, requests, services
from parvis.services.reports.open311.errors import Open311Error, error, from_refusal
from parvis.services.reports.operations.settings import key_hash, touch_key
from parvis.services.reports.queries import exchange
from parvis.services.reports.rules.publication import Visibility
from parvis.services.reports.rules.references import parse_reference

_SURE_ADDRESS = 0.75
"""Score from which on the best hit of the address search stands for the address that was sent."""

type View = Callable[..., HttpResponse]


def endpoint(*methods: str) -> Callable[[View], View]:
    """Checks method and jurisdiction, and turns errors into GeoReport's own; no cookie is looked at."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answering(request: HttpRequest, form: str, **arguments: Any) -> HttpResponse:
            if request.method == "OPTIONS":
                return _preflight(methods)
            try:
                if request.method not in (*methods, "HEAD"):
                    raise error(405, "method not allowed")
                parameters = request.POST if request.method == "POST" else request.GET
                given = parameters.get("jurisdiction_id") or request.GET.get("jurisdiction_id", "")
                parse.required_jurisdiction(given, exchange.jurisdiction_id)
                return view(request, form, **arguments)
            except Open311Error as problem:
                return render.error_answer(problem, form)
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
                return render.error_answer(error(413, "too many parameters, or too much in them"), form)
            except (BadRequest, MultiPartParserError):
                return render.error_answer(error(400, "the parameters cannot be read: UTF-8 is expected"), form)

        return answering

    return decorate


@endpoint("GET")
def discovery(request: HttpRequest, form: str) -> HttpResponse:
    """Service discovery."""
    return render.answer("discovery", services.discovery(), form)


@endpoint("GET")
def service_list(request: HttpRequest, form: str) -> HttpResponse:
    """GET Service List."""
    return render.answer("services", services.service_list(), form)


@endpoint("GET")
def service_definition(request: HttpRequest, form: str, code: str) -> HttpResponse:
    """GET Service Definition."""
    return render.answer("service_definition", services.definition(services.category_of(code)), form)


@endpoint("GET", "POST")
def request_list(request: HttpRequest, form: str) -> HttpResponse:
    """GET Service Requests, POST Service Request."""
    if request.method == "POST":
        return _create(request, form)
    found = requests.find(parse.request_filter(request.GET), _optional_key(request))
    return render.answer("service_requests", requests.fields_of(found, extended=_extended(request)), form)


@endpoint("GET")
def one_request(request: HttpRequest, form: str, reference: str) -> HttpResponse:
    """GET Service Request. A private report and none at all give the same answer."""
    known = parse_reference(reference)
    filters = parse.RequestFilter(references=[known] if known else [], by_reference=True)
    found = requests.find(filters, _optional_key(request))
    if not found:
        raise error(404, "service_request_id provided was not found")
    return render.answer("service_requests", requests.fields_of(found, extended=_extended(request)), form)


@endpoint("GET")
def token(request: HttpRequest, form: str, token: str) -> HttpResponse:
    """GET service_request_id from a token: empty until the request is public."""
    try:
        reference = exchange.reference_of_token(UUID(hex=token))
    except ValueError:
        reference = None
    if reference is None:
        raise error(404, "token provided was not found")
    return render.answer("service_requests", [{"service_request_id": reference or None, "token": token}], form)


def _create(request: HttpRequest, form: str) -> HttpResponse:
    key = _required_key(request)
    new = parse.new_request(request)
    category = services.category_of(new.service_code)
    longitude, latitude = _position(new)
    actor = client(label=key.name)
    try:
        with transaction.atomic():
            submission = operations.Submission(
                category_id=category.pk,
                longitude=longitude,
                latitude=latitude,
                description=new.description,
                address=new.address,
                answers=new.attributes,
                photos=_photos(actor, request),
                email=new.email,
                phone=new.phone,
                name=new.name,
                channel="open311",
                client_key=f"open311-{key.pk}-{new.client_key}" if new.client_key else None,
                api_key_id=key.pk,
            )
            told = operations.submit(actor, submission=submission)
            if new.media_url and told.created:
                defer("reports.fetch_media", report_id=told.report_id, url=new.media_url)
            touch_key(key)
    except Refused as refused:
        raise from_refusal(refused) from refused
    except FileRefused as refused:
        raise error(400, f"media: {refused.message}") from refused
    return render.answer("service_requests", [_receipt(told)], form, status=201 if told.created else 200)


def _receipt(told: operations.Submitted) -> dict[str, Any]:
    """The reference at once, or a token until the request is public, or neither for a confidential one."""
    if told.visibility == Visibility.PUBLIC:
        return {"service_request_id": told.reference, "service_notice": None, "account_id": None}
    if told.visibility == Visibility.PRIVATE:
        notice = _("This report is confidential: it can only be followed by the link sent to its author.")
        return {"service_notice": notice, "account_id": None}
    return {"token": told.uuid.hex, "service_notice": None, "account_id": None}


def _position(new: parse.NewRequest) -> tuple[float, float]:
    if new.longitude is not None and new.latitude is not None:
        return new.longitude, new.latitude
    hit = next(iter(search_addresses(new.address[:200], limit=1)), None)
    if hit is None or hit.score < _SURE_ADDRESS:
        raise error(400, "address_string: this address was not found; send lat and long")
    return hit.lon, hit.lat


def _photos(actor: Actor, request: HttpRequest) -> tuple[UUID, ...]:
    uploads = [*request.FILES.getlist("media"), *request.FILES.getlist("media[]")]
    return tuple(file.pk for file in store_all(actor, uploads, policy=operations.photo_policy()))


def _required_key(request: HttpRequest) -> ApiKey:
    key = _optional_key(request)
    if key is None:
        raise error(403, "api_key was not provided, or is not valid")
    if Scope.SUBMIT not in key.scopes:
        raise error(403, "api_key may not create requests")
    return key


def _optional_key(request: HttpRequest) -> ApiKey | None:
    given = request.POST.get("api_key") or request.GET.get("api_key") or request.headers.get("X-Api-Key", "")
    return exchange.api_key_by_hash(key_hash(given)) if given else None


def _extended(request: HttpRequest) -> bool:
    return request.GET.get("extensions", "").lower() in ("true", "1", "yes")


def _preflight(methods: tuple[str, ...]) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join((*methods, "HEAD", "OPTIONS"))
    response["Access-Control-Max-Age"] = "86400"
    return response
