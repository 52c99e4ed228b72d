# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing of the machine is served: no path leads out, no folder is listed, no source is given."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

CLIMBS = (
    "../parvis.toml", "..%2fparvis.toml", "%2e%2e/parvis.toml", "..%252fparvis.toml", "....//parvis.toml",
    "..\\parvis.toml", "/etc/passwd", "%2fetc%2fpasswd", "..%c0%afparvis.toml", "x/../../parvis.toml",
)  # fmt: skip
PLACES = ("/static/", "/fichiers/", "/tiles/", "/donnees/", "/town/", "/open311/v2/", "/")
INSIDE = (
    "/.git/config", "/.git/HEAD", "/.env", "/parvis.toml", "/pyproject.toml", "/manage.py", "/var/secret-key",
    "/var/", "/static/", "/static/parvis/", "/build/", "/parvis/project/settings/__init__.py", "/static/../manage.py",
    "/requirements/base.txt", "/secret-key", "/backup.tar", "/static/parvis/app.css.map", "/server-status",
)  # fmt: skip
TELLING = ("[town]", "[services]", "root:x:", "DJANGO_SETTINGS", "repositoryformatversion", "Index of")


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_no_path_climbs_out(client: Client, place: str) -> None:
    for climb in CLIMBS:
        response = client.get(f"{place}{climb}")
        assert response.status_code in (301, 302, 400, 404), climb
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert not any(word in body.decode(errors="replace") for word in TELLING), climb


@pytest.mark.django_db
@pytest.mark.parametrize("path", INSIDE)
def test_nothing_of_the_inside_is_served(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_uploads_lie_outside_of_what_is_served() -> None:
    files = settings.VAR_DIR / "files"
    for served in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS):
        assert not files.is_relative_to(served)
        assert not served.is_relative_to(files)
    assert getattr(settings, "MEDIA_ROOT", "") == ""


def test_requests_have_a_size() -> None:
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 10_000_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 5_000
    assert settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 100
