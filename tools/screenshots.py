# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the pictures of `docs/screenshots/` from a running demo.

`make demo` in one terminal, `python -m tools.screenshots` in another. The browser is the Chromium that the tests use
(`make setup` and `make test` see to it); each picture is reduced to a palette, so that it stays under 200 kB.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tools.pytest_browser import FLAGS, chromium_path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
PASSWORD = "parvis-en-demo"  # noqa: S105 - of the invented people of the demo, printed in the README
MOST_BYTES = 200_000
MAP_MS = 6_000
WIDE, PHONE = (1280, 860), (390, 800)


@dataclass(frozen=True)
class Picture:
    """One picture: its file, the steps that lead there, the window, the theme, who is signed in."""

    name: str
    steps: Callable[[Page], None]
    size: tuple[int, int] = WIDE
    dark: bool = False
    person: str = ""


def home(page: Page) -> None:
    """The home page."""
    page.goto("/")


def public_map(page: Page) -> None:
    """The public map, opened, near enough to show each report."""
    page.goto("/signalements/carte/")
    page.click(".map-open button")
    for _step in range(4):
        page.click(".maplibregl-ctrl-zoom-in")
        page.wait_for_timeout(MAP_MS // 4)
    page.wait_for_timeout(MAP_MS)


def report_on_a_phone(page: Page) -> None:
    """The questions of a report about a street lamp."""
    page.goto("/signalements/nouveau/?sujet=lampadaire")
    page.click("button[value=place]")
    page.fill("#id_address", "mairie")
    page.click("[role=option] >> nth=0")
    page.click(".step-acts button")
    page.wait_for_url("**/photo/")
    page.click(".step-acts button")
    page.wait_for_url("**/precisions/")
    page.check("input[type=radio] >> nth=0", force=True)


def follow(page: Page) -> None:
    """A report as the person who made it follows it."""
    page.goto("/me/demandes/")
    page.click(".requests a >> nth=0")
    page.wait_for_selector("#follow")


def desk(page: Page) -> None:
    """The agents' queue with a case open beside it."""
    page.goto("/agents/signalements/")
    page.click("ul.queue a >> nth=1")
    page.wait_for_timeout(MAP_MS)


PICTURES = (
    Picture("home-light", home),
    Picture("home-dark", home, dark=True),
    Picture("report-phone", report_on_a_phone, size=PHONE),
    Picture("map", public_map),
    Picture("follow", follow, person="resident@demo.valorne.example"),
    Picture("desk", desk, person="agent@demo.valorne.example"),
)


def sign_in(page: Page, person: str) -> None:
    """Signs in one of the people of the demo."""
    page.goto("/compte/connexion/")
    page.fill("input[name=login]", person)
    page.fill("input[name=password]", PASSWORD)
    page.click(".step-acts button >> nth=0")
    page.wait_for_url(lambda url: "/connexion/" not in url)


def take(browser: Browser, address: str, picture: Picture) -> int:
    """Takes one picture; returns its size in bytes."""
    context = browser.new_context(
        base_url=address,
        locale="fr-FR",
        viewport={"width": picture.size[0], "height": picture.size[1]},
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    if picture.person:
        sign_in(page, picture.person)
    picture.steps(page)
    page.wait_for_load_state("networkidle")
    data = reduced(page.screenshot())
    context.close()
    (FOLDER / f"{picture.name}.png").write_bytes(data)
    return len(data)


def reduced(data: bytes) -> bytes:
    """The picture with as many colours as fit into the limit: at most 256."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    smooth, plain = Image.Dither.FLOYDSTEINBERG, Image.Dither.NONE
    for colours, dither in ((256, smooth), (256, plain), (128, plain), (64, plain), (32, plain)):
        output = io.BytesIO()
        palette = image.quantize(colours, method=Image.Quantize.MEDIANCUT)
        image.quantize(colours, palette=palette, dither=dither).save(output, "PNG", optimize=True)
        if output.tell() <= MOST_BYTES:
            break
    return output.getvalue()


def main() -> None:
    """Takes all pictures, or those named."""
    parser = argparse.ArgumentParser(description="Pictures of docs/screenshots, from a running demo.")
    parser.add_argument("names", nargs="*", help="all when left out", choices=[*(one.name for one in PICTURES), []])
    parser.add_argument("--address", default="http://127.0.0.1:8000")
    options = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for picture in PICTURES:
            if not options.names or picture.name in options.names:
                print(f"{picture.name}.png  {take(browser, options.address, picture) // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main()
