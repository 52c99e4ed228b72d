# SPDX-License-Identifier: AGPL-3.0-or-later
"""EcoIndex of each public page, measured in a real browser: `python -m bench.ecoindex [BASE_URL] [PATH …]`.

Public pages, the steps of a report's form, and the pages of a resident who has signed in.

score = 100 − 5·(3·q_dom + 2·q_req + q_size)/6, where each q is the rank of the figure among the
public quantiles of the EcoIndex project (20 classes, interpolated). Elements inside an SVG are not
counted, as the method says; size is in kB transferred, on an empty cache.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence

from playwright.sync_api import Browser, BrowserContext, sync_playwright
from rich.console import Console
from rich.table import Table

from bench.walks import reporting, signed_in
from tools.pytest_browser import FLAGS, PHONE, chromium_path

DOM = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
SIZE_KB = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06,
    2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
ASKED, MOST_KB, MOST_REQUESTS = 80.0, 100.0, 15
WITH_MAP = ("/signalements/carte/",)
"""May weigh more than `MOST_KB`: the map is what one comes for."""
PAGES = (
    "/",
    "/search/?q=lampadaire",
    "/signalements/",
    "/signalements/nouveau/",
    "/signalements/hors-ligne/",
    "/signalements/alertes/",
    "/signalements/carte/",
    "/trajets/lignes/",
    "/trajets/ligne/agglomeration/U01/",
    "/trajets/horaires/agglomeration/U01/",
    "/trajets/plan/",
    "/trajets/favoris/",
    "/donnees/",
    "/compte/connexion/",
    "/compte/inscription/",
    "/accessibilite/",
    "/confidentialite/",
    "/mentions-legales/",
    "/plan-du-site/",
)


def quantile(table: Sequence[float], value: float) -> float:
    """The interpolated rank of `value` among the quantiles, from 0 to 20."""
    upper = min(bisect_right(table, value), len(table) - 1)
    low, high = table[upper - 1], table[upper]
    return upper - 1 + (value - low) / (high - low)


def ecoindex(dom: int, requests: int, size_kb: float) -> float:
    """The EcoIndex, from 0 (heavy) to 100 (sober)."""
    return 100 - 5 * (3 * quantile(DOM, dom) + 2 * quantile(REQUESTS, requests) + quantile(SIZE_KB, size_kb)) / 6


def measure(context: BrowserContext, url: str) -> tuple[int, int, float]:
    """Elements outside SVG, requests, and kB transferred of one page, on an empty cache."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    answer = page.goto(url, wait_until="networkidle")
    if answer is None or answer.status >= 400:
        raise SystemExit(f"{url} answered {answer.status if answer else 'nothing'}")
    dom = page.evaluate("document.querySelectorAll('*').length - document.querySelectorAll('svg *').length")
    page.close()
    return dom, sum(1 for address in asked if address.startswith("http")), sum(sizes) / 1000


def visited(browser: Browser, base: str, paths: Sequence[str]) -> Iterator[tuple[BrowserContext, str]]:
    """Each page with a context at phone width that may see it."""
    walks: list[Callable[[BrowserContext, str], Iterable[str]]]
    walks = [lambda _context, _base: paths] if paths else [public_pages, reporting, signed_in]
    for walk in walks:
        context = browser.new_context(viewport=PHONE, locale="fr-FR", service_workers="block")
        for path in walk(context, base):
            yield context, path
        context.close()


def public_pages(context: BrowserContext, base: str) -> list[str]:
    """The pages above, whatever else the site's map leads to, and a report."""
    page = context.new_page()
    found = set(PAGES)
    for path, links in (("/plan-du-site/", "main a[href^='/']"), ("/signalements/", "a[href*='/signalements/SIG-']")):
        page.goto(base + path)
        addresses = page.eval_on_selector_all(links, "all => all.map(one => one.getAttribute('href'))")
        found |= set(addresses if path == "/plan-du-site/" else addresses[:1])
    page.close()
    return sorted(found)


def met(path: str, score: float, requests: int, size_kb: float) -> bool:
    """True when a page is as sober as asked."""
    return score > ASKED and requests <= MOST_REQUESTS and (size_kb < MOST_KB or path in WITH_MAP)


def main(arguments: Sequence[str]) -> int:
    """Prints the table; 1 when a page falls short of what is asked."""
    base = arguments[0].rstrip("/") if arguments else "http://127.0.0.1:8000"
    asked = f"> {ASKED:.0f}, < {MOST_KB:.0f} kB, ≤ {MOST_REQUESTS}"
    table = Table("page", "elements", "requests", "kB", "EcoIndex", "of asked", f"asked {asked}")
    all_met = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for context, path in visited(browser, base, arguments[1:]):
            dom, requests, size = measure(context, base + path)
            score = ecoindex(dom, requests, size)
            good = met(path, score, requests, size)
            all_met &= good
            figures = (str(dom), str(requests), f"{size:.0f}", f"{score:.1f}", f"{score / ASKED:.2f}")
            table.add_row(re.sub(r"[0-9a-f-]{36}", "…", path), *figures, "met" if good else "SHORT")
        browser.close()
    Console(width=130).print(table)
    return 0 if all_met else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
