# SPDX-License-Identifier: AGPL-3.0-or-later
"""The files of the demo: whole, and with timetables of this month."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager

import time_machine

from parvis.project.demonstration.town import town_files
from parvis.project.server.tests.test_supervisor import alive, until


class Silent:
    @contextmanager
    def step(self, _title):
        yield lambda _share: None


def test_timetables_of_this_month_stand_beside_the_town(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    with time_machine.travel("2026-09-15", tick=False):
        files = town_files(1_000, 1, Silent())
        assert all(path.is_file() for path in files.values())
        cards = json.loads(files["transit"].read_text(encoding="utf-8"))
        assert len(cards) == 13
        assert {card["valid_from"] for card in cards} == {"2026-09-01"}
        written = files["osm"].stat().st_mtime_ns
        assert town_files(1_000, 1, Silent())["osm"].stat().st_mtime_ns == written, "generated once in a month"
    with time_machine.travel("2026-10-02", tick=False):
        cards = json.loads(town_files(1_000, 1, Silent())["transit"].read_text(encoding="utf-8"))
        assert {card["valid_from"] for card in cards} == {"2026-10-01"}


STREETS = """
import sys, time
import django
django.setup()
from parvis.project.demonstration import processes
processes.sys = type("Sys", (), {"executable": sys.argv[1]})
print(processes.Process("parvis.project.command", "import", "osm", "town.osm.pbf")._run.pid, flush=True)
time.sleep(60)
"""


def test_the_import_of_the_streets_ends_with_a_demo_that_is_killed(tmp_path):
    endless = tmp_path / "python"
    endless.write_text("#!/bin/sh\nexec sleep 60\n")
    endless.chmod(0o755)
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "parvis.project.settings"}
    command = [sys.executable, "-c", STREETS, str(endless)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as demo:
        child = int(demo.stdout.readline())
        assert alive(child)
        demo.kill()
    until(lambda: not alive(child))
