# SPDX-License-Identifier: AGPL-3.0-or-later
"""The accounts in a real browser: passkeys with a virtual authenticator, axe at both widths, no script needed."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace

import pytest
from django.test import Client
from playwright.sync_api import expect

from parvis.kernel.accounts.operations import create_person
from parvis.kernel.accounts.queries import has_second_factor
from parvis.kernel.accounts.rules import AccountsSettings
from parvis.kernel.audit.actors import SYSTEM
from parvis.kernel.organisations.operations import add_member, add_organisation, add_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "lampadaire-moulin-riviere"
WIDTHS = [{"width": 360, "height": 800}, {"width": 1280, "height": 900}]
PUBLIC = [
    "/compte/connexion/",
    "/compte/connexion/code/",
    "/compte/connexion/lien/",
    "/compte/connexion/lien/envoye/",
    "/compte/inscription/",
    "/compte/inscription/cle/",
    "/compte/mot-de-passe/oubli/",
    "/preuve/inconnu/",
]
PRIVATE = [
    "/me/",
    "/me/demandes/",
    "/me/messages/",
    "/me/preferences/",
    "/me/securite/",
    "/me/donnees/",
    "/me/donnees/effacer/",
    "/compte/adresse/",
    "/compte/mot-de-passe/",
    "/compte/appareils/",
    "/compte/securite/cles/",
    "/compte/securite/cles/ajouter/",
    "/compte/securite/application/",
    "/compte/deconnexion/",
    "/agents/",
    "/agents/securite/",
    "/agents/organisation/",
    "/agents/organisation/inviter/",
    "/agents/organisation/equipes/",
    "/agents/organisation/equipes/nouvelle/",
]


@pytest.fixture
def supervisor():
    """A supervisor signed in a moment ago: the person, and the session's cookies."""
    person = create_person(
        SYSTEM, email="helene@example.fr", full_name="Hélène Garnier", password=PASSWORD, verified=True
    )
    town = add_organisation(SYSTEM, kind="town", name="Saint-Martin-sur-Orne-la-Vieille")
    add_member(SYSTEM, person=person, organisation=town, role="supervisor")
    add_team(SYSTEM, organisation=town, name="Éclairage public et signalisation lumineuse")
    client = Client()
    client.force_login(person)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return SimpleNamespace(person=person, cookies=client.cookies)


def stand_in_for_a_key(page):
    """A virtual authenticator that keeps passkeys and always recognises its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_then_confirms_then_signs_in_alone(open_page, supervisor):
    page = open_page("/compte/securite/cles/ajouter/", cookies=supervisor.cookies)
    stand_in_for_a_key(page)
    page.get_by_label("Nom de cette clé").fill("Mon téléphone")
    page.get_by_label("Me connecter avec cette seule clé").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    page.wait_for_url(lambda url: "/ajouter/" not in url)
    assert has_second_factor(supervisor.person)
    root = page.url.partition("/compte")[0].partition("/me")[0]
    page.goto(f"{root}/compte/securite/cles/")
    expect(page.get_by_text("Mon téléphone")).to_be_visible()
    page.context.clear_cookies()
    page.goto(f"{root}/compte/connexion/")
    page.get_by_label("Votre adresse électronique").fill("helene@example.fr")
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.wait_for_url("**/connexion/confirmation/")
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/agents/")
    page.context.clear_cookies()
    page.goto(f"{root}/compte/connexion/")
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.wait_for_url("**/agents/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hélène")


def test_a_device_without_the_key_is_told_so(open_page):
    page = open_page("/compte/connexion/")
    stand_in_for_a_key(page)
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("[data-passkey-status]")).to_contain_text("choisissez un autre moyen")


def test_where_the_address_is_made_of_numbers_keys_are_said_not_to_work(chromium, live_server, supervisor):
    root = live_server.url.replace("localhost", "127.0.0.1")
    context = chromium.new_context(locale="fr-FR")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{root}/compte/connexion/")
    expect(page.locator("[data-passkey-status]")).to_be_empty()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.locator("[data-passkey-status]")).to_contain_text("faite de chiffres")
    context.add_cookies([{"name": n, "value": each.value, "url": root} for n, each in supervisor.cookies.items()])
    page.goto(f"{root}/compte/securite/cles/ajouter/")
    expect(page.locator("[data-passkey-status]")).to_contain_text("Ouvrez-le par son nom")
    context.close()


@pytest.mark.parametrize(("viewport", "scheme"), [(WIDTHS[0], "light"), (WIDTHS[1], "dark")], ids=["phone", "desktop"])
def test_axe_finds_nothing(open_page, axe, supervisor, viewport, scheme, monkeypatch):
    decided = AccountsSettings(agents_need_second_factor=False)
    monkeypatch.setattr("parvis.kernel.organisations.middleware.service_settings", lambda slug: decided)
    page = open_page("/compte/connexion/", viewport=viewport, scheme=scheme)
    root = page.url.partition("/compte")[0]
    for address in PUBLIC:
        _look(page, root + address, axe, viewport)
    page = open_page("/me/", viewport=viewport, scheme=scheme, cookies=supervisor.cookies)
    for address in PRIVATE:
        _look(page, root + address, axe, viewport)
        assert address in page.url


def _look(page, url, axe, viewport):
    page.goto(url)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], url


def test_signing_in_and_out_needs_no_script(open_page, supervisor):
    page = open_page("/compte/connexion/", javascript=False)
    page.get_by_label("Votre adresse électronique").fill("helene@example.fr")
    page.get_by_label("Votre mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour Hélène")
    page.locator("a[href='/me/']").first.click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.goto(page.url.partition("/compte")[0].rstrip("/") + "/me/")
    expect(page).to_have_url(re.compile("/compte/connexion/"))
