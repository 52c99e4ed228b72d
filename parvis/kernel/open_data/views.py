# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue's pages and files."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.kernel.open_data import linked
from parvis.kernel.open_data.catalogue import catalogue
from parvis.kernel.open_data.datasets import FORMATS, Published, all_published, published
from parvis.kernel.open_data.snapshots import Snapshot, snapshot
from parvis.kernel.open_data.writers import plain_value

PREVIEW_ROWS = 10
CHUNK_BYTES = 1 << 16
FRESH_S = 300
"""How long a browser or a proxy may keep a file without asking again."""


@require_safe
def catalogue_page(request: HttpRequest) -> HttpResponse:
    """All datasets."""
    return render(request, "open_data/catalogue.html", {"datasets": all_published()})


@require_safe
@cache_control(public=True, max_age=FRESH_S)
def catalogue_file(request: HttpRequest, extension: str) -> HttpResponse:
    """The catalogue for machines, as JSON-LD or Turtle."""
    tree = catalogue(all_published())
    if extension == "ttl":
        response = HttpResponse(linked.turtle(tree), content_type="text/turtle; charset=utf-8")
    else:
        response = HttpResponse(linked.json_ld(tree), content_type="application/ld+json")
    return _for_everybody(response)


@require_safe
def dataset_page(request: HttpRequest, slug: str) -> HttpResponse:
    """What a dataset holds, how it begins, and where to download it."""
    one = _published(slug)
    rows = one.rows()
    try:
        first = [[plain_value(row[field.name]) for field in one.dataset.fields] for row in islice(rows, PREVIEW_ROWS)]
    finally:
        if hasattr(rows, "close"):
            rows.close()  # gives the database cursor back
    downloads = [(format_, one.download_url(format_)) for format_ in one.formats]
    return render(request, "open_data/dataset.html", {"one": one, "rows": first, "downloads": downloads})


@require_safe
def download(request: HttpRequest, slug: str, extension: str) -> HttpResponseBase:
    """The whole dataset in a format; 304 for whoever has it already."""
    one, format_ = _published(slug), FORMATS[extension]
    if format_ not in one.formats:
        raise Http404
    file = snapshot(one, format_)
    squeezed = format_.extension != "parquet" and "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{file.version}{"-gz" if squeezed else ""}"'
    modified = int(file.modified_at.timestamp()) if file.modified_at else None
    unchanged = get_conditional_response(request, etag=etag, last_modified=modified)
    response = unchanged if unchanged is not None else _file(file, squeezed=squeezed)
    response["Content-Type"] = f"{format_.media_type}{'' if extension == 'parquet' else '; charset=utf-8'}"
    response["Content-Disposition"] = f'attachment; filename="{slug}.{extension}"'
    response["ETag"] = etag
    if modified:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = f"public, max-age={FRESH_S}"
    patch_vary_headers(response, ["Accept-Encoding"])
    return _for_everybody(response)


def _published(slug: str) -> Published:
    one = published(slug)
    if one is None:
        raise Http404
    return one


def _for_everybody[R: HttpResponseBase](response: R) -> R:
    """Pages of other sites may read it: the data are open and hold nothing of the visitor."""
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _file(file: Snapshot, *, squeezed: bool) -> StreamingHttpResponse:
    path = file.compressed if squeezed else file.path
    response = StreamingHttpResponse(_chunks(path))
    response["Content-Length"] = path.stat().st_size
    if squeezed:
        response["Content-Encoding"] = "gzip"
    return response


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
