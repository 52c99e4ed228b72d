# SPDX-License-Identifier: AGPL-3.0-or-later
"""The agents' desk, under `/agents/signalements/`."""

from __future__ import annotations

from django.urls import path, register_converter

from parvis.services.reports.views.agents import (
    bulk,
    calls,
    cases,
    catalogue,
    configuration,
    decisions,
    editing,
    papers,
    photos,
    queue,
    rounds,
    routing,
    statistics,
)


class ReferenceConverter:
    """The reference of a report, in its one spelling."""

    regex = r"SIG-\d{4}-\d{5,9}"

    def to_python(self, value: str) -> str:
        """The reference itself."""
        return value

    def to_url(self, value: str) -> str:
        """The reference itself."""
        return value


register_converter(ReferenceConverter, "report_reference")

app_name = "reports_agents"
urlpatterns = [
    path("", queue.page, name="queue"),
    path("points.json", queue.points, name="points"),
    path("filtres/", queue.filters, name="filters"),
    path("filtres/garder/", queue.save_filter, name="save-filter"),
    path("filtres/<int:filter_id>/supprimer/", queue.remove_filter, name="remove-filter"),
    path("lot/", bulk.bulk, name="bulk"),
    path("lot/<uuid:act_id>/annuler/", bulk.undo, name="undo"),
    path("tournee/", rounds.prepare, name="round"),
    path("tournee/feuille.pdf", rounds.sheet, name="round-sheet"),
    path("tournee/terrain/", rounds.field, name="field"),
    path("tournee/<report_reference:reference>/", rounds.mark, name="mark"),
    path("chiffres/", statistics.figures, name="figures"),
    path("chiffres/cellules.json", statistics.heat_cells, name="heat"),
    path("chiffres/signalements.csv", statistics.export_csv, name="export-csv"),
    path("chiffres/signalements.parquet", statistics.export_parquet, name="export-parquet"),
    path("reglages/", configuration.home, name="settings"),
    path("reglages/aiguillage/", routing.routing, name="routing"),
    path("reglages/categories/", catalogue.categories, name="categories"),
    path("reglages/categories/nouvelle/", catalogue.category, name="add-category"),
    path("reglages/categories/<int:category_id>/", catalogue.category, name="category"),
    path("reglages/textes/", configuration.templates, name="templates"),
    path("reglages/textes/nouveau/", configuration.template, name="add-template"),
    path("reglages/textes/<int:template_id>/", configuration.template, name="template"),
    path("reglages/partenaires/", configuration.targets, name="targets"),
    path("reglages/partenaires/nouveau/", configuration.target, name="add-target"),
    path("reglages/partenaires/<int:target_id>/", configuration.target, name="target"),
    path("reglages/cles/", configuration.keys, name="keys"),
    path("reglages/cles/<int:key_id>/terminer/", configuration.revoke, name="revoke-key"),
    path("telephone/", calls.screen, name="call"),
    path("telephone/appels/", calls.earlier, name="call-earlier"),
    path("telephone/sujets.json", calls.subjects, name="call-subjects"),
    path("telephone/precisions/", calls.asked, name="call-asked"),
    path("telephone/<report_reference:reference>/moi-aussi/", calls.me_too, name="call-me-too"),
    path("<report_reference:reference>/", cases.case, name="case"),
    path("<report_reference:reference>/journal/", cases.journal, name="journal"),
    path("<report_reference:reference>/nouvelles/", cases.news, name="news"),
    path("<report_reference:reference>/etat/", decisions.decide, name="decide"),
    path("<report_reference:reference>/affectation/", decisions.assign, name="assign"),
    path("<report_reference:reference>/moi/", decisions.take, name="take"),
    path("<report_reference:reference>/note/", decisions.note, name="note"),
    path("<report_reference:reference>/message/", decisions.message, name="message"),
    path("<report_reference:reference>/visibilite/", decisions.moderate, name="moderate"),
    path("<report_reference:reference>/modifier/", editing.edit, name="edit"),
    path("<report_reference:reference>/separer/", editing.split, name="split"),
    path("<report_reference:reference>/photos/", photos.add, name="add-photo"),
    path("<report_reference:reference>/photos/<int:photo_id>/masquer/", photos.redact, name="redact"),
    path("<report_reference:reference>/photos/<int:photo_id>/", photos.visibility, name="photo"),
    path("<report_reference:reference>/bon-de-travail.pdf", papers.work_order, name="work-order"),
]
