# SPDX-License-Identifier: AGPL-3.0-or-later
"""The catalogue as linked data, after DCAT-AP 3.0 (SEMIC), in JSON-LD and in Turtle.

https://semiceu.github.io/DCAT-AP/releases/3.0.0/ lists the classes and which properties are
mandatory; data.gouv.fr and the European portal harvest it.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from parvis.kernel.open_data.datasets import Format, Published
from parvis.kernel.open_data.linked import Iri, Literal, Node, Value
from parvis.kernel.registry.manifest import Text

AUTHORITY = "http://publications.europa.eu/resource/authority"
LANGUAGE_CODES = {"fr": "FRA", "en": "ENG"}
TITLE = _("Open data of {town}")
DESCRIPTION = _("All open data that {town} publishes with its online services.")


def catalogue(datasets: list[Published]) -> Node:
    """The catalogue with all its datasets and their distributions."""
    home = settings.BASE_URL + reverse("open_data:catalogue")
    dates = [date for one in datasets if (date := one.modified_at)]
    return Node(
        Iri(f"{home}#catalogue"),
        "dcat:Catalog",
        [
            *_texts("dct:title", TITLE, town=settings.TOWN.title),
            *_texts("dct:description", DESCRIPTION, town=settings.TOWN.title),
            ("dct:publisher", _publisher()),
            ("dct:language", Iri(f"{AUTHORITY}/language/FRA")),
            ("dct:license", Iri("https://www.etalab.gouv.fr/licence-ouverte-open-licence/")),
            ("dct:modified", _instant(max(dates, default=timezone.now()))),
            ("foaf:homepage", Iri(home)),
            ("dcat:themeTaxonomy", Iri(f"{AUTHORITY}/data-theme")),
            *(("dcat:dataset", _dataset(one)) for one in datasets),
        ],
    )


def _dataset(one: Published) -> Node:
    dataset = one.dataset
    properties: list[tuple[str, Value]] = [
        *_texts("dct:title", dataset.title),
        *_texts("dct:description", dataset.description),
        *(pair for keyword in dataset.keywords for pair in _texts("dcat:keyword", keyword)),
        ("dct:identifier", Literal(one.url)),
        ("dct:publisher", _publisher()),
        ("dct:accrualPeriodicity", Iri(dataset.frequency)),
        ("dct:accessRights", Iri(f"{AUTHORITY}/access-right/PUBLIC")),
        ("dct:language", Iri(f"{AUTHORITY}/language/FRA")),
        ("dcat:theme", Iri(dataset.theme)),
        ("dcat:landingPage", Iri(one.url)),
        ("dcat:contactPoint", _contact()),
        *(("dcat:distribution", _distribution(one, format_)) for format_ in one.formats),
    ]
    if one.modified_at:
        properties.append(("dct:modified", _instant(one.modified_at)))
    return Node(Iri(f"{one.url}#dataset"), "dcat:Dataset", properties)


def _distribution(one: Published, format_: Format) -> Node:
    url = one.download_url(format_)
    return Node(
        Iri(f"{one.url}#{format_.extension}"),
        "dcat:Distribution",
        [
            ("dct:title", Literal(format_.name)),
            *_texts("dct:description", one.dataset.title),
            ("dcat:accessURL", Iri(url)),
            ("dcat:downloadURL", Iri(url)),
            ("dcat:mediaType", Iri(f"http://www.iana.org/assignments/media-types/{format_.media_type}")),
            ("dct:format", Iri(f"{AUTHORITY}/file-type/{format_.authority_code}")),
            ("dct:license", Iri(one.dataset.licence)),
            ("dcatap:availability", Iri(f"{AUTHORITY}/planned-availability/STABLE")),
        ],
    )


def _publisher() -> Node:
    return Node(
        Iri(f"{settings.BASE_URL}/#publisher"),
        "foaf:Agent",
        [
            ("foaf:name", Literal(settings.TOWN.title, language="fr")),
            ("foaf:homepage", Iri(f"{settings.BASE_URL}/")),
            ("dct:type", Iri("http://purl.org/adms/publishertype/LocalAuthority")),
        ],
    )


def _contact() -> Node:
    properties: list[tuple[str, Value]] = [("vcard:fn", Literal(settings.TOWN.title, language="fr"))]
    if settings.TOWN.contact.email:
        properties.append(("vcard:hasEmail", Iri(f"mailto:{settings.TOWN.contact.email}")))
    return Node(Iri(f"{settings.BASE_URL}/#contact"), "vcard:Organization", properties)


def _texts(name: str, text: Text, **values: str) -> list[tuple[str, Value]]:
    """The same text in each language of the site."""
    found: list[tuple[str, Value]] = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.append((name, Literal(str(text).format(**values) if values else str(text), language=language)))
    return found


def _instant(moment: datetime) -> Literal:
    return Literal(moment.isoformat(timespec="seconds"), datatype="xsd:dateTime")
