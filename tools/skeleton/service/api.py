# SPDX-License-Identifier: AGPL-3.0-or-later
"""The HTTP API, over the same queries and operations as the pages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field as Rule

from parvis.kernel.organisations.actors import address_hash_of, anonymous
from parvis.services.specimen import operations
from parvis.services.specimen.queries import followed
from parvis.services.specimen.rules import LONGEST_TEXT, Refused

router = Router(tags=["specimen"])


class RequestIn(Schema):
    """A new request. `client_key` makes sending again harmless: the first one is given back."""

    text: Annotated[str, Rule(min_length=1, max_length=LONGEST_TEXT)]
    email: Annotated[str, Rule(max_length=254)] = ""
    client_key: Annotated[str, Rule(min_length=16, max_length=80)] | None = None


class ReceiptOut(Schema):
    """What the sender is told; `token` opens the request and nothing else."""

    reference: str
    token: str


class RequestOut(Schema):
    """A request and its answer."""

    reference: str
    state: str
    created_at: datetime
    answered_at: datetime | None
    answer: str


class RefusedOut(Schema):
    """Why the request was not taken; nothing was written."""

    field: str
    message: str


@router.post("/requests", response={201: ReceiptOut, 200: ReceiptOut, 422: RefusedOut, 429: RefusedOut})
def submit(request: HttpRequest, sent: RequestIn) -> Status[Any]:
    """Sends a request; 200 when the same `client_key` had arrived before.

    Whoever calls is nobody in particular: a session's cookie counts for nothing here, hence no CSRF token is needed.
    """
    try:
        told = operations.submit(anonymous(address_hash=address_hash_of(request)), **sent.dict())
    except Refused as refused:
        problem = {"field": refused.field, "message": str(refused.message)}
        return Status(429 if refused.too_many else 422, problem)
    return Status(201 if told.created else 200, {"reference": told.reference, "token": told.token})


@router.get("/requests/{token}", response={200: RequestOut, 404: RefusedOut})
def read(request: HttpRequest, token: str) -> Status[Any]:
    """A request, for whoever has its token."""
    case = followed(token)
    if case is None:
        return Status(404, {"field": "token", "message": "unknown"})
    return Status(200, case)
