# SPDX-License-Identifier: AGPL-3.0-or-later
"""The load, the killer, and the verdict."""

from __future__ import annotations

import contextlib
import csv
import http.client
import json
import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from bench.kill.town import Town

KINDS = ("web worker", "worker of jobs", "database", "database backend", "web parent", "keeper", "supervisor")
DRAIN_S = 180


@dataclass
class Residents:
    """Threads that report, and repeat a report until it is acknowledged, as the offline queue of a phone does."""

    town: Town
    key: str
    count: int = 4
    acknowledged: dict[str, str] = field(default_factory=dict)
    """Reference, or nothing for a confidential report, by the client's own key."""
    failures: Counter[str] = field(default_factory=Counter)
    stopping: bool = False

    def start(self) -> None:
        """Begins to report."""
        with (self.town.var / "demo" / "1000-1" / "addresses.csv").open(encoding="utf-8-sig") as file:
            rows = [row for row in csv.DictReader(file, delimiter=";") if row["numero"] != "99999"]
        self.places = [(row["long"], row["lat"]) for row in rows]
        self.codes = self._codes()
        self.threads = [threading.Thread(target=self._report, args=(seed,)) for seed in range(self.count)]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Each thread ends once its present report is acknowledged."""
        self.stopping = True
        for thread in self.threads:
            thread.join(120)

    def _codes(self) -> list[str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.town.port, timeout=10)
        connection.request("GET", "/open311/v2/services.json")
        services = json.loads(connection.getresponse().read())
        return [service["service_code"] for service in services if service["metadata"] in ("false", False)]

    def _report(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.stopping:
            client_key = uuid.UUID(int=chance.getrandbits(128)).hex
            lon, lat = chance.choice(self.places)
            form = {
                "api_key": self.key,
                "service_code": chance.choice(self.codes),
                "lat": lat,
                "long": lon,
                "description": f"Essai {client_key}",
                "email": f"{client_key[:20]}@habitant.example",
                "client_key": client_key,
            }
            while not self._send(client_key, urlencode(form)):
                time.sleep(0.1)
            time.sleep(0.05)

    def _send(self, client_key: str, body: str) -> bool:
        """True when there is nothing left to send: acknowledged, or refused for good."""
        connection = http.client.HTTPConnection("127.0.0.1", self.town.port, timeout=15)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/open311/v2/requests.json", body, headers)
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.failures[type(error).__name__] += 1
            return False
        finally:
            connection.close()
        if answer.status not in (200, 201):
            self.failures[f"status {answer.status}"] += 1
            return 400 <= answer.status < 500
        # a confidential report is acknowledged without a reference that others could look up
        self.acknowledged[client_key] = json.loads(content)[0].get("service_request_id", "")
        return True


def _await_reports(residents: Residents, more: int) -> None:
    """Waits until the residents have been told of so many more reports, for two minutes at most."""
    wanted = len(residents.acknowledged) + more
    deadline = time.monotonic() + 120
    while len(residents.acknowledged) < wanted and time.monotonic() < deadline:
        time.sleep(0.1)


def kill_once(town: Town, kind: str, chance: random.Random) -> bool:
    """Kills one process of that kind; False when there is none at this moment."""
    found = town.processes().get(kind, [])
    if not found:
        return False
    with contextlib.suppress(psutil.NoSuchProcess):
        chance.choice(found).kill()
    return True


@dataclass(frozen=True)
class Verdict:
    """What is wrong after the campaign; all empty when nothing is."""

    kills: Counter[str]
    acknowledged: int
    failures: Counter[str]
    missing: list[str]
    doubled: list[str]
    messages: int
    unsent: int
    without_message: list[str]
    twice: list[str]
    lost_files: int

    @property
    def sound(self) -> bool:
        """True when every promise was kept."""
        broken = (self.missing, self.doubled, self.unsent, self.without_message, self.twice, self.lost_files)
        return not any(broken) and self.acknowledged > 0


def run(kills: int, *, between: int = 8, seed: int = 1) -> Verdict:
    """A town, a load, so many kills, at least `between` acknowledged reports from one to the next, and the verdict."""
    chance = random.Random(seed)
    town = Town()
    done: Counter[str] = Counter()
    try:
        residents = Residents(town, town.prepare())
        town.start()
        residents.start()
        while done.total() < kills:
            _await_reports(residents, between)
            time.sleep(chance.random())  # at any moment of whatever goes on
            kind = KINDS[done.total() % len(KINDS)]
            if kill_once(town, kind, chance):
                done[kind] += 1
        town.wait_ready()
        residents.stop()
        _drain(town)
        verdict = _judge(town, residents, done)
        town.stop()
    finally:
        town.stopping = True
        for found in town.processes().values():
            for process in found:
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        town.remove()
    return verdict


_UNSENT = (
    "SELECT count(*) FROM notifications_outgoingmessage WHERE channel = 'email' AND state IN ('queued', 'sending')"
)


def _drain(town: Town) -> None:
    """Waits until every message has left."""
    deadline = time.monotonic() + DRAIN_S
    while time.monotonic() < deadline:
        with contextlib.suppress(RuntimeError):
            if town.question(_UNSENT) == [[0]]:
                return
        time.sleep(1)


def _kept(reference: str, found: list[str]) -> bool:
    return reference in found if reference else bool(found)


def _judge(town: Town, residents: Residents, kills: Counter[str]) -> Verdict:
    rows = town.question("SELECT reference, description FROM reports_report WHERE description LIKE 'Essai %'")
    by_key: dict[str, list[str]] = {}
    for reference, description in rows:
        by_key.setdefault(str(description).removeprefix("Essai "), []).append(str(reference))
    acknowledged = residents.acknowledged
    sent = town.question("SELECT key, address, state FROM notifications_outgoingmessage WHERE channel = 'email'")
    told = Counter(str(address) for _key, address, state in sent if state == "sent")
    addresses = {f"{key[:20]}@habitant.example" for key in acknowledged}
    files = len(list((town.var / "mail").glob("*.eml")))
    return Verdict(
        kills=kills,
        acknowledged=len(acknowledged),
        failures=residents.failures,
        missing=[key for key, reference in acknowledged.items() if not _kept(reference, by_key.get(key, []))],
        doubled=[key for key, references in by_key.items() if len(references) > 1],
        messages=sum(told.values()),
        unsent=sum(1 for _key, _address, state in sent if state != "sent"),
        without_message=sorted(addresses - told.keys()),
        twice=sorted(address for address in addresses if told[address] > 1),
        lost_files=sum(told.values()) - files,
    )
