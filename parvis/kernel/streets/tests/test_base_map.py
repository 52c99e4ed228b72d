# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map's files: byte ranges, style, drawings."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from parvis.kernel.places.limits import Brake
from parvis.kernel.streets import queries, storage, views
from parvis.kernel.streets.basemap.palette import palette
from parvis.kernel.streets.basemap.ranges import ByteRange, Unsatisfiable, parse_range, serve
from parvis.kernel.streets.network import in_force
from parvis.kernel.streets.osm.features import area_features, line_feature, place_feature, settlement_feature
from parvis.kernel.streets.tests.conftest import corner
from parvis.ui.colours import contrast
from parvis.ui.identity import identity

URL = "/tiles/base.pmtiles"


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.fixture
def content(streets: None) -> bytes:
    network = in_force()
    assert network is not None
    return storage.tiles_file(network.stamp).read_bytes()


def test_parts_of_the_file(client: Client, content: bytes) -> None:
    for header, first, last in (
        ("bytes=0-126", 0, 126),
        ("bytes=100-", 100, len(content) - 1),
        ("bytes=-50", len(content) - 50, len(content) - 1),
        ("bytes=10-99999999", 10, len(content) - 1),
    ):
        answer = client.get(URL, headers={"Range": header})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
        assert body(answer) == content[first : last + 1]
        assert int(answer["Content-Length"]) == last - first + 1


def test_whole_file_head_and_version(client: Client, content: bytes) -> None:
    whole = client.get(URL)
    assert (whole.status_code, body(whole)) == (200, content)
    assert (whole["Accept-Ranges"], whole["Content-Type"]) == ("bytes", "application/vnd.pmtiles")
    assert "no-cache" in whole["Cache-Control"]
    head = client.head(URL, headers={"Range": "bytes=0-9"})
    assert (head.status_code, head["Content-Length"], head.content) == (206, "10", b"")
    network = in_force()
    assert network is not None
    assert "immutable" in client.get(URL, {"v": network.stamp})["Cache-Control"]
    assert "immutable" not in client.get(URL, {"v": "old"})["Cache-Control"]


def test_range_beyond_the_end(client: Client, content: bytes) -> None:
    answer = client.get(URL, headers={"Range": f"bytes={len(content)}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(content)}")


def test_conditions(client: Client, content: bytes) -> None:
    etag = client.head(URL)["ETag"]
    assert client.get(URL, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(URL, headers={"Range": "bytes=0-9", "If-Range": etag}).status_code == 206
    assert client.get(URL, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).status_code == 200
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize(
    "header", ["bytes=0-1,5-6", "items=0-4", "bytes=", "bytes=-", "bytes=a-b", "bytes=9-4", "garbage"]
)
def test_other_ranges_get_the_whole_file(header: str) -> None:
    assert parse_range(header, 100) is None


@given(st.text(max_size=20), st.integers(0, 1000))
def test_any_range_is_understood_or_refused(header: str, size: int) -> None:
    try:
        part = parse_range(f"bytes={header}", size)
    except Unsatisfiable:
        return
    assert part is None or (0 <= part.first <= part.last < size)
    assert part is None or isinstance(part, ByteRange)


@pytest.mark.django_db
def test_without_a_map_everything_says_so(client: Client) -> None:
    assert client.get(URL).status_code == 404
    assert client.get("/tiles/style.json").status_code == 404
    drawing = client.get("/tiles/static.svg", {"lon": 4.88, "lat": 46.26})
    assert drawing.status_code == 200
    assert b"<svg" in drawing.content


@pytest.mark.usefixtures("streets")
def test_style_is_complete_and_stays_at_home(client: Client) -> None:
    for theme in ("light", "dark"):
        style = client.get("/tiles/style.json", {"theme": theme}).json()
        source = style["sources"]["town"]
        assert source["url"].startswith("pmtiles://http://testserver/tiles/base.pmtiles?v=")
        assert "OpenStreetMap" in source["attribution"]
        assert "glyphs" not in style
        assert "sprite" not in style
        assert len({layer["id"] for layer in style["layers"]}) == len(style["layers"])
        assert not re.findall(r"https?://(?!testserver)", json.dumps(style))


def test_names_on_the_map_can_be_read() -> None:
    """WCAG 2.2, 1.4.3: each name on the ground it mostly stands on."""
    for theme in ("light", "dark"):
        colour = palette(identity(), theme)  # type: ignore[arg-type]
        for text, ground in (
            ("text", "road"),
            ("text", "land"),
            ("text-town", "residential"),
            ("text-soft", "land"),
            ("text-water", "water"),
            ("text-poi", "land"),
        ):
            assert contrast(colour[text], colour[ground]) >= 4.5, (theme, text, ground)


@pytest.mark.usefixtures("streets")
def test_static_map_draws_streets_names_pin_and_source() -> None:
    lon, lat = corner(2, 2)
    drawing = queries.static_map_svg(lon, lat, zoom=15.5)
    root = ET.fromstring(drawing)
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "Rue Victor Hugo" in texts
    assert any("OpenStreetMap" in text for text in texts)
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"]
    assert "style=" not in drawing
    assert "translate(320.0 160.0)" in drawing
    assert "translate" not in queries.static_map_svg(lon, lat, marker=False)


@pytest.mark.usefixtures("streets")
@pytest.mark.parametrize(
    ("query", "size"),
    [
        ({"w": "1e9", "h": "99999"}, (640, 1200)),
        ({"w": "-5", "h": "x"}, (120, 320)),
        ({"zoom": "nan"}, (640, 320)),
        ({"zoom": "400"}, (640, 320)),
        ({"theme": "<b>"}, (640, 320)),
    ],
)
def test_static_map_is_held_in_bounds(client: Client, query: dict[str, str], size: tuple[int, int]) -> None:
    answer = client.get("/tiles/static.svg", {"lon": "4.88", "lat": "46.26", **query})
    root = ET.fromstring(answer.content)
    assert (int(root.attrib["width"]), int(root.attrib["height"])) == size
    assert answer["ETag"]


@pytest.mark.django_db
def test_static_map_refuses_no_position_and_haste(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.get("/tiles/static.svg").status_code == 400
    monkeypatch.setattr(views, "BRAKE", Brake(burst=1, per_second=0.01))
    codes = [client.get("/tiles/static.svg", {"lon": 4.88, "lat": 46.26}).status_code for _ in range(2)]
    assert codes == [200, 429]


def test_tags_become_layers() -> None:
    road = line_feature({"highway": "primary", "name": "Rue A", "bridge": "yes", "ref": "D 1"})
    assert road is not None
    assert (road.layer, road.properties["kind"], road.properties["bridge"], road.minzoom) == ("road", "primary", 1, 8)
    assert line_feature({"highway": "residential", "access": "private"}) is None
    assert line_feature({"highway": "pedestrian", "area": "yes"}) is None
    assert line_feature({"highway": "proposed"}) is None
    assert [one.properties["kind"] for one in area_features({"landuse": "forest"})] == ["wood"]
    assert area_features({"building": "no"}) == []
    assert area_features({"natural": "water", "water": "river", "name": "Ain"})[0].properties == {"kind": "water"}
    assert settlement_feature({"place": "village"}) is None
    assert place_feature({"amenity": "bench", "name": "Banc"}) is not None
    assert place_feature({"amenity": "townhall"}) is None


@pytest.mark.usefixtures("streets")
def test_api_route(client: Client) -> None:
    asked = {"mode": "foot", "points": [corner(0, 0), corner(3, 3)]}
    answer = client.post("/api/streets/route", json.dumps(asked), content_type="application/json")
    assert answer.status_code == 200
    assert not answer.json()["estimated"]
    bad = client.post("/api/streets/route", json.dumps({"points": [[500, 1], [1, 1]]}), content_type="application/json")
    assert bad.status_code == 422


def test_a_large_part_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(bytes(range(256)) * 4_000)

    def fetched(headers: dict[str, str]) -> bytes:
        answer: Any = serve(
            RequestFactory().get("/", headers=headers), path, etag="e", content_type="x/y", cache_control="no-cache"
        )
        assert answer.streaming
        return b"".join(answer)

    assert fetched({}) == path.read_bytes()
    assert fetched({"Range": "bytes=10-600000"}) == path.read_bytes()[10:600_001]
