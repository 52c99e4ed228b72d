# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue, read by an RDF library that we did not write, and its pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from parvis.kernel.open_data import linked
from parvis.kernel.open_data.linked import Iri, Node
from parvis.kernel.open_data.tests.conftest import Town, bench

pytestmark = pytest.mark.django_db

# Mandatory properties of DCAT-AP 3.0, and those recommended ones that data.gouv.fr reads.
WANTED = {
    DCAT.Catalog: {DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.dataset, DCTERMS.license, FOAF.homepage},
    DCAT.Dataset: {
        DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCTERMS.identifier, DCTERMS.modified, DCAT.theme,
        DCAT.keyword, DCAT.contactPoint, DCAT.distribution, DCAT.landingPage, DCTERMS.accrualPeriodicity,
    },
    DCAT.Distribution: {DCAT.accessURL, DCAT.downloadURL, DCTERMS.license, DCTERMS["format"], DCAT.mediaType},
    FOAF.Agent: {FOAF.name, DCTERMS.type},
}  # fmt: skip


def graph(client: Client, extension: str) -> Graph:
    response = client.get(f"/donnees/catalogue.{extension}")
    return Graph().parse(data=response.content, format="turtle" if extension == "ttl" else "json-ld")


@pytest.mark.parametrize("extension", ["ttl", "jsonld"])
def test_every_mandatory_property_is_there(client: Client, town: Town, extension: str) -> None:
    found = graph(client, extension)
    for kind, properties in WANTED.items():
        things = list(found.subjects(RDF.type, kind))
        assert things, kind
        for thing in things:
            assert isinstance(thing, URIRef)
            assert properties <= set(found.predicates(thing)), thing
    assert len(list(found.subjects(RDF.type, DCAT.Dataset))) == 2
    assert len(list(found.subjects(RDF.type, DCAT.Distribution))) == 5


def test_both_files_say_the_same(client: Client, town: Town) -> None:
    assert isomorphic(graph(client, "ttl"), graph(client, "jsonld"))


def test_texts_survive_quoting(client: Client, town: Town) -> None:
    found = graph(client, "ttl")
    assert (None, DCTERMS.description, Literal("Où s’asseoir, « partout »\ndans la ville \\ ici", lang="fr")) in found
    dates = list(found.objects(None, DCTERMS.modified))
    assert all(date.datatype == XSD.dateTime for date in dates)


def test_every_download_of_the_catalogue_answers(client: Client, town: Town) -> None:
    for url in graph(client, "jsonld").objects(None, DCAT.downloadURL):
        assert client.get("/" + str(url).split("/", 3)[3]).status_code == 200


def test_hostile_addresses_are_encoded() -> None:
    node = Node(Iri('https://x/> . <y "'), "dcat:Catalog", [("dct:title", linked.Literal('a"\\\n\x7f'))])
    found = Graph().parse(data=linked.turtle(node), format="turtle")
    assert len(found) == 2


def test_pages(client: Client, town: Town) -> None:
    town.benches = [bench("<script>alert(1)</script>")] * 30
    page = client.get("/donnees/").content.decode()
    assert "Bancs publics" in page
    assert "/donnees/benches/" in page
    page = client.get("/donnees/benches/").content.decode()
    assert page.count("&lt;script&gt;alert(1)") == 10
    assert "<script>alert" not in page
    assert "/donnees/benches.geojson" in page
    assert "height_m" in page
    assert "vendredi 20 novembre" in page.replace("\u00a0", " ")


def test_pages_without_data(client: Client, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    town.benches, town.changed = [], None
    assert client.get("/donnees/benches/").status_code == 200
    monkeypatch.setattr("parvis.kernel.open_data.datasets.contributions", lambda point: [])
    assert client.get("/donnees/").status_code == 200
    assert len(graph(client, "ttl")) > 5


def test_datasets_are_found_by_the_search(client: Client, town: Town) -> None:
    from parvis.kernel.open_data.documents import DATASETS

    documents: list[Any] = list(DATASETS.documents())
    assert {(document.key, document.language) for document in documents} == {
        ("benches", "fr"), ("benches", "en"), ("budget", "fr"), ("budget", "en"),
        ("catalogue", "fr"), ("catalogue", "en")
    }  # fmt: skip
    assert {document.url for document in documents} >= {"/donnees/", "/donnees/benches/"}
