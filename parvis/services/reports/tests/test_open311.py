# SPDX-License-Identifier: AGPL-3.0-or-later
"""GeoReport v2: fields against the published schemas, errors as the specification shows them, nothing private."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from parvis.services.reports import operations
from parvis.services.reports.models import Report
from parvis.services.reports.tests.conftest import PLACE, picture, report_of

BASE = "/open311/v2"


@pytest.fixture
def key(desk: Any) -> str:
    return operations.create_api_key(desk.supervisor, name="Application mobile", scopes=["submit", "read_personal"])[1]


@pytest.fixture
def validate(shared_data: Path) -> Any:
    folder = shared_data / "specs" / "open311"
    contents = {
        path.stem.removeprefix("schema_"): json.loads(path.read_text()) for path in folder.glob("schema_*.json")
    }
    registry: Registry = Registry().with_resources(
        (f"{name}.json", Resource.from_contents(schema, default_specification=_draft7()))
        for name, schema in contents.items()
        if name != "swagger"
    )

    def check(name: str, value: Any) -> None:
        errors = list(Draft7Validator(contents[name], registry=registry).iter_errors(value))
        assert not errors, errors[0]

    return check


def _draft7() -> Any:
    from referencing.jsonschema import DRAFT7

    return DRAFT7


def post(client: Any, key: str, form: str = "json", **fields: Any) -> Any:
    values = {
        "service_code": "banc",
        "lat": str(PLACE[1]),
        "long": str(PLACE[0]),
        "description": "Banc cassé",
        **fields,
    }
    return client.post(f"{BASE}/requests.{form}", {"api_key": key, **values})


def test_services_and_definitions_follow_the_schemas(client: Any, desk: Any, validate: Any) -> None:
    services = client.get(f"{BASE}/services.json").json()
    validate("services", services)
    by_code = {service["service_code"]: service for service in services}
    assert by_code["lampadaire"]["metadata"] is True
    assert by_code["lampadaire"]["group"] == "Éclairage et électricité"
    assert (by_code["bruit"]["type"], by_code["vehicule-ventouse"]["type"]) == ("blackbox", "batch")
    assert "eclairage" not in by_code  # a group takes no report
    for code, service in by_code.items():
        definition = client.get(f"{BASE}/services/{code}.json").json()
        validate("service-definition", definition)
        assert bool(definition["attributes"]) == service["metadata"]


def test_a_definition_puts_questions_and_notices(client: Any, desk: Any) -> None:
    attributes = client.get(f"{BASE}/services/lampadaire.json").json()["attributes"]
    notice, question, number = attributes
    assert (notice["variable"], notice["datatype"]) == (False, "text")
    assert "112" in notice["description"]
    assert (question["code"], question["datatype"], question["required"]) == ("panne", "singlevaluelist", True)
    assert {"key": "eteint", "name": "Il est éteint"} in question["values"]
    assert (number["order"], number["required"]) == (3, False)


def test_discovery_names_the_endpoint_in_both_formats(client: Any, desk: Any, settings: Any) -> None:
    found = client.get(f"{BASE}/discovery.json").json()
    assert found["endpoints"][0]["url"] == f"{settings.BASE_URL}/open311/v2"
    assert found["endpoints"][0]["specification"] == "http://wiki.open311.org/GeoReport_v2"
    tree = ElementTree.fromstring(client.get(f"{BASE}/discovery.xml").content)
    assert [node.text for node in tree.findall("endpoints/endpoint/formats/format")] == ["text/xml", "application/json"]


def test_a_request_is_made_and_read_back(client: Any, key: str, validate: Any, resident: Any) -> None:
    made = post(client, key, service_code="lampadaire", **{"attribute[panne]": "eteint"}, email="marie@exemple.fr")
    assert made.status_code == 201
    assert made.json() == [{"service_request_id": "SIG-2026-00001", "service_notice": None, "account_id": None}]
    answer = client.get(f"{BASE}/requests/SIG-2026-00001.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    validate("requests", answer.json())
    request = answer.json()[0]
    validate("request", request)
    assert request["status"] == "open"
    assert request["service_code"] == "lampadaire"
    assert (request["lat"], request["long"]) == (PLACE[1], PLACE[0])
    assert "marie" not in answer.content.decode()
    assert "extended_attributes" not in request


def test_extensions_add_what_the_standard_lacks(client: Any, key: str) -> None:
    post(client, key, service_code="lampadaire", **{"attribute[panne]": "eteint", "attribute[numero]": "secret 12"})
    request = client.get(f"{BASE}/requests.json", {"extensions": "true"}).json()[0]
    extended = request["extended_attributes"]
    assert extended["detailed_status"] == "reported"
    assert extended["attributes"] == [{"code": "panne", "values": [{"key": "eteint", "name": "Il est éteint"}]}]


def test_xml_says_the_same(client: Any, key: str) -> None:
    nasty = "a < b & \"c\" ]]> <script>alert('x')</script>"
    tree = ElementTree.fromstring(post(client, key, form="xml", description=nasty).content)
    assert tree.tag == "service_requests"
    assert tree.findtext("request/service_request_id") == "SIG-2026-00001"
    listed = client.get(f"{BASE}/requests.xml")
    assert listed["Content-Type"].startswith("text/xml")
    request = ElementTree.fromstring(listed.content).find("request")
    assert request is not None
    assert request.findtext("description") == nasty
    assert request.findtext("address_id") == ""
    services = ElementTree.fromstring(client.get(f"{BASE}/services.xml").content)
    assert services.tag == "services"
    assert services.findtext("service/metadata") == "true"
    definition = ElementTree.fromstring(client.get(f"{BASE}/services/lampadaire.xml").content)
    assert definition.findtext("attributes/attribute[2]/values/value/key") == "eteint"


def errors_of(response: Any) -> list[int]:
    entries = response.json()
    assert all(set(entry) == {"code", "description"} for entry in entries)
    return [entry["code"] for entry in entries]


def test_errors_are_lists_of_codes_and_descriptions(client: Any, key: str) -> None:
    cases = [
        (client.get(f"{BASE}/services/inconnu.json"), 404),
        (client.get(f"{BASE}/requests/SIG-2026-99999.json"), 404),
        (client.get(f"{BASE}/tokens/abc.json"), 404),
        (client.get(f"{BASE}/tokens/no-such-token.json"), 404),
        (client.get(f"{BASE}/requests.json", {"status": "perdu"}), 400),
        (client.get(f"{BASE}/requests.json", {"start_date": "hier"}), 400),
        (client.get(f"{BASE}/services.json", {"jurisdiction_id": "ailleurs.example"}), 404),
        (post(client, "fausse"), 403),
        (post(client, ""), 403),
        (post(client, key, service_code=""), 400),
        (post(client, key, service_code="inconnu"), 404),
        (post(client, key, lat="abc"), 400),
        (post(client, key, lat="48.85", long="250"), 400),
        (post(client, key, lat="", long=""), 400),
        (post(client, key, service_code="lampadaire"), 400),
        (post(client, key, email="pas une adresse"), 400),
        (client.put(f"{BASE}/requests.json"), 405),
    ]
    for response, status in cases:
        assert response.status_code == status, response.content
        assert errors_of(response)[0] == status
    tree = ElementTree.fromstring(client.get(f"{BASE}/services/inconnu.xml").content)
    assert (tree.tag, tree.findtext("error/code")) == ("errors", "404")


def test_all_wrong_fields_are_named_at_once(client: Any, key: str) -> None:
    response = post(client, key, service_code="lampadaire", email="x", phone="1", **{"attribute[panne]": "autre"})
    described = " ".join(entry["description"] for entry in response.json())
    assert all(name in described for name in ("attribute[panne]", "email", "phone"))


def test_the_same_key_sent_again_gives_the_same_request(client: Any, key: str) -> None:
    first = post(client, key, client_key="envoi-0123456789")
    again = [post(client, key, client_key="envoi-0123456789") for _turn in range(4)]
    assert first.status_code == 201
    assert {(one.status_code, one.json()[0]["service_request_id"]) for one in again} == {(200, "SIG-2026-00001")}
    assert Report.objects.count() == 1


def test_a_key_has_its_own_limit_and_may_be_revoked(client: Any, desk: Any) -> None:
    row, secret = operations.create_api_key(desk.supervisor, name="Petite", scopes=["submit"], per_hour=2)
    codes = [post(client, secret).status_code for _turn in range(3)]
    assert codes == [201, 201, 429]
    operations.revoke_api_key(desk.supervisor, key_id=row.pk)
    assert post(client, secret).status_code == 403


def test_checked_reports_give_a_token_first(client: Any, key: str, desk: Any) -> None:
    token = post(client, key, service_code="vehicule-ventouse").json()[0]["token"]
    assert client.get(f"{BASE}/tokens/{token}.json").json() == [{"service_request_id": None, "token": token}]
    assert client.get(f"{BASE}/requests.json").json() == []
    operations.moderate(desk.agent, report_id=Report.objects.get().pk, decision="publish")
    assert client.get(f"{BASE}/tokens/{token}.json").json()[0]["service_request_id"] == "SIG-2026-00001"


def test_private_reports_never_show(client: Any, key: str, submit: Any) -> None:
    answer = post(client, key, service_code="bruit").json()[0]
    assert "service_request_id" not in answer
    assert "token" not in answer
    private = submit("bruit")
    hidden = submit()
    Report.objects.filter(pk=hidden.report_id).update(visibility="hidden")
    asked = {"service_request_id": f"{private.reference},{hidden.reference}"}
    assert client.get(f"{BASE}/requests.json", asked).json() == []
    bodies = [client.get(f"{BASE}/requests/{reference}.json") for reference in (private.reference, "SIG-2026-77777")]
    assert bodies[0].content == bodies[1].content
    assert bodies[0].status_code == bodies[1].status_code == 404


def test_lists_filter_and_page(client: Any, submit: Any, desk: Any) -> None:
    now = datetime.now(tz=UTC)
    old = submit(at=now - timedelta(days=120), description="vieille fissure")
    lamp = submit("lampadaire", answers={"panne": "eteint"}, at=now - timedelta(days=20))
    bench = submit(at=now - timedelta(days=1), place=(PLACE[0] + 0.05, PLACE[1]))
    operations.change_state(desk.agent, report_id=lamp.report_id, target="resolved")

    def listed(**query: str) -> list[str]:
        answer = client.get(f"{BASE}/requests.json", query)
        assert answer.status_code == 200, answer.content
        return [row["service_request_id"] for row in answer.json()]

    day = timedelta(days=1)
    assert listed() == [bench.reference, lamp.reference]  # the last 90 days
    assert listed(status="closed") == [lamp.reference]
    assert listed(service_code="banc,fontaine") == [bench.reference]
    assert listed(service_request_id=f"{old.reference}, {lamp.reference}") == [lamp.reference, old.reference]
    assert listed(start_date=(now - 130 * day).isoformat()) == [old.reference]
    assert listed(end_date=(now - 10 * day).isoformat()) == [lamp.reference]
    assert listed(start_date=(now - 2 * day).isoformat(), end_date=now.isoformat()) == [bench.reference]
    assert listed(lat=str(PLACE[1]), long=str(PLACE[0]), radius="500") == [lamp.reference]
    assert listed(q="fissures", updated_after=(now - 200 * day).isoformat()) == [old.reference]
    assert listed(page_size="1", page="2") == [lamp.reference]
    wide = client.get(
        f"{BASE}/requests.json", {"start_date": (now - 130 * day).isoformat(), "end_date": now.isoformat()}
    )
    assert wide.status_code == 400


def test_photos_come_as_files(client: Any, key: str) -> None:
    media = SimpleUploadedFile("photo.jpg", picture(), content_type="image/jpeg")
    post(client, key, media=media)
    assert report_of_first().photos.count() == 1
    polyglot = SimpleUploadedFile("photo.jpg", b"<html><script>alert(1)</script></html>", content_type="image/jpeg")
    assert post(client, key, media=polyglot).status_code == 400
    truncated = SimpleUploadedFile("photo.jpg", picture()[:900], content_type="image/jpeg")
    assert post(client, key, media=truncated).status_code == 400
    assert Report.objects.count() == 1
    url = client.get(f"{BASE}/requests.json").json()[0]["media_url"]
    assert url.startswith("http")


def report_of_first() -> Report:
    return Report.objects.order_by("pk")[0]


def test_an_address_stands_for_a_position_only_when_it_is_found(client: Any, key: str) -> None:
    response = post(client, key, lat="", long="", address_string="rue qui n'existe pas")
    assert response.status_code == 400
    assert "address_string" in response.json()[0]["description"]


def test_no_cookie_and_no_csrf_are_needed(key: str, desk: Any) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    answer = post(strict, key)
    assert answer.status_code == 201
    assert not answer.cookies


def test_dates_carry_their_offset(client: Any, submit: Any) -> None:
    told = submit()
    request = client.get(f"{BASE}/requests/{told.reference}.json").json()[0]
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert datetime.fromisoformat(request[name]).utcoffset() is not None
    assert report_of(told).reference == request["service_request_id"]
