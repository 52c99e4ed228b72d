# SPDX-License-Identifier: AGPL-3.0-or-later
"""Lines as residents meet them: the list, the page, the timetable of a day, the sheets, the map."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from parvis.kernel.places.limits import Brake
from parvis.services.journeys.adapters.lines import line_laid
from parvis.services.journeys.adapters.network import current_network
from parvis.services.journeys.line_sheet import sheet_tables
from parvis.services.journeys.queries.line_days import line_days
from parvis.services.journeys.queries.lines import find_line
from parvis.services.journeys.tests.conftest import gtfs
from parvis.services.journeys.tests.test_public_pages import links, text
from parvis.services.journeys.views.public import braked

LINE, TIMES = "/trajets/ligne/urbain/r1/", "/trajets/horaires/urbain/r1/"
STOPS = (("a", "Gare"), ("b", "Mairie"), ("c", "École"), ("d", "Plage"), ("e", "Parc"))
TRIPS = (
    ("week", "abd", 7), ("week", "abd", 8), ("school", "abcd", 7.5), ("saturday", "abd", 9), ("rest", "abe", 10),
    ("week", "dba", 12), ("rest", "eba", 25), ("christmas", "abd", 11),
)  # fmt: skip


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test is braked by another."""
    monkeypatch.setattr(braked, "BRAKE", Brake(burst=1000, per_second=1000))


def branching() -> bytes:
    """A line with a detour by the school, two ends, its way back unsaid, and calendars of all sorts."""
    first, last = timezone.localdate() - timedelta(days=3), timezone.localdate() + timedelta(days=120)
    span = f"{first:%Y%m%d},{last:%Y%m%d}"
    week = {"week": "1,1,1,1,1,0,0", "school": "1,1,0,1,1,0,0", "saturday": "0,0,0,0,0,1,0", "rest": "0,0,0,0,0,0,1"}
    holidays = [date(year, 12, 25) for year in (first.year, last.year)] + [date(last.year, 1, 1)]
    exceptions = [f"{one},{day:%Y%m%d},2" for one in ("week", "school") for day in holidays if day.weekday() < 5]
    exceptions += [f"rest,{day:%Y%m%d},1" for day in holidays if day.weekday() != 6]
    exceptions += [f"christmas,{first.year}1224,1", f"school,{first + timedelta(days=20):%Y%m%d},2"]
    places = "".join(
        f"{key},{name},{46.26 + each / 100},{4.88 + each / 100},1\n" for each, (key, name) in enumerate(STOPS)
    )
    times = [
        f"{number},{_clock(hour + each / 10)},{_clock(hour + each / 10)},{stop},{each + 1}"
        for number, (_service, stops, hour) in enumerate(TRIPS)
        for each, stop in enumerate(stops)
    ]
    return gtfs(
        stops=f"stop_id,stop_name,stop_lat,stop_lon,wheelchair_boarding\n{places}",
        calendar="service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        + "".join(f"{name},{days},{span}\n" for name, days in week.items()),
        calendar_dates="service_id,date,exception_type\n" + "\n".join(sorted(set(exceptions))) + "\n",
        trips="route_id,service_id,trip_id\n" + "".join(f"r1,{one[0]},{each}\n" for each, one in enumerate(TRIPS)),
        stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence\n" + "\n".join(times) + "\n",
    )


def _clock(hours: float) -> str:
    minutes = round(hours * 60)
    return f"{minutes // 60}:{minutes % 60:02}:00"


def test_lines_are_found_by_number_name_and_authority(in_force: Any, client: Client) -> None:
    in_force(lines=("1", "2", "10"))
    page = client.get("/trajets/lignes/")
    assert links(page, "/trajets/ligne/") == [LINE, "/trajets/ligne/urbain/r2/", "/trajets/ligne/urbain/r10/"]
    assert "Bus de Valorne" in text(page)
    assert links(client.get("/trajets/lignes/", {"q": "ligne 2"}), "/trajets/ligne/") == ["/trajets/ligne/urbain/r2/"]
    part = client.get("/trajets/lignes/", {"q": "10 valorne"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert links(part, "/trajets/ligne/") == ["/trajets/ligne/urbain/r10/"]
    assert "Aucune ligne" in text(client.get("/trajets/lignes/", {"q": "zzz"}))


def test_a_line_with_branches_reads_from_top_to_bottom(in_force: Any, client: Client) -> None:
    in_force(branching())
    page = client.get(LINE)
    assert [one.rsplit("/", 2)[1] for one in links(page, "/trajets/arret/")] == ["a", "b", "c", "d", "e"]
    assert "certains trajets seulement" in text(page)
    back = client.get(LINE, {"sens": "1"})
    assert [one.rsplit("/", 2)[1] for one in links(back, "/trajets/arret/")][-2:] == ["b", "a"]
    assert "Dimanche et jours fériés" in text(page)
    for bad in ({"sens": "9"}, {"sens": "x"}, {"sens": "²"}):
        assert client.get(LINE, bad).status_code == 200
    assert client.get("/trajets/ligne/urbain/zz/").status_code == 404
    assert client.get("/trajets/ligne/zz/r1/").status_code == 404


def test_the_table_of_a_day_holds_what_runs_on_it(in_force: Any, client: Client) -> None:
    in_force(branching())
    monday = timezone.localdate() + timedelta(days=(7 - timezone.localdate().weekday()))
    page = client.get(TIMES, {"jour": f"{monday:%Y-%m-%d}", "tout": "1"})
    rows = {
        row.split("</th>")[0].rsplit(">", 1)[-1]: row for row in page.content.decode().split('<th scope="row">')[1:]
    }
    assert page.content.decode().count('scope="col"') >= 3
    assert "07:06" in rows["Mairie"]
    assert "10:00" not in rows["Gare"]
    sunday = client.get(TIMES, {"jour": f"{monday - timedelta(days=1):%Y-%m-%d}", "sens": "1", "tout": "1"})
    assert "01:12" in text(sunday)
    assert "après minuit" in text(sunday)
    for day in ("2020-01-01", "9999-12-31", "0001-01-01", "2026-02-30", "demain"):
        assert client.get(TIMES, {"jour": day}).status_code == 200
    assert client.get(TIMES, {"rang": "99999"}).status_code == 200


def test_each_printed_departure_runs_on_exactly_the_days_of_its_heading(in_force: Any) -> None:
    """The sheet is read back into days and set beside the network's own calendar, day by day."""
    in_force(branching())
    today = timezone.localdate()
    found = find_line("urbain", "r1", today)
    mapped = current_network()
    assert found
    assert mapped
    days = line_days(found, today)
    told: dict[int, set[date]] = defaultdict(set)
    for table in sheet_tables(found, days):
        heading = table.kind.told.days(days.window, days.closed)
        for each in table.trips:
            of = heading if each.told is None else each.told.days(sorted(heading), days.closed)
            assert not told[each.trip.trip] & of, "a trip stands once for each day"
            told[each.trip.trip] |= of
    services, first = mapped.timetable.services, mapped.timetable.first_day
    for trip, service in enumerate(mapped.timetable.trips.service.tolist()):
        runs = {day for day in days.window if services.runs[service, (day - first).days]}
        assert told[trip] == runs, mapped.timetable.trips.ids[trip]


def test_the_sheets_are_documents_for_everybody_and_made_once(in_force: Any, client: Client, monkeypatch: Any) -> None:
    in_force(branching())
    for address in ("/trajets/fiche/ligne/urbain/r1.pdf", "/trajets/fiche/arret/urbain/b.pdf"):
        made = client.get(address)
        assert made.headers["Content-Type"] == "application/pdf"
        assert b"pdfuaid" in made.content
        monkeypatch.setattr("parvis.services.journeys.views.public.sheets.render_pdf", None)
        assert client.get(address).content == made.content
        monkeypatch.undo()
        monkeypatch.setattr(braked, "BRAKE", Brake(burst=1000, per_second=1000))
    assert client.get("/trajets/fiche/arret/urbain/zz.pdf").status_code == 404


def test_the_map_draws_each_line_along_its_way(in_force: Any, client: Client) -> None:
    points = ((46.26, 4.88), (46.26001, 4.885), (46.26, 4.89), (46.27, 4.89))
    rows = "".join(f"w,{lat},{lon},{number}\n" for number, (lat, lon) in enumerate(points))
    ways = f"shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n{rows}"
    in_force(lines=("1", "2"), shapes=ways)
    drawn = json.loads(client.get("/trajets/plan.json").content)
    assert [one["properties"]["id"] for one in drawn["features"]] == ["urbain/r1", "urbain/r2"]
    assert drawn["features"][0]["geometry"]["coordinates"] == [[4.88, 46.26], [4.89, 46.26], [4.89, 46.27]]
    page = client.get("/trajets/plan/", {"reseau": "urbain"})
    assert 'data-feature="urbain/r1"' in page.content.decode()
    assert client.get("/trajets/plan/", {"reseau": "zz"}).status_code == 200


@pytest.mark.django_db
def test_without_network_the_pages_of_lines_answer(client: Client) -> None:
    assert client.get("/trajets/lignes/").status_code == client.get("/trajets/plan/").status_code == 200
    assert client.get(LINE).status_code == client.get(TIMES).status_code == 404
    assert json.loads(client.get("/trajets/plan.json").content)["features"] == []


def test_a_line_is_laid_out_once_a_day(in_force: Any) -> None:
    in_force()
    mapped = current_network()
    assert mapped
    assert line_laid(mapped, 0, timezone.localdate()) is line_laid(mapped, 0, timezone.localdate())
