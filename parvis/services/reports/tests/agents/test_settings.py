# SPDX-License-Identifier: AGPL-3.0-or-later
"""Settings of the desk, as the supervisor gets them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from parvis.services.reports.addresses import absolute
from parvis.services.reports.models import ApiKey, Category, ForwardTarget, ResponseTemplate, RoutingRule
from parvis.services.reports.tests.agents.conftest import DESK
from parvis.services.reports.tests.conftest import category

ROUTING = f"{DESK}reglages/aiguillage/"


def rules(desk, *rows):
    sent = {"rows": len(rows)}
    for index, row in enumerate(rows):
        sent |= {f"rule-{index}-{name}": value for name, value in ({"area": "everywhere"} | row).items()}
    return sent


def test_rules_are_tried_before_they_are_kept(supervisor, desk, submit):
    submit(), submit("fontaine")
    row = {"rank": 10, "category_id": category("banc").pk, "team_id": desk.teams[0].pk}
    page = supervisor.post(ROUTING, rules(desk, row) | {"act": "try"}).content.decode()
    assert "2 signalements" in page
    assert not RoutingRule.objects.exists()
    supervisor.post(ROUTING, rules(desk, row) | {"act": "keep"})
    assert RoutingRule.objects.get().team_id == desk.teams[0].pk
    assert submit().reference
    shown = supervisor.get(ROUTING).content.decode()
    assert f'<option value="{desk.teams[0].pk}" selected' in shown


def test_the_rank_orders_and_a_ticked_row_goes(supervisor, desk):
    first, second = desk.teams
    rows = [
        {"rank": 20, "category_id": category("banc").pk, "team_id": first.pk},
        {"rank": 10, "category_id": category("fontaine").pk, "team_id": second.pk},
        {"rank": 30, "category_id": category("arbre").pk, "team_id": second.pk, "remove": "on"},
        {"rank": 40},
    ]
    supervisor.post(ROUTING, rules(desk, *rows) | {"act": "keep"})
    assert [rule.team_id for rule in RoutingRule.objects.order_by("position")] == [second.pk, first.pk]


def test_an_outline_limits_a_rule(supervisor, desk):
    square = '{"type":"Polygon","coordinates":[[[2,46],[3,46],[3,47],[2,47],[2,46]]]}'
    row = {"category_id": category("banc").pk, "team_id": desk.teams[0].pk, "area": "polygon"}
    for bad in ("", "{", "[]", '{"geometry": 3}', '{"type":"Polygon","coordinates":"x"}'):
        answer = supervisor.post(ROUTING, rules(desk, row | {"polygon": bad}) | {"act": "keep"})
        assert answer.status_code == 422, bad
    supervisor.post(ROUTING, rules(desk, row | {"polygon": square}) | {"act": "keep"})
    assert RoutingRule.objects.get().polygon["type"] == "Polygon"


def test_a_team_of_another_town_is_refused(supervisor, desk, other_desk):
    row = {"category_id": category("banc").pk, "team_id": other_desk.teams[0].pk}
    assert supervisor.post(ROUTING, rules(desk, row) | {"act": "keep"}).status_code == 422


def test_a_ready_made_text_is_written_used_and_removed(supervisor, agent, desk, submit):
    url = f"{DESK}reglages/textes/nouveau/"
    values = {"title": "Réparé", "state": "resolved", "text_fr": "C’est fait, {reference}.", "position": 0}
    assert supervisor.post(url, values | {"text_fr": "{nimporte}"}).status_code == 422
    supervisor.post(url, values)
    row = ResponseTemplate.objects.get()
    told = submit()
    assert f"C’est fait, {told.reference}." in agent.get(f"{DESK}{told.reference}/?vers=resolved").content.decode()
    supervisor.post(f"{DESK}reglages/textes/{row.pk}/", {"act": "remove"})
    assert "Réparé" not in supervisor.get(f"{DESK}reglages/textes/").content.decode()


def test_a_partner_is_added_and_changed(supervisor):
    url = f"{DESK}reglages/partenaires/nouveau/"
    values = {
        "name": "Eaux de Valorne",
        "kind": "open311",
        "endpoint": "https://eaux.example/v2",
        "api_key": "secret-key",
    }
    assert supervisor.post(url, {"name": "X", "kind": "email"}).status_code == 422
    assert supervisor.post(url, values | {"codes": "banc"}).status_code == 422
    assert supervisor.post(url, values | {"codes": "banc = 12\nfontaine = 13", "active": "on"}).status_code == 302
    row = ForwardTarget.objects.get()
    assert row.codes == {"banc": "12", "fontaine": "13"}
    page = supervisor.get(f"{DESK}reglages/partenaires/{row.pk}/").content.decode()
    assert "secret-key" not in page, "a key is never shown again"
    supervisor.post(f"{DESK}reglages/partenaires/{row.pk}/", values | {"api_key": ""})
    row.refresh_from_db()
    assert (row.api_key, row.active) == ("secret-key", False)


def test_a_key_is_shown_once_and_ended(supervisor):
    url = f"{DESK}reglages/cles/"
    page = supervisor.post(url, {"name": "Appli", "scopes": ["submit"], "per_hour": 50}).content.decode()
    secret = re.search(r'<code class="key">([^<]+)', page)[1]
    assert secret not in supervisor.get(url).content.decode()
    key = ApiKey.objects.get()
    supervisor.post(f"{url}{key.pk}/terminer/")
    key.refresh_from_db()
    assert not key.active


class Fields(HTMLParser):
    """The fields of a form with their values, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.select = self.area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "input":
            self._take_input(known)
        elif tag == "select":
            self.select = known["name"]
        elif tag == "option" and self.select and "selected" in known:
            self.values[self.select] = known["value"]
        elif tag == "textarea":
            self.area = known["name"]
            self.values[self.area] = ""

    def _take_input(self, known: dict[str, str]) -> None:
        ticked = known.get("type") not in ("checkbox", "radio") or "checked" in known
        if known.get("name") and ticked:
            self.values[known["name"]] = known.get("value") or ("on" if known.get("type") == "checkbox" else "")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.values[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def page_of(supervisor, row: Category) -> dict[str, str]:
    """The fields of a category's page as a browser would send them back."""
    html = supervisor.get(f"{DESK}reglages/categories/{row.pk}/").content.decode()
    form = html.split('class="form form-wide"')[1].split("</form>")[0]
    fields = Fields()
    fields.feed(form)
    return fields.values


@pytest.mark.parametrize("code", ["lampadaire", "nid-de-poule", "bruit", "vehicule-ventouse", "route-departementale"])
def test_kept_as_it_is_a_category_stays_the_same(supervisor, desk, code):
    row = category(code)
    before = (row.questions, row.notices, row.keywords, row.publication)
    answer = supervisor.post(f"{DESK}reglages/categories/{row.pk}/", page_of(supervisor, row))
    assert answer.status_code == 302, re.findall(r"error-summary.*?</ul>", answer.content.decode(), re.S)
    row.refresh_from_db()
    assert plain(row.questions) == plain(before[0])
    assert plain(row.notices) == plain(before[1])
    assert (row.keywords, row.publication) == before[2:]


def plain(entries):
    """Definitions without the members that say nothing."""
    return [{name: value for name, value in each.items() if value not in ("", False, None)} for each in entries]


def test_a_question_is_added_and_a_wrong_one_told(supervisor, desk):
    row = category("banc")
    values = page_of(supervisor, row)
    values |= {
        "question-0-code": "matiere",
        "question-0-datatype": "singlevaluelist",
        "question-0-label_fr": "En quoi ?",
    }
    wrong = supervisor.post(f"{DESK}reglages/categories/{row.pk}/", values)
    assert wrong.status_code == 422
    values["question-0-values"] = "bois = En bois | Wood\npierre = En pierre"
    assert supervisor.post(f"{DESK}reglages/categories/{row.pk}/", values).status_code == 302
    row.refresh_from_db()
    assert [each["key"] for each in row.questions[0]["values"]] == ["bois", "pierre"]


def test_a_category_is_made(supervisor, desk):
    url = f"{DESK}reglages/categories/nouvelle/"
    values = {
        "code": "fresque", "name_fr": "Fresque", "icon": "brush", "publication": "public", "priority": 2,
        "working_days": 5, "position": 1, "active": "on", "parent_id": category("banc").parent_id,
        "question-rows": 0, "notice-rows": 0,
    }  # fmt: skip
    assert supervisor.post(url, values | {"icon": "no-such-icon"}).status_code == 422
    assert supervisor.post(url, values | {"code": "banc"}).status_code == 422
    assert supervisor.post(url, values).status_code == 302
    assert category("fresque").name_fr == "Fresque"


def test_others_settings_are_not_there(desk, other_desk, signed_in):
    stranger = signed_in(other_desk.supervisor)
    row = category("banc")
    assert stranger.get(f"{DESK}reglages/categories/{row.pk}/").status_code == 404
    assert stranger.post(f"{DESK}reglages/categories/{row.pk}/", {}).status_code == 404
    assert "Banc" not in stranger.get(f"{DESK}reglages/categories/").content.decode()


def test_the_page_of_keys_says_where_the_server_is_and_what_a_key_may(supervisor):
    sent = {"name": "Carte", "scopes": ["submit"], "per_hour": "50"}
    page = supervisor.post(f"{DESK}reglages/cles/", sent).content.decode()
    assert f"{absolute('/open311/v2/')}</code>" in page
    assert "<td>envoyer des signalements</td>" in page.lower()


def test_a_partner_by_mail_is_asked_for_what_mail_needs(supervisor):
    page = supervisor.get(f"{DESK}reglages/partenaires/nouveau/").content.decode()
    mail = page.partition('class="target-way is-email"')[2].partition("</div>\n")[0]
    assert "id_email" in mail
    assert "facultatif" not in mail
    assert "Adresse de son serveur Open311" in page.partition("is-open311")[2]
